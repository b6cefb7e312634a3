/** Merges upstream as several gateways see them at once, in many orders of their steps. */
import type { Actor } from '../../src/identity/identity';
import { interleave } from './interleaving';
import { expectSound, identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { RULES, record, refOf } from './records';

const ACTOR: Actor = { id: 'storefront', mayLink: true };
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);
const FROM = refOf('crm:1');
const INTO = record({ ref: 'crm:2', emails: ['new@example.com'], name: 'Ada King' });

test('of any number who heal at once, none mints a customer for the survivor', async () => {
  for (const seed of SEEDS) {
    const place = new MemoryPlace();
    const [before] = await identityOn(place.open()).admit(
      [record({ ref: 'crm:1', emails: ['old@example.com'] })],
      ACTOR,
    );
    await interleave({
      place,
      seed,
      actors: Array.from({ length: 3 }, () => async ({ store, pause }) => {
        await identityOn(store, { pause, config: RULES }).heal([{ from: FROM, into: INTO }], ACTOR);
      }),
    });
    expect([...new Set([...place.versions.values()].map(({ customer }) => customer))]).toEqual([before!.id]);
    expect(await expectSound(place.open(), [FROM, INTO.ref], [before!.id])).toEqual(['crm:1 crm:2']);
    const [holders] = await identityOn(place.open()).holdersOf([{ type: 'EMAIL', normal: 'new@example.com' }]);
    expect(holders!.map(({ membership }) => membership.id)).toEqual([before!.id]);
  }
});

test('whoever takes the survivor for somebody new meanwhile ends up in the same customer', async () => {
  for (const seed of SEEDS) {
    const place = new MemoryPlace();
    const [before] = await identityOn(place.open()).admit(
      [record({ ref: 'crm:1', emails: ['old@example.com'] })],
      ACTOR,
    );
    const issued = new Set([before!.id]);
    await interleave({
      place,
      seed,
      actors: [
        async ({ store, pause }) => identityOn(store, { pause }).heal([{ from: FROM, into: INTO }], ACTOR),
        async ({ store, pause }) => {
          const [owner] = await identityOn(store, { pause }).admit([INTO], ACTOR);
          issued.add(owner!.id);
        },
      ],
    });
    expect(await expectSound(place.open(), [FROM, INTO.ref], issued)).toEqual(['crm:1 crm:2']);
  }
});

test('the decision says who and why', async () => {
  const place = new MemoryPlace();
  const identity = identityOn(place.open());
  await identity.admit([record({ ref: 'crm:1' })], ACTOR);
  await identity.heal([{ from: FROM, into: INTO }], ACTOR);
  expect([...place.versions.values()].map(({ event, who, why }) => [event, who, why])).toEqual([
    ['CREATED', 'storefront', 'FIRST_SEEN'],
    ['LINKED', 'storefront', 'MERGED_UPSTREAM'],
    ['GONE', 'storefront', 'MERGED_UPSTREAM'],
  ]);
  const [owner] = await identity.ownersOf([FROM]);
  expect(owner).toMatchObject({ records: [FROM, INTO.ref], gone: [{ ref: FROM, absence: 'MERGED' }] });
});

test('nothing is written for a reader, nor for a record that nobody linked', async () => {
  const place = new MemoryPlace();
  const identity = identityOn(place.open());
  await identity.admit([record({ ref: 'crm:1' })], ACTOR);
  await identity.heal([{ from: FROM, into: INTO }], { id: 'partner', mayLink: false });
  expect(place.versions.size).toBe(1);
  await identity.heal([{ from: refOf('crm:7'), into: INTO }], ACTOR);
  expect(await identity.ownersOf([INTO.ref])).toEqual([null]);
});
