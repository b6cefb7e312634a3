/** The door of the room: the records of one customer in, settled values, provenance and conflicts out. */
import type { SourceRecord } from '../customer/source-record';
import { claimsOf } from './claims';
import type { Policies } from './policy';
import { type SettleContext, type Settlement, settle } from './settle';

/**
 * @param records one entry per record (a record twice claims once); `fetchedAt` in ms since the epoch
 */
export function reconcile(
  records: readonly { readonly record: SourceRecord; readonly fetchedAt: number }[],
  policies: Policies,
  context: SettleContext,
): Settlement {
  return settle(
    records.flatMap(({ record, fetchedAt }) => claimsOf(record, fetchedAt)),
    policies,
    context,
  );
}
