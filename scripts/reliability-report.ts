/**
 * Writes docs/reliability.md: the laboratory's table fault × source × part, each cell asked for once as it is and once
 * under forced garbage collection, and how often a deadline was kept. Takes some minutes; exits 1 on a cell that its fault
 * does not explain. `--tries N` says how often each deadline is tried (default 200).
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FAULTS, type LaboratorySource, PARTS } from '../test/laboratory/faults';
import { type Laboratory, openLaboratory } from '../test/laboratory/laboratory';

const ROOT = resolve(__dirname, '..');
const PAGE = join(ROOT, 'docs/reliability.md');
const DEADLINE_MS = 1000;
const HURRIED_MS = 300;
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

  const plain = await withLaboratory([], DEADLINE_MS, table);
  const collecting = await withLaboratory(FORCED_GC, DEADLINE_MS, table);
  const hurried = await withLaboratory([], HURRIED_MS, (laboratory) => deadlines(laboratory, tries));
  const rows = [...plain, ...collecting];
  const unexplained = rows.filter(({ violations }) => violations.length > 0);
  await writeFile(PAGE, page(plain, collecting, hurried, tries));
  for (const { fault, source, part, violations } of unexplained) {
    console.error(`${source} ${part}, ${fault}: ${violations.join('; ')}`);
  }
  const missed = hurried.reduce((sum, { wrong }) => sum + wrong, 0);
  console.log(
    `${rows.length} cells, ${unexplained.length} unexplained; ${missed} of ${hurried.length * tries} hurried answers wrong`,
  );
  process.exitCode = unexplained.length > 0 || missed > 0 ? 1 : 0;
}

async function withLaboratory<T>(
  nodeArguments: readonly string[],
  deadlineMs: number,
  work: (laboratory: Laboratory) => Promise<T>,
): Promise<T> {
  const laboratory = await openLaboratory({ deadlineMs, nodeArguments });
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

interface Hurried {
  readonly fault: string;
  readonly source: LaboratorySource;
  readonly wrong: number;
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
      results.push({ fault: name, source, wrong, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) });
    }
  }
  return results;
}

function page(plain: readonly Row[], collecting: readonly Row[], hurried: readonly Hurried[], tries: number): string {
  const longest = (rows: readonly Row[], of: (row: Row) => number): number => Math.round(Math.max(...rows.map(of)));
  const cells = plain.map((row, i) => {
    const other = collecting[i]!;
    const states = [...new Set([...row.states, ...other.states])].sort().join(', ');
    const verdict = [...row.violations, ...other.violations].join('; ') || 'explained';
    return `| ${row.fault} | ${row.source} | ${row.part} | ${states} | ${verdict} |`;
  });
  return `<!-- Written by \`npm run report:reliability\`. Do not edit. -->
# Reliability

One customer whom all three sources know is asked for with everything, while one part of one source has a fault. Every
value must be what it is without the fault, or be missing with a cause that names the source; nobody else may lose
anything; everything must be there again within ten seconds of the fault's end. Each cell was asked for twice, the second
time with a garbage collection forced every 150 ms.

${plain.length + collecting.length} cells, ${[...plain, ...collecting].filter(({ violations }) => violations.length > 0).length} unexplained. The deadline was ${DEADLINE_MS} ms; the longest answer took ${longest(plain, ({ ms }) => ms)} ms, under forced collection
${longest(collecting, ({ ms }) => ms)} ms. The longest recovery took ${longest(plain, ({ recoveryMs }) => recoveryMs)} ms, under forced collection ${longest(collecting, ({ recoveryMs }) => recoveryMs)} ms.

## A deadline of ${HURRIED_MS} ms

Each ${tries} times, one after another, as the client saw it.

| fault | source | wrong answers | p50 ms | p99 ms | longest ms |
| --- | --- | ---: | ---: | ---: | ---: |
${hurried.map(({ fault, source, wrong, p50Ms, p99Ms, longestMs }) => `| ${fault} | ${source} | ${wrong} | ${p50Ms} | ${p99Ms} | ${longestMs} |`).join('\n')}

## Fault by source and part

| fault | source | part | states seen | verdict |
| --- | --- | --- | --- | --- |
${cells.join('\n')}
`;
}

void main();
