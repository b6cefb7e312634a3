/**
 * Every order in which the steps of several processes can happen is linearizable: the answers of the identity store are
 * those of some order of the operations, one at a time. SEEDS=2000 asks for more than the usual number of histories.
 */
import type { CustomerId } from '../../../src/customer/customer-id';
import { OnefoldError } from '../../../src/errors';
import type { Order } from '../../../src/identity/identity';
import type { CustomerVersion, IdentityStore } from '../../../src/identity/store/contract';
import { type ActorTools, type Faults, interleave, randomOf } from '../interleaving';
import { identityOn } from '../invariants';
import { MemoryPlace } from '../memory-store';
import { textOf } from '../records';
import { type Completed, explain, linearize } from './checker';
import { type Answer, type Operation, worldOf } from './model';
import { carryOut, contradictions, Knowledge, recordsOf, type Sighting, settle } from './scripts';

const SEEDS = Number(process.env.SEEDS ?? 25);

interface Unanswered {
  readonly operation: Operation;
  readonly idempotencyKey: string;
  readonly begun: number;
}

interface Setting {
  readonly actors?: number;
  /** Of each actor. */
  readonly operations?: number;
  readonly faults?: Faults;
  /** A store that does not keep its contract. */
  readonly spoilt?: (store: IdentityStore) => IdentityStore;
  /** How often each kind of operation was carried out. */
  readonly done?: Map<string, number>;
}

/** One history of three processes on one place; what failed is asked again at the end, as a client would. */
async function runHistory(
  seed: number,
  { actors = 3, operations = 5, faults, spoilt = (store) => store, done }: Setting = {},
): Promise<string | undefined> {
  const place = new MemoryPlace();
  let time = 1_790_000_000_000;
  const now = (): number => ++time;
  const records = recordsOf(String(seed));
  const first = identityOn(place.open(), { now });
  const world = await settle(first, records);
  const knowledge = new Knowledge(
    world,
    records.map(({ ref }) => textOf(ref)),
  );
  const history: Completed[] = [];
  const sightings: Sighting[] = [];
  const unanswered: Unanswered[] = [];
  const dice = randomOf(seed ^ 0x2545f491);
  let clock = 0;

  const actor =
    (name: string) =>
    async ({ store, pause }: ActorTools): Promise<void> => {
      // Longer than identity leaves a failing store alone.
      let mine = 0;
      const monotonic = (): number => time + mine;
      const identity = identityOn(spoilt(store), { now, monotonic, pause: () => pause() });
      for (let i = 0; i < operations; i++) {
        const operation = knowledge.next(dice);
        const idempotencyKey = `${name}-${i}`;
        const begun = ++clock;
        mine += 2_000;
        try {
          const done = await carryOut(identity, operation, { by: name, idempotencyKey });
          if (done === 'STALE') continue;
          const { answer, sighting } = done;
          history.push({ operation, answer, begun, ended: ++clock });
          if (sighting) sightings.push(sighting);
          knowledge.learn(answer);
        } catch (error) {
          if (!(error instanceof OnefoldError)) throw error;
          unanswered.push({ operation, idempotencyKey: `${name}|${idempotencyKey}`, begun });
        }
      }
    };
  const names = Array.from({ length: actors }, (_, i) => `steward-${i}`);
  await interleave({ place, seed, actors: names.map(actor), faults });

  const healer = identityOn(place.open(), { now });
  const ask = async (operation: Operation, order: Order, begun: number): Promise<void> => {
    const done = await carryOut(healer, operation, order);
    if (done === 'STALE') throw new Error('the store does not fail any more');
    history.push({ operation, answer: done.answer, begun, ended: ++clock });
    knowledge.learn(done.answer);
  };
  for (const { begun, idempotencyKey, operation } of unanswered) {
    const [by = '', key = ''] = idempotencyKey.split('|');
    await ask(operation, { by, idempotencyKey: key }, begun);
  }
  for (const { ref } of records) {
    await ask({ kind: 'owner', record: textOf(ref) }, { by: 'healer' }, ++clock);
  }
  const verdict = linearize(world, history);
  if (!verdict.linearizable) return explain(history, verdict);
  for (const { answer, operation } of history) {
    if (answer.status !== 'REFUSED') done?.set(operation.kind, (done.get(operation.kind) ?? 0) + 1);
  }
  return (await contradictions(healer, knowledge, sightings))[0];
}

describe('histories of several stewards', () => {
  it.each<[string, Setting]>([
    ['nothing fails', {}],
    ['steps fail and answers get lost', { faults: { failing: 0.04, deadly: 0 } }],
    ['processes die half-way', { faults: { failing: 0.02, deadly: 1 } }],
    ['one steward changes their mind again and again', { actors: 1, operations: 60 }],
    ['two stewards do so at once', { actors: 2, operations: 25 }],
  ])(
    'are linearizable, replay to what is stored, and are remembered as they were, when %s',
    async (_, setting) => {
      const done = new Map<string, number>();
      for (let seed = 1; seed <= SEEDS; seed++) {
        const violation = await runHistory(seed, { ...setting, done });
        if (violation) throw new Error(`with seed ${seed}: ${violation}`);
      }
      for (const kind of ['merge', 'split', 'unlink', 'link', 'never', 'undo', 'erase']) {
        expect([kind, (done.get(kind) ?? 0) > SEEDS / 20]).toEqual([kind, true]);
      }
    },
    600_000,
  );
});

describe('the checker', () => {
  const a: CustomerId = 'cus_a';
  const b: CustomerId = 'cus_b';
  const world = worldOf(
    new Map([
      [a, ['crm:1']],
      [b, ['shop:1']],
    ]),
    new Map(),
  );
  const merge: Operation = { kind: 'merge', survivor: a, other: b };
  const merged: Answer = { status: 'DONE', event: `${a}:1`, customers: [a] };
  const resolve: Operation = { kind: 'resolve', customer: b };
  const before: Answer = { status: 'READ', seen: { id: b, records: ['shop:1'] } };
  const after: Answer = { status: 'READ', seen: { id: a, records: ['crm:1', 'shop:1'] } };
  const at = (operation: Operation, answer: Answer, begun: number, ended: number): Completed => ({
    ...{ operation, answer, begun, ended },
  });

  it.each<[string, boolean, readonly Completed[]]>([
    ['a read that begins after a merge and misses it', false, [at(merge, merged, 1, 2), at(resolve, before, 3, 4)]],
    ['a read during a merge that misses it', true, [at(merge, merged, 1, 4), at(resolve, before, 2, 3)]],
    ['a read during a merge that sees it', true, [at(merge, merged, 1, 4), at(resolve, after, 2, 3)]],
    [
      'a read that misses what an earlier read saw',
      false,
      [at(merge, merged, 1, 9), at(resolve, after, 2, 3), at(resolve, before, 4, 5)],
    ],
    [
      'merges crosswise that both succeed',
      false,
      [
        at(merge, merged, 1, 4),
        at({ kind: 'merge', survivor: b, other: a }, { status: 'DONE', event: `${b}:1`, customers: [b] }, 2, 3),
      ],
    ],
    ['half of a merge', false, [at(resolve, { status: 'READ', seen: { id: a, records: ['crm:1'] } }, 1, 2)]],
    [
      'a refusal without a reason',
      false,
      [at(merge, { status: 'REFUSED', reason: 'NEVER_LINKED', because: [] }, 1, 2)],
    ],
  ])('judges %s: %s', (_, isLinearizable, history) => {
    expect(linearize(world, history).linearizable).toBe(isLinearizable);
  });

  it.each<[string, (store: IdentityStore) => IdentityStore]>([
    [
      'tells every writer of a version that it won',
      (store) => withMethods(store, { append: async (version) => (await store.append(version)) && version }),
    ],
    [
      'tells every decider what it wants to hear',
      (store) => withMethods(store, { decide: async (op, decision) => (await store.decide(op, decision)) && decision }),
    ],
    ['shows versions as they were when they were first asked for', withOldVersions],
  ])('finds out a store that %s', async (_, spoilt) => {
    let violation: string | undefined;
    for (let seed = 1; seed <= 200 && !violation; seed++) {
      // A history that such a store breaks off is not judged: the verdict has to be the checker's.
      violation = await runHistory(seed, { spoilt }).catch(() => undefined);
    }
    expect(violation).toMatch(/^in order:/);
  });
});

function withMethods(store: IdentityStore, methods: Partial<IdentityStore>): IdentityStore {
  return Object.assign(Object.create(store) as IdentityStore, methods);
}

function withOldVersions(store: IdentityStore): IdentityStore {
  const first = new Map<string, CustomerVersion | undefined>();
  return withMethods(store, {
    versions: async (keys) => {
      const found = await store.versions(keys);
      return keys.map(({ customer, v }, i) => {
        const name = `${customer}:${v}`;
        if (!first.has(name)) first.set(name, found[i]);
        return first.get(name);
      });
    },
  });
}
