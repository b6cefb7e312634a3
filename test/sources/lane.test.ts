import { setImmediate as turn } from 'node:timers/promises';
import { SourceError, timeout } from '../../src/remote/fault';
import { noteHeld, timeLeft } from '../../src/remote/time-left';
import { Company } from '../../src/sources/company';
import { type CallContext, found, type KeyedLookup, NONE, type Slot } from '../../src/sources/contract';
import { Lane, type LaneOptions, type PartGate } from '../../src/sources/lane';

interface Call {
  readonly keys: readonly string[];
  readonly context: CallContext;
  answer(slots: readonly Slot<string>[]): void;
  fail(error: unknown): void;
}

function recordingLookup(overrides: Partial<KeyedLookup<string, string>> = {}) {
  const calls: Call[] = [];
  const lookup: KeyedLookup<string, string> = {
    mode: 'multiGet',
    maxBatch: 3,
    fetch: (keys, _options, context) =>
      new Promise((answer, fail) => {
        calls.push({ keys, context, answer, fail });
      }),
    ...overrides,
  };
  return { lookup, calls };
}

const OPEN_GATE: PartGate = { refusal: () => undefined, ended: () => undefined, retryAfter: () => undefined };
const never = (): AbortSignal => new AbortController().signal;
const lane = (lookup: KeyedLookup<string, string>, options: Partial<LaneOptions> = {}) =>
  new Lane(lookup, undefined, (key) => key, {
    pace: { gapMs: 0, maxGapMs: 0 },
    company: new Company(),
    gate: OPEN_GATE,
    now: () => 1000,
    monotonic: () => 1000,
    ...options,
  });
const echo = (call: Call): void => call.answer(call.keys.map((key) => found(key.toUpperCase())));

test('keys of one turn share batches of the vendor’s size', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const reads = ['a', 'b', 'c', 'd'].map((key) => reader.read(key, never(), true));
  await turn();
  await turn();
  expect(calls.map((call) => call.keys)).toEqual([['a', 'b', 'c'], ['d']]);
  calls.forEach(echo);
  expect((await Promise.all(reads)).map((read) => read.slot)).toEqual(['A', 'B', 'C', 'D'].map(found));
});

test('equal keys share one read, also once it is under way', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const early = [reader.read('a', never(), true), reader.read('a', never(), true)];
  await turn();
  await turn();
  const late = reader.read('a', never(), true);
  expect(calls.map((call) => call.keys)).toEqual([['a']]);
  calls.forEach(echo);
  expect((await Promise.all([...early, late])).map((read) => read.slot)).toEqual(['A', 'A', 'A'].map(found));
});

test('who wants only fresh answers does not join a call that has started', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const first = reader.read('a', never(), false);
  await turn();
  await turn();
  const second = reader.read('a', never(), false);
  echo(calls[0]!);
  await first;
  await turn();
  await turn();
  expect(calls.map((call) => call.keys)).toEqual([['a'], ['a']]);
  echo(calls[1]!);
  await second;
});

test('a caller who leaves does not cancel the others; the last one stops the call', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const [leaver, stayer] = [new AbortController(), new AbortController()];
  const left = reader.read('a', leaver.signal, true);
  const stayed = reader.read('a', stayer.signal, true);
  await turn();
  await turn();
  leaver.abort();
  expect((await left).slot).toMatchObject({ state: 'failed', fault: { state: 'TIMEOUT' } });
  expect(calls[0]?.context.signal.aborted).toBe(false);
  stayer.abort();
  expect((await stayed).slot).toMatchObject({ state: 'failed', fault: { state: 'TIMEOUT' } });
  expect(calls[0]?.context.signal.aborted).toBe(true);
});

test('a key asked for again after its call was stopped is read again', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const gone = new AbortController();
  const left = reader.read('a', gone.signal, true);
  await turn();
  await turn();
  gone.abort();
  await left;
  calls[0]?.fail(timeout());
  const again = reader.read('a', never(), true);
  await turn();
  await turn();
  expect(calls).toHaveLength(2);
  echo(calls[1]!);
  expect((await again).slot).toEqual(found('A'));
});

test('nobody waits: nothing is called', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const gone = new AbortController();
  const read = reader.read('a', gone.signal, true);
  gone.abort();
  await read;
  await turn();
  await turn();
  expect(calls).toHaveLength(0);
});

test('fan-out sends one request a key, at most `concurrency` at once', async () => {
  const { lookup, calls } = recordingLookup({ mode: 'fanOut', concurrency: 2 });
  const reader = lane(lookup);
  const reads = ['a', 'b', 'c'].map((key) => reader.read(key, never(), true));
  await turn();
  await turn();
  expect(calls.map((call) => call.keys)).toEqual([['a'], ['b']]);
  echo(calls[0]!);
  await reads[0];
  await turn();
  expect(calls.map((call) => call.keys)).toEqual([['a'], ['b'], ['c']]);
  calls.slice(1).forEach(echo);
  await Promise.all(reads);
});

test('a fault of the whole call fails each of its keys, with its cause', async () => {
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup);
  const reads = ['a', 'b'].map((key) => reader.read(key, never(), true));
  await turn();
  await turn();
  const fault = { state: 'RATE_LIMITED', message: 'HTTP 429', retryAfterMs: 1000 } as const;
  calls[0]?.fail(new SourceError(fault));
  expect((await Promise.all(reads)).map((read) => read.slot)).toEqual([
    { state: 'failed', fault },
    { state: 'failed', fault },
  ]);
});

test.each([
  ['throws', (call: Call) => call.fail(new TypeError('x is undefined'))],
  ['answers too few slots', (call: Call) => call.answer([NONE])],
])('a connector that %s is a defect: reported, and a typed failure for its keys', async (_name, misbehave) => {
  const defects: unknown[] = [];
  const { lookup, calls } = recordingLookup();
  const reader = lane(lookup, { onDefect: (error) => defects.push(error) });
  const reads = ['a', 'b'].map((key) => reader.read(key, never(), true));
  await turn();
  await turn();
  misbehave(calls[0]!);
  for (const read of await Promise.all(reads)) {
    expect(read.slot).toMatchObject({ state: 'failed', fault: { state: 'INVALID_RESPONSE' } });
  }
  expect(defects).toHaveLength(1);
});

describe('the gate', () => {
  const closed = { state: 'CIRCUIT_OPEN', message: 'closed', retryAfterMs: 10 } as const;
  const down = new SourceError({ state: 'UNAVAILABLE', message: 'HTTP 503' });

  test('that is shut costs no call, and each key its slot', async () => {
    const { lookup, calls } = recordingLookup();
    const refused: unknown[] = [];
    const reader = lane(lookup, {
      gate: { ...OPEN_GATE, refusal: () => closed },
      onRefused: (fault) => refused.push(fault),
    });
    const reads = await Promise.all(['a', 'b'].map((key) => reader.read(key, never(), true)));
    expect(reads.map((read) => read.slot)).toEqual([
      { state: 'failed', fault: closed },
      { state: 'failed', fault: closed },
    ]);
    expect([calls, refused, reads[0]?.call]).toEqual([[], [closed], undefined]);
  });

  test('is told how much time the most patient caller has left, and so is the call', async () => {
    const { lookup, calls } = recordingLookup();
    const left: number[] = [];
    const gate: PartGate = { ...OPEN_GATE, refusal: (timeLeftMs) => void left.push(timeLeftMs) };
    const reader = lane(lookup, { gate });
    const reads = [
      reader.read('a', never(), true, 1300),
      reader.read('a', never(), true, 1800),
      reader.read('b', never(), true, 1500),
    ];
    await until(() => calls.length === 1);
    expect([left, timeLeft(calls[0]!.context.signal)]).toEqual([[800], 800]);
    reads.push(reader.read('b', never(), true, 5000));
    expect(timeLeft(calls[0]!.context.signal)).toBe(4000);
    echo(calls[0]!);
    await Promise.all(reads);
    const unhurried = reader.read('a', never(), true);
    await until(() => calls.length === 2);
    expect(left[1]).toBe(Number.POSITIVE_INFINITY);
    echo(calls[1]!);
    await unhurried;
  });

  test('is not told that the source took the time that requests were held up here', async () => {
    const clock = { now: 1000 };
    const { lookup, calls } = recordingLookup();
    const took: number[] = [];
    const gate: PartGate = { ...OPEN_GATE, ended: (_fault, durationMs) => void took.push(durationMs) };
    const reader = lane(lookup, { gate, monotonic: () => clock.now });
    const read = reader.read('a', never(), true);
    await until(() => calls.length === 1);
    for (const ms of [700, 300]) noteHeld(calls[0]!.context.signal, ms);
    clock.now += 1200;
    calls[0]!.fail(timeout());
    await read;
    expect(took).toEqual([500]);
  });

  test('is told of what a source said before of what never reached it', async () => {
    const { lookup, calls } = recordingLookup();
    const told: unknown[] = [];
    const reader = lane(lookup, { gate: { ...OPEN_GATE, ended: (fault) => void told.push(fault) } });
    const unsent = { state: 'RATE_LIMITED', message: '', retryAfterMs: 9000, unsent: true } as const;
    const ask = async (...slots: Slot<string>[]): Promise<void> => {
      const reads = [reader.read('a', never(), true), reader.read('b', never(), true)];
      const count = calls.length;
      await until(() => calls.length > count);
      calls.at(-1)!.answer(slots);
      await Promise.all(reads);
    };
    await ask({ state: 'failed', fault: unsent }, { state: 'failed', fault: down.fault });
    await ask({ state: 'failed', fault: unsent }, { state: 'failed', fault: unsent });
    await ask({ state: 'failed', fault: unsent }, found('B'));
    expect(told).toEqual([down.fault, unsent, undefined]);
  });

  test('is told how each call ended: partly answered is answered, unless the source asked to be left alone', async () => {
    const { lookup, calls } = recordingLookup();
    const told: unknown[] = [];
    const reader = lane(lookup, { gate: { ...OPEN_GATE, ended: (fault) => void told.push(fault?.state) } });
    const ask = async (answer: (call: Call) => void): Promise<void> => {
      const reads = [reader.read('a', never(), true), reader.read('b', never(), true)];
      await turn();
      await turn();
      answer(calls.at(-1)!);
      await Promise.all(reads);
    };
    const failed = (state: 'INVALID_RESPONSE' | 'RATE_LIMITED') =>
      ({ state: 'failed', fault: { state, message: '' } }) as const;
    await ask(echo);
    await ask((call) => call.answer([found('A'), failed('INVALID_RESPONSE')]));
    await ask((call) => call.answer([found('A'), failed('RATE_LIMITED')]));
    await ask((call) => call.fail(down));
    expect(told).toEqual([undefined, undefined, 'RATE_LIMITED', 'UNAVAILABLE']);
  });

  test('may have the failed keys of a call asked for once more, and only once', async () => {
    const { lookup, calls } = recordingLookup();
    let retries = 0;
    const reader = lane(lookup, { gate: { ...OPEN_GATE, retryAfter: () => 0 }, onRetry: () => void retries++ });
    const reads = ['a', 'b'].map((key) => reader.read(key, never(), true));
    await until(() => calls.length === 1);
    calls[0]!.answer([found('A'), { state: 'failed', fault: down.fault }]);
    await until(() => calls.length === 2);
    expect(calls[1]!.keys).toEqual(['b']);
    calls[1]!.fail(down);
    expect((await Promise.all(reads)).map((read) => read.slot.state)).toEqual(['found', 'failed']);
    expect([calls.length, retries]).toEqual([2, 1]);
  });

  test('has nothing asked once more for callers who left', async () => {
    const { lookup, calls } = recordingLookup();
    const caller = new AbortController();
    const reader = lane(lookup, { gate: { ...OPEN_GATE, retryAfter: () => 60_000 } });
    const read = reader.read('a', caller.signal, true);
    await until(() => calls.length === 1);
    calls[0]!.fail(down);
    await turn();
    caller.abort();
    expect((await read).slot).toMatchObject({ state: 'failed', fault: { state: 'TIMEOUT' } });
    await turn();
    expect(calls).toHaveLength(1);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
