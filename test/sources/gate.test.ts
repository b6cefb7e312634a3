import fc from 'fast-check';
import type { FaultState, SourceFault } from '../../src/remote/fault';
import type { Quota } from '../../src/sources/contract';
import { type CircuitState, Gate } from '../../src/sources/gate';

const fault = (state: FaultState, retryAfterMs?: number): SourceFault => ({ state, message: 'no', retryAfterMs });

function setUp(quotaReserve = 0) {
  const clock = { now: 1_000_000 };
  const told: { quota?: Quota; heldUpMs?: number } = {};
  const circuits: string[] = [];
  const gate = new Gate({
    now: () => clock.now,
    random: () => 0.5,
    quota: () => told.quota,
    quotaReserve,
    heldUpMs: () => told.heldUpMs ?? 0,
    onCircuit: (part, state: CircuitState) => circuits.push(`${part} ${state}`),
  });
  /** A call, if the gate lets it: true where it was made. */
  const call = (ending: SourceFault | undefined, { part = 'ORDERS' as const, ms = 20 } = {}): boolean => {
    if (gate.refusal(part)) return false;
    gate.ended(part, ending, ms);
    return true;
  };
  const failing = (times: number, state: FaultState = 'UNAVAILABLE', ms = 20): void => {
    for (let i = 0; i < times; i += 1) call(fault(state), { ms });
  };
  return { clock, told, circuits, gate, call, failing };
}

describe('the circuit of a part', () => {
  it.each(['UNAVAILABLE', 'INVALID_RESPONSE'] as const)('opens after five times %s in a row', (state) => {
    const { gate, failing } = setUp();
    failing(4, state);
    expect(gate.refusal('ORDERS')).toBeUndefined();
    gate.ended('ORDERS', fault(state), 20);
    expect(gate.refusal('ORDERS')).toMatchObject({ state: 'CIRCUIT_OPEN', retryAfterMs: 1000 });
  });

  it('costs no other part', () => {
    const { gate, failing } = setUp();
    failing(5);
    expect(gate.refusal('ORDERS')).toBeDefined();
    expect(gate.refusal('PROFILE')).toBeUndefined();
  });

  it('is not opened by failures between which it answered', () => {
    const { call, failing } = setUp();
    for (let i = 0; i < 20; i += 1) {
      failing(4);
      expect(call(undefined)).toBe(true);
    }
  });

  it('counts a time-out only where the source had a fair time', () => {
    const hurried = setUp();
    hurried.failing(50, 'TIMEOUT', 300);
    expect(hurried.gate.refusal('ORDERS')).toBeUndefined();
    const fair = setUp();
    fair.failing(5, 'TIMEOUT', 1750);
    expect(fair.gate.refusal('ORDERS')).toBeDefined();
  });

  it('is not opened by a refused credential', () => {
    const { gate, failing } = setUp();
    failing(50, 'UNAUTHORISED');
    expect(gate.refusal('ORDERS')).toBeUndefined();
  });

  it('lets one call try after a while, and closes when that is answered', () => {
    const { clock, gate, call, failing, circuits } = setUp();
    failing(5);
    clock.now += 1000;
    expect(gate.refusal('ORDERS')).toBeUndefined();
    expect(gate.refusal('ORDERS')).toMatchObject({ state: 'CIRCUIT_OPEN' });
    gate.ended('ORDERS', undefined, 20);
    expect(call(undefined)).toBe(true);
    expect(circuits).toEqual(['ORDERS open', 'ORDERS halfOpen', 'ORDERS closed']);
  });

  it('stays open twice as long after a try that failed, but never so long that recovery takes ten seconds', () => {
    const { clock, gate, call, failing } = setUp();
    failing(5);
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const wait = gate.refusal('ORDERS')!.retryAfterMs!;
      waits.push(wait);
      clock.now += wait;
      expect(call(fault('UNAVAILABLE'))).toBe(true);
    }
    expect(waits).toEqual([1000, 2000, 4000, 4000, 4000]);
  });

  it('is tried again at once where the try ended by the caller’s hurry', () => {
    const { clock, gate, call, failing } = setUp();
    failing(5);
    clock.now += 1000;
    expect(call(fault('TIMEOUT'), { ms: 50 })).toBe(true);
    expect(gate.refusal('ORDERS')).toBeUndefined();
  });
});

describe('a wait that the vendor asked for', () => {
  it('holds for the whole source, until it is over', () => {
    const { clock, gate, call } = setUp();
    call(fault('RATE_LIMITED', 7000));
    clock.now += 6999;
    for (const part of ['ORDERS', 'PROFILE', 'SEARCH'] as const) {
      expect(gate.refusal(part)).toMatchObject({ state: 'RATE_LIMITED', retryAfterMs: 1 });
    }
    clock.now += 1;
    expect(gate.refusal('PROFILE')).toBeUndefined();
  });

  it('is a second where the vendor does not say, and a shorter one does not shorten a longer one', () => {
    const { gate } = setUp();
    gate.ended('ORDERS', fault('RATE_LIMITED'), 1);
    expect(gate.refusal('ORDERS')?.retryAfterMs).toBe(1000);
    gate.ended('ORDERS', fault('RATE_LIMITED', 10), 1);
    expect(gate.refusal('ORDERS')?.retryAfterMs).toBe(1000);
  });
});

describe('the quota reserve', () => {
  it('leaves the last requests of a window to others', () => {
    const { clock, told, gate } = setUp(0.2);
    told.quota = { unit: 'requests', limit: 100, remaining: 20, windowMs: 10_000, observedAt: clock.now };
    expect(gate.refusal('ORDERS')).toBeUndefined();
    told.quota = { ...told.quota, remaining: 19 };
    clock.now += 4_000;
    expect(gate.refusal('ORDERS')).toMatchObject({ state: 'RATE_LIMITED', retryAfterMs: 6_000 });
    clock.now += 6_000;
    expect(gate.refusal('ORDERS')).toBeUndefined();
  });

  it('waits for points as they come back', () => {
    const { clock, told, gate } = setUp(0.2);
    told.quota = { unit: 'points', limit: 1000, remaining: 150, windowMs: 20, observedAt: clock.now };
    expect(gate.refusal('ORDERS')?.retryAfterMs).toBe(1000);
  });

  it('asks again within the hour, however long the window', () => {
    const { clock, told, gate } = setUp(0.2);
    told.quota = { unit: 'requests', limit: 1000, remaining: 0, windowMs: 86_400_000, observedAt: clock.now };
    expect(gate.refusal('ORDERS')?.retryAfterMs).toBe(3_600_000);
  });

  it('keeps nobody waiting where nothing is known or nothing reserved', () => {
    const { told, clock, gate } = setUp(0);
    expect(gate.refusal('ORDERS')).toBeUndefined();
    told.quota = { unit: 'requests', limit: 100, remaining: 0, observedAt: clock.now };
    expect(gate.refusal('ORDERS')).toBeUndefined();
  });
});

describe('the caps on the rate', () => {
  it('keep a call from being begun whose time is over before its first request could leave', () => {
    const { told, gate } = setUp();
    told.heldUpMs = 800;
    expect(gate.refusal('ORDERS', 799)).toMatchObject({ state: 'RATE_LIMITED', retryAfterMs: 800, unsent: true });
    expect(gate.refusal('ORDERS', 800)).toBeUndefined();
    told.heldUpMs = 0;
    expect(gate.refusal('ORDERS', 0)).toBeUndefined();
  });

  it('are nobody’s failure: what never left neither shuts the source nor opens a circuit nor closes one', () => {
    const { clock, gate, call, failing, circuits } = setUp();
    const unsent = [
      { ...fault('RATE_LIMITED', 60_000), unsent: true as const },
      { ...fault('UNAVAILABLE'), unsent: true as const },
    ];
    for (const held of [...unsent, ...unsent, ...unsent, ...unsent]) expect(call(held)).toBe(true);
    expect([gate.refusal('ORDERS'), gate.refusal('PROFILE')]).toEqual([undefined, undefined]);
    failing(5);
    clock.now += 1000;
    expect(call(unsent[1])).toBe(true);
    expect(circuits).toEqual(['ORDERS open', 'ORDERS halfOpen', 'ORDERS open']);
    expect(gate.refusal('ORDERS')).toBeUndefined();
  });
});

describe('a call made once more', () => {
  it.each<[SourceFault, boolean]>([
    [fault('UNAVAILABLE'), true],
    [fault('UNAVAILABLE', 100), false],
    [fault('TIMEOUT'), false],
    [fault('RATE_LIMITED', 0), false],
    [fault('INVALID_RESPONSE'), false],
    [fault('UNAUTHORISED'), false],
    [{ ...fault('UNAVAILABLE'), unsent: true }, false],
  ])('%j: %s', (ending, expected) => {
    const { gate } = setUp();
    expect(gate.retryAfter('ORDERS', ending) !== undefined).toBe(expected);
  });

  it('is not made through an open circuit', () => {
    const { gate, failing } = setUp();
    failing(5);
    expect(gate.retryAfter('ORDERS', fault('UNAVAILABLE'))).toBeUndefined();
  });

  it('stays a small share of all calls, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('UNAVAILABLE', 'ok', 'wait'), { maxLength: 400 }), (events) => {
        const { clock, gate } = setUp();
        let calls = 0;
        let retries = 0;
        for (const event of events) {
          if (event === 'wait') clock.now += 500;
          else if (!gate.refusal('ORDERS')) {
            calls += 1;
            const ending = event === 'ok' ? undefined : fault('UNAVAILABLE');
            gate.ended('ORDERS', ending, 10);
            if (ending && gate.retryAfter('ORDERS', ending) !== undefined) retries += 1;
          }
        }
        expect(retries).toBeLessThanOrEqual(5 + calls * 0.1);
      }),
    );
  });
});
