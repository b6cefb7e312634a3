/**
 * Records of the API into ours, as the maps say. A customer's field that is not as described costs itself and is told as
 * drift; an item's costs the page, as everywhere else. Nothing throws but a `SourceError`.
 */
import type { CustomerField } from '../../customer/fields';
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import {
  type Activity,
  type Deal,
  type ListPart,
  type ListPartItems,
  type Order,
  type OrderLine,
  type PartItem,
  type Task,
  type Ticket,
} from '../../customer/parts';
import {
  type Attributes,
  type Consent,
  type FieldDrift,
  type Identifier,
  type IdentifierType,
  type Money,
  type PostalAddress,
  PROOFS,
  type SourceName,
  type SourceRecord,
} from '../../customer/source-record';
import { SourceError } from '../../remote/fault';
import { driftMessage } from '../drift';
import { holds } from './condition';
import { type Field, placeOf, type Reading, readField } from './field';
import { isObject, type JsonPath, readPath, scalarText, Unreadable } from './json-path';
import type { CustomerMap, Maps } from './maps';

export interface Mapping {
  readonly source: SourceName;
  readonly maps: Maps;
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  readonly issuedIds?: { readonly issuedBy: SourceName; readonly idPrefix: string };
}

/** Reads the fields of one record and keeps account of what could not be read. */
class Reader {
  readonly drift: FieldDrift[] = [];

  constructor(
    private readonly row: unknown,
    private readonly mapping: Mapping,
  ) {}

  text(field: Field | undefined, feeds: readonly CustomerField[] = [], identifying = false): string | undefined {
    const { value } = this.read(field, feeds, identifying);
    return typeof value === 'string' ? value : undefined;
  }

  texts(field: Field | undefined, feeds: readonly CustomerField[], identifying = false): readonly string[] | undefined {
    const { value } = this.read(field, feeds, identifying);
    return Array.isArray(value) ? value : undefined;
  }

  count(field: Field | undefined, feeds: readonly CustomerField[] = []): number | undefined {
    const { value } = this.read(field, feeds, false);
    return typeof value === 'number' ? value : undefined;
  }

  word<W extends string>(field: Field | undefined): { readonly word: W | undefined; readonly native?: string } {
    const { value, native } = this.read(field, [], false);
    return { word: typeof value === 'string' && value !== '' ? (value as W) : undefined, native };
  }

  money(map: { amount: Field; currency: Field } | undefined): Money | undefined {
    const amount = this.text(map?.amount);
    const currencyCode = this.text(map?.currency);
    return amount === undefined || currencyCode === undefined ? undefined : { amount, currencyCode };
  }

  /** A reader for each member of a list inside the record; of the record itself where no list is named. */
  members(path: JsonPath | undefined, feeds: readonly CustomerField[], identifying = false): readonly Reader[] {
    if (!path) return [this];
    const value = readPath(this.row, path);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      this.tell(path.text, value instanceof Unreadable ? value : new Unreadable('list', value), feeds, identifying);
      return [];
    }
    return value.filter((member) => member !== null && member !== undefined).map((member) => this.inside(member));
  }

  holds(condition: Parameters<typeof holds>[0] | undefined): boolean {
    return condition !== undefined && holds(condition, this.row);
  }

  read(field: Field | undefined, feeds: readonly CustomerField[], identifying: boolean): Reading {
    if (!field) return { value: undefined };
    const reading = readField(field, this.row, { defaultRegion: this.mapping.defaultRegion });
    if (!(reading.value instanceof Unreadable)) return reading;
    this.tell(placeOf(field), reading.value, feeds, identifying);
    return { value: undefined };
  }

  private tell(
    place: string,
    { expected, value, at }: Unreadable,
    feeds: readonly CustomerField[],
    identifying: boolean,
  ): void {
    this.drift.push({ field: at ?? place, expected, received: kindOf(value), affects: feeds, identifying });
  }

  private inside(member: unknown): Reader {
    const reader = new Reader(member, this.mapping);
    // One account for the whole record.
    (reader as { drift: FieldDrift[] }).drift = this.drift;
    return reader;
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
}

/** Undefined where the row has no id. */
export function toSourceRecord(row: unknown, mapping: Mapping): SourceRecord | undefined {
  const map = mapping.maps.customer;
  const reader = new Reader(row, mapping);
  const id = reader.text(map.id);
  if (id === undefined) return undefined;
  const createdAt = reader.text(map.createdAt, ['createdAt']);
  const updatedAt = reader.text(map.updatedAt, ['updatedAt']);
  const identifiers = [
    ...identifiersOf(reader, map.emails, 'EMAIL', mapping),
    ...identifiersOf(reader, map.phones, 'PHONE', mapping),
  ];
  const issued = mapping.issuedIds && reader.text(map.issuedId, [], true);
  const attributes = attributesOf(reader, map);
  const orderTotals = totalsOf(reader, map);
  const drift = distinct(reader.drift);
  return {
    ref: { source: mapping.source, id },
    ...(createdAt !== undefined && { createdAt }),
    ...(updatedAt !== undefined && { updatedAt }),
    identifiers,
    issuedIds:
      issued === undefined || !mapping.issuedIds
        ? []
        : [{ source: mapping.issuedIds.issuedBy, id: mapping.issuedIds.idPrefix + issued }],
    attributes,
    ...(orderTotals && { orderTotals }),
    ...(drift.length > 0 && { drift }),
  };
}

/** One entry a field: a list of members with the same flaw says it once. */
function distinct(drift: readonly FieldDrift[]): FieldDrift[] {
  const byField = new Map<string, FieldDrift>();
  for (const one of drift) {
    const before = byField.get(one.field);
    const affects = [...new Set([...(before?.affects ?? []), ...one.affects])];
    const identifying = one.identifying || before?.identifying === true;
    byField.set(one.field, { ...(before ?? one), affects, identifying });
  }
  return [...byField.values()];
}

function identifiersOf(
  reader: Reader,
  maps: CustomerMap['emails'],
  type: IdentifierType,
  { defaultRegion }: Mapping,
): Identifier[] {
  const feeds: readonly CustomerField[] = type === 'EMAIL' ? ['email', 'emails'] : ['phone', 'phones'];
  const known = new Map<string, Identifier>();
  const named: string[] = [];
  for (const map of maps ?? []) {
    for (const member of reader.members(map.in, feeds, true)) {
      const proof = member.holds(map.verified) ? 'VERIFIED' : map.proof;
      for (const value of member.texts(map.value, feeds, true) ?? []) {
        const normal = type === 'EMAIL' ? normalEmail(value) : normalPhone(value, defaultRegion);
        if (normal === null) continue;
        if (member.holds(map.primary)) named.push(normal);
        const before = known.get(normal);
        if (!before || PROOFS.indexOf(before.proof) < PROOFS.indexOf(proof)) {
          known.set(normal, { type, value: before?.value ?? value, normal, proof, primary: false });
        }
      }
    }
  }
  const first = named[0] ?? known.keys().next().value;
  return [...known.values()].map((one) => ({ ...one, primary: one.normal === first }));
}

function attributesOf(reader: Reader, map: CustomerMap): Attributes {
  const said: { -readonly [K in keyof Attributes]: Attributes[K] } = {};
  for (const name of [
    'displayName',
    'firstName',
    'lastName',
    'company',
    'jobTitle',
    'locale',
    'timeZone',
    'birthDate',
    'lifecycleStage',
  ] as const) {
    const value = reader.text(map[name], [name]);
    if (value !== undefined) said[name] = value;
  }
  const tags = reader.texts(map.tags, ['tags']);
  if (tags) said.tags = tags;
  addressesOf(reader, map, said);
  const consents = (map.consents ?? []).flatMap((one) => consentsOf(reader, one));
  if (consents.length > 0) said.consents = consents;
  const ownerId = reader.text(map.owner?.id, ['owner']);
  if (ownerId !== undefined) {
    const name = reader.text(map.owner?.name, ['owner']);
    const email = reader.text(map.owner?.email, ['owner']);
    said.owner = { id: ownerId, ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
  }
  return said;
}

function addressesOf(
  reader: Reader,
  map: CustomerMap,
  said: { -readonly [K in keyof Attributes]: Attributes[K] },
): void {
  const addresses: PostalAddress[] = [];
  for (const one of map.addresses ?? []) {
    for (const member of reader.members(one.in, ['addresses'])) {
      const address = addressOf(member, one, ['addresses']);
      if (!address) continue;
      addresses.push(address);
      if (member.holds(one.default)) said.defaultAddress ??= address;
    }
  }
  const own = map.defaultAddress && addressOf(reader, map.defaultAddress, ['addresses', 'defaultAddress']);
  if (own) {
    said.defaultAddress = own;
    if (!addresses.some((address) => JSON.stringify(address) === JSON.stringify(own))) addresses.unshift(own);
  }
  if (addresses.length > 0) said.addresses = addresses;
}

function addressOf(
  reader: Reader,
  map: { readonly [K in keyof PostalAddress]?: Field },
  feeds: readonly CustomerField[],
): PostalAddress | undefined {
  const address: { -readonly [K in keyof PostalAddress]: PostalAddress[K] } = {};
  for (const name of ['line1', 'line2', 'city', 'region', 'postalCode', 'country'] as const) {
    const value = reader.text(map[name], feeds);
    if (value !== undefined) address[name] = value;
  }
  return Object.keys(address).length > 0 ? address : undefined;
}

function consentsOf(reader: Reader, map: NonNullable<CustomerMap['consents']>[number]): Consent[] {
  return reader.members(map.in, ['consents']).flatMap((member): Consent[] => {
    const { value, native } = member.read(map.state, ['consents'], false);
    if (typeof value !== 'string') return [];
    const updatedAt = member.text(map.updatedAt, ['consents']);
    return [
      {
        channel: map.channel,
        state: value as Consent['state'],
        ...(native !== undefined && { nativeStatus: native }),
        ...(updatedAt !== undefined && { updatedAt }),
      },
    ];
  });
}

function totalsOf(reader: Reader, { orderTotals }: CustomerMap): SourceRecord['orderTotals'] {
  const count = reader.count(orderTotals?.count);
  if (!orderTotals || count === undefined) return undefined;
  const total = reader.money(orderTotals.total);
  const lastPlacedAt = reader.text(orderTotals.lastPlacedAt);
  return { count, total: total ? [total] : [], ...(lastPlacedAt !== undefined && { lastPlacedAt }) };
}

/** How each part's items are called in the maps. */
export const ITEM_NAMES = {
  ORDERS: 'order',
  TICKETS: 'ticket',
  DEALS: 'deal',
  ACTIVITIES: 'activity',
  TASKS: 'task',
} as const satisfies Record<ListPart, keyof Maps>;

/**
 * @param asked the person that was asked for, where the request named nobody else.
 * @throws SourceError SCHEMA_DRIFT where an item is not as its map says, its id, person and time included.
 */
export function toItem<P extends ListPart>(
  part: P,
  row: unknown,
  asked: string | undefined,
  mapping: Mapping,
): ListPartItems[P] {
  const map = mapping.maps[ITEM_NAMES[part]];
  if (!map) throw new Error(`no map for ${part}`);
  const reader = new Reader(row, mapping);
  const id = reader.text(map.id);
  const person = map.customer ? reader.text(map.customer) : asked;
  const at = reader.text(map.at);
  if (!isObject(row) || id === undefined || person === undefined || at === undefined) {
    const lacking = id === undefined ? map.id : person === undefined ? map.customer : map.at;
    const drift =
      reader.drift.length > 0
        ? driftMessage(reader.drift)
        : `${lacking ? placeOf(lacking) : 'customer'}: nothing there`;
    throw new SourceError({ state: 'SCHEMA_DRIFT', message: drift });
  }
  const item = SPECIFICS[part](reader, mapping.maps);
  const updatedAt = reader.text(map.updatedAt);
  if (reader.drift.length > 0) throw new SourceError({ state: 'SCHEMA_DRIFT', message: driftMessage(reader.drift) });
  const common: PartItem = { source: mapping.source, id, record: { source: mapping.source, id: person }, at };
  return said({ ...common, updatedAt, ...item }) as unknown as ListPartItems[P];
}

/** Only what is there: absent, never undefined. */
function said<T extends object>(item: T): T {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as T;
}

type Specifics<T> = Omit<T, keyof PartItem>;

const SPECIFICS: { readonly [P in ListPart]: (reader: Reader, maps: Maps) => Specifics<ListPartItems[P]> } = {
  ORDERS(reader, { order }): Specifics<Order> {
    const status = reader.word<NonNullable<Order['status']>>(order?.status);
    const payment = reader.word<NonNullable<Order['paymentStatus']>>(order?.paymentStatus);
    const fulfillment = reader.word<NonNullable<Order['fulfillmentStatus']>>(order?.fulfillmentStatus);
    const lines = order?.lines;
    return {
      number: reader.text(order?.number),
      status: status.word ?? 'UNKNOWN',
      nativeStatus: status.native,
      paymentStatus: payment.word ?? 'UNKNOWN',
      nativePaymentStatus: payment.native,
      fulfillmentStatus: fulfillment.word ?? 'UNKNOWN',
      nativeFulfillmentStatus: fulfillment.native,
      total: reader.money(order?.total),
      cancelledAt: reader.text(order?.cancelledAt),
      lines:
        lines &&
        reader.members(lines.in, []).map(
          (line): OrderLine =>
            said({
              title: line.text(lines.title),
              sku: line.text(lines.sku),
              quantity: line.count(lines.quantity),
              unitPrice: line.money(lines.unitPrice),
            }),
        ),
    };
  },
  TICKETS(reader, { ticket }): Specifics<Ticket> {
    const status = reader.word<NonNullable<Ticket['status']>>(ticket?.status);
    const priority = reader.word<NonNullable<Ticket['priority']>>(ticket?.priority);
    return {
      number: reader.text(ticket?.number),
      subject: reader.text(ticket?.subject),
      status: status.word ?? 'UNKNOWN',
      nativeStatus: status.native,
      priority: priority.word ?? 'UNKNOWN',
      nativePriority: priority.native,
      type: reader.text(ticket?.type),
      channel: reader.text(ticket?.channel),
      tags: reader.texts(ticket?.tags, []),
    };
  },
  DEALS(reader, { deal }): Specifics<Deal> {
    const status = reader.word<NonNullable<Deal['status']>>(deal?.status);
    return {
      name: reader.text(deal?.name),
      status: status.word ?? 'UNKNOWN',
      nativeStatus: status.native,
      pipeline: reader.text(deal?.pipeline),
      amount: reader.money(deal?.amount),
      closeAt: reader.text(deal?.closeAt),
    };
  },
  ACTIVITIES(reader, { activity }): Specifics<Activity> {
    const type = reader.word<NonNullable<Activity['type']>>(activity?.type);
    return {
      type: type.word ?? 'OTHER',
      nativeType: type.native,
      subject: reader.text(activity?.subject),
      direction: reader.word<NonNullable<Activity['direction']>>(activity?.direction).word,
    };
  },
  TASKS(reader, { task }): Specifics<Task> {
    const status = reader.word<NonNullable<Task['status']>>(task?.status);
    return {
      subject: reader.text(task?.subject),
      status: status.word ?? 'UNKNOWN',
      nativeStatus: status.native,
      dueAt: reader.text(task?.dueAt),
    };
  },
};

/** The key under which a row is matched to what was asked; undefined where it has none. */
export function keyOf(row: unknown, path: JsonPath): string | undefined {
  const value = readPath(row, path);
  return value instanceof Unreadable ? undefined : scalarText(value);
}
