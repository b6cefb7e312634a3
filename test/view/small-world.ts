/**
 * Three sources, an identity store and the view over them, in one process without network: for tests of what the view
 * concludes when sources or the store answer, fail, or change between two reads. Time stands still until it is moved.
 */
import { normalEmail } from '../../src/customer/normal-forms/email';
import type { SourceKind, SourceName, SourceRecord } from '../../src/customer/source-record';
import { withBatchedReads } from '../../src/identity/batched-reads';
import { linkGroups } from '../../src/identity/rules/link-groups';
import { policiesFrom } from '../../src/reconciliation/policy';
import { SourceError } from '../../src/remote/fault';
import { AnswerCache } from '../../src/sources/cache';
import { Company } from '../../src/sources/company';
import { type CallContext, type Connector, found, NONE, type Slot } from '../../src/sources/contract';
import { Gate } from '../../src/sources/gate';
import { Source } from '../../src/sources/source';
import { createCursorSealer } from '../../src/view/cursor';
import type { DecisionView } from '../../src/view/decisions';
import type {
  CustomerSnapshot,
  CustomerView,
  CustomerWant,
  LookupSnapshot,
  ReadContext,
} from '../../src/view/snapshot';
import type { DisabledSources } from '../../src/view/status';
import { createView } from '../../src/view/view';
import { identityOn } from '../identity/invariants';
import { MemoryPlace, type Step } from '../identity/memory-store';
import { RULES, record, type Sketch, textOf } from '../identity/records';

export const MINUTE = 60_000;
/** After this the sources are searched for a customer again. */
export const MEMBERSHIP_MAX_AGE_MS = 24 * 60 * MINUTE;
export const GRACE_MS = 80;

/** E-mail and order summary: what needs every part of the read path and shows where it was left out. */
export const SUMMARY: CustomerWant = {
  fields: new Set(['email'] as const),
  connections: [],
  timelines: [],
  orderSummary: true,
  ticketSummary: false,
  lastContactAt: false,
};

/** What a source holds; `orders`: how many the shop counts for the person. */
interface Held extends Sketch {
  readonly orders?: number;
  readonly drift?: SourceRecord['drift'];
}

/** A vendor whose search compares text, as vendors' do: only the spelling it holds is a hit. */
class SmallSource {
  /** Refuses to answer by id, by search, or both. */
  down: { readonly records?: boolean; readonly find?: boolean } = {};
  /** Searches start and never end. */
  hangs = false;
  /** The e-mails that were searched for. */
  searches: string[] = [];
  private records: SourceRecord[] = [];
  private readonly survivors = new Map<string, string>();

  constructor(
    readonly name: SourceName,
    readonly kind: SourceKind,
  ) {}

  /** Holds these and nothing else. */
  hold(...held: readonly Held[]): void {
    this.records = held.map(({ orders, drift, ...sketch }) => ({
      ...record(sketch),
      ...(drift && { drift }),
      orderTotals: orders === undefined ? undefined : { count: orders, total: [] },
    }));
  }

  /** From now on `id` answers as the record that it was merged into. */
  merge(id: string, into: string): void {
    this.survivors.set(id, into);
  }

  connector(): Connector {
    const sells = this.kind === 'COMMERCE';
    return {
      description: {
        vendor: this.name,
        kind: this.kind,
        parts: sells ? ['PROFILE', 'SEARCH', 'ORDERS'] : ['PROFILE', 'SEARCH'],
        searchableBy: ['EMAIL'],
        permissions: [],
      },
      records: { mode: 'multiGet', maxBatch: 100, fetch: async (ids) => ids.map((id) => this.byId(id)) },
      find: {
        EMAIL: {
          mode: 'multiGet',
          maxBatch: 100,
          fetch: async (emails, _, context) => {
            if (this.hangs) await endOf(context);
            return emails.map((email) => this.byEmail(email));
          },
        },
      },
      parts: sells
        ? { ORDERS: { mode: 'multiGet', maxBatch: 100, fetch: async (keys) => keys.map(() => found({ items: [] })) } }
        : {},
      byNumber: {},
      search: async () => this.records,
      check: async () => ({ ok: true, message: 'fine', missingPermissions: [] }),
      quota: () => undefined,
    };
  }

  private byId(id: string): Slot<SourceRecord> {
    if (this.down.records) throw new SourceError({ state: 'UNAVAILABLE', message: 'HTTP 503' });
    const into = this.survivors.get(id);
    const value = this.records.find(({ ref }) => ref.id === (into ?? id));
    if (into !== undefined) return { state: 'merged', into, value };
    return value ? found(value) : NONE;
  }

  private byEmail(email: string): Slot<readonly SourceRecord[]> {
    if (this.down.find) throw new SourceError({ state: 'UNAVAILABLE', message: 'HTTP 503' });
    this.searches.push(email);
    const hits = this.records.filter(({ identifiers }) => identifiers.some(({ value }) => value === email));
    return hits.length > 0 ? found(hits) : NONE;
  }
}

export class SmallWorld {
  readonly crm = new SmallSource('crm', 'CRM');
  readonly shop = new SmallSource('shop', 'COMMERCE');
  readonly support = new SmallSource('support', 'SUPPORT');
  /** What connectors threw that was no fault of their vendor's. */
  readonly defects: unknown[] = [];
  /** Happens around each call of the identity store. */
  storeStep: Step = async () => undefined;
  readonly view: CustomerView & DecisionView;
  private time = 1_790_000_000_000;
  private wrongBy = 0;

  /**
   * @param maxSearches that one discovery may start.
   * @param disabled further sources, which the config switches off.
   */
  constructor(maxSearches = 100, disabled: DisabledSources = new Map()) {
    const monotonic = (): number => this.time;
    const now = (): number => this.time + this.wrongBy;
    const cache = new AnswerCache(10_000_000, MINUTE, monotonic);
    const observer = {
      batch: () => undefined,
      cache: () => undefined,
      refused: () => undefined,
      retry: () => undefined,
      drift: () => undefined,
      defect: (_source: SourceName, _part: string, error: unknown) => void this.defects.push(error),
    };
    const company = new Company();
    const sources = [this.crm, this.shop, this.support].map((small) => {
      const pace = { gapMs: 0, maxGapMs: 0 };
      const gate = new Gate({
        now: monotonic,
        random: () => 0,
        quota: () => undefined,
        quotaReserve: 0,
        heldUpMs: () => 0,
      });
      const connector = small.connector();
      return new Source({ name: small.name, connector, cache, observer, now, monotonic, pace, company, gate });
    });
    const store = new MemoryPlace().open((method, when) => this.storeStep(method, when));
    const identity = identityOn(store, { now, monotonic });
    this.view = createView(new Map(sources.map((source) => [source.name, source])), company, {
      identity: withBatchedReads(identity),
      history: identity,
      stewardship: identity,
      discovery: { partition: (records) => linkGroups(records, RULES), floor: RULES.floor, maxSearches },
      policies: policiesFrom({}, sources),
      sealer: createCursorSealer(Buffer.alloc(32, 'cursor')),
      membershipMaxAgeMs: MEMBERSHIP_MAX_AGE_MS,
      clockSkewMs: 1,
      disabled,
      now,
    });
  }

  pass(ms: number): void {
    this.time += ms;
  }

  /** Sets the clock on the wall wrong by so much; no time passes. */
  setClockWrong(ms: number): void {
    this.wrongBy = ms;
  }

  /** What one operation shares; each call is another operation, whose caller may link unless it says otherwise. */
  operation(more: Partial<ReadContext> = {}): ReadContext {
    const { signal } = new AbortController();
    return { callerId: 'storefront', mayLink: true, signal, graceMs: GRACE_MS, maxAgeMs: 5_000, ...more };
  }

  async lookUp(email: string, more: Partial<ReadContext> = {}, want = SUMMARY): Promise<LookupSnapshot> {
    const normal = normalEmail(email);
    if (normal === null) throw new Error(`${email} has no normal form`);
    const [answer] = await this.view.lookup([{ by: 'EMAIL', normal, value: email }], want, this.operation(more));
    return answer!;
  }

  /** Looks the person up, which links what the sources hold of them, and answers their id. */
  async link(email: string): Promise<CustomerSnapshot['id']> {
    const { customer } = await this.lookUp(email);
    return customer!.id;
  }

  async read(id: CustomerSnapshot['id'], more: Partial<ReadContext> = {}): Promise<CustomerSnapshot> {
    const [customer] = await this.view.customers([id], SUMMARY, this.operation(more));
    return customer!;
  }
}

/** Each source's state for the profile; where it holds several records, the last. */
export function profileStates(customer: CustomerSnapshot | null): Readonly<Record<SourceName, string>> {
  const rows = customer?.sourceStatus.filter(({ part }) => part === 'PROFILE') ?? [];
  return Object.fromEntries(rows.map(({ source, state }) => [source, state]));
}

/** The customer's records as `crm:1`. */
export function recordsOf(customer: CustomerSnapshot | null): readonly string[] {
  return customer?.records.map(({ ref }) => textOf(ref)) ?? [];
}

function endOf({ signal }: CallContext): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
