/**
 * Shopify's search query syntax, as far as a shop's customers and orders are searched: terms `field:value` or bare words,
 * quoted values (a phrase: its words side by side), `word*`, comparators, AND (or nothing), OR, NOT and `-`, parentheses,
 * backslash before a special character. Text is compared word by word and without case, so a search for an address or a
 * number finds others that contain it.
 *
 * Stricter than Shopify in one thing: it ignores a term whose field it does not know, and finds everybody.
 */
import { refusal } from './refusal';

/** What can be searched of a row: words for text, a time for comparisons. */
export interface Searchable {
  /** Text of a field; undefined: there is no such field. */
  text(field: string): readonly (string | null)[] | undefined;
  time(field: string): string | undefined;
  /** What a term without a field looks at. */
  readonly words: readonly (string | null)[];
}

type Matcher = (row: Searchable) => boolean;
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

function termMatcher(term: Term): Matcher {
  const { field, value, quoted } = term;
  const prefix = !quoted && value.endsWith('*');
  const wanted = wordsOf(value);
  const inText = (text: string | null): boolean => {
    if (text === null) return false;
    const words = wordsOf(text);
    if (quoted) return phraseIn(words, wanted);
    return wanted.every((want, i) =>
      words.some((word) => word === want || (prefix && i === wanted.length - 1 && word.startsWith(want))),
    );
  };
  return (row) => {
    if (field === undefined) return wanted.length > 0 && row.words.some(inText);
    const time = row.time(field);
    if (time !== undefined) return compare(Date.parse(time), term.comparator, Date.parse(value));
    const texts = row.text(field);
    if (texts === undefined) throw refusal(`Invalid search field: ${field}`, 'BAD_REQUEST');
    if (value === '*' && !quoted) return texts.some((text) => text !== null);
    return wanted.length > 0 && texts.some(inText);
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
