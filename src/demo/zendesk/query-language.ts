/**
 * A subset of Zendesk's query language, as loose as the vendor's: words match beginnings of words, a quoted phrase
 * matches the same words in a row wherever they stand, and a term that is repeated means any of its values.
 */
import { invalidParameter } from './answers';

type Comparison = ':' | '<' | '>' | '<=' | '>=';

export interface Term {
  /** Undefined: words alone, anywhere in the record. */
  readonly field?: string;
  readonly comparison: Comparison;
  readonly value: string;
  /** The value's words. */
  readonly words: readonly string[];
  /** Between double quotes. */
  readonly phrase: boolean;
  readonly negated: boolean;
}

const TERM = /(-)?(?:([a-z_]+)(:|<=|>=|<|>))?(?:"([^"]*)"|([^\s"]+))/giy;

export function parseQuery(query: string, fields: ReadonlySet<string>): Term[] {
  const terms: Term[] = [];
  const text = query.trim();
  let at = 0;
  while (at < text.length) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (!match) throw invalidParameter('query', 'A quotation mark or a value is missing.');
    const [whole, minus, field, comparison, phrase, word] = match;
    const value = phrase ?? word ?? '';
    const known = field !== undefined && fields.has(field.toLowerCase());
    const whatFor = known || field === undefined ? value : `${field} ${value}`;
    terms.push({
      // A property that does not exist is taken for words.
      ...(known && { field: field.toLowerCase() }),
      comparison: known ? (comparison as Comparison) : ':',
      value: whatFor,
      words: wordsOf(whatFor),
      phrase: phrase !== undefined,
      negated: minus !== undefined,
    });
    at += whole.length;
    while (/\s/.test(text.charAt(at))) at++;
  }
  return terms;
}

/** Every term holds; of terms that name one field with `:`, one suffices. */
export function satisfies(terms: readonly Term[], holds: (term: Term) => boolean): boolean {
  const alternatives = new Map<string, Term[]>();
  for (const term of terms) {
    if (term.negated) {
      if (holds(term)) return false;
    } else if (term.field === undefined || term.comparison !== ':') {
      if (!holds(term)) return false;
    } else {
      alternatives.set(term.field, [...(alternatives.get(term.field) ?? []), term]);
    }
  }
  return [...alternatives.values()].every((group) => group.some(holds));
}

/** Texts of the world by their words, as an index would keep them; there are as many as the world has texts. */
const INDEX = new Map<string, readonly string[]>();

function indexed(text: string): readonly string[] {
  const known = INDEX.get(text);
  if (known) return known;
  const words = wordsOf(text);
  INDEX.set(text, words);
  return words;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether a text matches a term's value: a phrase as words in a row, other words each as the beginning of one. */
export function matchesWords(text: string | null, term: Term): boolean {
  if (text === null) return false;
  const words = indexed(text);
  const wanted = term.words;
  if (wanted.length === 0) return false;
  if (!term.phrase) return wanted.every((word) => words.some((candidate) => candidate.startsWith(word)));
  return words.some((_, start) => wanted.every((word, i) => words[start + i] === word));
}

/** `phone:123` is compared with the digits as they were typed; `phone:*123` with the end of all of a number's digits. */
export function matchesPhone(typed: string | null, term: Term): boolean {
  if (typed === null) return false;
  if (term.value.startsWith('*')) {
    const end = term.value.replace(/\D/g, '');
    return end !== '' && typed.replace(/\D/g, '').endsWith(end);
  }
  return matchesWords(typed, term);
}

export function compares(value: string, { comparison, value: bound }: Term): boolean {
  const [a, b] = [Date.parse(value), Date.parse(bound)];
  if (Number.isNaN(b)) throw invalidParameter('query', 'A date must be in ISO 8601.');
  switch (comparison) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case ':':
      // A date without a time means the whole day.
      return value.startsWith(bound.length === 10 ? bound : new Date(b).toISOString().slice(0, 19));
  }
}
