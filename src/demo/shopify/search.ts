/**
 * Shopify's search query syntax, as far as a shop's customers and orders are searched: terms `field:value` or bare words,
 * quoted values (a phrase: its words side by side), `word*`, comparators, AND (or nothing), OR, NOT and `-`, parentheses,
 * backslash before a special character. Text is compared word by word and without case, so a search for an address or a
 * number finds others that contain it.
 *
 * Stricter than Shopify in one thing: it ignores a term whose field it does not know, and finds everybody.
 */
import { refusal } from './refusal';

type Text = string | null;

/** A row as the search sees it: words of texts, by field; and times. Words are taken apart once, when first looked at. */
export class SearchRow {
  private readonly known = new Map<string, readonly (readonly string[])[]>();

  /**
   * @param fields texts of each field.
   * @param times RFC 3339.
   * @param plain what a term without a field looks at.
   */
  constructor(
    private readonly fields: Readonly<Record<string, readonly Text[]>>,
    private readonly times: Readonly<Record<string, string>>,
    private readonly plain: readonly Text[],
  ) {}

  /** Words of each text that is there; undefined where there is no such field. */
  words(field: string | undefined): readonly (readonly string[])[] | undefined {
    const key = field ?? '';
    const known = this.known.get(key);
    if (known) return known;
    const texts = field === undefined ? this.plain : Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
    const words = texts?.flatMap((text) => (text === null ? [] : [wordsOf(text)]));
    if (words) this.known.set(key, words);
    return words;
  }

  time(field: string): string | undefined {
    return Object.hasOwn(this.times, field) ? this.times[field] : undefined;
  }
}

type Matcher = (row: SearchRow) => boolean;
type Comparator = '>=' | '<=' | '>' | '<' | '=';

interface Term {
  readonly field?: string;
  readonly comparator: Comparator;
  readonly value: string;
  readonly quoted: boolean;
}

type Token = { readonly kind: '(' | ')' | 'AND' | 'OR' | 'NOT' } | { readonly kind: 'term'; readonly term: Term };

/** Null or an empty query matches everything. */
export function matcher(query: string | null | undefined): Matcher {
  const tokens = tokensOf(query ?? '');
  return tokens.length === 0 ? () => true : new Parser(tokens).whole();
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Matcher {
    const match = this.either();
    if (this.at < this.tokens.length) throw unreadable();
    return match;
  }

  private either(): Matcher {
    const alternatives = [this.all()];
    while (this.take('OR')) alternatives.push(this.all());
    return (row) => alternatives.some((match) => match(row));
  }

  private all(): Matcher {
    const parts = [this.one()];
    for (
      let next = this.tokens[this.at];
      next && next.kind !== 'OR' && next.kind !== ')';
      next = this.tokens[this.at]
    ) {
      this.take('AND');
      parts.push(this.one());
    }
    return (row) => parts.every((match) => match(row));
  }

  private one(): Matcher {
    if (this.take('NOT')) {
      const match = this.one();
      return (row) => !match(row);
    }
    if (this.take('(')) {
      const match = this.either();
      if (!this.take(')')) throw unreadable();
      return match;
    }
    const token = this.tokens[this.at++];
    if (token?.kind !== 'term') throw unreadable();
    return termMatcher(token.term);
  }

  private take(kind: Token['kind']): boolean {
    if (this.tokens[this.at]?.kind !== kind) return false;
    this.at += 1;
    return true;
  }
}

/** `-`? (field `:`)? comparator? value; or a bracket. Sticky, so that what it cannot read is refused. */
const TERM =
  /\s*(?:([()])|(-)?(?:([a-z_]+):)?(>=|<=|>|<|=)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?:[^\s()"':\\]|\\.)(?:[^\s()":\\]|\\.)*)))/suy;

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  const text = query.trimEnd();
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (!match) throw unreadable();
    const [, bracket, minus, field, comparator, double, single, bare] = match;
    if (bracket) {
      tokens.push({ kind: bracket as '(' | ')' });
      continue;
    }
    if (minus) tokens.push({ kind: 'NOT' });
    if (bare !== undefined && field === undefined && (bare === 'AND' || bare === 'OR' || bare === 'NOT')) {
      tokens.push({ kind: bare });
      continue;
    }
    const value = (double ?? single ?? bare ?? '').replaceAll(/\\(.)/gs, '$1');
    const term = { field, comparator: (comparator ?? '=') as Comparator, value, quoted: bare === undefined };
    tokens.push({ kind: 'term', term });
  }
  return tokens;
}

function termMatcher({ field, comparator, value, quoted }: Term): Matcher {
  const prefix = !quoted && value.endsWith('*');
  const anything = value === '*' && !quoted && field !== undefined;
  const wanted = wordsOf(value);
  const isIn = (words: readonly string[]): boolean => {
    if (quoted) return phraseIn(words, wanted);
    return wanted.every((want, i) =>
      words.some((word) => word === want || (prefix && i === wanted.length - 1 && word.startsWith(want))),
    );
  };
  return (row) => {
    const time = field === undefined ? undefined : row.time(field);
    if (time !== undefined) return compare(Date.parse(time), comparator, Date.parse(value));
    const texts = row.words(field);
    if (texts === undefined) throw refusal(`Invalid search field: ${field}`, 'BAD_REQUEST');
    if (anything) return texts.length > 0;
    return wanted.length > 0 && texts.some(isIn);
  };
}

function compare(a: number, comparator: Comparator, b: number): boolean {
  switch (comparator) {
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '=':
      return a === b;
  }
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

function phraseIn(words: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  return words.some((_, start) => phrase.every((word, i) => words[start + i] === word));
}

function unreadable(): Error {
  return refusal('Invalid search query', 'BAD_REQUEST');
}
