/** Somebody sets the clock of the machine while a gateway runs. What lasts is measured by another clock. */
import { StoreUnavailable } from '../../src/identity/store/contract';
import { MEMBERSHIP_MAX_AGE_MS, MINUTE, profileStates, SmallWorld } from './small-world';

const HOUR = 60 * MINUTE;
const JUMPS = [
  ['back an hour', -HOUR],
  ['forward a day', 24 * HOUR],
] as const;
const ADA = 'ada@example.com';

let world: SmallWorld;
beforeEach(() => {
  world = new SmallWorld();
  world.crm.hold({ ref: 'crm:1', emails: [ADA] });
  world.shop.hold({ ref: 'shop:1', emails: [ADA] });
  world.support.hold({ ref: 'support:1', emails: [ADA] });
});

describe.each(JUMPS)('a clock set %s', (_, ms) => {
  it('makes no cached answer younger', async () => {
    const id = await world.link(ADA);
    world.setClockWrong(ms);
    world.pass(6_000);
    expect(profileStates(await world.read(id))).toEqual({ crm: 'FRESH', shop: 'FRESH', support: 'FRESH' });
    world.pass(4_000);
    expect(profileStates(await world.read(id))).toEqual({ crm: 'CACHED', shop: 'CACHED', support: 'CACHED' });
  });

  it('keeps no circuit open', async () => {
    const id = await world.link(ADA);
    world.crm.down = { records: true };
    for (let i = 0; i < 10; i += 1) await world.read(id, { maxAgeMs: 0 });
    expect(profileStates(await world.read(id, { maxAgeMs: 0 })).crm).toBe('CIRCUIT_OPEN');
    world.setClockWrong(ms);
    world.crm.down = {};
    world.pass(1_001);
    expect(profileStates(await world.read(id, { maxAgeMs: 0 })).crm).toBe('FRESH');
  });

  it('is no end of the store for longer than its rest', async () => {
    const id = await world.link(ADA);
    world.storeStep = async () => {
      throw new StoreUnavailable('The store of this test is down');
    };
    await world.read(id);
    world.setClockWrong(ms);
    world.storeStep = async () => undefined;
    world.pass(1_001);
    const { sourceStatus } = await world.read(id);
    expect(sourceStatus.map(({ state }) => state)).not.toContain('STALE_SERVED');
    await expect(world.lookUp('nobody@example.com')).resolves.toMatchObject({ status: 'NOT_FOUND' });
  });
});

test('a search that a wrong clock noted for the future counts for nothing once the clock is right', async () => {
  world.setClockWrong(30 * MEMBERSHIP_MAX_AGE_MS);
  const id = await world.link(ADA);
  world.setClockWrong(0);
  world.pass(MINUTE);
  const before = world.shop.searches.length;
  await world.read(id);
  expect(world.shop.searches.length).toBeGreaterThan(before);
  const after = world.shop.searches.length;
  await world.read(id);
  expect(world.shop.searches.length).toBe(after);
});
