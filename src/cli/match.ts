/** `onefold match` and `onefold train`: who is who in CSV files, by the engine that the gateway itself goes by. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { type RecordRef, refKey } from '../customer/source-record';
import { Matching, type MatchResult } from '../identity/matching/matching';
import { type Model, ModelMistake, modelText, readModel } from '../identity/matching/model';
import { CommandFailure } from './failure';
import { type MatchMap, readMatchMap } from './match-map';
import { csvRecords } from './match-records';
import type { Terminal } from './terminal';

export interface MatchOptions {
  readonly in: readonly string[];
  readonly map: string;
  readonly out: string;
  readonly model?: string;
  readonly review?: string;
}

export interface TrainOptions {
  readonly in: readonly string[];
  readonly map: string;
  readonly out: string;
}

/** @throws ConfigError, CommandFailure; nothing has been written then. */
export async function match(options: MatchOptions, terminal: Terminal): Promise<void> {
  const model = options.model === undefined ? undefined : modelFrom(options.model, terminal.cwd);
  const { matching, map } = await read(options, terminal, model);
  const result = matching.result();
  const several = map.source !== undefined || options.in.length > 1;
  writeWhole(path.resolve(terminal.cwd, options.out), clustersCsv(result, several));
  if (options.review !== undefined) {
    writeWhole(path.resolve(terminal.cwd, options.review), reviewCsv(matching, result));
  }
  for (const line of summary(result)) terminal.out(line);
}

/** @throws ConfigError, CommandFailure; nothing has been written then. */
export async function trainModel(options: TrainOptions, terminal: Terminal): Promise<void> {
  const { matching } = await read(options, terminal, undefined);
  const { model } = matching;
  writeWhole(path.resolve(terminal.cwd, options.out), modelText(model));
  terminal.out(
    `Trained on ${model.records} records: ${model.pairsPerRecord.toFixed(3)} pairs of one person, ` +
      `${model.householdPairsPerRecord.toFixed(3)} pairs of one household a record.`,
  );
}

async function read(
  options: TrainOptions,
  terminal: Terminal,
  model: Model | undefined,
): Promise<{ matching: Matching; map: MatchMap }> {
  const map = readMatchMap(textOf(options.map, terminal.cwd), options.map);
  const settings = Object.fromEntries(Object.entries(map.settings ?? {}).filter(([, value]) => value !== undefined));
  const matching = new Matching({ settings, model });
  for await (const record of csvRecords(options.in, map, options.map, terminal.cwd)) {
    if (terminal.interrupted.aborted) throw new CommandFailure('Interrupted; nothing was written.');
    matching.add(record);
  }
  return { matching, map };
}

function modelFrom(file: string, cwd: string): Model {
  try {
    return readModel(textOf(file, cwd));
  } catch (error) {
    if (error instanceof ModelMistake) throw new CommandFailure(`${file}: ${error.message}.`, 2);
    throw error;
  }
}

function textOf(file: string, cwd: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandFailure(`There is no file ${file}.`, 2);
    if (code === 'EISDIR') throw new CommandFailure(`${file} is a folder; a file was expected.`, 2);
    throw error;
  }
}

/** Whoever looks finds the file of before or the whole new one. */
function writeWhole(location: string, text: string): void {
  const beside = `${location}.${process.pid}.part`;
  try {
    writeFileSync(beside, text);
    renameSync(beside, location);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function clustersCsv({ clusters }: MatchResult, several: boolean): string {
  const rows = clusters.flatMap((members) => {
    const sorted = [...members].sort((a, b) => (refKey(a) < refKey(b) ? -1 : 1));
    const cluster = name(sorted[0]!, several);
    return sorted.map((ref) => (several ? [ref.id, cluster, ref.source] : [ref.id, cluster]));
  });
  rows.sort((a, b) => (a[1]! < b[1]! ? -1 : a[1]! > b[1]! ? 1 : 0));
  return stringify([several ? ['record_id', 'cluster_id', 'source'] : ['record_id', 'cluster_id'], ...rows]);
}

function reviewCsv(matching: Matching, { suggestions }: MatchResult): string {
  return stringify([
    ['source_a', 'id_a', 'source_b', 'id_b', 'probability', 'because'],
    ...suggestions.map(({ a, b, probability }) => [
      a.source,
      a.id,
      b.source,
      b.id,
      probability.toFixed(3),
      matching
        .explain(a, b)
        .comparisons.map(({ sentence }) => sentence)
        .join('; '),
    ]),
  ]);
}

function name(ref: RecordRef, several: boolean): string {
  return several ? `${ref.source}:${ref.id}` : ref.id;
}

function summary({ clusters, suggestions, sharedIdentifiers, counts }: MatchResult): string[] {
  const joined = clusters.filter((members) => members.length > 1);
  const largest = clusters.reduce((most, members) => Math.max(most, members.length), 0);
  return [
    `${counts.records} records in ${clusters.length} clusters, ${joined.length} of them of several records, the largest of ${largest}.`,
    `${counts.candidates} pairs compared, ${suggestions.length} left for a person to decide.`,
    ...(sharedIdentifiers.length === 0 ? [] : [`${sharedIdentifiers.length} identifiers are on several people.`]),
  ];
}
