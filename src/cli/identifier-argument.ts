/** How an identifier is written on the command line, as the argument of the lookup query. */
import { CommandFailure } from './failure';

/** The schema's `CustomerIdentifierInput`, with exactly one key. */
export type IdentifierArgument =
  | { readonly id: string }
  | { readonly email: string }
  | { readonly phone: string }
  | { readonly emailHash: string }
  | { readonly record: { readonly source: string; readonly id: string } }
  | { readonly order: { readonly source: string; readonly number: string } }
  | { readonly ticket: { readonly source: string; readonly number: string } };

export const IDENTIFIER_FORMS = [
  ['cus_…', 'a customer’s id'],
  ['ada@example.com', 'an e-mail address'],
  ['+442079460958', 'a phone number'],
  ['crm:101', 'a record: source and id'],
  ['order:shop:#1042', 'an order: source and number'],
  ['ticket:support:35436', 'a ticket: source and number'],
  ['5e88…, 64 hex digits', 'the SHA-256 of an e-mail address'],
] as const;

/** @throws CommandFailure with exit code 2 that lists what may be written. */
export function identifierArgument(written: string): IdentifierArgument {
  const text = written.trim();
  const numbered = /^(order|ticket):([a-z][a-z0-9-]*):(\S.*)$/.exec(text);
  if (numbered) {
    const item = { source: numbered[2]!, number: numbered[3]! };
    return numbered[1] === 'order' ? { order: item } : { ticket: item };
  }
  if (/^cus_/.test(text)) return { id: text };
  // A gid holds colons itself, so only the first one counts.
  const record = /^(?!order:|ticket:)([a-z][a-z0-9-]*):(\S.*)$/.exec(text);
  if (record) return { record: { source: record[1]!, id: record[2]! } };
  if (text.includes('@')) return { email: text };
  if (/^[0-9a-fA-F]{64}$/.test(text)) return { emailHash: text.toLowerCase() };
  if (/^\+?[\d\s()./-]*\d[\d\s()./-]*$/.test(text)) return { phone: text };
  const forms = IDENTIFIER_FORMS.map(([form, meaning]) => `  ${form.padEnd(22)} ${meaning}`);
  throw new CommandFailure(['This is no identifier. Write one of these:', ...forms].join('\n'), 2);
}
