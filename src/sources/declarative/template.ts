/**
 * Text with `{{placeholders}}`. What stands in a placeholder is data: percent-encoded in a path, a whole value in a query,
 * body or variable, and quoted where it is put into somebody's query language. A template cannot compute.
 */

/** How a value is written inside a longer text. */
const QUOTES = {
  /** `"…"`, with backslashes before what ends it. */
  json: (value: string): string => JSON.stringify(value),
  /** `'…'`, with a quote doubled. */
  sql: (value: string): string => `'${value.replaceAll("'", "''")}'`,
  /** `'…'`, with backslashes before what ends it. */
  soql: (value: string): string => `'${value.replace(/['\\]/g, (sign) => `\\${sign}`)}'`,
} as const;

/** `number`: a JSON number, where it is a whole value. `word`: bare; a key that is no plain word is never sent. */
const MODIFIERS = [...Object.keys(QUOTES), 'number', 'word'] as const;
type Modifier = keyof typeof QUOTES | 'number' | 'word';

export interface Placeholder {
  readonly name: string;
  readonly modifier?: Modifier;
}

type Piece = string | Placeholder;

export interface Template {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

const PLACEHOLDER = /\{\{\s*([A-Za-z][\w.-]{0,99})\s*(?::\s*([a-z]{1,10})\s*)?\}\}/g;

/** Undefined: braces that are no placeholder, or an unknown modifier. */
export function parseTemplate(text: string): Template | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, name, modifier] = match;
    if (modifier !== undefined && !(MODIFIERS as readonly string[]).includes(modifier)) return undefined;
    if (match.index > at) pieces.push(text.slice(at, match.index));
    pieces.push({ name: name!, ...(modifier !== undefined && { modifier: modifier as Modifier }) });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push(text.slice(at));
  const stray = pieces.some((piece) => typeof piece === 'string' && /\{\{|\}\}/.test(piece));
  return stray ? undefined : { text, pieces };
}

export function placeholders(template: Template): readonly Placeholder[] {
  return template.pieces.filter((piece) => typeof piece !== 'string');
}

/** Whether the template is one placeholder and nothing else. */
function isWhole(template: Template): boolean {
  return template.pieces.length === 1 && typeof template.pieces[0] !== 'string';
}

/** What placeholders stand for; a list is a list of keys. */
export type Values = ReadonlyMap<string, string | number | readonly string[]>;

/** The text, each value written as `write` says. A placeholder without a value is a defect of the checks. */
export function render(
  template: Template,
  values: Values,
  write: (value: string) => string = (value) => value,
): string {
  return template.pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = values.get(piece.name);
      if (value === undefined) throw new Error(`a template names ${piece.name}, which nobody gives`);
      const quote =
        piece.modifier && piece.modifier in QUOTES ? QUOTES[piece.modifier as keyof typeof QUOTES] : undefined;
      const texts = (typeof value === 'object' ? value : [String(value)]).map((one) => quote?.(one) ?? one);
      return write(texts.join(','));
    })
    .join('');
}

/** A JSON value: a template that is one placeholder becomes the value itself, list or number included. */
export function renderValue(template: Template, values: Values): unknown {
  const [only] = template.pieces;
  if (only === undefined) return '';
  if (!isWhole(template) || typeof only === 'string') return render(template, values);
  const value = values.get(only.name);
  if (value === undefined) throw new Error(`a template names ${only.name}, which nobody gives`);
  if (only.modifier === 'number') return typeof value === 'object' ? value.map(Number) : Number(value);
  if (only.modifier !== undefined && only.modifier !== 'word') return render(template, values);
  return value;
}
