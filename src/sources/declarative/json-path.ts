/**
 * The path language of connector files: names, list positions and "every member", over own properties of parsed JSON.
 * There is nothing in it to call, compute or repeat, so that reading takes time linear in the value.
 *
 * `customer.name` · `items[0].id` · `items[*].id` (one flat list) · `meta["x.y"]` · `$` (the whole)
 */

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'every' };

export interface JsonPath {
  readonly text: string;
  readonly steps: readonly Step[];
}

const MAX_STEPS = 16;
const MAX_EVERY = 3;
const MAX_LENGTH = 300;
/** More values than this are no field of a record. */
const MAX_VALUES = 10_000;

const NAME = /^[^.[\]"'\s{}$|]+/;
const INDEX = /^\[(\d{1,6})\]/;
const EVERY = /^\[\*\]/;
const QUOTED = /^\["([^"\\]{1,100})"\]/;

export const PATH_WORDS = 'a path such as customer.name, items[0].id, items[*].id, meta["odd.name"] or $ for the whole';

/** Undefined: the text is no path. */
export function parsePath(text: string): JsonPath | undefined {
  if (text === '$') return { text, steps: [] };
  if (text.length > MAX_LENGTH) return undefined;
  const steps: Step[] = [];
  let rest = text.startsWith('$.') ? text.slice(2) : text.startsWith('$[') ? text.slice(1) : text;
  let mustName = !rest.startsWith('[');
  while (rest !== '' || mustName) {
    const match = mustName ? NAME.exec(rest) : (INDEX.exec(rest) ?? EVERY.exec(rest) ?? QUOTED.exec(rest));
    if (!match) return undefined;
    steps.push(stepOf(match, mustName));
    rest = rest.slice(match[0].length);
    mustName = rest.startsWith('.');
    if (mustName) rest = rest.slice(1);
    else if (rest !== '' && !rest.startsWith('[')) return undefined;
  }
  const every = steps.filter(({ kind }) => kind === 'every').length;
  return steps.length <= MAX_STEPS && every <= MAX_EVERY ? { text, steps } : undefined;
}

function stepOf([whole, inner]: RegExpExecArray, named: boolean): Step {
  if (named) return { kind: 'name', name: whole };
  if (whole === '[*]') return { kind: 'every' };
  if (whole.startsWith('["')) return { kind: 'name', name: inner! };
  return { kind: 'index', index: Number(inner) };
}

/** A value that is not what a map expects of it. `at` is the part of the path where that shows. */
export class Unreadable {
  constructor(
    readonly expected: string,
    readonly value: unknown,
    readonly at?: string,
  ) {}
}

/**
 * The value at a path: undefined where there is nothing, null where the JSON says so. Something on the way that is neither
 * an object nor a list where one is needed is `Unreadable`: it is not nothing.
 */
export function readPath(value: unknown, path: JsonPath): unknown {
  const every = path.steps.findIndex(({ kind }) => kind === 'every');
  if (every < 0) return walk(value, path.steps, path);
  const list = walk(value, path.steps.slice(0, every), path);
  if (list === undefined || list === null || list instanceof Unreadable) return list;
  if (!Array.isArray(list)) return new Unreadable('list', list, path.text);
  const rest: JsonPath = { text: path.text, steps: path.steps.slice(every + 1) };
  const values: unknown[] = [];
  for (const member of list) {
    const found = readPath(member, rest);
    if (found instanceof Unreadable) return found;
    if (found === undefined || found === null) continue;
    const flat = rest.steps.some(({ kind }) => kind === 'every') && Array.isArray(found) ? found : [found];
    for (const one of flat) values.push(one);
    if (values.length > MAX_VALUES) return new Unreadable('a shorter list', list, path.text);
  }
  return values;
}

function walk(value: unknown, steps: readonly Step[], path: JsonPath): unknown {
  let here = value;
  for (const step of steps) {
    if (here === undefined || here === null) return here === undefined ? undefined : null;
    if (step.kind === 'index') {
      if (!Array.isArray(here)) return new Unreadable('list', here, path.text);
      here = here[step.index];
    } else if (step.kind === 'name') {
      if (typeof here !== 'object' || Array.isArray(here)) return new Unreadable('object', here, path.text);
      here = Object.hasOwn(here, step.name) ? (here as Record<string, unknown>)[step.name] : undefined;
    }
  }
  return here;
}

/** The value, where an answer's own shape is read: what is unreadable there is as good as absent. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  const found = readPath(value, path);
  return found instanceof Unreadable ? undefined : found;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** An id or another short text as people and APIs write it: numbers too, as long as JSON kept them whole. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}
