/** Deals, engagements and tasks in our words. */
import type { Activity, ActivityType, Deal, DealStatus, PartItem, Task } from '../../customer/parts';
import type { Money, RecordRef } from '../../customer/source-record';
import type { ObjectType } from './api';
import { requireAnswered } from './contact';
import { type CrmObject, type Json, text, time } from './payload';

/** How objects of one type are read and mapped. `item` answers undefined for an object without any time. */
export interface ItemType<Item extends PartItem> {
  readonly type: ObjectType;
  readonly properties: readonly string[];
  item(object: CrmObject, record: RecordRef): Item | undefined;
}

type Own<Item extends PartItem> = Omit<Item, 'source' | 'id' | 'record' | 'at' | 'updatedAt'>;

function itemType<Item extends PartItem>(
  type: ObjectType,
  options: {
    readonly properties: readonly string[];
    /** Every account has these (see `requireAnswered`). */
    readonly always: readonly string[];
    readonly id: (object: CrmObject) => string;
    readonly at: (object: CrmObject) => string | undefined;
    readonly own: (properties: Json) => Own<Item>;
  },
): ItemType<Item> {
  return {
    type,
    properties: options.properties,
    item(object, record) {
      requireAnswered(object, options.properties, options.always);
      const at = options.at(object);
      if (at === undefined) return undefined;
      const updatedAt = time(object.properties.hs_lastmodifieddate) ?? object.updatedAt;
      const common: PartItem = { source: record.source, id: options.id(object), record, at, updatedAt };
      return { ...common, ...options.own(object.properties) } as Item;
    },
  };
}

export const DEALS: readonly ItemType<Deal>[] = [
  itemType<Deal>('deals', {
    properties: [
      'dealname',
      'dealstage',
      'pipeline',
      'amount',
      'deal_currency_code',
      'createdate',
      'closedate',
      'hs_lastmodifieddate',
      'hs_is_closed',
      'hs_is_closed_won',
    ],
    always: ['dealname', 'dealstage', 'pipeline', 'amount', 'createdate', 'closedate'],
    id: (object) => object.id,
    at: (object) => time(object.properties.createdate) ?? object.createdAt,
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
    properties: ['hs_timestamp', 'hs_lastmodifieddate', title, direction].filter((name) => name !== undefined),
    always: ['hs_timestamp'],
    // The engagement types number their objects apart, and a list of activities mixes them.
    id: (object) => `${type}/${object.id}`,
    at: (object) => time(object.properties.hs_timestamp) ?? object.createdAt,
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
    properties: ['hs_timestamp', 'hs_lastmodifieddate', 'hs_task_subject', 'hs_task_status'],
    always: ['hs_timestamp', 'hs_task_subject', 'hs_task_status'],
    id: (object) => object.id,
    // A task's hs_timestamp is when it is due; the list is ordered by when it was made.
    at: (object) => object.createdAt ?? time(object.properties.hs_timestamp),
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
