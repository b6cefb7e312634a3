/** A test of one value: what rules, picks and marks of records are made of. It compares and nothing else. */
import { type JsonPath, PATH_WORDS, parsePath, valueAt } from './json-path';

/** What is wrong with something as written, below its own place in the file. */
export interface Misfit {
  readonly at: readonly (string | number)[];
  readonly expected: string;
  /** Absent: what stands there. */
  readonly received?: string;
}

export function isMisfit(parsed: object): parsed is Misfit {
  return 'expected' in parsed;
}

type Scalar = string | number | boolean | null;

export interface Condition {
  readonly path: JsonPath;
  readonly test: Test;
}

export type Test =
  | { readonly kind: 'oneOf'; readonly values: readonly Scalar[] }
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'exists'; readonly exists: boolean };

export const CONDITION_WORDS =
  'path with one of equals, in, contains, exists; for instance { path: code, equals: EXPIRED }';
const TESTS = ['equals', 'in', 'contains', 'exists'] as const;

/** @param written an object; its shape is checked here. */
export function parseCondition(written: object): Condition | Misfit {
  const spec = written as Readonly<Record<string, unknown>>;
  const stray = Object.keys(spec).find((key) => key !== 'path' && !(TESTS as readonly string[]).includes(key));
  if (stray !== undefined) return { at: [stray], expected: CONDITION_WORDS, received: 'another key' };
  const path = typeof spec.path === 'string' ? parsePath(spec.path) : undefined;
  if (!path) return { at: ['path'], expected: PATH_WORDS };
  const tests = TESTS.filter((name) => spec[name] !== undefined);
  if (tests.length !== 1) {
    return { at: [], expected: 'exactly one of equals, in, contains, exists', received: tests.join(' and ') || 'none' };
  }
  const test = parseTest(spec);
  return isMisfit(test) ? test : { path, test };
}

/** Only the tests, of something that has a place already. */
export function parseTest(spec: Readonly<Record<string, unknown>>): Test | Misfit {
  if (spec.equals !== undefined) {
    return isScalar(spec.equals)
      ? { kind: 'oneOf', values: [spec.equals] }
      : { at: ['equals'], expected: 'text, a number, true, false or null' };
  }
  if (spec.in !== undefined) {
    return Array.isArray(spec.in) && spec.in.length > 0 && spec.in.every(isScalar)
      ? { kind: 'oneOf', values: spec.in }
      : { at: ['in'], expected: 'a list of texts and numbers' };
  }
  if (spec.contains !== undefined) {
    return typeof spec.contains === 'string' && spec.contains !== ''
      ? { kind: 'contains', text: spec.contains }
      : { at: ['contains'], expected: 'text' };
  }
  return typeof spec.exists === 'boolean'
    ? { kind: 'exists', exists: spec.exists }
    : { at: ['exists'], expected: 'true or false' };
}

export function holds({ path, test }: Condition, value: unknown): boolean {
  return passes(test, valueAt(value, path));
}

/** Of a list at least one member has to pass. */
export function passes(test: Test, value: unknown): boolean {
  if (test.kind === 'exists') {
    const some = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
    return some === test.exists;
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return test.kind === 'contains'
    ? values.some((one) => typeof one === 'string' && one.includes(test.text))
    : values.some((one) => test.values.some((wanted) => same(one, wanted)));
}

/** Headers and loose APIs write numbers as text. */
function same(value: unknown, wanted: Scalar): boolean {
  if (value === wanted) return true;
  return wanted !== null && value !== null && typeof value !== 'object' && String(value) === String(wanted);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
