/**
 * Published, labelled sets for entity resolution, and how well an answer fits them. They lie beside the checkout (in the
 * folder `er` of what `ONEFOLD_SHARED` names, or in a folder given), never in it. Labels are read after matching, to
 * score; matching never sees them.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { readMatchMap } from '../src/cli/match-map';
import { csvRecords } from '../src/cli/match-records';
import { namesAgree } from '../src/identity/matching/name-evidence';
import type { MatchRecord } from '../src/identity/matching/record';

const MAPS = path.join(__dirname, '../bench/matching');
export const SETS = [
  ['rldata500', 'rldata500.yml'],
  ['senzing_customers', 'senzing_customers.yml'],
  ['febrl1', 'febrl.yml'],
  ['febrl2', 'febrl.yml'],
  ['febrl4', 'febrl.yml'],
  ['early_childhood', 'early_childhood.yml'],
  ['fake_20000', 'fake_20000.yml'],
] as const;
export type SetName = (typeof SETS)[number][0];

export function setsFolder(named?: string): string | undefined {
  const folder = named ?? path.join(process.env.ONEFOLD_SHARED ?? path.join(__dirname, '../../shared'), 'er');
  return existsSync(folder) ? folder : undefined;
}

export async function recordsOf(folder: string, set: SetName): Promise<readonly MatchRecord[]> {
  const mapFile = SETS.find(([name]) => name === set)![1];
  const map = readMatchMap(readFileSync(path.join(MAPS, mapFile), 'utf8'), mapFile);
  const records: MatchRecord[] = [];
  for await (const record of csvRecords([path.join(folder, set, 'records.csv')], map, mapFile, folder)) {
    records.push(record);
  }
  return records;
}

/** The true cluster of each record id. */
export function truthOf(folder: string, set: SetName): ReadonlyMap<string, string> {
  return new Map(rows(path.join(folder, set, 'truth.csv')).map((row) => [row.record_id!, row.cluster_id!]));
}

function rows(file: string): readonly Readonly<Record<string, string>>[] {
  return parse(readFileSync(file), { columns: true, bom: true });
}

export interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly bcubedF1: number;
  /** Clusters that hold more than one person. */
  readonly overMerged: number;
  readonly largest: number;
}

/** Pairwise over all pairs of one cluster; B-cubed averaged over records. */
export function qualityOf(
  truth: ReadonlyMap<string, string>,
  clusters: readonly (readonly { readonly id: string }[])[],
): Quality {
  const trueSizes = count(truth.values());
  let together = 0;
  let claimed = 0;
  let overMerged = 0;
  let largest = 0;
  let [precision, recall] = [0, 0];
  for (const members of clusters) {
    const persons = count(members.map(({ id }) => truth.get(id) ?? `unknown ${id}`));
    claimed += pairs(members.length);
    if (persons.size > 1) overMerged++;
    largest = Math.max(largest, members.length);
    for (const [person, number] of persons) {
      together += pairs(number);
      precision += (number * number) / members.length;
      recall += (number * number) / (trueSizes.get(person) ?? number);
    }
  }
  const there = [...trueSizes.values()].reduce((sum, size) => sum + pairs(size), 0);
  const [p, r] = [claimed === 0 ? 1 : together / claimed, there === 0 ? 1 : together / there];
  return {
    precision: p,
    recall: r,
    f1: harmonic(p, r),
    bcubedF1: harmonic(precision / truth.size, recall / truth.size),
    overMerged,
    largest,
  };
}

/** Pairs of names, and whether they are one person's or company's: answered by names alone. */
export function matchNames(folder: string): Pick<Quality, 'precision' | 'recall' | 'f1'> & { readonly pairs: number } {
  const all = rows(path.join(folder, 'name_pairs', 'pairs.csv'));
  let [right, claimed, there] = [0, 0, 0];
  for (const { schema, name1, name2, is_match: isMatch } of all) {
    const fieldsOf = (name: string) => (schema === 'Person' ? { names: [{ displayName: name }] } : { company: name });
    const found = namesAgree(fieldsOf(name1!), fieldsOf(name2!));
    if (found) claimed++;
    if (isMatch !== 'true') continue;
    there++;
    if (found) right++;
  }
  const [precision, recall] = [right / claimed, right / there];
  return { precision, recall, f1: harmonic(precision, recall), pairs: all.length };
}

function harmonic(a: number, b: number): number {
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}

function count(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}
