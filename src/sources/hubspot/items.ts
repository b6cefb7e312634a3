/** Deals, engagements and tasks in our words. */
import type { Activity, ActivityType, Deal, DealStatus, PartItem, Task } from '../../customer/parts';
import type { Money, RecordRef } from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import { driftIn, type FieldPromise, type FieldPromises, withDrift } from '../drift';
import type { ObjectType } from './api';
import { type CrmObject, type Json, text, time } from './payload';

/** How objects of one type are read and mapped. */
export interface ItemType<Item extends PartItem> {
  readonly type: ObjectType;
  readonly properties: readonly string[];
  /** @throws SourceError INVALID_RESPONSE where its time cannot be read: it could not be placed in a list. */
  item(object: CrmObject, record: RecordRef): Item;
}

type Given = 'source' | 'id' | 'record' | 'at' | 'drift';
type Own<Item extends PartItem> = Omit<Item, Given | 'updatedAt'>;
type Promises<Item> = FieldPromises<Exclude<keyof Item & string, Given>>;

function itemType<Item extends PartItem>(
  type: ObjectType,
  options: {
    /** By which the list is ordered. */
    readonly placedBy?: string;
    /** All other properties that are asked for. */
    readonly promises: Promises<Item>;
    readonly id: (object: CrmObject) => string;
    readonly at: (object: CrmObject) => string | undefined;
    readonly own: (properties: Json) => Own<Item>;
  },
): ItemType<Item> {
  const promises: FieldPromises<string> = { ...options.promises, hs_lastmodifieddate: MODIFIED };
  return {
    type,
    properties: [...(options.placedBy ? [options.placedBy] : []), ...Object.keys(promises)],
    item(object, record) {
      const at = options.at(object);
      if (at === undefined) throw invalidResponse(`one of the ${type} in the answer has no time`);
      const updatedAt = time(object.properties.hs_lastmodifieddate) ?? object.updatedAt;
      const common: PartItem = { source: record.source, id: options.id(object), record, at, updatedAt };
      const item = { ...common, ...options.own(object.properties) } as Item;
      return withDrift(item, driftIn(object.properties, promises));
    },
  };
}

const MODIFIED: FieldPromise<string> = { expected: 'time', feeds: ['updatedAt'] };

/** What a property says; where it is empty, when the object was made. One that is missing or no time says nothing. */
function placed(object: CrmObject, property: string): string | undefined {
  const value = object.properties[property];
  return value === null || value === '' ? object.createdAt : time(value);
}

export const DEALS: readonly ItemType<Deal>[] = [
  itemType<Deal>('deals', {
    placedBy: 'createdate',
    // What only some accounts have is left out by the others: of these only a change of type can be known.
    promises: {
      dealname: { expected: 'text', feeds: ['name'], always: true },
      dealstage: { expected: 'text', feeds: ['nativeStatus', 'status'], always: true },
      pipeline: { expected: 'text', feeds: ['pipeline'], always: true },
      amount: { expected: 'text', feeds: ['amount'], always: true },
      deal_currency_code: { expected: 'text', feeds: ['amount'] },
      closedate: { expected: 'time', feeds: ['closeAt'], always: true },
      hs_is_closed: { expected: 'text', feeds: ['status'] },
      hs_is_closed_won: { expected: 'text', feeds: ['status'] },
    },
    id: (object) => object.id,
    at: (object) => placed(object, 'createdate'),
    own: (properties) => ({
      name: text(properties.dealname),
      status: dealStatus(properties),
      nativeStatus: text(properties.dealstage),
      pipeline: text(properties.pipeline),
      amount: money(properties.amount, properties.deal_currency_code),
      closeAt: time(properties.closedate),
    }),
  }),
];

const activity = (
  type: ObjectType,
  kind: ActivityType,
  title: string,
  direction: string | undefined,
): ItemType<Activity> =>
  itemType<Activity>(type, {
    placedBy: 'hs_timestamp',
    promises: {
      [title]: { expected: 'text', feeds: ['subject'], always: true },
      ...(direction && { [direction]: { expected: 'text', feeds: ['direction'], always: true } }),
    },
    // The engagement types number their objects apart, and a list of activities mixes them.
    id: (object) => `${type}/${object.id}`,
    at: (object) => placed(object, 'hs_timestamp'),
    own: (properties) => ({
      type: kind,
      nativeType: type,
      subject: subject(properties[title]),
      direction: direction === undefined ? undefined : DIRECTIONS[text(properties[direction]) ?? ''],
    }),
  });

const DIRECTIONS: Readonly<Record<string, 'INBOUND' | 'OUTBOUND'>> = {
  INBOUND: 'INBOUND',
  OUTBOUND: 'OUTBOUND',
  INCOMING_EMAIL: 'INBOUND',
  EMAIL: 'OUTBOUND',
};

export const ACTIVITIES: readonly ItemType<Activity>[] = [
  activity('calls', 'CALL', 'hs_call_title', 'hs_call_direction'),
  activity('emails', 'EMAIL', 'hs_email_subject', 'hs_email_direction'),
  activity('meetings', 'MEETING', 'hs_meeting_title', undefined),
  // A note has no title; the beginning of its text stands for it.
  activity('notes', 'NOTE', 'hs_note_body', undefined),
];

export const TASKS: readonly ItemType<Task>[] = [
  itemType<Task>('tasks', {
    promises: {
      hs_timestamp: { expected: 'time', feeds: ['dueAt'], always: true },
      hs_task_subject: { expected: 'text', feeds: ['subject'], always: true },
      hs_task_status: { expected: 'text', feeds: ['status', 'nativeStatus'], always: true },
    },
    id: (object) => object.id,
    // A task's hs_timestamp is when it is due; the list is ordered by when it was made.
    at: (object) => object.createdAt,
    own: (properties) => ({
      subject: text(properties.hs_task_subject),
      status: TASK_STATUS[text(properties.hs_task_status) ?? ''] ?? 'UNKNOWN',
      nativeStatus: text(properties.hs_task_status),
      dueAt: time(properties.hs_timestamp),
    }),
  }),
];

const TASK_STATUS: Readonly<Record<string, Task['status']>> = {
  NOT_STARTED: 'OPEN',
  IN_PROGRESS: 'OPEN',
  WAITING: 'OPEN',
  DEFERRED: 'OPEN',
  COMPLETED: 'COMPLETED',
};

const SUBJECT_LENGTH = 200;

/** The first line's worth of a title or of rich text, as plain text. */
function subject(value: unknown): string | undefined {
  const written = text(value)?.slice(0, 10 * SUBJECT_LENGTH);
  if (written === undefined) return undefined;
  const plain = /<[a-z/]/i.test(written) ? written.replace(/<[^<>]*>?/g, ' ').replace(ENTITY, decodeEntity) : written;
  const line = plain.replace(/\s+/g, ' ').trim();
  return line.length > SUBJECT_LENGTH ? `${line.slice(0, SUBJECT_LENGTH - 1).trimEnd()}…` : line || undefined;
}

const ENTITY = /&(amp|lt|gt|quot|#39|nbsp);/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
const decodeEntity = (_whole: string, name: string): string => ENTITIES[name] ?? ' ';

/** Pipelines are the account's own, so the calculated flags decide; the default pipeline's stages are known by name. */
function dealStatus(properties: Json): DealStatus {
  if (text(properties.hs_is_closed_won) === 'true') return 'WON';
  const closed = text(properties.hs_is_closed);
  if (closed === 'true') return 'LOST';
  if (closed === 'false') return 'OPEN';
  const stage = text(properties.dealstage);
  if (stage === 'closedwon') return 'WON';
  return stage === 'closedlost' ? 'LOST' : 'UNKNOWN';
}

/** Accounts with one currency leave the code empty; an amount without a currency is no sum of money. */
function money(amount: unknown, currency: unknown): Money | undefined {
  const value = text(amount);
  const currencyCode = text(currency);
  if (value === undefined || !/^-?\d{1,30}(\.\d{1,10})?$/.test(value)) return undefined;
  return currencyCode && /^[A-Z]{3}$/.test(currencyCode) ? { amount: value, currencyCode } : undefined;
}
