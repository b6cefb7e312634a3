import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CustomerId, isCustomerId } from '../../src/customer/customer-id';
import type { Actor, Identity, IdentityHistory, Membership, Order, Stewardship } from '../../src/identity/identity';
import { createIdentity } from '../../src/identity/service';
import type { IdentityStore } from '../../src/identity/store/contract';
import { openLmdbStore } from '../../src/identity/store/lmdb-store';
import { expectSound, identityOn, SECRETS } from './invariants';
import { RULES, record, refOf, type Sketch, textOf } from './records';

const ACTOR: Actor = { id: 'storefront', mayLink: true };
const STEWARD: Order = { by: 'steward' };
const READER: Actor = { id: 'partner', mayLink: false };

describe('identity on one store', () => {
  let folder: string;
  let store: IdentityStore;
  let identity: Identity & Stewardship & IdentityHistory;
  let time: number;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'onefold-identity-'));
    store = await openLmdbStore({ path: folder });
    time = 1_790_000_000_000;
    identity = identityOn(store, { now: () => time });
  });

  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const admit = (...sketches: Sketch[]) => identity.admit(sketches.map(record), ACTOR);
  const recordsOf = (membership: Membership | null | undefined) => membership?.records.map(textOf);

  it('gives records of one person one permanent id', async () => {
    const [crm, shop, stranger] = await admit(
      { ref: 'shop:9', emails: ['ada@example.com VERIFIED'] },
      { ref: 'crm:1', emails: ['Ada@Example.com'] },
      { ref: 'crm:2', emails: ['bob@example.com'] },
    );
    expect(isCustomerId(crm!.id)).toBe(true);
    expect(shop).toEqual(crm);
    expect(recordsOf(crm)).toEqual(['crm:1', 'shop:9']);
    expect(recordsOf(stranger)).toEqual(['crm:2']);
    expect(stranger!.id).not.toBe(crm!.id);
    expect(await identity.resolve([stranger!.id, crm!.id])).toEqual([stranger, crm]);
  });

  it('foresees what admitting would do, and changes nothing', async () => {
    const [crm] = await admit({ ref: 'crm:1', emails: ['ada@example.com'], name: 'Ada' });
    const view = [
      { ref: 'crm:1', emails: ['ada@example.com'], name: 'Ada' },
      { ref: 'shop:9', emails: ['ada@example.com VERIFIED'], name: 'Ada' },
      { ref: 'support:3', issued: ['shop:9'], name: 'Ada' },
      { ref: 'crm:2', emails: ['bob@example.com'] },
    ].map(record);
    const foreseen = async () =>
      (await identityOn(store).foresee(view)).map(({ customers, records, rules }) => ({
        records: records.map(textOf).sort(),
        customers,
        rules: [...rules].sort(),
      }));
    const rules = ['ISSUED_ID', 'SAME_EMAIL'];
    const before = await foreseen();
    expect(before).toEqual([
      { records: ['crm:1', 'shop:9', 'support:3'], customers: [crm!.id], rules },
      { records: ['crm:2'], customers: [], rules: [] },
    ]);
    expect(await foreseen()).toEqual(before);
    const admitted = await identity.admit(view, ACTOR);
    expect(admitted.map((owner) => recordsOf(owner))).toEqual(
      view.map(({ ref }) => before.find(({ records }) => records.includes(textOf(ref)))?.records),
    );
  });

  it('joins nobody by an e-mail that more records carry than are in view, if it is told so', async () => {
    const view = [
      { ref: 'crm:1', emails: ['front@example.com'] },
      { ref: 'shop:9', emails: ['front@example.com'] },
    ].map(record);
    const shared = { carriers: (email: string) => (email === 'front@example.com' ? 11 : 0) };
    expect((await identityOn(store).foresee(view, shared)).map(({ records }) => records.length)).toEqual([1, 1]);
    const [crm, shop] = await identity.admit(view, ACTOR, shared);
    expect(crm!.id).not.toBe(shop!.id);
  });

  it('answers the same ids when the records are seen again, by whatever process', async () => {
    const sketches: Sketch[] = [
      { ref: 'crm:1', emails: ['ada@example.com'] },
      { ref: 'shop:9', emails: ['ada@example.com'] },
    ];
    const [first] = await admit(...sketches);
    const [again] = await identityOn(store).admit(sketches.map(record), ACTOR);
    expect(again).toEqual(first);
    expect(await identityOn(store).resolve([first!.id])).toEqual([first]);
  });

  it('takes a new record into the customer it belongs to, whose id stays', async () => {
    const [before] = await admit({ ref: 'crm:1', emails: ['ada@example.com'] });
    const [after] = await admit(
      { ref: 'crm:1', emails: ['ada@example.com'] },
      { ref: 'desk:5', emails: ['ada@example.com VERIFIED'] },
    );
    expect(after!.id).toBe(before!.id);
    expect(recordsOf(after)).toEqual(['crm:1', 'desk:5']);
  });

  it('merges two customers when a record shows that they are one; both ids resolve to the survivor', async () => {
    const [a] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
    const [b] = await admit({ ref: 'shop:1', emails: ['b@example.com'] });
    const merged = await admit(
      { ref: 'crm:1', emails: ['a@example.com'] },
      { ref: 'shop:1', emails: ['b@example.com'] },
      { ref: 'desk:1', emails: ['a@example.com VERIFIED', 'b@example.com VERIFIED'] },
    );
    const [survivor] = merged;
    expect([a!.id, b!.id]).toContain(survivor!.id);
    expect(merged).toEqual([survivor, survivor, survivor]);
    expect(recordsOf(survivor)).toEqual(['crm:1', 'desk:1', 'shop:1']);
    expect(await identityOn(store).resolve([a!.id, b!.id])).toEqual([survivor, survivor]);
    await expectSound(store, ['crm:1', 'shop:1', 'desk:1'].map(refOf), [a!.id, b!.id]);
  });

  it('keeps the id of the customer who has more records', async () => {
    const [rich] = await admit(
      { ref: 'crm:1', emails: ['a@example.com'] },
      { ref: 'crm:2', emails: ['a@example.com'] },
    );
    for (let i = 0; i < 5; i++) {
      const [poor] = await admit({ ref: `shop:${i}`, emails: [`${i}@example.com`] });
      const [merged] = await admit(
        { ref: 'crm:1', emails: ['a@example.com', `${i}@example.com`] },
        { ref: `shop:${i}`, emails: [`${i}@example.com`] },
      );
      expect(merged!.id).toBe(rich!.id);
      expect((await identity.resolve([poor!.id]))[0]).toEqual(merged);
    }
  });

  it('follows a chain of merges to its end', async () => {
    const ids: CustomerId[] = [];
    for (let i = 0; i < 6; i++) ids.push((await admit({ ref: `crm:${i}`, emails: [`${i}@example.com`] }))[0]!.id);
    // From the back, so that each survivor has as many records as the one it meets.
    await admit(...[0, 1].map((i) => ({ ref: `crm:${i}`, emails: [`${i}@example.com`, 'x@example.com'] })));
    await admit(...[2, 3].map((i) => ({ ref: `crm:${i}`, emails: [`${i}@example.com`, 'y@example.com'] })));
    await admit(...[4, 5].map((i) => ({ ref: `crm:${i}`, emails: [`${i}@example.com`, 'z@example.com'] })));
    await admit(...[1, 3].map((i) => ({ ref: `crm:${i}`, emails: [`${i}@example.com`, 'v@example.com'] })));
    await admit(...[3, 5].map((i) => ({ ref: `crm:${i}`, emails: [`${i}@example.com`, 'w@example.com'] })));
    const resolved = await identityOn(store).resolve(ids);
    expect(new Set(resolved.map((membership) => membership?.id)).size).toBe(1);
    expect(resolved[0]?.records).toHaveLength(6);
  });

  it('answers null for ids that were never issued, and for records that nobody saw', async () => {
    const [known] = await admit({ ref: 'crm:1' });
    const never: CustomerId = `cus_${'0'.repeat(26)}`;
    expect(await identity.resolve([never, known!.id])).toEqual([null, known]);
    expect(await identity.ownersOf([refOf('crm:2'), refOf('crm:1')])).toEqual([null, known]);
    expect(await identity.resolve([])).toEqual([]);
    expect(await identity.ownersOf([])).toEqual([]);
    expect(await identity.holdersOf([])).toEqual([]);
    expect(await identity.admit([], ACTOR)).toEqual([]);
  });

  it('tells ids of records apart to the letter', async () => {
    const [lower, upper] = await admit({ ref: 'crm:a' }, { ref: 'crm:A' });
    expect(lower!.id).not.toBe(upper!.id);
  });

  it('takes a record that is given twice as one', async () => {
    const [first, second] = await admit({ ref: 'crm:1' }, { ref: 'crm:1' });
    expect(second).toEqual(first);
    expect(first?.records).toHaveLength(1);
  });

  it('writes nothing for an actor who may not link, and answers what others linked', async () => {
    const [known] = await admit({ ref: 'crm:1', emails: ['ada@example.com'] });
    const sketches: Sketch[] = [
      { ref: 'crm:1', emails: ['ada@example.com'] },
      { ref: 'shop:1', emails: ['ada@example.com'] },
    ];
    expect(await identity.admit(sketches.map(record), READER)).toEqual([known, null]);
    expect(await identity.ownersOf([refOf('shop:1')])).toEqual([null]);
  });

  it('writes who linked, when and why, and nothing of whom', async () => {
    const [person] = await admit(
      { ref: 'crm:1', emails: ['ada@example.com'] },
      { ref: 'shop:1', emails: ['ada@example.com VERIFIED'] },
      { ref: 'desk:1', issued: ['shop:1'] },
    );
    const [version] = await store.versions([{ customer: person!.id, v: 0 }]);
    expect(version).toMatchObject({
      event: 'CREATED',
      who: 'storefront',
      why: 'ISSUED_ID; SAME_EMAIL OBSERVED+VERIFIED',
      at: time,
    });
  });

  describe('holdersOf', () => {
    it('finds customers by e-mail, phone and e-mail hash, with record and proof', async () => {
      const [ada] = await admit(
        { ref: 'crm:1', emails: ['ada@example.com'], phones: ['+4915112345678 ASSERTED'] },
        { ref: 'shop:1', emails: ['ada@example.com VERIFIED'] },
      );
      const byEmail = await identity.holdersOf([{ type: 'EMAIL', normal: 'ada@example.com' }]);
      expect(byEmail).toHaveLength(1);
      expect(byEmail[0]).toHaveLength(2);
      expect(byEmail[0]).toContainEqual({ membership: ada, record: refOf('crm:1'), proof: 'OBSERVED' });
      expect(byEmail[0]).toContainEqual({ membership: ada, record: refOf('shop:1'), proof: 'VERIFIED' });
      const emailHash = createHash('sha256').update('ada@example.com').digest('hex');
      expect(await identity.holdersOf([{ emailHash }])).toEqual(byEmail);
      expect(
        await identity.holdersOf([
          { type: 'EMAIL', normal: 'nobody@example.com' },
          { type: 'PHONE', normal: '+4915112345678' },
        ]),
      ).toEqual([[], [{ membership: ada, record: refOf('crm:1'), proof: 'ASSERTED' }]]);
    });

    it('does not take a phone number for an e-mail of the same text', async () => {
      await admit({ ref: 'crm:1', phones: ['+4915112345678'] });
      expect(await identity.holdersOf([{ type: 'EMAIL', normal: '+4915112345678' }])).toEqual([[]]);
    });

    it('finds everybody who shares an identifier, where the rules join nobody', async () => {
      const [father, son] = await admit(
        { ref: 'crm:1', phones: ['+4930123456'], name: 'Karl Berg' },
        { ref: 'crm:2', phones: ['+4930123456'], name: 'Tobias Berg' },
      );
      const [holders] = await identity.holdersOf([{ type: 'PHONE', normal: '+4930123456' }]);
      expect(holders?.map(({ membership }) => membership.id).sort()).toEqual([father!.id, son!.id].sort());
    });

    it('answers the survivor after a merge, to processes that knew neither', async () => {
      await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      await admit({ ref: 'shop:1', emails: ['b@example.com'] });
      const [survivor] = await admit(
        { ref: 'crm:1', emails: ['a@example.com', 'b@example.com'] },
        { ref: 'shop:1', emails: ['b@example.com'] },
      );
      const found = await identityOn(store).holdersOf([
        { type: 'EMAIL', normal: 'a@example.com' },
        { type: 'EMAIL', normal: 'b@example.com' },
      ]);
      expect(found.flat().map(({ membership }) => membership)).toEqual([survivor, survivor, survivor]);
    });

    it('no longer finds a customer by an e-mail that the record has given up', async () => {
      await admit({ ref: 'crm:1', emails: ['old@example.com'] });
      const [ada] = await admit({ ref: 'crm:1', emails: ['new@example.com'] });
      const [old, now] = await identity.holdersOf([
        { type: 'EMAIL', normal: 'old@example.com' },
        { type: 'EMAIL', normal: 'new@example.com' },
      ]);
      expect(old).toEqual([]);
      expect(now?.map(({ membership }) => membership.id)).toEqual([ada!.id]);
    });

    it('learns of a better proof', async () => {
      await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      await admit({ ref: 'crm:1', emails: ['a@example.com VERIFIED'] });
      const [holders] = await identity.holdersOf([{ type: 'EMAIL', normal: 'a@example.com' }]);
      expect(holders?.map(({ proof }) => proof)).toEqual(['VERIFIED']);
    });
  });

  describe('what is stored beyond the view', () => {
    it('keeps an e-mail from joining once too many stored records carry it', async () => {
      for (let i = 0; i < 10; i++) await admit({ ref: `crm:${i}`, emails: ['hall@example.com'] });
      const [one, two] = await admit(
        { ref: 'shop:1', emails: ['hall@example.com'] },
        { ref: 'desk:1', emails: ['hall@example.com'] },
      );
      expect(one!.id).not.toBe(two!.id);
    });

    it('leaves customers apart whose records must never be one, and writes nothing about it', async () => {
      const [a] = await admit({ ref: 'crm:1', emails: ['a@example.com'], name: 'Anna Berg' });
      const [b] = await admit({ ref: 'shop:1', emails: ['b@example.com'], name: 'Anna Berg' });
      await identity.never(a!.id, b!.id, STEWARD);
      const both: Sketch[] = [
        { ref: 'crm:1', emails: ['a@example.com', 'same@example.com'], name: 'Anna Berg' },
        { ref: 'shop:1', emails: ['b@example.com', 'same@example.com'], name: 'Anna Berg' },
      ];
      const between: Sketch = { ref: 'desk:1', emails: ['same@example.com'], name: 'Anna Berg' };
      const [a2, b2, nobodys] = await admit(...both, between);
      expect([a2!.id, b2!.id]).toEqual([a!.id, b!.id]);
      expect([a!.id, b!.id]).not.toContain(nobodys!.id);
      await admit(...both);
      expect(
        await store.versions([
          { customer: a!.id, v: 2 },
          { customer: b!.id, v: 2 },
        ]),
      ).toEqual([undefined, undefined]);
    });

    it('leaves them apart also when their source merges their records', async () => {
      const [a] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      const [b] = await admit({ ref: 'crm:2', emails: ['b@example.com'] });
      await identity.never(a!.id, b!.id, STEWARD);
      const into = record({ ref: 'crm:2', emails: ['b@example.com', 'a@example.com'] });
      await identity.heal([{ from: refOf('crm:1'), into }], ACTOR);
      const owners = await identity.ownersOf([refOf('crm:1'), refOf('crm:2')]);
      expect(owners.map((owner) => owner!.id)).toEqual([a!.id, b!.id]);
    });

    it('breaks no never-link through records that are not in view', async () => {
      const [a] = await admit({ ref: 'crm:1', emails: ['a@example.com'] }, { ref: 'crm:2', emails: ['a@example.com'] });
      const [b] = await admit(
        { ref: 'shop:1', emails: ['b@example.com'] },
        { ref: 'shop:2', emails: ['b@example.com'] },
      );
      await identity.never(a!.id, b!.id, STEWARD);
      // The pair is of the first records; in view are the second ones.
      const [a2, b2] = await admit(
        { ref: 'crm:2', emails: ['a@example.com', 'same@example.com'] },
        { ref: 'shop:2', emails: ['b@example.com', 'same@example.com'] },
      );
      expect([a2!.id, b2!.id]).toEqual([a!.id, b!.id]);
      await expectSound(store, ['crm:1', 'crm:2', 'shop:1', 'shop:2'].map(refOf), [a!.id, b!.id]);
    });

    it('hands a never-link on to the survivor of a merge', async () => {
      const [a] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      const [b] = await admit({ ref: 'shop:1', emails: ['b@example.com'] });
      await identity.never(a!.id, b!.id, STEWARD);
      const [c] = await admit(
        { ref: 'desk:1', emails: ['c@example.com'] },
        { ref: 'desk:2', emails: ['c@example.com'] },
      );
      const [, survivor] = await admit(
        { ref: 'crm:1', emails: ['a@example.com', 'c@example.com'] },
        { ref: 'desk:1', emails: ['c@example.com'] },
      );
      expect(survivor!.id).toBe(c!.id);
      const [one, other] = await admit(
        { ref: 'desk:2', emails: ['c@example.com', 'b@example.com'] },
        { ref: 'shop:1', emails: ['b@example.com'] },
      );
      expect(one!.id).not.toBe(other!.id);
    });

    it('gives nobody who was erased an id again, nor whoever the rules join with them', async () => {
      const [gone] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      const [alive] = await admit({ ref: 'desk:1', emails: ['b@example.com'] });
      await identity.erase(gone!.id, STEWARD);
      expect(await identity.resolve([gone!.id])).toEqual([null]);
      expect(await identity.ownersOf([refOf('crm:1')])).toEqual([null]);
      expect(await identity.holdersOf([{ type: 'EMAIL', normal: 'a@example.com' }])).toEqual([[]]);
      expect(
        await admit(
          { ref: 'crm:1', emails: ['a@example.com', 'b@example.com'] },
          { ref: 'shop:1', emails: ['a@example.com'] },
          { ref: 'desk:1', emails: ['b@example.com'] },
          { ref: 'shop:2', emails: ['c@example.com'] },
        ),
      ).toEqual([null, null, alive, expect.objectContaining({ records: [refOf('shop:2')] })]);
      expect(await identity.resolve([gone!.id])).toEqual([null]);
    });
  });

  describe('searched', () => {
    it('remembers when each source was searched', async () => {
      const [ada] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
      await identity.searched(ada!, ['crm', 'shop']);
      time += 5_000;
      await identity.searched(ada!, ['shop']);
      const [read] = await identityOn(store).resolve([ada!.id]);
      expect(read?.searchedAt).toEqual({ crm: time - 5_000, shop: time });
      expect((await identity.ownersOf([refOf('crm:1')]))[0]).toEqual(read);
    });

    it('keeps it while the same records are seen again, and drops it when something new comes', async () => {
      const crm: Sketch = { ref: 'crm:1', emails: ['a@example.com'] };
      const [ada] = await admit(crm);
      await identity.searched(ada!, ['shop']);
      const [again] = await admit(crm);
      expect(again?.searchedAt).toEqual({ shop: time });
      const [linked] = await admit(crm, { ref: 'desk:1', emails: ['a@example.com'] });
      expect(linked?.searchedAt).toEqual({});
      await identity.searched(linked!, ['shop']);
      const [grown] = await admit({ ref: 'crm:1', emails: ['a@example.com', 'second@example.com'] });
      expect(grown?.searchedAt).toEqual({});
    });

    it('remembers nothing of a search that was made before other records came', async () => {
      const crm: Sketch = { ref: 'crm:1', emails: ['a@example.com'] };
      const [before] = await admit(crm);
      await admit(crm, { ref: 'desk:1', emails: ['a@example.com', 'b@example.com'] });
      await identity.searched(before!, ['shop']);
      expect((await identity.resolve([before!.id]))[0]?.searchedAt).toEqual({});
    });

    it('passes over a customer who does not exist', async () => {
      await identity.searched({ id: `cus_${'0'.repeat(26)}`, records: [] }, ['shop']);
    });
  });

  it('refuses secrets that are too short', () => {
    const short = { ...SECRETS, pepper: Buffer.alloc(31) };
    expect(() => createIdentity({ store, secrets: short, config: RULES, now: Date.now })).toThrow(
      'The pepper of identity: expected at least 32 bytes, received 31 bytes',
    );
  });

  it('finds nobody with another pepper, and opens nothing with another encryption key', async () => {
    const [ada] = await admit({ ref: 'crm:1', emails: ['a@example.com'] });
    const otherPepper = { ...SECRETS, pepper: Buffer.alloc(32, 'other') };
    expect(await identityOn(store, { secrets: otherPepper }).ownersOf([refOf('crm:1')])).toEqual([null]);
    const otherKey = { ...SECRETS, encryptionKey: Buffer.alloc(32, 'other') };
    await expect(identityOn(store, { secrets: otherKey }).resolve([ada!.id])).rejects.toThrow('does not open');
  });
});
