/**
 * From what the validator found to what a person reads: where, which key, what was expected, what came. A complaint never
 * quotes a secret: not one in its place, not one pasted into the wrong place, not what a variable holds.
 */
import { z } from 'zod';
import type { Path, YamlDocument } from './yaml-document';

export interface Complaint {
  /** As given, for instance `onefold.yml`; `environment` for a variable. */
  readonly file: string;
  readonly line?: number;
  /** Dotted path of the key, or the variable's name; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** `onefold.yml:14 sources.crm.baseUrl: expected …, received …` */
export function complaintText({ file, line, key, message }: Complaint): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return key === '' ? `${place} ${message}` : `${place} ${key}: ${message}`;
}

/** What is wrong with one key. `atKey`: the key itself is what is wrong, so its own line is meant. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly atKey?: true;
}

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** @param raw what the validator was given; @param schema the JSON Schema of the same shape, for names to suggest. */
export function findings(issues: readonly Issue[], raw: unknown, schema: JsonSchema): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    switch (issue.code) {
      case 'unrecognized_keys': {
        const known = knownKeys(schema, issue.path, raw);
        return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(key, known), atKey: true }));
      }
      case 'invalid_key':
        return [
          { path: issue.path, message: expectation(issue.issues[0]?.message ?? issue.message, 'another'), atKey: true },
        ];
      case 'invalid_union': {
        const options = (issue as { options?: readonly unknown[] }).options;
        const expected = options ? `one of ${options.join(', ')}` : issue.message;
        return [{ path: issue.path, message: expectation(expected, received(raw, issue.path)) }];
      }
      case 'invalid_type': {
        const unworded = issue.expected === 'object' && issue.message.startsWith('Invalid input');
        const expected = unworded ? 'keys with values below it' : issue.message;
        return [{ path: issue.path, message: expectation(expected, received(raw, issue.path)) }];
      }
      case 'custom': {
        const told = issue.params?.received;
        const came = typeof told === 'string' ? told : received(raw, issue.path);
        return [{ path: issue.path, message: expectation(issue.message, came) }];
      }
      default:
        return [{ path: issue.path, message: expectation(issue.message, received(raw, issue.path)) }];
    }
  });
}

export function expectation(expected: string, came: string): string {
  return `expected ${expected}, received ${came}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const hint = near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`;
  return `unknown key; ${hint}`;
}

/** A path as people write it. A key that could be a pasted secret is not shown. */
function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : showable(String(step)) ? String(step) : '(not shown)'))
    .reduce((whole, step) => (step.startsWith('[') || whole === '' ? whole + step : `${whole}.${step}`), '');
}

/** Keys below which, or under which, a value is never quoted. */
const SECRET_KEYS = new Set(['credentials', 'pepper', 'encryptionKey', 'uri', 'hash', 'secret', 'baseUrl']);

function received(raw: unknown, path: Path): string {
  const value = valueAt(raw, path);
  const secret = path.some((step) => SECRET_KEYS.has(String(step)));
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (an empty value)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'keys with values below it';
  if (typeof value === 'string') {
    if (value.trim() === '') return 'empty text';
    return !secret && showable(value) ? JSON.stringify(value) : `text of ${value.length} characters`;
  }
  return secret ? `a ${typeof value}` : String(value);
}

/** Short, plain, and unlike a token, an address or a URL. */
function showable(text: string): boolean {
  return (
    text.length <= 40 &&
    /^[\w .,:+*/-]*$/.test(text) &&
    !/:\/\//.test(text) &&
    !/(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}/.test(text)
  );
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** The keys that the schema knows at a path, following `type` where the shape depends on it. */
function knownKeys(schema: JsonSchema, path: Path, raw: unknown): readonly string[] {
  let here: JsonSchema | undefined = schema;
  let value = raw;
  const settle = (): void => {
    const shared = /^#\/definitions\/(\w+)$/.exec(here?.$ref ?? here?.allOf?.[0]?.$ref ?? '')?.[1];
    if (shared !== undefined) here = (schema.definitions as Readonly<Record<string, JsonSchema>> | undefined)?.[shared];
    const type = (value as { type?: unknown } | undefined)?.type;
    here = here?.oneOf?.find((o) => (o.properties?.type as JsonSchema | undefined)?.const === type) ?? here;
  };
  for (const step of path) {
    settle();
    const child: JsonSchema['items'] | boolean =
      typeof step === 'number' ? here?.items : (here?.properties?.[String(step)] ?? here?.additionalProperties);
    here = typeof child === 'object' && !Array.isArray(child) ? child : undefined;
    value = valueAt(value, [step]);
  }
  settle();
  return Object.keys(here?.properties ?? {});
}

/** The known word that a misspelt one was probably meant to be. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const distances = known.map((candidate) => ({
    candidate,
    distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
  }));
  const best = distances.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** Damerau-Levenshtein, neighbours swapped count once. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** Findings as complaints about a file, in the order of its lines. */
export function complain(found: readonly Finding[], file: string, yaml: YamlDocument): Complaint[] {
  return found
    .map(({ path, message, atKey }): Complaint => {
      const line = atKey ? yaml.lineOfKey(path.slice(0, -1), String(path.at(-1))) : yaml.lineOf(path);
      return { file, line, key: dotted(path), message };
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
