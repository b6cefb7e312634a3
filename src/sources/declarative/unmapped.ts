/** What of the API's records nobody reads: for whoever writes a map. */
import { isObject, type JsonPath } from './json-path';
import type { Definition } from './shape';

const MOST_PATHS = 2_000;
const MAX_DEPTH = 12;

/** Paths of values in these records that a map reads nowhere, each with how many records have it. */
export function unmappedIn(
  records: readonly unknown[],
  map: Definition['map'][keyof Definition['map']],
  alsoRead: readonly (JsonPath | undefined)[] = [],
): readonly { readonly path: string; readonly records: number }[] {
  const read = [...readsOf(map, ''), ...alsoRead.flatMap((path) => (path ? [spelled(path)] : []))];
  const counts = new Map<string, number>();
  for (const record of records) {
    for (const leaf of new Set(leavesOf(record, '', 0))) {
      if (read.some((path) => covers(path, leaf))) continue;
      if (counts.size < MOST_PATHS || counts.has(leaf)) counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
    }
  }
  return [...counts].map(([path, count]) => ({ path, records: count })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function covers(read: string, leaf: string): boolean {
  return read === '' || leaf === read || leaf.startsWith(`${read}.`) || leaf.startsWith(`${read}[`);
}

/** Every path below a part of a map; members of a list are read inside `in`. */
function readsOf(part: unknown, prefix: string): string[] {
  if (Array.isArray(part)) return part.flatMap((one) => readsOf(one, prefix));
  if (!isObject(part)) return [];
  if (Array.isArray(part.steps)) return [joined(prefix, spelled(part as unknown as JsonPath))];
  const { in: list, ...rest } = part as { readonly in?: JsonPath };
  const inside = list ? joined(prefix, `${spelled(list)}[*]`) : prefix;
  return Object.values(rest).flatMap((one) => readsOf(one, inside));
}

function joined(prefix: string, path: string): string {
  if (prefix === '' || path === '') return prefix + path;
  return path.startsWith('[') ? prefix + path : `${prefix}.${path}`;
}

/** With every list position the same. */
function spelled({ steps }: JsonPath): string {
  return steps.reduce((text, step) => (step.kind === 'name' ? joined(text, step.name) : `${text}[*]`), '');
}

function leavesOf(value: unknown, path: string, depth: number): string[] {
  if (depth > MAX_DEPTH) return [path];
  if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, `${path}[*]`, depth + 1));
  if (!isObject(value)) return value === null || path === '' ? [] : [path];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, joined(path, name), depth + 1));
}
