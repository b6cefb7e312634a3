/** E-mail addresses that identify nobody: mailboxes of roles and form-fillers, and those that the config names. */
import { isSharedMailbox } from '../../customer/normal-forms/email';

/**
 * Answers whether an address (normal form) is blocked. `patterns` are addresses in which `*` stands for any characters,
 * for instance `reception@hotel.example` or `*@example.com`.
 */
export function blockedEmails(patterns: readonly string[]): (normal: string) => boolean {
  const named = fitsAny(patterns);
  return (normal) => isSharedMailbox(normal) || named(normal);
}

/** Answers whether a normal form fits one of the patterns, in which `*` stands for any characters. */
export function fitsAny(patterns: readonly string[]): (normal: string) => boolean {
  const exact = new Set<string>();
  const wild: (readonly string[])[] = [];
  for (const pattern of patterns) {
    const parts = pattern.trim().toLowerCase().split('*');
    if (parts.length === 1) exact.add(parts[0]!);
    else wild.push(parts);
  }
  return (normal) => exact.has(normal) || wild.some((parts) => fits(normal, parts));
}

/** Each part at the first place where it stands: linear, whatever the pattern. */
function fits(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
