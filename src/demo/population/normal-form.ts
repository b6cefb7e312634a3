/**
 * Which differently written values mean the same, as the generator knows it. Deliberately not the product's code: the
 * ground truth must not agree with the product merely because both asked the same function.
 */
import { domainToASCII } from 'node:url';
import { withoutMarks } from './names';

const KEEPS_ONLY_THE_TAG_APART = new Set([
  'outlook.com',
  'hotmail.com',
  'live.com',
  'fastmail.com',
  'icloud.com',
  'proton.me',
  'protonmail.com',
  'pm.me',
]);

/** Expects one plain address, which is all that the generator writes. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).trim().toLowerCase();
  const domain = domainToASCII(address.slice(at + 1).trim());
  const untagged = local.split('+')[0]!;
  if (domain === 'gmail.com' || domain === 'googlemail.com') return `${untagged.replaceAll('.', '')}@gmail.com`;
  return KEEPS_ONLY_THE_TAG_APART.has(domain) ? `${untagged}@${domain}` : `${local}@${domain}`;
}

/** Local parts that the generator gives to whole offices; nobody is linked by them. */
const ROLES = new Set(['office', 'info', 'sales', 'hello', 'team', 'support', 'billing', 'reception', 'contact']);

export function belongsToARole(mailbox: string): boolean {
  return ROLES.has(mailbox.slice(0, mailbox.indexOf('@')));
}

/** Names, companies, titles, tags: no case, no marks, one space. */
export function fold(text: string): string {
  return withoutMarks(text).toLowerCase().replace(/\s+/g, ' ').trim();
}

/** `de_DE` and `de-de` are one language. */
export function languageOf(locale: string): string {
  return locale.trim().toLowerCase().replaceAll('_', '-');
}

/** What an address consists of, by any system's names. */
export interface AddressLines {
  readonly line1?: string | null;
  readonly line2?: string | null;
  readonly city?: string | null;
  readonly region?: string | null;
  readonly postalCode?: string | null;
  readonly country?: string | null;
}

/**
 * Where a letter would go: lines, town and postal code. Commas and line breaks do not matter; region and country do not
 * where there is a postal code, which implies them.
 */
export function placeOf(address: AddressLines): string {
  const words = (...parts: (string | null | undefined)[]) => fold(parts.filter(Boolean).join(' ').replaceAll(',', ' '));
  const street = words(address.line1, address.line2);
  const city = words(address.city);
  const postalCode = words(address.postalCode).replaceAll(' ', '');
  if (postalCode !== '') return `${street}|${city}|${postalCode}`;
  return `${street}|${city}|${words(address.region)}|${words(address.country)}`;
}
