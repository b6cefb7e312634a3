/**
 * What may be done to a value on its way from an answer into a record: a fixed list, each a function of the value alone.
 * Nothing here throws; what a converter cannot read is `Unreadable`, which becomes drift, and undefined is "says nothing".
 */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import { type Condition, holds, isMisfit, type Misfit, parseCondition } from './condition';
import { DATE_WORDS, OFFSET_WORDS, parseDateForm, parseOffset, readDate } from './dates';
import { type JsonPath, PATH_WORDS, parsePath, readPath, scalarText, Unreadable } from './json-path';

export interface Conversion {
  /** How national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
}

export interface Converter {
  readonly name: string;
  /** Given neither undefined nor null nor `Unreadable`. */
  readonly apply: (value: unknown, conversion: Conversion) => unknown;
}

type Parsed = Converter | Misfit;

const eachText = (name: string, change: (text: string) => string | undefined): Converter => ({
  name,
  apply: (value) =>
    eachOf(value, (one) => {
      const text = scalarText(one);
      return text === undefined && one !== '' ? new Unreadable('text', one) : text && change(text);
    }),
});

const MAX_LIST = 10_000;

/** Converters that take nothing: a word. */
const WORDS: Readonly<Record<string, { readonly meaning: string; readonly converter: Converter }>> = {
  first: {
    meaning: 'the first member of a list; what is no list stays',
    converter: { name: 'first', apply: (value) => (Array.isArray(value) ? value[0] : value) },
  },
  last: {
    meaning: 'the last member of a list; what is no list stays',
    converter: { name: 'last', apply: (value) => (Array.isArray(value) ? value.at(-1) : value) },
  },
  flatten: {
    meaning: 'lists inside a list become one list',
    converter: { name: 'flatten', apply: flatten },
  },
  lower: { meaning: 'lower case', converter: eachText('lower', (text) => text.toLowerCase()) },
  upper: { meaning: 'upper case', converter: eachText('upper', (text) => text.toUpperCase()) },
  text: { meaning: 'a number or truth value as text', converter: { name: 'text', apply: asText } },
  email: {
    meaning: 'the normal form of an e-mail address; what is none is left out',
    converter: eachText('email', (text) => normalEmail(text) ?? undefined),
  },
  phone: {
    meaning: 'E.164 of a phone number; what is none is left out',
    converter: {
      name: 'phone',
      apply: (value, conversion) =>
        eachOf(value, (one) => {
          const text = scalarText(one);
          return text === undefined ? undefined : (normalPhone(text, conversion.defaultRegion) ?? undefined);
        }),
    },
  },
  decimalComma: {
    meaning: "a number written as '1.234,50'",
    converter: eachText('decimalComma', (text) =>
      /^-?[\d.]+(,\d+)?$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text,
    ),
  },
};

/** Converters that take something: an object with one key (and what belongs to it). */
const FORMS: Readonly<Record<string, { readonly meaning: string; readonly parse: (spec: Spec) => Parsed }>> = {
  join: { meaning: 'members of a list as one text, with this between them', parse: parseJoin },
  split: { meaning: 'a text as a list, cut where this stands', parse: parseSplit },
  date: { meaning: `a time in this form: ${DATE_WORDS}; offset: of what is written without one`, parse: parseDate },
  minorUnits: { meaning: 'an amount in the smallest unit, with so many decimals (0 to 6)', parse: parseMinorUnits },
  enum: { meaning: 'our word by the API’s; default: for every other', parse: parseEnum },
  pick: {
    meaning: 'members of a list for which a condition (where) holds; take: a path inside them',
    parse: parsePick,
  },
  take: { meaning: 'a path inside the value, or inside each member of a list', parse: parseTake },
  prefix: { meaning: 'text put before a value', parse: parsePrefix },
  cut: {
    meaning: 'text that is cut off the beginning; a value that does not begin with it is left out',
    parse: parseCut,
  },
};

const CONVERTER_NAMES: readonly string[] = [...Object.keys(WORDS), ...Object.keys(FORMS)];
/** For the JSON Schema and the documentation. */
export const CONVERTER_MEANINGS: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.entries(WORDS), ...Object.entries(FORMS)].map(([name, { meaning }]) => [name, meaning]),
);
export const CONVERTER_WORDS: readonly string[] = Object.keys(WORDS);
export const CONVERTER_COMPANIONS: Readonly<Record<string, readonly string[]>> = {
  date: ['offset'],
  enum: ['default'],
  pick: ['take'],
};

type Spec = Readonly<Record<string, unknown>>;

export function parseConverter(written: unknown): Parsed {
  if (typeof written === 'string') {
    const word = Object.hasOwn(WORDS, written) ? WORDS[written] : undefined;
    if (word) return word.converter;
    const form = Object.hasOwn(FORMS, written);
    return form
      ? {
          at: [],
          expected: `${written} with what it takes, for instance { ${written}: … }`,
          received: 'the word alone',
        }
      : { at: [], expected: `one of ${CONVERTER_NAMES.join(', ')}` };
  }
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    return { at: [], expected: `one of ${CONVERTER_NAMES.join(', ')}` };
  }
  const spec = written as Spec;
  const names = Object.keys(spec).filter((key) => Object.hasOwn(FORMS, key));
  const [name] = names;
  if (name === undefined) return { at: [], expected: `one of ${CONVERTER_NAMES.join(', ')}`, received: 'another key' };
  const known = [name, ...(CONVERTER_COMPANIONS[name] ?? [])];
  const stray = Object.keys(spec).find((key) => !known.includes(key));
  if (stray !== undefined) {
    return { at: [stray], expected: `nothing beside ${known.join(', ')}; converters follow each other in a list` };
  }
  return FORMS[name]!.parse(spec);
}

/** The value after all converters, one after the other. */
export function convert(value: unknown, converters: readonly Converter[], conversion: Conversion): unknown {
  let here = value;
  for (const converter of converters) {
    if (here === undefined || here === null || here instanceof Unreadable) return here;
    here = converter.apply(here, conversion);
  }
  return here;
}

function eachOf(value: unknown, change: (one: unknown) => unknown): unknown {
  if (!Array.isArray(value)) return change(value);
  const changed: unknown[] = [];
  for (const one of value) {
    if (one === null || one === undefined) continue;
    const now = change(one);
    if (now instanceof Unreadable) return now;
    if (now !== undefined) changed.push(now);
  }
  return changed;
}

function asText(value: unknown): unknown {
  return eachOf(value, (one) =>
    typeof one === 'boolean'
      ? String(one)
      : (scalarText(one) ?? (one === '' ? undefined : new Unreadable('text', one))),
  );
}

function flatten(value: unknown): unknown {
  if (!Array.isArray(value)) return [value];
  const flat: unknown[] = [];
  for (const member of value) {
    if (Array.isArray(member)) for (const one of member) flat.push(one);
    else flat.push(member);
    if (flat.length > MAX_LIST) return new Unreadable('a shorter list', value);
  }
  return flat;
}

function parseJoin({ join }: Spec): Parsed {
  if (typeof join !== 'string' || join.length > 20)
    return { at: ['join'], expected: 'a short text, for instance ", "' };
  return {
    name: 'join',
    apply: (value) => {
      const texts = eachOf(
        Array.isArray(value) ? value : [value],
        (one) => scalarText(one) ?? (one === '' ? undefined : new Unreadable('text', one)),
      );
      if (!Array.isArray(texts)) return texts;
      return texts.length === 0 ? undefined : texts.join(join);
    },
  };
}

function parseSplit({ split }: Spec): Parsed {
  if (typeof split !== 'string' || split === '' || split.length > 20) {
    return { at: ['split'], expected: 'a short text, for instance ","' };
  }
  return {
    name: 'split',
    apply: (value) => {
      if (Array.isArray(value)) return value;
      const text = scalarText(value);
      if (text === undefined) return value === '' ? undefined : new Unreadable('text', value);
      return text
        .split(split)
        .map((part) => part.trim())
        .filter((part) => part !== '');
    },
  };
}

function parseDate({ date, offset = '+00:00' }: Spec): Parsed {
  if (typeof offset !== 'string' || parseOffset(offset) === undefined)
    return { at: ['offset'], expected: OFFSET_WORDS };
  const form = typeof date === 'string' ? parseDateForm(date, offset) : undefined;
  if (!form) return { at: ['date'], expected: DATE_WORDS };
  return {
    name: 'date',
    apply: (value) => (value === '' ? undefined : (readDate(value, form) ?? new Unreadable('time', value))),
  };
}

/** 1250 with 2 decimals is 12.50, by moving the point: amounts never become floats. */
function parseMinorUnits({ minorUnits }: Spec): Parsed {
  if (typeof minorUnits !== 'number' || !Number.isInteger(minorUnits) || minorUnits < 0 || minorUnits > 6) {
    return { at: ['minorUnits'], expected: 'a whole number from 0 to 6, for instance 2' };
  }
  return {
    name: 'minorUnits',
    apply: (value) => {
      const text = scalarText(value);
      const [, sign, digits] = /^(-?)(\d{1,30})$/.exec(text ?? '') ?? [];
      if (digits === undefined) return value === '' ? undefined : new Unreadable('whole number', value);
      if (minorUnits === 0) return text;
      const padded = digits.padStart(minorUnits + 1, '0');
      return `${sign}${padded.slice(0, -minorUnits)}.${padded.slice(-minorUnits)}`;
    },
  };
}

function parseEnum(spec: Spec): Parsed {
  const words = spec.enum;
  if (typeof words !== 'object' || words === null || Array.isArray(words) || Object.keys(words).length === 0) {
    return { at: ['enum'], expected: 'our word by the API’s, for instance { open: OPEN, done: CLOSED }' };
  }
  const entries = Object.entries(words);
  const odd = entries.find(([, ours]) => typeof ours !== 'string' || ours === '');
  if (odd) return { at: ['enum', odd[0]], expected: 'text' };
  if (spec.default !== undefined && typeof spec.default !== 'string') return { at: ['default'], expected: 'text' };
  const ours = new Map(entries.map(([theirs, word]) => [theirs.toLowerCase(), word as string]));
  const otherwise = spec.default;
  return {
    name: 'enum',
    apply: (value) =>
      eachOf(value, (one) => {
        const text = typeof one === 'boolean' ? String(one) : scalarText(one);
        if (text === undefined) return one === '' ? undefined : new Unreadable('text', one);
        return ours.get(text.toLowerCase()) ?? otherwise;
      }),
  };
}

/** The words that an `enum` can give, for the checks of closed fields. */
export function wordsOfEnum(written: unknown): readonly string[] {
  if (typeof written !== 'object' || written === null || !Object.hasOwn(written, 'enum')) return [];
  const { enum: words, default: otherwise } = written as Spec;
  const given = typeof words === 'object' && words !== null ? Object.values(words) : [];
  return [...given, otherwise].filter((word) => typeof word === 'string');
}

function parsePick(spec: Spec): Parsed {
  const pick = spec.pick;
  if (typeof pick !== 'object' || pick === null || Array.isArray(pick)) {
    return { at: ['pick'], expected: 'a condition on each member, for instance { path: type, equals: home }' };
  }
  const where = parseCondition(pick);
  if (isMisfit(where)) return { ...where, at: ['pick', ...where.at] };
  const take = spec.take === undefined ? undefined : pathOf(spec.take);
  if (spec.take !== undefined && !take) return { at: ['take'], expected: PATH_WORDS };
  return { name: 'pick', apply: (value) => pickFrom(value, where, take) };
}

function pickFrom(value: unknown, where: Condition, take: JsonPath | undefined): unknown {
  if (!Array.isArray(value)) return new Unreadable('list', value);
  const picked = value.filter((member) => holds(where, member));
  return take ? takeFrom(picked, take) : picked;
}

function parseTake(spec: Spec): Parsed {
  const path = pathOf(spec.take);
  return path ? { name: 'take', apply: (value) => takeFrom(value, path) } : { at: ['take'], expected: PATH_WORDS };
}

function takeFrom(value: unknown, path: JsonPath): unknown {
  if (!Array.isArray(value)) return readPath(value, path);
  return eachOf(value, (one) => readPath(one, path) ?? undefined);
}

function parsePrefix({ prefix }: Spec): Parsed {
  if (typeof prefix !== 'string' || prefix === '') return { at: ['prefix'], expected: 'text' };
  return eachText('prefix', (text) => prefix + text);
}

function parseCut({ cut }: Spec): Parsed {
  if (typeof cut !== 'string' || cut === '') return { at: ['cut'], expected: 'text' };
  return eachText('cut', (text) => (text.startsWith(cut) ? text.slice(cut.length) || undefined : undefined));
}

function pathOf(written: unknown): JsonPath | undefined {
  return typeof written === 'string' ? parsePath(written) : undefined;
}
