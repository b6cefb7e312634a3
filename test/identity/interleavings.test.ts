/**
 * Properties that hold in every order in which the steps of several processes may happen. ONEFOLD_SEEDS=10000 asks for
 * more than the usual number of orders.
 */
import type { CustomerId } from '../../src/customer/customer-id';
import type { SourceRecord } from '../../src/customer/source-record';
import { refKey } from '../../src/customer/source-record';
import { OnefoldError } from '../../src/errors';
import type { Actor } from '../../src/identity/identity';
import { DisjointSets } from '../../src/identity/rules/disjoint-sets';
import { linkGroups } from '../../src/identity/rules/link-groups';
import type { CustomerVersion, Handle } from '../../src/identity/store/contract';
import { type ActorTools, type Faults, interleave, randomOf } from './interleaving';
import { expectSound, identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { RULES, record, textOf } from './records';

const SEEDS = Number(process.env.ONEFOLD_SEEDS ?? 30);
const ACTOR: Actor = { id: 'rule', mayLink: true };

/** Six records; two that stand side by side share an e-mail. */
const RECORDS = Array.from({ length: 6 }, (_, i) =>
  record({ ref: `${['crm', 'shop', 'desk'][i % 3]}:${i}`, emails: [`${i}@example.com`, `${i + 1}@example.com`] }),
);
const REFS = RECORDS.map(({ ref }) => ref);

class World {
  readonly place = new MemoryPlace();
  readonly issued = new Set<CustomerId>();
  readonly admitted: (readonly SourceRecord[])[] = [];
  private readonly dice: () => number;

  constructor(readonly seed: number) {
    this.dice = randomOf(seed ^ 0x5bd1e995);
  }

  run(actors: readonly ((tools: ActorTools) => Promise<void>)[], faults?: Faults): Promise<void> {
    return interleave({ place: this.place, seed: this.seed, actors, faults, check: () => this.expectSoundNow() });
  }

  /**
   * At each moment, by what is committed: no record is listed by two customers, nobody lists two who must never be one,
   * and redirects lead to an end.
   */
  expectSoundNow(): void {
    if (this.place.versions.size + this.place.decisions.size === this.seen) return;
    this.seen = this.place.versions.size + this.place.decisions.size;
    const heads = new Map<string, CustomerVersion>();
    for (const version of this.place.versions.values()) {
      if (version.op !== undefined && this.place.decisions.get(version.op) !== 'COMMIT') continue;
      if ((heads.get(version.customer)?.v ?? -1) < version.v) heads.set(version.customer, version);
    }
    const never = [...this.place.versions.values()]
      .filter(({ op }) => op === undefined || this.place.decisions.get(op) === 'COMMIT')
      .flatMap(({ state }) => Object.values(state.never));
    const owners = new Map<Handle, string>();
    for (const { customer, state } of heads.values()) {
      for (const handle of state.handles) {
        if (owners.has(handle)) throw new Error('a record has two owners');
        owners.set(handle, customer);
      }
      const isHere = (handle: Handle): boolean => state.handles.includes(handle);
      for (const { a, b } of never) {
        if (a.some(isHere) && b.some(isHere)) throw new Error('a never-link is broken');
      }
      let end: CustomerVersion | undefined = heads.get(customer);
      for (let steps = 0; end?.state.into; steps++, end = heads.get(end.state.into)) {
        if (steps > heads.size) throw new Error('redirects run in a circle');
      }
      if (!end) throw new Error('a redirect leads nowhere');
    }
  }

  private seen = 0;

  /** Admits some records, a few times; every process has a clock of its own. */
  actor(times: number, share = 0.5): (tools: ActorTools) => Promise<void> {
    return async ({ store, pause, random }) => {
      let time = 1_790_000_000_000 + Math.floor(random() * 10_000);
      const now = (): number => (time += 3);
      const identity = identityOn(store, { now, pause: () => pause() });
      for (let i = 0; i < times; i++) {
        const view = this.someRecords(share);
        this.admitted.push(view);
        // Longer than identity leaves a failing store alone.
        time += 2_000;
        try {
          for (const membership of await identity.admit(view, ACTOR)) if (membership) this.issued.add(membership.id);
        } catch (error) {
          if (!(error instanceof OnefoldError)) throw error;
        }
      }
    };
  }

  /** What the admissions join, by a plain union-find. */
  model(): readonly string[] {
    const at = new Map(RECORDS.map((one, i) => [refKey(one.ref), i]));
    const sets = new DisjointSets(RECORDS.length);
    for (const view of this.admitted) {
      for (const group of linkGroups(view, RULES)) {
        for (const member of group) sets.union(at.get(refKey(group[0]!.ref))!, at.get(refKey(member.ref))!);
      }
    }
    const seen = new Set(this.admitted.flat().map(({ ref }) => refKey(ref)));
    return sets
      .sets()
      .map((set) => set.filter((i) => seen.has(refKey(REFS[i]!))))
      .filter((set) => set.length > 0)
      .map((set) =>
        set
          .map((i) => textOf(REFS[i]!))
          .sort()
          .join(' '),
      )
      .sort();
  }

  /** Numbers without gaps, times that grow. */
  expectOrderlyStreams(): void {
    const streams = new Map<string, { v: number; at: number }[]>();
    for (const { customer, v, at } of this.place.versions.values()) {
      streams.set(customer, [...(streams.get(customer) ?? []), { v, at }]);
    }
    for (const versions of streams.values()) {
      versions.sort((a, b) => a.v - b.v);
      expect(versions.map(({ v }) => v)).toEqual(versions.map((_, i) => i));
      for (const [i, { at }] of versions.entries()) if (i > 0) expect(at).toBeGreaterThan(versions[i - 1]!.at);
    }
  }

  /** Gives records a customer each, before the others begin. */
  async settle(records: readonly SourceRecord[]): Promise<void> {
    const identity = identityOn(this.place.open());
    for (const one of records) {
      this.admitted.push([one]);
      const [membership] = await identity.admit([one], ACTOR);
      this.issued.add(membership!.id);
    }
  }

  /** Neighbours, so that they have something to do with each other. */
  private someRecords(share: number): readonly SourceRecord[] {
    const from = Math.floor(this.dice() * (RECORDS.length - 1));
    const others = RECORDS.filter(() => this.dice() < share - 0.3);
    return [...new Set([RECORDS[from]!, RECORDS[from + 1]!, ...others])];
  }
}

async function eachSeed(run: (world: World) => Promise<void>): Promise<void> {
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await run(new World(seed));
    } catch (error) {
      throw new Error(`with seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

describe('whatever the order of steps', () => {
  it('several processes that admit one new person end in one customer', async () => {
    await eachSeed(async (world) => {
      const view = RECORDS.slice(0, 3);
      const ids: CustomerId[][] = [[], [], []];
      await world.run(
        ids.map((mine) => async ({ store, pause }) => {
          const identity = identityOn(store, { pause: () => pause() });
          for (const membership of await identity.admit(view, ACTOR)) mine.push(membership!.id);
        }),
      );
      for (const mine of ids) expect(new Set(mine).size).toBe(1);
      expect(await expectSound(world.place.open(), REFS, ids.flat())).toEqual(['crm:0 desk:2 shop:1']);
    });
  }, 120_000);

  it('three processes that admit overlapping views make the partition of a union-find, and every id lives on', async () => {
    await eachSeed(async (world) => {
      await world.run([world.actor(3), world.actor(3), world.actor(3)]);
      expect(await expectSound(world.place.open(), REFS, world.issued)).toEqual(world.model());
      world.expectOrderlyStreams();
    });
  }, 120_000);

  it('customers who exist are merged crosswise, while others take in new records, and none is left out', async () => {
    await eachSeed(async (world) => {
      await world.settle(RECORDS.filter((_, i) => i !== 2));
      const actors = Array.from({ length: 4 }, () => world.actor(2, 0.3));
      await world.run(actors);
      expect(await expectSound(world.place.open(), REFS, world.issued)).toEqual(world.model());
      world.expectOrderlyStreams();
    });
  }, 120_000);

  it.each<[string, Faults]>([
    ['steps fail and answers get lost', { failing: 0.05, deadly: 0 }],
    ['processes die half-way', { failing: 0.03, deadly: 1 }],
  ])(
    'is sound when %s, and whoever comes later completes it',
    async (_, faults) => {
      await eachSeed(async (world) => {
        const actors = [world.actor(3), world.actor(3), world.actor(3)];
        await world.run(actors, faults);
        await expectSound(world.place.open(), REFS, world.issued);
        const healer = identityOn(world.place.open());
        for (const view of world.admitted) {
          for (const membership of await healer.admit(view, ACTOR)) world.issued.add(membership!.id);
        }
        expect(await expectSound(world.place.open(), REFS, world.issued)).toEqual(world.model());
        world.expectOrderlyStreams();
      });
    },
    120_000,
  );

  it('no merge breaks a never-link that was committed before or meanwhile', async () => {
    let written = 0;
    await eachSeed(async (world) => {
      const steward = async ({ store, pause, random }: ActorTools): Promise<void> => {
        const identity = identityOn(store, { pause: () => pause() });
        for (let tries = 0; tries < 4; tries++) {
          const owners = await identity.ownersOf(REFS);
          const ids = [...new Set(owners.flatMap((owner) => owner?.id ?? []))];
          if (ids.length < 2) continue;
          const a = ids[Math.floor(random() * ids.length)]!;
          const b = ids.filter((id) => id !== a)[Math.floor(random() * (ids.length - 1))]!;
          const outcome = await identity.never(a, b, { by: 'steward' });
          if (outcome.status === 'DONE') written++;
        }
      };
      await world.run([world.actor(3), world.actor(3), steward]);
      const store = world.place.open();
      await expectSound(store, REFS, world.issued);
    });
    expect(written).toBeGreaterThan(SEEDS / 4);
  }, 120_000);
});
