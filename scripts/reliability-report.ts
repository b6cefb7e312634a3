/**
 * Writes docs/reliability.md: the laboratory's table fault × source × part, each cell asked for once as it is and once
 * under forced garbage collection; faults of the identity store, embedded and (where `MONGODB_URI` names one) on a server;
 * and how often a deadline was kept. Takes some minutes; exits 1 on a cell that its fault does not explain, or an answer
 * that was late. `--tries N` says how often each deadline is tried (default 200).
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FAULTS, type LaboratorySource, PARTS } from '../test/laboratory/faults';
import { type Laboratory, type LaboratoryOptions, openLaboratory } from '../test/laboratory/laboratory';
import { type ObservedStore, StoreTrials, storeFaults } from '../test/laboratory/store-faults';

const ROOT = resolve(__dirname, '..');
const PAGE = join(ROOT, 'docs/reliability.md');
const DEADLINE_MS = 1000;
const HURRIED_MS = 300;
/** An answer that the client has later than this was late. */
const LATE_MS = 350;
const HURRIED_FAULTS = ['hang', 'connection reset', 'slow body', 'flapping'];
const SOURCES = Object.keys(PARTS) as LaboratorySource[];
/** Collects every 150 ms: on Node 20 a collection can lose timers that nobody holds. */
const FORCED_GC = ['--expose-gc', '-r', join(ROOT, 'test/laboratory/collect-often.cjs')];

interface Row {
  readonly fault: string;
  readonly source: LaboratorySource;
  readonly part: string;
  readonly states: readonly string[];
  readonly ms: number;
  readonly recoveryMs: number;
  readonly violations: readonly string[];
}

async function main(): Promise<void> {
  const at = process.argv.indexOf('--tries');
  const tries = at > 0 ? Number(process.argv[at + 1]) : 200;
  if (!Number.isInteger(tries) || tries < 1) throw new Error('--tries: expected a whole number above 0');

  const usual = { deadlineMs: DEADLINE_MS, mongodbUri: null };
  const plain = await withLaboratory(usual, table);
  const collecting = await withLaboratory({ ...usual, nodeArguments: FORCED_GC }, table);
  const embedded = await withLaboratory(usual, stores);
  const mongodbUri = process.env.MONGODB_URI;
  const server = mongodbUri ? await withLaboratory({ ...usual, mongodbUri }, stores) : undefined;
  const hurried = await withLaboratory({ ...usual, deadlineMs: HURRIED_MS }, (laboratory) =>
    deadlines(laboratory, tries),
  );
  const rows = [...plain, ...collecting];
  const cells = [
    ...rows.map(({ fault, source, part, violations }) => ({ name: `${source} ${part}, ${fault}`, violations })),
    ...[...embedded, ...(server ?? [])].map(({ fault, violations }) => ({ name: `store, ${fault}`, violations })),
  ];
  const unexplained = cells.filter(({ violations }) => violations.length > 0);
  await writeFile(PAGE, page({ plain, collecting, embedded, server, hurried, tries }));
  for (const { name, violations } of unexplained) console.error(`${name}: ${violations.join('; ')}`);
  const missed = hurried.reduce((sum, { wrong, late }) => sum + wrong + late, 0);
  console.log(
    `${cells.length} cells, ${unexplained.length} unexplained; ${missed} of ${hurried.length * tries} hurried answers wrong or late`,
  );
  process.exitCode = unexplained.length > 0 || missed > 0 ? 1 : 0;
}

async function withLaboratory<T>(options: LaboratoryOptions, work: (laboratory: Laboratory) => Promise<T>): Promise<T> {
  const laboratory = await openLaboratory(options);
  try {
    return await work(laboratory);
  } finally {
    await laboratory.close();
  }
}

async function table(laboratory: Laboratory): Promise<Row[]> {
  const rows: Row[] = [];
  for (const fault of FAULTS) {
    for (const source of SOURCES) {
      // Nobody listens on a port, or somebody does: that is no matter of a part.
      const parts = fault.name === 'connection refused' ? [undefined] : Object.keys(PARTS[source]);
      for (const part of parts) {
        const observed = await laboratory.run(fault, source, part);
        rows.push({ fault: fault.name, source, part: part ?? 'all', ...observed });
      }
    }
  }
  return rows;
}

/** Each fault of the store that it can have. */
async function stores(laboratory: Laboratory): Promise<ObservedStore[]> {
  const trials = new StoreTrials(laboratory);
  const observed: ObservedStore[] = [];
  for (const fault of storeFaults(laboratory)) observed.push(await trials.run(fault));
  return observed;
}

interface Hurried {
  readonly fault: string;
  readonly source: LaboratorySource;
  readonly wrong: number;
  readonly late: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

/** A deadline of 300 ms while one source misbehaves, many times over. */
async function deadlines(laboratory: Laboratory, tries: number): Promise<Hurried[]> {
  const results: Hurried[] = [];
  for (const name of HURRIED_FAULTS) {
    const fault = FAULTS.find((one) => one.name === name)!;
    for (const source of SOURCES) {
      const asked = await laboratory.repeat(fault, source, tries);
      const times = asked.map(({ ms }) => ms).sort((a, b) => a - b);
      const at = (share: number): number =>
        Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
      const wrong = asked.filter(({ violations }) => violations.length > 0).length;
      const late = times.filter((ms) => ms > LATE_MS).length;
      results.push({ fault: name, source, wrong, late, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) });
    }
  }
  return results;
}

interface Findings {
  readonly plain: readonly Row[];
  readonly collecting: readonly Row[];
  readonly embedded: readonly ObservedStore[];
  /** Absent where there is no server to reach. */
  readonly server: readonly ObservedStore[] | undefined;
  readonly hurried: readonly Hurried[];
  readonly tries: number;
}

function page({ plain, collecting, embedded, server, hurried, tries }: Findings): string {
  const longest = (rows: readonly Row[], of: (row: Row) => number): number => Math.round(Math.max(...rows.map(of)));
  const unexplained = [...plain, ...collecting].filter(({ violations }) => violations.length > 0).length;
  const cells = plain.map((row, i) => {
    const other = collecting[i]!;
    const states = [...new Set([...row.states, ...other.states])].sort().join(', ');
    const verdict = [...row.violations, ...other.violations].join('; ') || 'explained';
    return `| ${row.fault} | ${row.source} | ${row.part} | ${states} | ${verdict} |`;
  });
  const storeRows = (store: string, rows: readonly ObservedStore[]): string[] =>
    rows.map(({ fault, known, stranger, ms, recoveryMs, violations }) => {
      const took = ms === undefined ? '' : Math.round(ms);
      const verdict = violations.join('; ') || 'explained';
      return `| ${store} | ${fault} | ${known} | ${stranger} | ${took} | ${Math.round(recoveryMs)} | ${verdict} |`;
    });
  const lines = hurried.map(
    ({ fault, source, wrong, late, p50Ms, p99Ms, longestMs }) =>
      `| ${fault} | ${source} | ${wrong} | ${late} | ${p50Ms} | ${p99Ms} | ${longestMs} |`,
  );
  return `<!-- Written by \`npm run report:reliability\`. Do not edit. -->
# Reliability

One customer whom all three sources know is asked for with everything, while one part of one source has a fault. Every
value must be what it is without the fault, or be missing with a cause that names the source; nobody else may lose
anything; everything must be there again within ten seconds of the fault's end. Each cell was asked for twice, the second
time with a garbage collection forced every 150 ms.

${plain.length + collecting.length} cells, ${unexplained} unexplained. The deadline was ${DEADLINE_MS} ms; the longest answer took ${longest(plain, ({ ms }) => ms)} ms, under forced collection
${longest(collecting, ({ ms }) => ms)} ms. The longest recovery took ${longest(plain, ({ recoveryMs }) => recoveryMs)} ms, under forced collection ${longest(collecting, ({ recoveryMs }) => recoveryMs)} ms.

## A deadline of ${HURRIED_MS} ms

A whole source has the fault, and a customer is asked for ${tries} times, one after another, as the client saw it. An answer after
${LATE_MS} ms is late.

| fault | source | wrong | late | p50 ms | p99 ms | longest ms |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}

## Faults of the identity store

The sources are well. One customer whom the gateway has just read is asked for, and a stranger whom it must find and link.
The first is answered in full, by links that are marked as up to a minute old where the store cannot be asked; of the
second nothing is said without the store, and once it is there they are found, always under the same id. Recovery is
how long after the fault's end everything was there again.

| store | fault | known | stranger | longest ms | recovery ms | verdict |
| --- | --- | --- | --- | ---: | ---: | --- |
${[...storeRows('embedded', embedded), ...storeRows('server', server ?? [])].join('\n')}
${server ? '' : '\nNo server that speaks MongoDB’s protocol was there (`MONGODB_URI`), so faults on the wire to one were not tried.\n'}
## Fault by source and part

| fault | source | part | states seen | verdict |
| --- | --- | --- | --- | --- |
${cells.join('\n')}
`;
}

void main();
