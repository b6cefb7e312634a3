/**
 * `npm run bench:matching:throughput [records]`: onefold match on invented dirty people, at a sixteenth, a quarter and the
 * whole of the number (default 1,000,000). Each size is a process of its own, so that its peak of memory is its own.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { dirtyPeople } from './dirty-people';
import { qualityOf } from './matching-sets';

const HEADER = ['id', 'person', 'source', 'first', 'last', 'born', 'mail', 'phone', 'street', 'town', 'code'];
const MAP = path.join(__dirname, '../bench/matching/dirty-people.yml');

async function main(): Promise<void> {
  const most = Number(process.argv[2] ?? 1_000_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'onefold-throughput-'));
  console.log('| records | seconds | records/s | CPU seconds | pairs a record | peak MB | P | R | largest |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  try {
    for (const records of [most / 16, most / 4, most].map(Math.round)) {
      const file = path.join(folder, 'people.csv');
      await writePeople(file, records);
      console.log(measured(folder, file, records));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writePeople(file: string, records: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(stringify([HEADER]));
  let lines: unknown[][] = [];
  const flush = async (): Promise<void> => {
    if (!out.write(stringify(lines))) await once(out, 'drain');
    lines = [];
  };
  for (const { ref, person, fields } of dirtyPeople(records, 1)) {
    const [name, address] = [fields.names![0]!, fields.addresses![0]];
    const [email, phone] = fields.identifiers!.map(({ value }) => value);
    lines.push([
      ref.id,
      person,
      ref.source,
      name.firstName,
      name.lastName,
      fields.birthDate,
      email,
      phone,
      address?.line1,
      address?.city,
      address?.postalCode,
    ]);
    if (lines.length === 5_000) await flush();
  }
  await flush();
  out.end();
  await once(out, 'finish');
}

function measured(folder: string, file: string, records: number): string {
  const result = path.join(folder, 'clusters.csv');
  const usage = path.join(folder, 'usage.json');
  const started = performance.now();
  const program = `
    const { writeFileSync } = require('node:fs');
    process.on('exit', () => writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())));
    process.argv = [process.argv[0], 'onefold', 'match', '--in', ${JSON.stringify(file)}, '--map', ${JSON.stringify(MAP)}, '--out', ${JSON.stringify(result)}];
    require(${JSON.stringify(path.join(__dirname, '../dist/cli.js'))});`;
  const run = spawnSync(process.execPath, ['--max-old-space-size=16000', '-e', program], { encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(`onefold match failed: ${run.stderr}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usage, 'utf8')) as NodeJS.ResourceUsage;
  const pairs = Number(/([\d]+) pairs compared/.exec(run.stdout)![1]);
  const quality = qualityOf(truth(file), clusters(result));
  return `| ${[
    records,
    seconds.toFixed(1),
    Math.round(records / seconds),
    ((userCPUTime + systemCPUTime) / 1e6).toFixed(1),
    (pairs / records).toFixed(1),
    Math.round(maxRSS / 1024),
    quality.precision.toFixed(3),
    quality.recall.toFixed(3),
    quality.largest,
  ].join(' | ')} |`;
}

function truth(file: string): ReadonlyMap<string, string> {
  return new Map(table(file).map(([id, person]) => [id!, person!]));
}

function clusters(file: string): readonly (readonly { readonly id: string }[])[] {
  const found = new Map<string, { id: string }[]>();
  for (const [id, cluster] of table(file)) {
    const members = found.get(cluster!);
    if (members === undefined) found.set(cluster!, [{ id: id! }]);
    else members.push({ id: id! });
  }
  return [...found.values()];
}

function table(file: string): readonly (readonly string[])[] {
  return parse(readFileSync(file), { from_line: 2 });
}

void main();
