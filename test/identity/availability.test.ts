import { OnefoldError } from '../../src/errors';
import type { Identity, Membership } from '../../src/identity/identity';
import { StoreUnavailable } from '../../src/identity/store/contract';
import { identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { record, refOf } from './records';

const ACTOR = { id: 'rule', mayLink: true };
const ADA = record({ ref: 'crm:1', emails: ['ada@example.com'] });
const BY_EMAIL = [{ type: 'EMAIL', normal: 'ada@example.com' }] as const;

describe('identity without its store', () => {
  let place: MemoryPlace;
  let identity: Identity;
  let ada: Membership;
  let time: number;
  let isDown: boolean;
  let asked: number;

  beforeEach(async () => {
    place = new MemoryPlace();
    time = 1_790_000_000_000;
    isDown = false;
    asked = 0;
    const store = place.open(async () => {
      asked++;
      if (isDown) throw new StoreUnavailable('The store of this test is down');
    });
    identity = identityOn(store, { monotonic: () => time });
    const [admitted] = await identity.admit([ADA], ACTOR);
    ada = admitted!;
    await identity.holdersOf(BY_EMAIL);
    await identity.ownersOf([ADA.ref]);
  });

  const unavailable = expect.objectContaining({ name: 'OnefoldError', code: 'IDENTITY_UNAVAILABLE' });

  it('answers what it read within the last minute, marked stale', async () => {
    isDown = true;
    time += 59_000;
    expect(await identity.resolve([ada.id])).toEqual([{ ...ada, stale: true }]);
    expect(await identity.ownersOf([ADA.ref])).toEqual([{ ...ada, stale: true }]);
    const [holders] = await identity.holdersOf(BY_EMAIL);
    expect(holders).toEqual([{ membership: { ...ada, stale: true }, record: ADA.ref, proof: 'OBSERVED' }]);
  });

  it('says so when the answer is older, or one of several was never read', async () => {
    isDown = true;
    const unknown = `cus_${'0'.repeat(26)}` as const;
    await expect(identity.resolve([ada.id, unknown])).rejects.toEqual(unavailable);
    await expect(identity.ownersOf([refOf('crm:2')])).rejects.toEqual(unavailable);
    await expect(identity.holdersOf([{ type: 'EMAIL', normal: 'bob@example.com' }])).rejects.toEqual(unavailable);
    time += 61_000;
    await expect(identity.resolve([ada.id])).rejects.toEqual(unavailable);
    await expect(identity.holdersOf(BY_EMAIL)).rejects.toEqual(unavailable);
  });

  it('does not make a stale answer younger by giving it', async () => {
    isDown = true;
    time += 40_000;
    await identity.resolve([ada.id]);
    time += 40_000;
    await expect(identity.resolve([ada.id])).rejects.toEqual(unavailable);
  });

  it('admits nobody, notes no search, and is not ready', async () => {
    isDown = true;
    await expect(identity.admit([ADA], ACTOR)).rejects.toEqual(unavailable);
    time += 2_000;
    await expect(identity.searched(ada, ['crm'])).rejects.toEqual(unavailable);
    time += 2_000;
    await expect(identity.ping()).rejects.toEqual(unavailable);
  });

  it('leaves a failing store alone for a second, so that answers do not wait for it again and again', async () => {
    isDown = true;
    await identity.resolve([ada.id]);
    const before = asked;
    for (let i = 0; i < 20; i++) await identity.resolve([ada.id]);
    expect(asked).toBe(before);
    time += 1_001;
    await identity.resolve([ada.id]);
    expect(asked).toBeGreaterThan(before);
  });

  it('answers afresh once the store is back', async () => {
    isDown = true;
    await identity.resolve([ada.id]);
    isDown = false;
    time += 1_001;
    expect(await identity.resolve([ada.id])).toEqual([ada]);
  });

  it('never takes a defect for an absent store', async () => {
    const broken = identityOn(
      place.open(async () => {
        throw new TypeError('a defect');
      }),
    );
    await expect(broken.resolve([ada.id])).rejects.toThrow(TypeError);
    await expect(broken.resolve([ada.id])).rejects.not.toThrow(OnefoldError);
  });
});
