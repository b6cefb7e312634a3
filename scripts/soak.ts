/**
 * `npm run soak -- [--minutes N] [--seed N]`: everything at once for ten minutes (test/laboratory/soak.ts). Writes
 * docs/soak.md; exits 1 when anything did not hold. On MongoDB where MONGODB_URI names a server.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type SoakReport, soak } from '../test/laboratory/soak';

const PAGE = join(resolve(__dirname, '..'), 'docs/soak.md');

async function main(): Promise<void> {
  const minutes = numberOf('--minutes', 10);
  const seed = numberOf('--seed', 1);
  const say = process.stdout.isTTY ? (line: string) => process.stdout.write(`\r${line}  `) : () => undefined;
  const report = await soak({ minutes, seed, say });
  await writeFile(PAGE, page(report, minutes, seed));
  console.log(`\n${JSON.stringify({ ...report, heaps: undefined })}`);
  process.exitCode = report.violations.length > 0 ? 1 : 0;
}

function numberOf(option: string, otherwise: number): number {
  const at = process.argv.indexOf(option);
  const value = at > 0 ? Number(process.argv[at + 1]) : otherwise;
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${option}: expected a number above 0, received ${process.argv[at + 1]}`);
}

function page(report: SoakReport, minutes: number, seed: number): string {
  const { heaps, longestRecoveryMs, slopes } = report;
  const last = heaps.map((heap) => Math.round(heap.at(-1) ?? 0)).join(' and ');
  return `<!-- Written by \`npm run soak\`. Do not edit. -->
# Soak

Two gateways on one store (${process.env.MONGODB_URI ? 'MongoDB' : 'embedded'}) for ${minutes} minutes, seed ${seed}: readers without rest, one source after another
misbehaving and coming back, records merged and deleted upstream, stewards who merge, split, link, unlink, forbid, undo and
erase at random. Persons whom only the faults touch are judged by the laboratory's oracle; the store has to stay sound, its
histories have to replay, the erased have to stay erased.

| | |
| --- | ---: |
| queries | ${report.queries} |
| answers judged by the oracle | ${report.judged} |
| decisions of stewards | ${report.decisions} |
| records merged or deleted upstream | ${report.upstreamMerges} |
| faults | ${report.faults} |
| longest recovery | ${longestRecoveryMs} ms |
| heap at the end, each gateway | ${last} MiB |
| growth of the heap after collection (Theil–Sen, second half) | ${slopes.map((slope) => slope.toFixed(2)).join(' and ')} MiB a minute |
| violations | ${report.violations.length === 0 ? '0' : report.violations.join('; ')} |
`;
}

void main();
