import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { dirtyPeople } from '../../scripts/dirty-people';
import { runCli } from '../../src/cli/program';
import { matchRecords } from '../../src/identity/matching/matching';
import { readModel } from '../../src/identity/matching/model';
import { written } from '../identity/matching/clusters';
import { capturedTerminal } from './captured-terminal';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-match-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MAP = `id: id
source: system
region: US
columns:
  firstName: first
  lastName: last
  birthDate: born
  emails: mail
  phones: phone
  address: { line1: street, city: town, postalCode: code }
`;
const people = [...dirtyPeople(80, 4)];
const header = ['id', 'system', 'first', 'last', 'born', 'mail', 'phone', 'street', 'town', 'code'];
const rows = people.map(({ ref, fields: { names, birthDate, identifiers, addresses } }) => [
  ref.id,
  ref.source,
  names![0]!.firstName,
  names![0]!.lastName,
  birthDate,
  identifiers![0]!.value,
  identifiers![1]!.value,
  addresses![0]?.line1 ?? '',
  addresses![0]?.city ?? '',
  addresses![0]?.postalCode ?? '',
]);

const put = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);
const got = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

async function run(...args: readonly string[]) {
  const terminal = capturedTerminal({ cwd: folder });
  const code = await runCli(args, terminal);
  return { code, output: terminal.output, complaints: terminal.complaints };
}

function clustersIn(file: string): readonly string[] {
  const clusters = new Map<string, { source: string; id: string }[]>();
  for (const row of parse(got(file), { columns: true }) as Record<string, string>[]) {
    const ref = { source: row.source!, id: row.record_id! };
    clusters.set(row.cluster_id!, [...(clusters.get(row.cluster_id!) ?? []), ref]);
  }
  return written([...clusters.values()]);
}

describe('with people in two files', () => {
  beforeEach(() => {
    put('map.yml', MAP);
    put('a.csv', stringify([header, ...rows.slice(0, 50)]));
    put('b.csv', `\ufeff${stringify([header, ...rows.slice(50)], { record_delimiter: 'windows' })}`);
  });
  const IN = ['--in', 'a.csv', '--in', 'b.csv', '--map', 'map.yml'];

  test('says what the engine says of the same records', async () => {
    const { code, output } = await run('match', ...IN, '--out', 'clusters.csv', '--review', 'review.csv');
    expect(code).toBe(0);
    expect(output[0]).toMatch(/^80 records in \d+ clusters/);
    const { clusters, suggestions } = matchRecords(people);
    expect(clustersIn('clusters.csv')).toEqual(written(clusters));
    expect(parse(got('review.csv'), { columns: true })).toHaveLength(suggestions.length);
  });

  test('train writes a model by which match then goes', async () => {
    expect((await run('train', ...IN, '--out', 'model.json')).code).toBe(0);
    const model = readModel(got('model.json'));
    expect(model.records).toBe(80);
    expect((await run('match', ...IN, '--out', 'clusters.csv', '--model', 'model.json')).code).toBe(0);
    expect(clustersIn('clusters.csv')).toEqual(written(matchRecords(people, { model }).clusters));
  });

  test('a model holds no e-mail, telephone number or address of anybody', async () => {
    await run('train', ...IN, '--out', 'model.json');
    const text = got('model.json');
    for (const { fields } of people) {
      for (const { value } of fields.identifiers!) if (value !== '') expect(text).not.toContain(value);
      for (const { line1 } of fields.addresses!) expect(text).not.toContain(line1!);
    }
  });

  describe('nothing is written, and what is wrong is said plainly, where', () => {
    const refused = async (args: readonly string[], complaint: RegExp, code = 2): Promise<void> => {
      const before = readdirSync(folder).sort();
      const result = await run('match', ...args);
      expect(result.complaints.join('\n')).toMatch(complaint);
      expect(result.code).toBe(code);
      expect(readdirSync(folder).sort()).toEqual(before);
    };
    const OUT = ['--out', 'clusters.csv'];

    test('the map names a column that no file has', async () => {
      put('map.yml', MAP.replace(': mail', ': email_address'));
      await refused(
        [...IN, ...OUT],
        /map\.yml columns\.emails: no column email_address in a\.csv, b\.csv; there are: id, /,
      );
    });

    test('the map has a key that is none', async () => {
      put('map.yml', MAP.replace('firstName', 'firstname'));
      await refused([...IN, ...OUT], /map\.yml:5 columns\.firstname: unknown key; did you mean firstName\?/);
    });

    test('rows have another number of columns, or no id, or one that was', async () => {
      put(
        'a.csv',
        stringify([header, ...rows.slice(0, 3)]).replace('\n', '\n1,2,3\n,crm,,,,,,,,\n') + stringify([rows[0]!]),
      );
      await refused(
        [...IN, ...OUT],
        /3 rows cannot be read; nothing was done:\n {2}a\.csv:2: expected 10 columns, received 3\n {2}a\.csv:3: expected an id in the column id, received nothing\n {2}a\.csv:7: the id r0 of \w+ stands in an earlier row already/,
        1,
      );
    });

    test('a quotation mark is never closed', async () => {
      put('b.csv', `${header.join(',')}\nr1,crm,"Ada,Lovelace,,,,,,\n`);
      await refused([...IN, ...OUT], /b\.csv:\d+: a quotation mark is opened here or above and never closed/, 1);
    });

    test('a file is empty, or not there', async () => {
      put('b.csv', '');
      await refused([...IN, ...OUT], /b\.csv has no header/, 1);
      await refused(['--in', 'c.csv', '--map', 'map.yml', ...OUT], /There is no file c\.csv\./);
    });

    test('the model is of another version, or no model', async () => {
      await run('train', ...IN, '--out', 'model.json');
      put('model.json', got('model.json').replace('"version": 1', '"version": 99'));
      await refused(
        [...IN, ...OUT, '--model', 'model.json'],
        /model\.json: expected a model of version 1, received version 99; train it again/,
      );
      put('model.json', '{}');
      await refused(
        [...IN, ...OUT, '--model', 'model.json'],
        /model\.json: expected a model written by `onefold train`/,
      );
      put('model.json', 'no JSON');
      await refused([...IN, ...OUT, '--model', 'model.json'], /received no JSON object/);
    });
  });

  test('a file that was there stays as it was when something is wrong', async () => {
    put('clusters.csv', 'of yesterday');
    put('a.csv', `${header.join(',')}\n1,2\n`);
    expect((await run('match', ...IN, '--out', 'clusters.csv')).code).toBe(1);
    expect(got('clusters.csv')).toBe('of yesterday');
    expect(existsSync(path.join(folder, `clusters.csv.${process.pid}.part`))).toBe(false);
  });
});
