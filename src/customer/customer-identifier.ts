/**
 * A value somebody looks a customer up by, parsed. `value` is the spelling that came: vendors search text, not normal
 * forms. `parse-identifier.ts` makes it.
 */
import type { CustomerId } from './customer-id';
import type { RecordRef, SourceName } from './source-record';

export type CustomerIdentifier =
  | { readonly by: 'ID'; readonly id: CustomerId }
  | { readonly by: 'EMAIL'; readonly normal: string; readonly value: string }
  | { readonly by: 'PHONE'; readonly normal: string; readonly value: string }
  | { readonly by: 'RECORD'; readonly ref: RecordRef }
  | { readonly by: 'ORDER'; readonly source: SourceName; readonly number: string }
  | { readonly by: 'TICKET'; readonly source: SourceName; readonly number: string }
  /** Lower-case hex SHA-256 of the e-mail's normal form. */
  | { readonly by: 'EMAIL_HASH'; readonly hash: string };
