/** Reads CSV files as records to match, by a map. All or nothing: a broken row is named, and nothing is answered. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { type Parser, parse } from 'csv-parse';
import { ConfigError } from '../config';
import type { RecordRef } from '../customer/source-record';
import { refKey } from '../customer/source-record';
import type { MatchIdentifier, MatchRecord } from '../identity/matching/record';
import { CommandFailure } from './failure';
import { addressesOf, columnsOf, type MatchMap } from './match-map';

/** So many broken rows are named; the rest is counted. */
const NAMED_ROWS = 10;

type Row = Readonly<Record<string, string>>;

/**
 * The records of the files, one after another. Whether the columns are there is known with the first.
 *
 * @throws ConfigError where the map names a column that no file has; CommandFailure for rows that cannot be read.
 */
export async function* csvRecords(
  files: readonly string[],
  map: MatchMap,
  mapFile: string,
  cwd: string,
): AsyncGenerator<MatchRecord> {
  const headers = await Promise.all(files.map((file) => headerOf(path.resolve(cwd, file), file)));
  checkColumns(map, mapFile, files, headers);
  const toRecord = recordMaker(map);
  const seen = new Set<string>();
  const broken: string[] = [];
  let brokenCount = 0;
  const complain = (file: string, line: number, message: string): void => {
    brokenCount++;
    if (broken.length < NAMED_ROWS) broken.push(`${file}:${line}: ${message}`);
  };
  for (const [at, file] of files.entries()) {
    const name = path.basename(file, path.extname(file));
    for await (const { row, line } of rowsOf(path.resolve(cwd, file), headers[at]!, (errorLine, message) =>
      complain(file, errorLine, message),
    )) {
      const id = (row[map.id] ?? '').trim();
      const source = map.source === undefined ? name : (row[map.source] ?? '').trim() || name;
      const ref: RecordRef = { source, id };
      if (id === '') complain(file, line, `expected an id in the column ${map.id}, received nothing`);
      else if (seen.has(refKey(ref)))
        complain(file, line, `the id ${id} of ${source} stands in an earlier row already`);
      else {
        seen.add(refKey(ref));
        if (brokenCount === 0) yield { ref, fields: toRecord(row) };
      }
    }
  }
  if (brokenCount === 0) return;
  const more = brokenCount > broken.length ? [`… and ${brokenCount - broken.length} more`] : [];
  throw new CommandFailure(
    [
      `${brokenCount === 1 ? 'A row' : `${brokenCount} rows`} cannot be read; nothing was done:`,
      ...broken,
      ...more,
    ].join('\n  '),
  );
}

function checkColumns(
  map: MatchMap,
  mapFile: string,
  files: readonly string[],
  headers: readonly (readonly string[])[],
): void {
  const known = new Set(headers.flat());
  const complaints = [...columnsOf(map)].flatMap(([column, key]) =>
    known.has(column)
      ? []
      : [
          {
            file: mapFile,
            key,
            message: `no column ${column} in ${files.join(', ')}; there are: ${[...known].join(', ')}`,
          },
        ],
  );
  if (complaints.length > 0) throw new ConfigError(complaints);
  for (const [at, header] of headers.entries()) {
    if (!header.includes(map.id)) {
      throw new ConfigError([{ file: mapFile, key: 'id', message: `no column ${map.id} in ${files[at]}` }]);
    }
  }
}

async function headerOf(location: string, file: string): Promise<readonly string[]> {
  try {
    const parser = piped(location, parse({ bom: true, to_line: 1 }));
    for await (const header of parser) return (header as string[]).map((name) => name.trim());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CommandFailure(`There is no file ${file}.`, 2);
    if (code === 'EISDIR') throw new CommandFailure(`${file} is a folder; a CSV file was expected.`, 2);
    if (!code?.startsWith('CSV_')) throw error;
  }
  throw new CommandFailure(`${file} has no header: a first row with the names of its columns was expected.`);
}

async function* rowsOf(
  location: string,
  header: readonly string[],
  complain: (line: number, message: string) => void,
): AsyncGenerator<{ readonly row: Row; readonly line: number }> {
  const parser = piped(
    location,
    parse({
      bom: true,
      columns: [...header],
      from_line: 2,
      info: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        if (error !== undefined) complain(lineOf(error), reasonOf(error, header.length));
        return undefined;
      },
    }),
  );
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      yield { row: record, line: info.lines };
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('CSV_')) throw error;
    complain(lineOf(error), reasonOf(error, header.length));
  }
}

/** A file that cannot be read ends what reads it, with its error. */
function piped(location: string, parser: Parser): Parser {
  const source = createReadStream(location);
  source.on('error', (error) => parser.destroy(error));
  parser.on('close', () => source.destroy());
  return source.pipe(parser);
}

function lineOf(error: unknown): number {
  return Number((error as { lines?: number }).lines ?? 0);
}

function reasonOf(error: unknown, columns: number): string {
  const { code, record } = error as { code?: string; record?: readonly unknown[] };
  switch (code) {
    case 'CSV_RECORD_INCONSISTENT_COLUMNS':
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `expected ${columns} columns, received ${record?.length ?? 'another number'}`;
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quotation mark is opened here or above and never closed';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return 'a quotation mark stands inside a value; write it twice, within quotation marks';
    default:
      return `this is not CSV (${code ?? 'unknown'})`;
  }
}

/** Reads the map once, so that each row only picks its values. */
function recordMaker(map: MatchMap): (row: Row) => MatchRecord['fields'] {
  const { firstName, lastName, fullName, otherNames, company, birthDate, gender, emails, phones, ids } = map.columns;
  const proofOf = (type: string) => map.proofs?.[type];
  const identifiers: readonly (readonly [string, string])[] = [
    ...(emails ?? []).map((column) => ['EMAIL', column] as const),
    ...(phones ?? []).map((column) => ['PHONE', column] as const),
    ...Object.entries(ids ?? {}).flatMap(([type, named]) => named.map((column) => [type, column] as const)),
  ];
  const addresses = addressesOf(map);
  return (row) => ({
    names: [
      { firstName: joined(row, firstName), lastName: joined(row, lastName), displayName: joined(row, fullName) },
      ...(otherNames ?? []).flatMap((column) => (row[column] ? [{ displayName: row[column] }] : [])),
    ],
    company: joined(row, company),
    birthDate: joined(row, birthDate, '-'),
    gender: joined(row, gender),
    region: map.region,
    addresses: addresses.map((named) => ({
      line1: joined(row, named.line1),
      line2: joined(row, named.line2),
      houseNumber: joined(row, named.houseNumber),
      city: joined(row, named.city),
      region: joined(row, named.region),
      postalCode: joined(row, named.postalCode),
      country: joined(row, named.country),
    })),
    identifiers: identifiers.flatMap(([type, column]): MatchIdentifier[] => {
      const value = row[column];
      return value === undefined || value === '' ? [] : [{ type, value, proof: proofOf(type) }];
    }),
  });
}

function joined(row: Row, named: readonly string[] | undefined, separator = ' '): string | undefined {
  if (named === undefined) return undefined;
  if (named.length === 1) return row[named[0]!]?.trim();
  return named
    .map((column) => (row[column] ?? '').trim())
    .filter((value) => value !== '')
    .join(separator);
}
