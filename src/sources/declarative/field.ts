/**
 * One field of a record as a connector file describes it: where its value stands, what is done to it, and what kind of
 * value has to come out. Reading it never throws: what is not as described is `Unreadable`.
 */
import { z } from 'zod';
import { isMisfit, type Misfit } from './condition';
import {
  CONVERTER_COMPANIONS,
  CONVERTER_MEANINGS,
  CONVERTER_WORDS,
  type Conversion,
  type Converter,
  convert,
  parseConverter,
  wordsOfEnum,
} from './converters';
import { readDate } from './dates';
import { type JsonPath, PATH_WORDS, parsePath, readPath, scalarText, Unreadable } from './json-path';
import { parseTemplate, placeholders, type Template } from './template';

/** What a field has to come to. */
export type Kind =
  | { readonly of: 'text' | 'time' | 'day' | 'decimal' | 'currency' | 'count' | 'texts' }
  | { readonly of: 'word'; readonly words: readonly string[]; readonly otherwise: string };

export const TEXT: Kind = { of: 'text' };

export interface Field {
  readonly kind: Kind;
  readonly source: /** The first path that says something. */
    | { readonly from: 'paths'; readonly paths: readonly JsonPath[] }
    | { readonly from: 'template'; readonly template: Template; readonly paths: readonly JsonPath[] }
    | { readonly from: 'constant'; readonly value: string };
  readonly converters: readonly Converter[];
  /** Whether the API writes it in each record, null where it is empty: then its absence is a rename. */
  readonly always: boolean;
}

const FIELD_WORDS = 'a path, or keys such as path, convert, template, constant';
const KEYS = ['path', 'convert', 'template', 'constant', 'always'];

/** A field of a connector file, checked and compiled. */
export function field(kind: Kind, description: string) {
  return z
    .unknown()
    .transform((written, context): Field => {
      const parsed = parseField(written, kind);
      if (!isMisfit(parsed)) return parsed;
      const { at, expected, received } = parsed;
      const params = received === undefined ? undefined : { received };
      context.issues.push({ code: 'custom', path: [...at], input: written, message: expected, params });
      return z.NEVER;
    })
    .meta({ description, allOf: [{ $ref: '#/definitions/field' }] });
}

function parseField(written: unknown, kind: Kind): Field | Misfit {
  if (typeof written === 'string') {
    const path = parsePath(written);
    return path ? plain(kind, [path]) : { at: [], expected: PATH_WORDS };
  }
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    return { at: [], expected: FIELD_WORDS };
  const spec = written as Readonly<Record<string, unknown>>;
  const stray = Object.keys(spec).find((key) => !KEYS.includes(key));
  if (stray !== undefined) {
    return { at: [stray], expected: `one of ${KEYS.join(', ')}`, received: 'another key' };
  }
  const sources = ['path', 'template', 'constant'].filter((key) => spec[key] !== undefined);
  if (sources.length !== 1) {
    const received = sources.length === 0 ? 'none of them' : sources.join(' and ');
    return { at: [], expected: 'one of path, template, constant', received };
  }
  const source = sourceOf(spec, kind);
  if (isMisfit(source)) return source;
  const converters = convertersOf(spec.convert, kind);
  if (isMisfit(converters)) return converters;
  if (spec.always !== undefined && typeof spec.always !== 'boolean')
    return { at: ['always'], expected: 'true or false' };
  return { kind, source, converters, always: spec.always === true };
}

function plain(kind: Kind, paths: readonly JsonPath[]): Field {
  return { kind, source: { from: 'paths', paths }, converters: [], always: false };
}

function sourceOf(spec: Readonly<Record<string, unknown>>, kind: Kind): Field['source'] | Misfit {
  if (spec.constant !== undefined) {
    if (kind.of === 'word' && !kind.words.includes(spec.constant as string)) {
      return { at: ['constant'], expected: `one of ${kind.words.join(', ')}` };
    }
    const text = scalarText(spec.constant);
    return text === undefined ? { at: ['constant'], expected: 'text' } : { from: 'constant', value: text };
  }
  if (spec.template !== undefined) {
    const template = typeof spec.template === 'string' ? parseTemplate(spec.template) : undefined;
    const expected = 'text with paths in braces, for instance "{{first}} {{last}}"';
    if (!template || placeholders(template).length === 0) return { at: ['template'], expected };
    const paths = placeholders(template).map(({ name, modifier }) => (modifier ? undefined : parsePath(name)));
    return paths.every((path) => path !== undefined)
      ? { from: 'template', template, paths }
      : { at: ['template'], expected };
  }
  const written = Array.isArray(spec.path) ? spec.path : [spec.path];
  const paths = written.map((one) => (typeof one === 'string' ? parsePath(one) : undefined));
  const bad = paths.indexOf(undefined);
  if (bad >= 0 || paths.length === 0) {
    return { at: Array.isArray(spec.path) && bad >= 0 ? ['path', bad] : ['path'], expected: PATH_WORDS };
  }
  return { from: 'paths', paths: paths as readonly JsonPath[] };
}

function convertersOf(written: unknown, kind: Kind): readonly Converter[] | Misfit {
  if (written === undefined) return [];
  const list = Array.isArray(written) ? written : [written];
  const converters: Converter[] = [];
  for (const [i, one] of list.entries()) {
    const at = Array.isArray(written) ? ['convert', i] : ['convert'];
    const parsed = parseConverter(one);
    if (isMisfit(parsed)) return { ...parsed, at: [...at, ...parsed.at] };
    const stranger = kind.of === 'word' && wordsOfEnum(one).find((word) => !kind.words.includes(word));
    if (kind.of === 'word' && typeof stranger === 'string') {
      const key = Object.entries(one.enum as object).find(([, ours]) => ours === stranger)?.[0];
      return {
        at: [...at, ...(key === undefined ? ['default'] : ['enum', key])],
        expected: `one of ${kind.words.join(', ')}`,
      };
    }
    converters.push(parsed);
  }
  return converters;
}

/** What a field says, and what the API itself wrote there. */
export interface Reading {
  readonly value: unknown;
  /** Where the value is one of our words. */
  readonly native?: string;
}

/** Undefined: it says nothing. `Unreadable`: it says something else than described. */
export function readField(field: Field, row: unknown, conversion: Conversion): Reading {
  const raw = rawOf(field, row);
  if (raw instanceof Unreadable) return { value: raw };
  if (raw === undefined || raw === null) return { value: undefined };
  const converted = convert(raw, field.converters, conversion);
  if (converted === undefined || converted === null || converted === '')
    return { value: undefined, native: nativeOf(raw) };
  if (converted instanceof Unreadable) return { value: converted };
  return { value: settle(converted, field.kind), native: nativeOf(raw) };
}

function nativeOf(raw: unknown): string | undefined {
  return typeof raw === 'boolean' ? String(raw) : scalarText(raw);
}

/** The names by which a map's reader knows where a value comes from: paths, as the file has them. */
export function placeOf({ source }: Field): string {
  return source.from === 'constant' ? 'constant' : (source.paths[0]?.text ?? '');
}

function rawOf({ source, always }: Field, row: unknown): unknown {
  switch (source.from) {
    case 'constant':
      return source.value;
    case 'template':
      return filled(source.template, source.paths, row);
    case 'paths': {
      let nothing: unknown;
      for (const path of source.paths) {
        const value = readPath(row, path);
        if (value instanceof Unreadable) return value;
        if (value !== undefined && value !== null && value !== '' && !isEmptyList(value)) return value;
        if (value !== undefined) nothing = value;
      }
      return nothing === undefined && always ? new Unreadable('a value or null', undefined) : nothing;
    }
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Nothing where no placeholder says anything; what one of them leaves out leaves no gap. */
function filled(template: Template, paths: readonly JsonPath[], row: unknown): unknown {
  let says = false;
  let text = '';
  let next = 0;
  for (const piece of template.pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    const value = readPath(row, paths[next++]!);
    if (value instanceof Unreadable) return value;
    if (value === undefined || value === null || value === '') continue;
    const one = scalarText(value);
    if (one === undefined) return new Unreadable('text', value, piece.name);
    says = true;
    text += one;
  }
  return says ? text.replace(/\s+/g, ' ').trim() : undefined;
}

const DECIMAL = /^-?\d{1,30}(\.\d{1,10})?$/;

function settle(value: unknown, kind: Kind): unknown {
  switch (kind.of) {
    case 'texts': {
      const texts: string[] = [];
      for (const one of Array.isArray(value) ? value : [value]) {
        const text = scalarText(one);
        if (text !== undefined) texts.push(text);
        else if (one !== null && one !== '') return new Unreadable('list of texts', value);
      }
      return texts.length > 0 ? [...new Set(texts)] : undefined;
    }
    case 'time':
      return readDate(value, { kind: 'iso', offsetMs: 0 }) ?? new Unreadable('time', value);
    case 'day':
      // The day as written: a birthday has no time zone.
      return readDate(value, { kind: 'iso', offsetMs: 0 }) === undefined
        ? new Unreadable('date', value)
        : String(value).trim().slice(0, 10);
    default: {
      const text = scalarText(value);
      if (text === undefined) return value === '' ? undefined : new Unreadable(WORDS_OF_KIND[kind.of], value);
      return settleText(text, kind, value);
    }
  }
}

const WORDS_OF_KIND = {
  text: 'text',
  word: 'text',
  decimal: 'amount',
  currency: 'currency code',
  count: 'whole number',
} as const;

function settleText(text: string, kind: Kind, value: unknown): unknown {
  switch (kind.of) {
    case 'word': {
      const word = text.toUpperCase();
      return kind.words.includes(word) ? word : kind.otherwise;
    }
    case 'decimal':
      return DECIMAL.test(text) ? text : new Unreadable('amount', value);
    case 'currency':
      return /^[A-Za-z]{3}$/.test(text) ? text.toUpperCase() : new Unreadable('currency code', value);
    case 'count': {
      const number = Number(text);
      return /^\d{1,15}(\.0+)?$/.test(text) ? number : new Unreadable('whole number', value);
    }
    default:
      return text;
  }
}

/** All that a field can be: what JSON Schema calls `#/definitions/field`. */
export function fieldSchema() {
  const path = { type: 'string', description: `Where the value stands: ${PATH_WORDS}.` };
  const words = {
    enum: CONVERTER_WORDS,
    description: CONVERTER_WORDS.map((name) => `${name}: ${CONVERTER_MEANINGS[name]}`).join('; '),
  };
  const forms = Object.entries(CONVERTER_MEANINGS)
    .filter(([name]) => !CONVERTER_WORDS.includes(name))
    .map(([name, description]) => ({
      type: 'object',
      description,
      properties: Object.fromEntries(
        [name, ...(CONVERTER_COMPANIONS[name] ?? [])].map((key) => [key, { description }]),
      ),
      required: [name],
      additionalProperties: false,
    }));
  const converter = { anyOf: [words, ...forms] };
  return {
    anyOf: [
      path,
      {
        type: 'object',
        properties: {
          path: {
            anyOf: [path, { type: 'array', items: path }],
            description: 'A path, or several: the first that says something.',
          },
          convert: {
            anyOf: [converter, { type: 'array', items: converter }],
            description: 'What is done to the value, in order.',
          },
          template: { type: 'string', description: 'Text with paths in braces, for instance "{{first}} {{last}}".' },
          constant: { description: 'A value that stands in no answer, for instance EUR.' },
          always: {
            type: 'boolean',
            description:
              'Whether the API writes it in each record, null where it is empty: then its absence is a rename.',
          },
        },
        additionalProperties: false,
      },
    ],
  };
}
