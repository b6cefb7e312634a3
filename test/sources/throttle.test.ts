import fc from 'fast-check';
import type { HttpClient, HttpRequest } from '../../src/remote/client';
import { SourceError, type SourceFault } from '../../src/remote/fault';
import { setTimeLeft } from '../../src/remote/time-left';
import { type Clock, type RateCap, Throttle, throttled } from '../../src/sources/throttle';

/** A clock that stands until it is told to go on, and then wakes whoever is due, in order. */
class TestClock implements Clock {
  private at = 1000;
  private readonly sleepers = new Set<{ readonly at: number; readonly go: () => void }>();

  now(): number {
    return this.at;
  }

  wake(afterMs: number, go: () => void): () => void {
    const sleeper = { at: this.at + afterMs, go };
    this.sleepers.add(sleeper);
    return () => this.sleepers.delete(sleeper);
  }

  /** Time goes on, and whoever was to be woken sleeps on: a busy process. */
  oversleep(ms: number): void {
    this.at += ms;
  }

  /** Everything that became possible meanwhile has happened when it resolves. */
  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    await settled();
    for (;;) {
      const due = [...this.sleepers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.at = Math.max(this.at, due.at);
      this.sleepers.delete(due);
      due.go();
      await settled();
    }
    this.at = end;
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}

const isSearch = ({ path }: HttpRequest): boolean => path.startsWith('/search');

function setUp(caps: readonly RateCap[], concurrency = 100) {
  const clock = new TestClock();
  const held: number[] = [];
  const throttle = new Throttle({ concurrency, caps, clock, onHeld: (ms) => held.push(ms) });
  /** Paths in the order in which they left, with the time. */
  const left: (readonly [path: string, at: number])[] = [];
  const faults = new Map<string, SourceFault>();
  const underWay = { now: 0, most: 0 };
  /** @param answered resolves the request; absent: as soon as it has left. */
  const ask = (path: string, timeLeftMs = 60_000, answered: Promise<void> = Promise.resolve()) => {
    const caller = new AbortController();
    const until = clock.now() + timeLeftMs;
    setTimeLeft(caller.signal, () => until - clock.now());
    const http = throttled(
      {
        request: async () => {
          left.push([path, clock.now()]);
          underWay.now += 1;
          underWay.most = Math.max(underWay.most, underWay.now);
          await answered;
          underWay.now -= 1;
          return { status: 200, headers: {}, body: undefined };
        },
      } as unknown as HttpClient,
      throttle,
    );
    const ended = http.request({ method: 'GET', path, signal: caller.signal }).then(
      () => undefined,
      (error: unknown) => {
        faults.set(path, (error as SourceError).fault);
      },
    );
    return { ended, leave: () => caller.abort() };
  };
  return { clock, throttle, held, left, faults, underWay, ask };
}

test('requests beyond the cap leave when the first ones are a whole stretch of time behind', async () => {
  const { clock, left, held, ask } = setUp([{ requests: 2, perMs: 1000 }]);
  ask('/a');
  await clock.pass(300);
  for (const path of ['/b', '/c', '/d', '/e']) ask(path);
  await clock.pass(5000);
  expect(left).toEqual([
    ['/a', 1000],
    ['/b', 1300],
    ['/c', 2000],
    ['/d', 2300],
    ['/e', 3000],
  ]);
  expect(held).toEqual([700, 1000, 1700]);
});

test('who could not leave in time is refused at once and told when; it takes nobody’s place', async () => {
  const { clock, throttle, left, faults, ask } = setUp([{ requests: 1, perMs: 1000 }]);
  ask('/a');
  ask('/b');
  const hurried = ask('/hurried', 1500);
  await hurried.ended;
  expect(faults.get('/hurried')).toEqual({
    state: 'RATE_LIMITED',
    message: 'as many requests as it may get in this time have left',
    retryAfterMs: 2000,
    unsent: true,
  });
  expect(throttle.waitMs()).toBe(2000);
  ask('/patient', 2000);
  await clock.pass(2000);
  expect(left.map(([path]) => path)).toEqual(['/a', '/b', '/patient']);
});

test('a process that wakes late lets nobody who comes meanwhile go before those in line', async () => {
  const { clock, left, ask } = setUp([{ requests: 1, perMs: 100 }]);
  ask('/a');
  ask('/b');
  await clock.pass(0);
  clock.oversleep(150);
  ask('/c');
  await clock.pass(1000);
  expect(left.map(([path]) => path)).toEqual(['/a', '/b', '/c']);
});

test('every cap holds: so many a second, and so many a minute', async () => {
  const { clock, left, ask } = setUp([
    { requests: 2, perMs: 1000 },
    { requests: 3, perMs: 60_000 },
  ]);
  for (const path of ['/a', '/b', '/c', '/d']) ask(path, 600_000);
  await clock.pass(120_000);
  expect(left.map(([, at]) => at - 1000)).toEqual([0, 0, 1000, 60_000]);
});

test('a tighter cap on searches holds up searches alone, and loses them nothing', async () => {
  const { clock, throttle, left, ask } = setUp([
    { requests: 4, perMs: 1000 },
    { requests: 1, perMs: 1000, counts: isSearch },
  ]);
  for (const path of ['/search/1', '/search/2', '/read/1', '/read/2']) ask(path);
  expect(throttle.waitMs()).toBe(0);
  await clock.pass(0);
  expect(left.map(([path]) => path)).toEqual(['/search/1', '/read/1', '/read/2']);
  for (const path of ['/read/3', '/read/4', '/read/5', '/read/6']) ask(path);
  await clock.pass(1000);
  expect(left.slice(3).map(([path]) => path)).toEqual(['/read/3', '/search/2', '/read/4', '/read/5', '/read/6']);
});

test('the line is bounded', async () => {
  const { clock, faults, ask } = setUp([{ requests: 1, perMs: 10 }]);
  for (let i = 0; i < 1002; i += 1) ask(`/${i}`);
  await clock.pass(0);
  expect([...faults]).toEqual([['/1001', expect.objectContaining({ state: 'RATE_LIMITED', unsent: true })]]);
});

test('no more than `concurrency` are under way; who waits for a place is told neither to wait nor of a rate', async () => {
  const { clock, left, faults, ask } = setUp([], 1);
  let answer = (): void => undefined;
  ask(
    '/a',
    60_000,
    new Promise((done) => {
      answer = done;
    }),
  );
  const leaver = ask('/b');
  ask('/c', 1);
  await clock.pass(500);
  expect(left.map(([path]) => path)).toEqual(['/a']);
  leaver.leave();
  await leaver.ended;
  expect(faults.get('/b')).toMatchObject({ state: 'TIMEOUT', unsent: true });
  answer();
  await clock.pass(0);
  expect(left.map(([path]) => path)).toEqual(['/a', '/c']);
});

interface Arrival {
  readonly afterMs: number;
  readonly search: boolean;
  readonly timeLeftMs: number;
  readonly answerMs: number;
  readonly leavesAfterMs: number | undefined;
}

const arrival = fc.record({
  afterMs: fc.nat(40),
  search: fc.boolean(),
  timeLeftMs: fc.nat(1500),
  answerMs: fc.nat(80),
  leavesAfterMs: fc.option(fc.nat(400), { nil: undefined, freq: 4 }),
});
const cap = fc.record({ requests: fc.integer({ min: 1, max: 6 }), perMs: fc.integer({ min: 1, max: 300 }) });

test('whatever comes: no window holds more than its cap, order is kept, and everybody leaves or is told', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(cap, { maxLength: 2 }),
      fc.array(cap, { maxLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(arrival, { maxLength: 60 }),
      async (all, searches, concurrency, arrivals: readonly Arrival[]) => {
        const caps = [...all, ...searches.map((one) => ({ ...one, counts: isSearch }))];
        const { clock, left, faults, underWay, ask } = setUp(caps, concurrency);
        let ended = 0;
        for (const [i, { afterMs, search, timeLeftMs, answerMs, leavesAfterMs }] of arrivals.entries()) {
          await clock.pass(afterMs);
          const path = `/${search ? 'search' : 'read'}/${i}`;
          const answered = new Promise<void>((done) => void clock.wake(answerMs, done));
          const request = ask(path, timeLeftMs, answered);
          void request.ended.then(() => {
            ended += 1;
          });
          clock.wake(Math.min(timeLeftMs, leavesAfterMs ?? Number.POSITIVE_INFINITY), request.leave);
        }
        await clock.pass(10_000);

        expect(ended).toBe(arrivals.length);
        expect(left.length + faults.size).toBe(arrivals.length);
        expect(underWay.most).toBeLessThanOrEqual(concurrency);
        for (const { requests, perMs, counts } of caps as RateCap[]) {
          const times = left.filter(([path]) => !counts || path.startsWith('/search')).map(([, at]) => at);
          for (let i = requests; i < times.length; i += 1) {
            expect(times[i]! - times[i - requests]!).toBeGreaterThanOrEqual(perMs);
          }
        }
        for (const kind of ['/search', '/read']) {
          const numbers = left.flatMap(([path]) => (path.startsWith(kind) ? [Number(path.split('/')[2])] : []));
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        }
      },
    ),
  );
});

test('whoever is let into the line of one cap leaves in time, and whoever is not could not have', async () => {
  await fc.assert(
    fc.asyncProperty(cap, fc.array(arrival, { maxLength: 60 }), async (only, arrivals) => {
      const { clock, left, faults, ask } = setUp([only]);
      const came = new Map<string, { readonly at: number; readonly timeLeftMs: number }>();
      for (const [i, { afterMs, timeLeftMs }] of arrivals.entries()) {
        await clock.pass(afterMs);
        came.set(`/${i}`, { at: clock.now(), timeLeftMs });
        ask(`/${i}`, timeLeftMs);
      }
      await clock.pass(100_000);
      for (const [path, at] of left) {
        const { at: arrived, timeLeftMs } = came.get(path)!;
        expect(at - arrived).toBeLessThanOrEqual(timeLeftMs);
      }
      for (const [path, { state, retryAfterMs }] of faults) {
        const { at: arrived, timeLeftMs } = came.get(path)!;
        expect([state, retryAfterMs! > timeLeftMs]).toEqual(['RATE_LIMITED', true]);
        const { requests, perMs } = only;
        const within = left.filter(([, at]) => at > arrived + timeLeftMs - perMs && at <= arrived + timeLeftMs);
        expect(within).toHaveLength(requests);
      }
    }),
  );
});
