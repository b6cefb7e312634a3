/** A Zendesk ticket in our words. */
import type { Ticket, TicketPriority, TicketStatus } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { driftIn, type FieldPromises, withDrift } from '../drift';
import { idOf, isObject, type Json, text, texts, time } from './payload';

const STATUSES: ReadonlyMap<unknown, TicketStatus> = new Map([
  ['new', 'NEW'],
  ['open', 'OPEN'],
  ['pending', 'PENDING'],
  ['hold', 'ON_HOLD'],
  ['solved', 'SOLVED'],
  ['closed', 'CLOSED'],
]);

const PRIORITIES: ReadonlyMap<unknown, TicketPriority> = new Map([
  ['low', 'LOW'],
  ['normal', 'NORMAL'],
  ['high', 'HIGH'],
  ['urgent', 'URGENT'],
]);

/** Zendesk writes all of these, null where there is nothing. */
const PROMISES: FieldPromises<keyof Ticket> = {
  subject: { expected: 'text', feeds: ['subject'], always: true },
  status: { expected: 'text', feeds: ['status', 'nativeStatus'], always: true },
  priority: { expected: 'text', feeds: ['priority', 'nativePriority'], always: true },
  type: { expected: 'text', feeds: ['type'], always: true },
  via: { expected: 'object', feeds: ['channel'], always: true },
  tags: { expected: 'list', feeds: ['tags'], always: true },
  updated_at: { expected: 'time', feeds: ['updatedAt'], always: true },
};

/**
 * The ticket of its requester, the person who has the question; agents may submit tickets for others. Undefined where
 * the payload lacks what makes a ticket: its id, its requester, when it was made. Never throws.
 */
export function toTicket(payload: Json, source: SourceName): Ticket | undefined {
  const id = idOf(payload.id);
  const requester = idOf(payload.requester_id);
  const at = time(payload.created_at);
  if (id === undefined || requester === undefined || at === undefined) return undefined;
  const via = isObject(payload.via) ? payload.via : {};
  const tags = texts(payload.tags);
  const ticket: Ticket = {
    source,
    id,
    record: { source, id: requester },
    at,
    updatedAt: time(payload.updated_at),
    number: id,
    subject: text(payload.subject),
    status: STATUSES.get(payload.status) ?? 'UNKNOWN',
    nativeStatus: text(payload.status),
    priority: PRIORITIES.get(payload.priority) ?? 'UNKNOWN',
    nativePriority: text(payload.priority),
    type: text(payload.type),
    channel: text(via.channel),
    ...(tags.length > 0 && { tags: [...new Set(tags)] }),
  };
  return withDrift(ticket, driftIn(payload, PROMISES));
}
