const ENCODING = /[.@].*$/s;
const REGION = /^[a-z]{2}$/;
const SCRIPT = /^[a-z]{4}$/;

/**
 * A language tag in BCP 47's case and separators: `de_at` and `DE-at` are `de-AT`, `zh-hant-tw` is `zh-Hant-TW`. POSIX
 * endings (`.UTF-8`, `@euro`) go. What is no tag comes back in lower case; nothing is looked up. Idempotent.
 */
export function normalLocale(text: string): string {
  const tags = text.replace(ENCODING, '').trim().replaceAll('_', '-').toLowerCase().split('-');
  return tags.map((tag, position) => (position === 0 ? tag : cased(tag))).join('-');
}

/** RFC 5646, 2.1.1: a script (four letters) in title case, a region (two letters) in capitals. */
function cased(tag: string): string {
  if (REGION.test(tag)) return tag.toUpperCase();
  return SCRIPT.test(tag) ? tag.charAt(0).toUpperCase() + tag.slice(1) : tag;
}
