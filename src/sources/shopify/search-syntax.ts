/**
 * Shopify's search query syntax, as far as it is written here: terms with a field or without, joined by OR or (side by
 * side) by AND. In a quoted value nothing is special but the quote and the backslash: no connective, no field, no
 * wildcard, no parenthesis. Quoting also asks for the words in that order, which unquoted addresses are not.
 */

/** `field:"value"` */
export function term(field: string, value: string): string {
  return `${field}:${quoted(value)}`;
}

export function anyOf(terms: readonly string[]): string {
  return terms.join(' OR ');
}

const MAX_WORDS = 12;
const MAX_WORD = 100;

/** What somebody typed, as words that must all be there; undefined where there is no word in it. */
export function allWords(typed: string): string | undefined {
  const words = typed
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MAX_WORDS);
  return words.length === 0 ? undefined : words.map((word) => quoted([...word].slice(0, MAX_WORD).join(''))).join(' ');
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}
