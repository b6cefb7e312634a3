/**
 * A long run in which everything happens at once: two gateways under load, one source after another misbehaving and
 * coming back, records merged and deleted upstream, stewards who decide at random. Some persons are left alone by all but
 * the faults; their answers are judged by the oracle. Everything else has to stay sound: the store's invariants, the
 * replay of its histories, never-links, erasures, and memory.
 */
import type { CustomerId } from '../../src/customer/customer-id';
import type { Fault } from '../../src/demo/simulator';
import { groundTruth, type TrueCustomer } from '../../src/demo/truth';
import type { EventId, Identity, IdentityHistory, Order, Stewardship } from '../../src/identity/identity';
import { createIdentity } from '../../src/identity/service';
import type { IdentityStore } from '../../src/identity/store/contract';
import { openLmdbStore } from '../../src/identity/store/lmdb-store';
import { openMongoStore } from '../../src/identity/store/mongo-store';
import { randomOf } from '../identity/interleaving';
import { RULES } from '../identity/records';
import { LinkedByDocument } from '../journeys/generated/graphql';
import { type Stage, startStage } from '../journeys/stage';
import { type LaboratorySource, PARTS } from './faults';
import { type Answer, type Card, QUERY, violations } from './oracle';

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface SoakReport {
  readonly queries: number;
  readonly judged: number;
  readonly decisions: number;
  readonly upstreamMerges: number;
  readonly faults: number;
  readonly longestRecoveryMs: number;
  /** MiB at rest, oldest first: for each gateway its heap after collection, as the least of each interval. */
  readonly heaps: readonly (readonly number[])[];
  /** MiB a minute, by Theil and Sen, over the second half of the run. */
  readonly slopes: readonly number[];
  readonly violations: readonly string[];
}

const DEADLINE_MS = 2_000;
const READERS = 6;
const FAULTS: readonly Fault[] = [
  { kind: 'hang' },
  { kind: 'reset' },
  { kind: 'status', status: 503 },
  { kind: 'rateLimit', retryAfterSeconds: 1 },
  { kind: 'latency', ms: 700 },
  { kind: 'truncated' },
  { kind: 'wrongBody', body: 'html' },
];
const FAILING = [
  'TIMEOUT',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'CIRCUIT_OPEN',
  'INVALID_RESPONSE',
  'SKIPPED',
  'STALE_SERVED',
];
const MOST_RECOVERY_MS = 10_000;
const SAMPLE_EVERY_MS = 5_000;
/** Samples whose least counts as one: a collection falls into each. */
const SAMPLES_PER_POINT = 4;
/** Growing by less than that is not distinguished from noise. */
const FLAT_MIB_PER_MINUTE = 1;

export async function soak({ minutes, seed, say }: SoakOptions): Promise<SoakReport> {
  const stage = await startStage({
    persons: 400,
    gateways: 2,
    config: { cache: { maxAgeMs: 500 }, budget: { deadlineMs: DEADLINE_MS } },
    nodeArguments: ['--max-semi-space-size=4'],
  });
  const store = await openStore(stage);
  try {
    const run = new Run(stage, store, seed, performance.now() + minutes * 60_000, say);
    return await run.whole();
  } finally {
    await store.close();
    await stage.close();
  }
}

class Run {
  private readonly random: () => number;
  private readonly identity: Identity & Stewardship & IdentityHistory;
  private readonly problems = new Set<string>();
  private readonly controls: TrueCustomer[];
  private readonly others: TrueCustomer[];
  private readonly events: EventId[] = [];
  private readonly known = new Set<CustomerId>();
  private readonly erased = new Set<CustomerId>();
  private readonly heaps: number[][];
  private readonly counts = { queries: 0, judged: 0, decisions: 0, upstreamMerges: 0, faults: 0 };
  private longestRecoveryMs = 0;

  constructor(
    private readonly stage: Stage,
    store: IdentityStore,
    seed: number,
    private readonly endsAt: number,
    private readonly say: (line: string) => void,
  ) {
    this.random = randomOf(seed);
    this.identity = createIdentity({ store, secrets: stage.secrets, config: RULES, now: Date.now });
    const everybody = groundTruth(stage.demo.population).customers;
    const whole = everybody.filter(({ records, orders, tickets }) => {
      const perSource = Object.keys(PARTS).map((name) => records.filter(({ source }) => source === name).length);
      return perSource.every((count) => count === 1) && orders.length > 0 && tickets.length > 0;
    });
    this.controls = whole.slice(0, 4);
    this.others = everybody.filter((one) => !this.controls.includes(one));
    this.heaps = stage.gateways.map(() => []);
  }

  async whole(): Promise<SoakReport> {
    const healthy = await Promise.all(this.controls.map((person) => this.healthyCard(person)));
    await Promise.all([
      ...Array.from({ length: READERS }, () => this.untilTheEnd(() => this.read())),
      this.untilTheEnd(() => this.decide()),
      this.untilTheEnd(() => this.changeUpstream()),
      this.untilTheEnd(() => this.suffer(healthy)),
      this.untilTheEnd(() => this.weigh()),
    ]);
    await this.examine();
    const slopes = this.heaps.map((heap) => slopeOf(heap));
    for (const slope of slopes) {
      if (slope > FLAT_MIB_PER_MINUTE) this.problems.add(`memory grows by ${slope.toFixed(2)} MiB a minute`);
    }
    const { counts, heaps, longestRecoveryMs } = this;
    return { ...counts, longestRecoveryMs, heaps, slopes, violations: [...this.problems] };
  }

  private async untilTheEnd(turn: () => Promise<void>): Promise<void> {
    while (performance.now() < this.endsAt) {
      try {
        await turn();
      } catch (error) {
        this.problems.add(error instanceof Error ? error.message : String(error));
        await this.pause(100);
      }
    }
  }

  /** Somebody asks for anybody, by any record; whatever comes has to be an answer. */
  private async read(): Promise<void> {
    const record = this.one(this.one(this.others).records);
    const erasedBefore = new Set(this.erased);
    const answer = await this.ask<{ customersByIdentifiers: { customer: { id: CustomerId } | null }[] }>(
      `query($r: CustomerIdentifierInput!) { customersByIdentifiers(identifiers: [$r]) { status customer {
        id displayName email orders(first: 5) { edges { node { number } } } tickets(first: 5) { edges { node { subject } } }
        timeline(first: 5) { edges { node { at } } } sourceStatus { source part state } } } }`,
      { r: { record } },
    );
    const id = answer?.customersByIdentifiers?.[0]?.customer?.id;
    if (id && erasedBefore.has(id)) this.problems.add(`${id} was erased and is answered`);
    if (id) this.known.add(id);
  }

  private async ask<Data>(query: string, variables: object): Promise<Data | null> {
    const gateway = this.one(this.stage.gateways);
    const began = performance.now();
    const { data, errors = [] } = await gateway.query<Data>(query, variables as Record<string, unknown>);
    this.counts.queries++;
    const took = performance.now() - began;
    // The machine is shared by the vendors, the gateways and us.
    if (took > DEADLINE_MS + 2_000) this.problems.add(`an answer took ${Math.round(took)} ms`);
    for (const { extensions, message } of errors) {
      const code = String(extensions?.code);
      if (!EXPECTED_CODES.has(code)) this.problems.add(`an error ${code}: ${message}`);
    }
    return data;
  }

  private async decide(): Promise<void> {
    const ids = [...this.known];
    if (ids.length < 5) return this.pause(50);
    const order: Order = { by: 'soak', idempotencyKey: String(this.random()) };
    const lot = this.random();
    const [a, b] = [this.one(ids), this.one(ids)];
    const { identity } = this;
    const [membership] = await identity.resolve([a]);
    const records = membership?.records ?? [];
    const outcome =
      lot < 0.3
        ? await identity.merge(a, b, order)
        : lot < 0.45 && records.length > 1
          ? await identity.unlink(this.one(records), order)
          : lot < 0.55 && records.length > 1
            ? await identity.split(a, records.slice(1), order)
            : lot < 0.6 && records.length > 0
              ? await identity.link(this.one(records), b, order)
              : lot < 0.65
                ? await identity.never(a, b, order)
                : lot < 0.66
                  ? await this.erase(a, order)
                  : this.events.length > 0
                    ? await identity.undo(this.one(this.events.slice(-20)), order)
                    : undefined;
    this.counts.decisions++;
    if (outcome?.status === 'DONE') {
      this.events.push(outcome.event);
      for (const id of outcome.customers) this.known.add(id);
    }
    await this.pause(20);
  }

  private async erase(id: CustomerId, order: Order) {
    const [before] = await this.identity.resolve([id]);
    const outcome = await this.identity.erase(id, order);
    if (outcome.status === 'DONE') {
      for (const one of [id, before?.id ?? id]) if (!(await this.identity.resolve([one]))[0]) this.erased.add(one);
    }
    return outcome;
  }

  private async changeUpstream(): Promise<void> {
    await this.pause(1_500);
    const source = this.one(this.stage.demo.sources);
    const recordOf = (): string | undefined =>
      this.one(this.others).records.find((record) => record.source === source.name)?.id;
    const [from, into] = [recordOf(), recordOf()];
    if (!from || !into || from === into) return;
    const isMerge = this.random() < 0.8;
    const response = await fetch(`${source.controlUrl}/${isMerge ? 'merge' : 'delete'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(isMerge ? { from, into } : { id: from }),
    });
    if (response.ok) this.counts.upstreamMerges++;
  }

  /** One source has a fault for a while, and then everything has to come back. */
  private async suffer(healthy: readonly Card[]): Promise<void> {
    const source = this.one(this.stage.demo.sources);
    const name = source.name as LaboratorySource;
    const cell = { source: name, parts: [...Object.keys(PARTS[name]), 'SEARCH'], states: FAILING };
    source.setFault({ fault: this.one(FAULTS) });
    this.counts.faults++;
    const until = performance.now() + 2_000 + this.random() * 3_000;
    while (performance.now() < until) await this.judge(healthy, cell);
    source.setFault(null);
    const began = performance.now();
    // Each gateway finds out for itself that it is over.
    while (!(await Promise.all(this.stage.gateways.map((one) => this.judge(healthy, cell, one)))).every(Boolean)) {
      const took = performance.now() - began;
      if (took <= MOST_RECOVERY_MS) continue;
      this.problems.add(`${name} was not back after ${Math.round(took)} ms`);
      break;
    }
    this.longestRecoveryMs = Math.max(this.longestRecoveryMs, Math.round(performance.now() - began));
  }

  /** Answers whether everything was there. */
  private async judge(
    healthy: readonly Card[],
    cell: Parameters<typeof violations>[2],
    gateway = this.one(this.stage.gateways),
  ): Promise<boolean> {
    const card = this.one(healthy);
    const answer = (await gateway.query(QUERY, { id: card.id })) as Answer;
    this.counts.judged++;
    if (!answer.data?.customer) {
      const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.code));
      if (!codes.some((code) => code === 'IDENTITY_UNAVAILABLE')) this.problems.add(`no customer: ${codes.join()}`);
      return false;
    }
    const judged = asFresh(answer, cell.source);
    for (const violation of violations(judged, card, cell)) this.problems.add(violation);
    return judged.data!.customer!.sourceStatus.every(({ state }) => state === 'FRESH');
  }

  private async healthyCard(person: TrueCustomer): Promise<Card> {
    for (let tries = 0; tries < 20; tries++) {
      const { data } = await this.stage.gateways[0]!.query(LinkedByDocument, {
        identifiers: [{ record: person.records[0]! }],
      });
      const id = data?.customersByIdentifiers[0]?.customer?.id;
      if (!id) continue;
      const answer = (await this.stage.gateways[0]!.query(QUERY, { id })) as Answer;
      const card = answer.data?.customer;
      if (card?.sourceStatus.every(({ state }) => state === 'FRESH' || state === 'CACHED')) {
        return JSON.parse(JSON.stringify(card).replaceAll('"CACHED"', '"FRESH"')) as Card;
      }
    }
    throw new Error('a person whom nobody touches is not answered in full');
  }

  private async weigh(): Promise<void> {
    await this.pause(SAMPLE_EVERY_MS);
    for (const [i, gateway] of this.stage.gateways.entries()) {
      const text = await gateway.metrics();
      const bytes = Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]);
      if (Number.isFinite(bytes)) this.heaps[i]!.push(bytes / 2 ** 20);
    }
    const { counts } = this;
    this.say(`${counts.queries} queries, ${counts.decisions} decisions, ${this.problems.size} problems`);
  }

  /** What has to hold of the store, whatever happened. */
  private async examine(): Promise<void> {
    const { identity } = this;
    const ids = [...this.known];
    const resolved = await identity.resolve(ids);
    const owners = new Map<string, CustomerId>();
    for (const [i, membership] of resolved.entries()) {
      if (!membership) {
        if (!this.erased.has(ids[i]!) && (await identity.asOf(ids[i]!, Date.now())).status !== 'ERASED') {
          this.problems.add(`${ids[i]} leads nowhere`);
        }
        continue;
      }
      for (const { id, source } of membership.records) {
        const name = `${source}:${id}`;
        if ((owners.get(name) ?? membership.id) !== membership.id) this.problems.add('a record has two owners');
        owners.set(name, membership.id);
      }
      const backwards = await identity.ownersOf(membership.records);
      if (backwards.some((owner) => owner?.id !== membership.id)) this.problems.add('owners and records disagree');
    }
    for (const id of ids) {
      const { differsAt } = await identity.verify(id);
      if (differsAt !== undefined) this.problems.add(`the history of ${id} does not replay from ${differsAt} on`);
    }
    for (const id of this.erased)
      if ((await identity.resolve([id]))[0]) this.problems.add(`${id} was erased and lives`);
    const log = this.stage.output();
    if (/"level":"error"/.test(log)) this.problems.add('an error was logged');
  }

  private one<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}

/** From the cache, or by links of a moment ago while the store was busy, is as good here. */
function asFresh(answer: Answer, faulted: LaboratorySource): Answer {
  const customer = answer.data!.customer!;
  const sourceStatus = customer.sourceStatus.map((row) => {
    const isGood = row.state === 'CACHED' || (row.state === 'STALE_SERVED' && row.source !== faulted);
    return isGood ? { ...row, state: 'FRESH' } : row;
  });
  return { ...answer, data: { customer: { ...customer, sourceStatus } } };
}

const EXPECTED_CODES: ReadonlySet<string> = new Set(['SOURCE_UNAVAILABLE', 'IDENTITY_UNAVAILABLE', 'OVERLOADED']);

/** The median of the slopes between all pairs of points (Theil, Sen): a few large collections do not move it. */
function slopeOf(samples: readonly number[]): number {
  const floors: number[] = [];
  for (let i = 0; i + SAMPLES_PER_POINT <= samples.length; i += SAMPLES_PER_POINT) {
    floors.push(Math.min(...samples.slice(i, i + SAMPLES_PER_POINT)));
  }
  // What a process needs to know its world is not a leak.
  const settled = floors.slice(Math.floor(floors.length / 2));
  const minutes = (SAMPLES_PER_POINT * SAMPLE_EVERY_MS) / 60_000;
  const slopes = settled.flatMap((y, i) => settled.slice(i + 1).map((later, j) => (later - y) / ((j + 1) * minutes)));
  slopes.sort((a, b) => a - b);
  return slopes.length === 0 ? 0 : slopes[Math.floor(slopes.length / 2)]!;
}

function openStore(stage: Stage): Promise<IdentityStore> {
  const uri = process.env.MONGODB_URI;
  if (uri && stage.database) return openMongoStore({ uri, database: stage.database });
  return openLmdbStore({ path: `${stage.folder}/identity` });
}
