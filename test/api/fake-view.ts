/**
 * A `CustomerView` in memory, for tests of what is in front of it. It knows a few people, records every call with its
 * want, answers only what was wanted, and can be told which source fails for which part.
 */
import type { CustomerId } from '../../src/customer/customer-id';
import type { CustomerField } from '../../src/customer/fields';
import {
  compareItems,
  type ListPart,
  type ListPartItems,
  type Order,
  type Ticket,
  type TimelineItem,
} from '../../src/customer/parts';
import type { Consent, Part, RecordRef, SourceName } from '../../src/customer/source-record';
import { badInput } from '../../src/errors';
import type { Conflict, SettledValue } from '../../src/reconciliation/claim';
import { withDrift } from '../../src/sources/drift';
import type {
  Decision,
  DecisionOrder,
  DecisionSnapshot,
  DecisionView,
  EventId,
  Foreseeable,
  IdentityEvent,
  PreviewSnapshot,
  PreviewWant,
  Refusal,
  ThenSnapshot,
} from '../../src/view/decisions';
import type {
  ConnectionSnapshot,
  ConnectionWant,
  CustomerIdentifier,
  CustomerSnapshot,
  CustomerView,
  CustomerWant,
  ItemSnapshot,
  LookupSnapshot,
  ReadContext,
  SourceInfo,
  SourceState,
  SourceStatus,
  TimelineWant,
} from '../../src/view/snapshot';

export const ADA = 'cus_00000000000000000000000ada' as CustomerId;
export const BOB = 'cus_00000000000000000000000bob' as CustomerId;
/** Merged into Ada. */
export const ADA_OLD = 'cus_00000000000000000000000old' as CustomerId;
export const NOBODY = 'cus_0000000000000000000nobody0' as CustomerId;
/** Shared by Ada and Bob. */
export const OFFICE_PHONE = '+43140400';

const SOURCES: readonly SourceInfo[] = [
  { name: 'crm', vendor: 'HubSpot', kind: 'CRM', parts: ['PROFILE', 'DEALS', 'ACTIVITIES', 'TASKS', 'SEARCH'] },
  {
    name: 'shop',
    vendor: 'Shopify',
    kind: 'COMMERCE',
    parts: ['PROFILE', 'ORDERS', 'CONSENTS', 'SEARCH'],
    quota: { unit: 'points', limit: 2000, remaining: 1900 },
  },
  { name: 'help', vendor: 'Zendesk', kind: 'SUPPORT', parts: ['PROFILE', 'TICKETS', 'SEARCH'] },
];

type Values = Partial<Record<CustomerField, unknown>>;

/** Field values, with the source that each comes from. */
const PEOPLE: Readonly<Record<string, Readonly<Record<SourceName, Values>>>> = {
  [ADA]: {
    crm: {
      displayName: 'Ada Lovelace',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.com',
      emails: ['ada@example.com', 'ada@work.example'],
      company: 'Analytical Engines',
      lifecycleStage: 'customer',
      owner: { id: '7', name: 'Grace', email: 'grace@example.com' },
      createdAt: '2020-01-01T00:00:00Z',
    },
    shop: {
      phone: '+431234567',
      tags: ['vip'],
      addresses: [{ line1: 'Ring 1', city: 'Wien', country: 'AT' }],
      defaultAddress: { line1: 'Ring 1', city: 'Wien', country: 'AT' },
      consents: [{ channel: 'EMAIL', state: 'GRANTED', nativeStatus: 'SUBSCRIBED' }],
    },
    help: { timeZone: 'Europe/Vienna' },
  },
  [BOB]: { crm: { displayName: 'Bob', email: 'bob@example.com' } },
};

const ORDERS = 25;

export interface Call {
  readonly method: 'customers' | 'lookup' | 'search' | 'order' | 'ticket';
  readonly keys: readonly unknown[];
  readonly want?: CustomerWant;
  readonly read: ReadContext;
}

export class FakeView implements CustomerView, DecisionView {
  readonly calls: Call[] = [];
  /** What was ordered, with its order. */
  readonly decisions: { readonly decision: Decision; readonly order: DecisionOrder }[] = [];
  /** Why everything is refused; absent: nothing is. */
  refusal: Refusal | undefined;
  /** `crm/PROFILE` to the state it fails with. */
  readonly failing = new Map<`${SourceName}/${Part}`, SourceState>();
  /** Sources whose profiles lack what these fields are made of. */
  readonly drifting = new Map<SourceName, readonly CustomerField[]>();
  /** Lists whose first item lacks what these fields of it are made of. */
  readonly driftingItems = new Map<ListPart, readonly string[]>();
  /** Awaited before every answer. */
  before: (read: ReadContext) => Promise<void> = async () => undefined;
  /** Cursors that were sealed: they cost, so only selected ones may be. */
  sealed = 0;

  async customers(ids: readonly CustomerId[], want: CustomerWant, read: ReadContext) {
    this.calls.push({ method: 'customers', keys: ids, want, read });
    await this.before(read);
    return ids.map((id) => this.snapshot(id === ADA_OLD ? ADA : id, id, want));
  }

  async lookup(identifiers: readonly CustomerIdentifier[], want: CustomerWant, read: ReadContext) {
    this.calls.push({ method: 'lookup', keys: identifiers, want, read });
    await this.before(read);
    return identifiers.map((identifier) => this.look(identifier, want));
  }

  async search(query: string, first: number, want: CustomerWant, read: ReadContext) {
    this.calls.push({ method: 'search', keys: [query, first], want, read });
    await this.before(read);
    const customers = [ADA, BOB].flatMap((id) => this.snapshot(id, id, want) ?? []).slice(0, first);
    return { customers, sourceStatus: this.statuses(['SEARCH']) };
  }

  async order(source: SourceName, number: string, read: ReadContext): Promise<ItemSnapshot<Order>> {
    this.calls.push({ method: 'order', keys: [source, number], read });
    const failed = this.failing.get(`${source}/ORDERS`);
    const item = !failed && number === '#1' ? (this.items('ORDERS')[0] as Order) : undefined;
    return { item: item ?? null, sourceStatus: this.statuses(['ORDERS']) };
  }

  async ticket(source: SourceName, number: string, read: ReadContext): Promise<ItemSnapshot<Ticket>> {
    this.calls.push({ method: 'ticket', keys: [source, number], read });
    return { item: (this.items('TICKETS')[0] as Ticket | undefined) ?? null, sourceStatus: this.statuses(['TICKETS']) };
  }

  async decide(decision: Decision, order: DecisionOrder, want: CustomerWant): Promise<DecisionSnapshot> {
    this.decisions.push({ decision, order });
    if (this.refusal) return { status: 'REFUSED', reason: this.refusal, because: [`${BOB}:4`] };
    const customers = [ADA, BOB].flatMap((id) => this.snapshot(id, id, want) ?? []);
    return { status: 'DONE', event: `${ADA}:7`, customers };
  }

  async preview(_decision: Foreseeable, { fields, orders, tickets }: PreviewWant): Promise<PreviewSnapshot> {
    if (this.refusal) return { status: 'REFUSED', reason: this.refusal, because: [] };
    const lists = { connections: [], timelines: [], orderSummary: orders, ticketSummary: tickets };
    const want = { fields, shape: 'profile', ...lists, lastContactAt: false } as const;
    const [before, after] = [BOB, ADA].map((id) => this.snapshot(id, id, want) ?? null) as [
      CustomerSnapshot,
      CustomerSnapshot,
    ];
    const [bob, ada] = [before, after].map(({ records }) => records.map(({ ref }) => ref)) as [
      RecordRef[],
      RecordRef[],
    ];
    const customers = [
      { id: BOB, recordsBefore: bob, recordsAfter: ada, before, after },
      { id: null, recordsBefore: [], recordsAfter: bob, before: null, after: before },
    ];
    return { status: 'POSSIBLE', expected: [`${ADA}:7`, `${BOB}:2`], customers };
  }

  async history(id: CustomerId, first: number, after?: EventId): Promise<ConnectionSnapshot<IdentityEvent>> {
    const all = [2, 1, 0].map((number) => event(`${id}:${number}`));
    const rest = after === undefined ? all : all.slice(all.findIndex((one) => one.id === after) + 1);
    const page = rest.slice(0, first);
    return {
      edges: page.map((node) => ({ node, cursor: node.id })),
      pageInfo: { hasNextPage: rest.length > first, hasPreviousPage: false, endCursor: page.at(-1)?.id },
      gaps: [],
    };
  }

  async customerAt(id: CustomerId, at: number, want: CustomerWant): Promise<ThenSnapshot> {
    if (id === ADA_OLD) return 'ERASED';
    return at < Date.UTC(2026) ? 'UNKNOWN' : this.snapshot(id, id, want)!;
  }

  sources(): readonly SourceInfo[] {
    return SOURCES;
  }

  disabled(): readonly SourceName[] {
    return [];
  }

  private look(identifier: CustomerIdentifier, want: CustomerWant): LookupSnapshot {
    const sourceStatus = this.statuses(['SEARCH']);
    const found = (id: CustomerId): LookupSnapshot => ({
      status: 'FOUND',
      customer: this.snapshot(id, id, want),
      candidates: [],
      matchedBy: identifier.by,
      sourceStatus,
    });
    if (identifier.by === 'EMAIL' && identifier.normal === 'ada@example.com') return found(ADA);
    if (identifier.by === 'EMAIL' && identifier.normal === 'bob@example.com') return found(BOB);
    if (identifier.by === 'ID' && identifier.id === ADA) return found(ADA);
    if ('normal' in identifier && (identifier.normal === OFFICE_PHONE || identifier.normal === 'office@example.com')) {
      const candidates = [ADA, BOB].flatMap((id) => this.snapshot(id, id, want) ?? []);
      return { status: 'AMBIGUOUS', customer: null, candidates, matchedBy: identifier.by, sourceStatus };
    }
    const failed = sourceStatus.some(({ state }) => state !== 'FRESH');
    const status = failed ? 'INCOMPLETE' : 'NOT_FOUND';
    return { status, customer: null, candidates: [], matchedBy: null, sourceStatus };
  }

  private snapshot(id: CustomerId, requestedId: CustomerId, want: CustomerWant): CustomerSnapshot | null {
    const person = PEOPLE[id];
    if (!person) return null;
    const parts: Part[] = [...new Set<Part>(want.connections.map(({ part }) => part))];
    for (const timeline of want.timelines) parts.push(...timeline.parts.filter((part) => part !== 'CONSENTS'));
    if (want.shape) parts.push('PROFILE');
    if (want.orderSummary) parts.push('ORDERS');
    if (want.ticketSummary) parts.push('TICKETS');
    if (want.lastContactAt) parts.push('ACTIVITIES', 'TICKETS');
    const settled = new Map<CustomerField, SettledValue>();
    for (const [source, values] of Object.entries(person)) {
      if (this.failing.has(`${source}/PROFILE`)) continue;
      for (const [field, value] of Object.entries(values) as [CustomerField, unknown][]) {
        if (want.fields.has(field)) settled.set(field, settledValue(field, source, value));
      }
    }
    return {
      id,
      requestedId,
      settled,
      conflicts: want.fields.has('company') ? CONFLICTS : [],
      records: Object.keys(person).map((source) => ({
        ref: { source, id: `${source}-1` },
        kind: SOURCES.find(({ name }) => name === source)!.kind,
        state: want.shape ? 'FRESH' : 'SKIPPED',
        createdAt: want.shape && '2020-01-01T00:00:00Z',
      })),
      sourceStatus: this.statuses(parts),
      timelines: new Map(want.timelines.map((timeline) => [timeline.key, this.timeline(timeline)])),
      histories: new Map((want.histories ?? []).map(({ key }) => [key, HISTORY])),
      connections: new Map(want.connections.map((connection) => [connection.key, this.connection(connection)])),
      orderSummary: want.orderSummary ? this.orderSummary() : undefined,
      ticketSummary: want.ticketSummary ? { count: 2, open: 1, exact: true, missing: [] } : undefined,
      lastContactAt: want.lastContactAt ? '2026-01-01T00:00:00Z' : undefined,
    };
  }

  private orderSummary() {
    if (this.failing.has('shop/ORDERS')) return null;
    return { count: ORDERS, total: [{ amount: '250.00', currencyCode: 'EUR' }], exact: true, missing: [] };
  }

  private connection({
    part,
    first,
    after,
    detail,
  }: ConnectionWant): ConnectionSnapshot<ListPartItems[ListPart]> | null {
    const source = SOURCES.find(({ parts }) => parts.includes(part))!.name;
    if (this.failing.has(`${source}/${part}`)) return null;
    if (after !== undefined && !/^cursor-\d+$/.test(after))
      throw badInput('after', 'a cursor of this field', 'another');
    const start = after === undefined ? 0 : Number(after.slice('cursor-'.length)) + 1;
    const all = this.items(part, detail);
    const page = all.slice(start, start + first);
    const seal = (i: number): string => {
      this.sealed += 1;
      return `cursor-${start + i}`;
    };
    return {
      edges: page.map((node, i) => ({
        node,
        get cursor() {
          return seal(i);
        },
      })),
      pageInfo: {
        hasNextPage: start + first < all.length,
        hasPreviousPage: false,
        get startCursor() {
          return page.length > 0 ? seal(0) : undefined;
        },
        get endCursor() {
          return page.length > 0 ? seal(page.length - 1) : undefined;
        },
      },
      gaps: [],
    };
  }

  private timeline({ parts, first, detail }: TimelineWant): ConnectionSnapshot<TimelineItem> | null {
    const rows = parts.flatMap((part): TimelineItem[] => {
      const source = SOURCES.find((one) => one.parts.includes(part))!.name;
      if (this.failing.has(`${source}/${part === 'CONSENTS' ? 'PROFILE' : part}`)) return [];
      const record = { source, id: `${source}-1` };
      if (part !== 'CONSENTS') {
        return this.items(part, detail).map((one) => ({ ...one, part, item: one as TimelineItem['item'] }));
      }
      const at = '2026-01-29T00:00:00.000Z';
      const consent: Consent = { channel: 'EMAIL', state: 'GRANTED', updatedAt: at };
      return [{ source, id: 'consent', at, record, part, item: consent }];
    });
    if (rows.length === 0) return null;
    const page = rows.sort(compareItems).slice(0, first);
    return {
      edges: page.map((node, i) => ({ node, cursor: `entry-${i}` })),
      pageInfo: { hasNextPage: rows.length > first, hasPreviousPage: false },
      gaps: [],
    };
  }

  private items(part: ListPart, detail: 'summary' | 'full' = 'summary'): ListPartItems[ListPart][] {
    const count = part === 'ORDERS' ? ORDERS : 2;
    const affects = this.driftingItems.get(part);
    const drift = affects && [{ field: 'x', expected: 'text', received: 'nothing', affects, identifying: false }];
    return Array.from({ length: count }, (_, i) => {
      const one = item(part, i, detail) as ListPartItems[ListPart];
      return i === 0 ? withDrift(one, drift) : one;
    });
  }

  private statuses(parts: readonly Part[]): SourceStatus[] {
    return [...new Set(parts)].flatMap((part) =>
      SOURCES.filter((source) => source.parts.includes(part)).map(({ name }) => {
        const ofItems = this.driftingItems.has(part as ListPart) ? [] : undefined;
        const affects = part === 'PROFILE' ? this.drifting.get(name) : ofItems;
        if (affects) return { source: name, part, state: 'SCHEMA_DRIFT' as const, message: 'expected text', affects };
        const state = this.failing.get(`${name}/${part}`);
        if (!state) return { source: name, part, state: 'FRESH' as const, fetchedAt: 1_780_000_000_000, ageMs: 0 };
        const retryAfterMs = state === 'RATE_LIMITED' ? 3000 : undefined;
        return { source: name, part, state, latencyMs: 20, retryAfterMs, message: 'HTTP 503' };
      }),
    );
  }
}

function event(id: EventId): IdentityEvent {
  const came = [{ source: 'crm', id: 'crm-1' }, null];
  return {
    id,
    type: 'LINKED',
    at: 1_780_000_000_000,
    who: 'ada',
    why: 'EMAIL',
    came,
    left: [],
    others: [],
    undoes: null,
  };
}

function settledValue(field: CustomerField, source: SourceName, value: unknown): SettledValue {
  const lost = { value: 'Babbage & Co', record: { source: 'help', id: 'help-1' }, whyLost: 'crm is trusted more' };
  return {
    field,
    value,
    record: { source, id: `${source}-1` },
    rule: 'mostRecent',
    sourceUpdatedAt: '2026-01-01T00:00:00Z',
    fetchedAt: 1_780_000_000_000,
    pinned: false,
    missing: [],
    alternatives: field === 'company' ? [lost] : [],
  };
}

const HISTORY: ConnectionSnapshot<IdentityEvent> = {
  edges: [{ node: event(`${ADA}:7`), cursor: `${ADA}:7` }],
  pageInfo: { hasNextPage: false, hasPreviousPage: false },
  gaps: [],
};

const CONFLICTS: readonly Conflict[] = [
  {
    field: 'company',
    severity: 'MEDIUM',
    values: [
      { value: 'Analytical Engines', records: [{ source: 'crm', id: 'crm-1' }] },
      { value: 'Babbage & Co', records: [{ source: 'help', id: 'help-1' }] },
    ],
  },
];

function item(part: ListPart, i: number, detail: 'summary' | 'full'): object {
  const source = SOURCES.find(({ parts }) => parts.includes(part))!.name;
  const at = new Date(Date.UTC(2026, 0, 30) - i * 3_600_000).toISOString();
  const common = { source, id: String(100 - i), record: { source, id: `${source}-1` }, at };
  if (part === 'ORDERS') {
    return {
      ...common,
      number: `#${i + 1}`,
      status: 'OPEN',
      nativeStatus: 'open',
      paymentStatus: 'PAID',
      fulfillmentStatus: 'UNFULFILLED',
      total: { amount: '10.00', currencyCode: 'EUR' },
      ...(detail === 'full' ? { lines: [{ title: 'Punch card', quantity: 3 }] } : {}),
    };
  }
  if (part === 'TICKETS') return { ...common, number: String(i), status: 'OPEN', priority: 'HIGH', subject: 'Help' };
  if (part === 'DEALS') return { ...common, name: 'Engine', status: 'OPEN', nativeStatus: 'closing' };
  if (part === 'ACTIVITIES') return { ...common, type: 'CALL', subject: 'Hello' };
  return { ...common, status: 'OPEN', subject: 'Call back' };
}
