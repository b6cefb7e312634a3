/** The paging arguments `first` and `after`, the same for every list. */
import { type ListPart, TIMELINE_PARTS, type TimelinePart } from '../customer/parts';
import { badInput } from '../errors';

export const DEFAULT_PAGE_SIZE = 10;
export const MAX_PAGE_SIZE = 100;

/** @throws OnefoldError BAD_USER_INPUT that names `argument`. Null is the default, as if it had been left out. */
export function pageSize(first: unknown, argument: string): number {
  if (first === undefined || first === null) return DEFAULT_PAGE_SIZE;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > MAX_PAGE_SIZE) {
    throw badInput(argument, `a whole number from 1 to ${MAX_PAGE_SIZE}`, String(first));
  }
  return first;
}

/** What a timeline shows, by its argument `kinds`. @throws OnefoldError BAD_USER_INPUT for an empty list. */
export function timelineParts(kinds: unknown): readonly TimelinePart[] {
  if (!Array.isArray(kinds)) return TIMELINE_PARTS;
  if (kinds.length === 0) throw badInput('timeline.kinds', 'at least one kind, or nothing for all', 'an empty list');
  return TIMELINE_PARTS.filter((part) => kinds.includes(TIMELINE_KINDS[part]));
}

/** The kind of entry that each part makes. */
export const TIMELINE_KINDS = {
  ORDERS: 'ORDER',
  TICKETS: 'TICKET',
  DEALS: 'DEAL',
  ACTIVITIES: 'ACTIVITY',
  CONSENTS: 'CONSENT',
} as const satisfies Record<TimelinePart, string>;

/** One name for equal pages of a timeline. */
export function timelineKey(
  parts: readonly TimelinePart[],
  first: number | null | undefined,
  after: string | null | undefined,
): string {
  return `${parts.join('+')}|${first ?? DEFAULT_PAGE_SIZE}|${after ?? ''}`;
}

/** One name for equal pages of a history. */
export function historyKey(first: number | null | undefined, after: string | null | undefined): string {
  return `${first ?? DEFAULT_PAGE_SIZE}|${after ?? ''}`;
}

/** One name for equal pages of a list, however many aliases ask for them. */
export function pageKey(part: ListPart, first: number | null | undefined, after: string | null | undefined): string {
  return `${part}|${first ?? DEFAULT_PAGE_SIZE}|${after ?? ''}`;
}
