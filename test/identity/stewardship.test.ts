/** What people decide about who is who, and how it is taken back. */
import type { CustomerId } from '../../src/customer/customer-id';
import type {
  Actor,
  EventId,
  Identity,
  IdentityHistory,
  Membership,
  Order,
  Outcome,
  Preview,
  Stewardship,
} from '../../src/identity/identity';
import { expectSound, identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { record, refOf, type Sketch, textOf } from './records';

const RULE: Actor = { id: 'rule', mayLink: true };
const STEWARD: Order = { by: 'ada' };

describe('stewards', () => {
  let place: MemoryPlace;
  let identity: Identity & Stewardship & IdentityHistory;
  let time: number;

  beforeEach(() => {
    place = new MemoryPlace();
    time = 1_790_000_000_000;
    identity = identityOn(place.open(), { now: () => (time += 10) });
  });

  const admit = async (...sketches: Sketch[]): Promise<readonly Membership[]> =>
    (await identity.admit(sketches.map(record), RULE)).map((membership) => membership!);
  const person = async (...sketches: Sketch[]): Promise<CustomerId> => (await admit(...sketches))[0]!.id;
  const recordsOf = async (id: CustomerId): Promise<readonly string[] | undefined> =>
    (await identity.resolve([id]))[0]?.records.map(textOf);

  const CRM: Sketch = { ref: 'crm:1', emails: ['ada@example.com'] };
  const SHOP: Sketch = { ref: 'shop:1', emails: ['ada@example.com'] };
  const DESK: Sketch = { ref: 'desk:1', emails: ['a.king@example.com'] };

  describe('merge', () => {
    it('keeps the id that is said to stay, and leads the other to it', async () => {
      const [rich, poor] = [await person(CRM, SHOP), await person(DESK)];
      const outcome = await identity.merge(poor, rich, STEWARD);
      expect(outcome).toMatchObject({ status: 'DONE', customers: [poor] });
      const [a, b] = await identity.resolve([rich, poor]);
      expect(a).toEqual(b);
      expect(a).toMatchObject({ id: poor, records: ['crm:1', 'desk:1', 'shop:1'].map(refOf) });
    });

    it('follows ids that were merged before, and refuses what is one already', async () => {
      const [a, b, c] = [await person(CRM), await person(DESK), await person({ ref: 'crm:9' })];
      await identity.merge(a, b, STEWARD);
      expect(await identity.merge(b, c, STEWARD)).toMatchObject({ status: 'DONE', customers: [a] });
      expect(await identity.merge(b, c, STEWARD)).toEqual(refused('SAME_CUSTOMER'));
      expect(await identity.merge(a, a, STEWARD)).toEqual(refused('SAME_CUSTOMER'));
      expect(await identity.merge(a, `cus_${'0'.repeat(26)}`, STEWARD)).toEqual(refused('UNKNOWN_CUSTOMER'));
    });

    it('is refused across a never-link, which is named, and possible once that is undone', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const never = done(await identity.never(a, b, STEWARD));
      expect(await identity.merge(a, b, STEWARD)).toEqual(refused('NEVER_LINKED', never));
      done(await identity.undo(never, STEWARD));
      done(await identity.merge(a, b, STEWARD));
    });
  });

  describe('split', () => {
    it('gives the records that leave a new id, and the next read does not join them again', async () => {
      const id = await person(CRM, SHOP, { ref: 'crm:2', emails: ['ada@example.com'] });
      const outcome = await identity.split(id, [refOf('shop:1')], STEWARD);
      if (outcome.status !== 'DONE') throw new Error('refused');
      const [fresh, stays] = outcome.customers;
      expect(stays).toBe(id);
      expect([await recordsOf(id), await recordsOf(fresh!)]).toEqual([['crm:1', 'crm:2'], ['shop:1']]);
      const again = await admit(CRM, SHOP, { ref: 'crm:2', emails: ['ada@example.com'] });
      expect(again.map((membership) => membership.id)).toEqual([id, fresh, id]);
    });

    it('leaves nobody empty, and takes no records of others', async () => {
      const [id, other] = [await person(CRM, SHOP), await person(DESK)];
      expect(await identity.split(id, ['crm:1', 'shop:1'].map(refOf), STEWARD)).toEqual(refused('NOTHING_LEFT'));
      expect(await identity.split(id, [], STEWARD)).toEqual(refused('NOTHING_LEFT'));
      expect(await identity.split(id, [refOf('desk:1')], STEWARD)).toEqual(refused('NOT_A_MEMBER'));
      expect(await identity.split(other, [refOf('crm:77')], STEWARD)).toEqual(refused('NOT_A_MEMBER'));
      expect(await identity.unlink(refOf('desk:1'), STEWARD)).toEqual(refused('NOTHING_LEFT'));
      expect(await identity.unlink(refOf('crm:77'), STEWARD)).toEqual(refused('UNKNOWN_RECORD'));
    });
  });

  describe('link', () => {
    it('moves one record, with a never-link to those whom it leaves', async () => {
      const [ada, other] = [await person(CRM, SHOP), await person(DESK)];
      done(await identity.link(refOf('shop:1'), other, STEWARD));
      expect([await recordsOf(ada), await recordsOf(other)]).toEqual([['crm:1'], ['desk:1', 'shop:1']]);
      await admit(CRM, SHOP);
      expect(await recordsOf(ada)).toEqual(['crm:1']);
    });

    it('takes the customer along with the last record, so that its id leads on', async () => {
      const [ada, other] = [await person(CRM, SHOP), await person(DESK)];
      done(await identity.link(refOf('desk:1'), ada, STEWARD));
      expect((await identity.resolve([other]))[0]?.id).toBe(ada);
      expect(await identity.link(refOf('desk:1'), ada, STEWARD)).toEqual(refused('SAME_CUSTOMER'));
      expect(await identity.link(refOf('crm:77'), ada, STEWARD)).toEqual(refused('UNKNOWN_RECORD'));
    });

    it('has the record admitted once, and not for nothing', async () => {
      const ada = await person(CRM, SHOP);
      let asked = 0;
      const admitted = async (): Promise<undefined> => {
        asked++;
        await admit(DESK);
      };
      const nobody: CustomerId = `cus_${'0'.repeat(26)}`;
      expect(await identity.link(refOf('desk:1'), nobody, STEWARD, admitted)).toEqual(refused('UNKNOWN_CUSTOMER'));
      const order = { ...STEWARD, idempotencyKey: 'click-1' };
      const outcome = await identity.link(refOf('desk:1'), ada, order, admitted);
      expect(await identity.link(refOf('desk:1'), ada, order, admitted)).toEqual(outcome);
      expect([outcome.status, asked]).toEqual(['DONE', 1]);
      const gone = async () => 'RECORD_NOT_FOUND' as const;
      expect(await identity.link(refOf('crm:77'), ada, STEWARD, gone)).toEqual(refused('RECORD_NOT_FOUND'));
    });
  });

  describe('undo', () => {
    it('of a merge gives both what they had, and the next read does not merge again', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const before = await identity.resolve([a, b]);
      const merged = done(await identity.merge(a, b, STEWARD));
      // What was linked later stays with the survivor, wherever the search for it begins.
      await admit({ ref: 'crm:5', emails: ['a.king@example.com'] }, DESK);
      done(await identity.undo(merged, STEWARD));
      expect([await recordsOf(a), await recordsOf(b)]).toEqual([['crm:1', 'crm:5'], ['desk:1']]);
      expect((await identity.ownersOf([refOf('crm:5')]))[0]?.id).toBe(a);
      const both = { ref: 'shop:9', emails: ['ada@example.com', 'a.king@example.com'] };
      await admit(CRM, DESK, both);
      expect(await recordsOf(b)).toEqual(expect.not.arrayContaining(['crm:1']));
      expect(before.map((membership) => membership!.records.map(textOf))).toEqual([['crm:1'], ['desk:1']]);
      await expectSound(place.open(), ['crm:1', 'crm:5', 'desk:1', 'shop:9'].map(refOf), [a, b]);
    });

    it('gives the answer of before after three later events that have nothing to do with it', async () => {
      const [a, b, other] = [await person(CRM, SHOP), await person(DESK), await person({ ref: 'crm:8' })];
      const before = (await identity.resolve([a, b])).map(comparable);
      const merged = done(await identity.merge(a, b, STEWARD));
      const stranger = await person({ ref: 'crm:9', emails: ['bob@example.com'] });
      done(await identity.merge(other, stranger, STEWARD));
      await admit({ ref: 'shop:9', emails: ['bob@example.com'] }, { ref: 'crm:9', emails: ['bob@example.com'] });
      done(await identity.unlink(refOf('shop:9'), STEWARD));
      done(await identity.undo(merged, STEWARD));
      expect((await identity.resolve([a, b])).map(comparable)).toEqual(before);
    });

    it('of a split joins again, and what rules join later is joined', async () => {
      const id = await person(CRM, SHOP);
      const outcome = await identity.split(id, [refOf('shop:1')], STEWARD);
      const fresh = outcome.status === 'DONE' ? outcome.customers[0]! : id;
      done(await identity.undo(done(outcome), STEWARD));
      expect([await recordsOf(id), await recordsOf(fresh)]).toEqual([
        ['crm:1', 'shop:1'],
        ['crm:1', 'shop:1'],
      ]);
      expect((await identity.resolve([fresh]))[0]?.id).toBe(id);
    });

    it('of what a rule linked parts the record for good', async () => {
      const id = await person(CRM);
      await admit(CRM, SHOP);
      const [linked] = await identity.history(id, 1);
      expect(linked).toMatchObject({ type: 'LINKED', who: 'rule', came: [refOf('shop:1')] });
      done(await identity.undo(linked!.id, STEWARD));
      await admit(CRM, SHOP);
      expect(await recordsOf(id)).toEqual(['crm:1']);
    });

    it('may itself be undone, and that as well', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const merged = done(await identity.merge(a, b, STEWARD));
      const undone = done(await identity.undo(merged, STEWARD));
      const redone = done(await identity.undo(undone, STEWARD));
      expect((await identity.resolve([b]))[0]?.id).toBe(a);
      expect(await identity.undo(merged, STEWARD)).toEqual(refused('ALREADY_UNDONE', undone));
      expect(await identity.undo(undone, STEWARD)).toEqual(refused('ALREADY_UNDONE', redone));
      done(await identity.undo(redone, STEWARD));
      expect([await recordsOf(a), await recordsOf(b)]).toEqual([['crm:1'], ['desk:1']]);
    });

    it('is refused twice, for what is no decision, and for events that never were', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const merged = done(await identity.merge(a, b, STEWARD));
      const undone = done(await identity.undo(merged, STEWARD));
      expect(await identity.undo(merged, STEWARD)).toEqual(refused('ALREADY_UNDONE', undone));
      expect(await identity.undo(`${a}:0`, STEWARD)).toEqual(refused('NOT_UNDOABLE'));
      for (const unknown of [`${a}:99`, `${a}:-1`, 'cus_nobody:0', 'nonsense'] as EventId[]) {
        expect(await identity.undo(unknown, STEWARD)).toEqual(refused('UNKNOWN_EVENT'));
      }
    });

    it('is refused where later decisions rest on it; they are named, and once they are undone it works', async () => {
      const [a, b, c] = [await person(CRM, SHOP), await person(DESK), await person({ ref: 'crm:8' })];
      const first = done(await identity.merge(a, b, STEWARD));
      const second = done(await identity.unlink(refOf('desk:1'), STEWARD));
      expect(await identity.undo(first, STEWARD)).toEqual(refused('LATER_DECISIONS', second));
      done(await identity.undo(second, STEWARD));
      const third = done(await identity.merge(c, a, STEWARD));
      const refusal = await identity.undo(first, STEWARD);
      expect(refusal).toMatchObject({ status: 'REFUSED', reason: 'LATER_DECISIONS' });
      const [named] = refusal.status === 'REFUSED' ? refusal.because : [];
      // The same event, as the customer that was merged knows it.
      expect((await identity.history(a, 1))[0]).toMatchObject({ id: named, type: 'MERGED', others: [c] });
      done(await identity.undo(third, STEWARD));
      done(await identity.undo(first, STEWARD));
      expect([await recordsOf(a), await recordsOf(b)]).toEqual([['crm:1', 'shop:1'], ['desk:1']]);
    });
  });

  describe('erase', () => {
    it('leaves nothing of the person but a tombstone, which keeps the records from being linked', async () => {
      const [a, b] = [await person(CRM, SHOP), await person(DESK)];
      done(await identity.merge(a, b, STEWARD));
      const outcome = await identity.erase(b, STEWARD);
      expect(outcome).toMatchObject({ status: 'DONE', customers: [] });
      expect(await identity.resolve([a, b])).toEqual([null, null]);
      expect(place.links.size).toBe(0);
      expect([...place.keys.values()].every((keys) => keys.size === 0)).toBe(true);
      expect(await identity.admit([CRM, SHOP, DESK].map(record), RULE)).toEqual([null, null, null]);
      expect(place.links.size).toBe(0);
      expect([...place.keys.values()].every((keys) => keys.size === 0)).toBe(true);
      expect(await identity.merge(a, b, STEWARD)).toEqual(refused('CUSTOMER_ERASED'));
      expect(await identity.link(refOf('crm:1'), await person({ ref: 'crm:9' }), STEWARD)).toEqual(
        refused('CUSTOMER_ERASED'),
      );
      expect(await identity.erase(a, STEWARD)).toEqual(outcome);
      expect(await identity.asOf(a, time)).toEqual({ status: 'ERASED' });
      expect((await identity.history(a, 9)).flatMap(({ came }) => came).every((ref) => ref === null)).toBe(true);
    });

    it('spares those who were split off before', async () => {
      const id = await person(CRM, SHOP);
      const outcome = await identity.split(id, [refOf('shop:1')], STEWARD);
      const fresh = outcome.status === 'DONE' ? outcome.customers[0]! : id;
      await identity.erase(id, STEWARD);
      expect(await recordsOf(fresh)).toEqual(['shop:1']);
      expect((await identity.holdersOf([{ type: 'EMAIL', normal: 'ada@example.com' }]))[0]).toHaveLength(1);
    });
  });

  describe('an idempotency key', () => {
    it('has an order carried out once, and answered as often as it comes', async () => {
      const id = await person(CRM, SHOP);
      const order = { by: 'ada', idempotencyKey: 'click-1' };
      const first = await identity.split(id, [refOf('shop:1')], order);
      const again = await identityOn(place.open()).split(id, [refOf('shop:1')], order);
      expect(again).toEqual(first);
      expect(await identity.history(id, 9)).toHaveLength(2);
    });

    it('is refused with another order, belongs to its caller, and keeps no refusal', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const order = { by: 'ada', idempotencyKey: 'click-1' };
      const never = done(await identity.never(a, b, STEWARD));
      expect(await identity.merge(a, b, order)).toEqual(refused('NEVER_LINKED', never));
      done(await identity.undo(never, STEWARD));
      const merged = done(await identity.merge(a, b, order));
      expect(await identity.erase(a, order)).toEqual(refused('KEY_REUSED', merged));
      expect(await identity.merge(a, b, { ...order, by: 'bob' })).toEqual(refused('SAME_CUSTOMER'));
      expect(await identity.resolve([a])).not.toEqual([null]);
    });

    it('names nobody in the store', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      await identity.merge(a, b, { by: 'ada', idempotencyKey: 'ada@example.com' });
      expect(JSON.stringify([...place.receipts])).not.toMatch(/ada@|example/);
    });
  });

  describe('a preview', () => {
    it('tells who would have which records, and writes nothing', async () => {
      const [a, b] = [await person(CRM, SHOP), await person(DESK)];
      const versions = place.versions.size;
      const merge = await identity.previewMerge(b, a);
      const [crm, shop, desk] = ['crm:1', 'shop:1', 'desk:1'].map(refOf);
      expect(merge).toEqual({
        status: 'POSSIBLE',
        expected: [`${b}:0`, `${a}:0`],
        customers: [
          { id: b, before: [desk], after: [crm, desk, shop], gone: [] },
          { id: a, before: [crm, shop], after: [], gone: [] },
        ],
      });
      expect(await identity.previewSplit(a, [shop!])).toMatchObject({
        status: 'POSSIBLE',
        expected: [`${a}:0`],
        customers: [
          { id: null, before: [], after: [shop] },
          { id: a, before: [crm, shop], after: [crm] },
        ],
      });
      expect(place.versions.size).toBe(versions);
    });

    it('is refused where the decision would be', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      expect(await identity.previewMerge(a, a)).toEqual(refused('SAME_CUSTOMER'));
      expect(await identity.previewSplit(a, [refOf('crm:1')])).toEqual(refused('NOTHING_LEFT'));
      const never = done(await identity.never(a, b, STEWARD));
      expect(await identity.previewMerge(a, b)).toEqual(refused('NEVER_LINKED', never));
    });

    it('has an order refused if anybody concerned changed since, and only then', async () => {
      const [a, b, c] = [await person(CRM), await person(DESK), await person({ ref: 'crm:8' })];
      const { expected } = possible(await identity.previewMerge(a, b));
      await identity.merge(c, await person({ ref: 'crm:9' }), STEWARD);
      await admit(CRM, SHOP);
      const [linked] = await identity.history(a, 1);
      expect(await identity.merge(a, b, { ...STEWARD, expected })).toEqual(refused('STALE', linked!.id));
      const again = possible(await identity.previewMerge(a, b));
      const order = { ...STEWARD, expected: again.expected, idempotencyKey: 'click-1' };
      const merged = await identity.merge(a, b, order);
      expect(merged.status).toBe('DONE');
      // Carried out before, so not stale.
      expect(await identity.merge(a, b, order)).toEqual(merged);
      expect(await identity.merge(a, c, { ...STEWARD, expected: again.expected })).toMatchObject({ reason: 'STALE' });
    });

    it('of other customers fits no order', async () => {
      const [a, b, c] = [await person(CRM), await person(DESK), await person({ ref: 'crm:8' })];
      const { expected } = possible(await identity.previewMerge(a, b));
      expect(await identity.merge(a, c, { ...STEWARD, expected })).toEqual(refused('STALE', `${c}:0`));
    });
  });

  describe('history', () => {
    it('tells who decided what, when and why, and which records came and left, in pages', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const merged = done(await identity.merge(a, b, { by: 'ada', why: 'CALLED_IN' }));
      const undone = done(await identity.undo(merged, { by: 'bob' }));
      const all = await identity.history(a, 10);
      expect(all).toEqual([
        { ...event(undone, 'UNDONE', 'bob', 'STEWARD'), left: [refOf('desk:1')], others: [b], undoes: merged },
        { ...event(merged, 'MERGED', 'ada', 'CALLED_IN'), came: [refOf('desk:1')], others: [b] },
        { ...event(`${a}:0`, 'CREATED', 'rule', 'FIRST_SEEN'), came: [refOf('crm:1')] },
      ]);
      const first = await identity.history(a, 2);
      expect([...first, ...(await identity.history(a, 2, first.at(-1)!.id))]).toEqual(all);
      expect((await identity.history(b, 1))[0]).toMatchObject({ type: 'UNDONE', came: [refOf('desk:1')], others: [a] });
      expect(await identity.history('cus_nobody', 5)).toEqual([]);
    });

    it('answers a customer as of any time as it was answered then', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      const moments: { at: number; answers: unknown }[] = [];
      const look = async (): Promise<void> => {
        const found = await identity.resolve([a, b]);
        moments.push({
          at: time,
          answers: found.map((one) => ({ status: 'KNOWN', id: one!.id, records: one!.records })),
        });
        time += 1_000;
      };
      await look();
      const merged = done(await identity.merge(a, b, STEWARD));
      await look();
      for (let i = 0; i < 40; i++) await admit(CRM, { ref: `shop:${i}`, emails: ['ada@example.com'] });
      await look();
      done(await identity.undo(merged, STEWARD));
      await look();
      for (const { at, answers } of moments) {
        expect([await identity.asOf(a, at), await identity.asOf(b, at)]).toEqual(answers);
      }
      expect(await identity.asOf(a, 1)).toEqual({ status: 'UNKNOWN' });
    });

    it('finds out a state that does not follow from its events', async () => {
      const [a, b] = [await person(CRM), await person(DESK)];
      await identity.merge(a, b, STEWARD);
      expect(await identity.verify(a)).toEqual({ events: 2 });
      const version = place.versions.get(`${a}/1`)!;
      place.versions.set(`${a}/1`, {
        ...version,
        state: { ...version.state, handles: version.state.handles.slice(1) },
      });
      expect(await identity.verify(a)).toEqual({ events: 2, differsAt: 1 });
    });
  });
});

function done(outcome: Outcome): EventId {
  if (outcome.status === 'DONE') return outcome.event;
  throw new Error(`refused: ${outcome.reason}`);
}

function possible(preview: Preview): Extract<Preview, { readonly status: 'POSSIBLE' }> {
  if (preview.status === 'POSSIBLE') return preview;
  throw new Error(`refused: ${preview.reason}`);
}

function refused(reason: string, ...because: readonly EventId[]): object {
  return { status: 'REFUSED', reason, because };
}

function event(id: EventId, type: string, who: string, why: string): object {
  return { id, type, who, why, at: expect.any(Number), came: [], left: [], others: [], undoes: null };
}

const comparable = (membership: Membership | null) => membership && { ...membership, decidedAt: 0 };
