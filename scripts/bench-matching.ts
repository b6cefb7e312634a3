/**
 * `npm run bench:matching [folder]`: how well matching does on published sets, with one configuration for all and no label
 * used. Prints a table.
 */
import { Matching } from '../src/identity/matching/matching';
import { matchNames, qualityOf, recordsOf, SETS, setsFolder, truthOf } from './matching-sets';

const HEAD = ['set', 'records', 'P', 'R', 'F1', 'B-cubed F1', 'over-merged', 'largest', 'pairs a record', 'seconds'];

async function main(): Promise<void> {
  const folder = setsFolder(process.argv[2]);
  if (folder === undefined) {
    console.error(
      'The sets are not on this machine: name their folder, or set ONEFOLD_SHARED to the one that holds er/.',
    );
    process.exitCode = 2;
    return;
  }
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  console.log(line(HEAD));
  console.log(line(HEAD.map((_, column) => (column === 0 ? '---' : '---:'))));
  for (const [set] of SETS) {
    const start = performance.now();
    const matching = new Matching();
    for (const record of await recordsOf(folder, set)) matching.add(record);
    const { clusters, counts } = matching.result();
    const seconds = (performance.now() - start) / 1000;
    const quality = qualityOf(truthOf(folder, set), clusters);
    console.log(
      line([
        set,
        String(counts.records),
        ...[quality.precision, quality.recall, quality.f1, quality.bcubedF1].map((share) => share.toFixed(4)),
        String(quality.overMerged),
        String(quality.largest),
        (counts.candidates / counts.records).toFixed(1),
        seconds.toFixed(1),
      ]),
    );
  }
  const { pairs, precision, recall, f1 } = matchNames(folder);
  const shares = [precision, recall, f1].map((share) => share.toFixed(4));
  console.log(`\n${pairs} pairs of names alone: P ${shares[0]}, R ${shares[1]}, F1 ${shares[2]}`);
}

void main();
