/** Tables of one cell: a query at one latency of the upstream. */
const COLUMNS = [
  { title: 'CPU ms/query', of: 'cpuMs', digits: 3 },
  { title: 'req/s', of: 'perSecond', digits: 0 },
  { title: 'p50 ms', of: 'p50', digits: 1 },
  { title: 'p99 ms', of: 'p99', digits: 1 },
  { title: 'RSS MiB', of: 'rssMiB', digits: 0 },
  { title: 'calls/query', of: 'calls', digits: 2 },
];
/** Beyond this the other core, not the server, may be what is measured. */
const BUSY = 0.9;

export function printCell(title, servers) {
  console.log(`## ${title}\n`);
  printTable(
    ['server', ...COLUMNS.map((column) => column.title)],
    servers.map(({ name, rounds }) => [
      name,
      ...COLUMNS.map(({ of, digits }) => written(median(rounds.map((round) => round[of])), digits)),
    ]),
  );
  const [base, ...others] = servers;
  if (others.length > 0) {
    console.log(
      `\nThe same as a multiple of ${base.name}, round by round: min / median / max of ${base.rounds.length}.\n`,
    );
    printTable(
      ['server', ...COLUMNS.map((column) => column.title)],
      others.map(({ name, rounds }) => [name, ...COLUMNS.map(({ of }) => spread(rounds, base.rounds, of))]),
    );
  }
  const shares = servers.map(({ name, rounds }) => {
    const share = (of) => `${Math.round(100 * median(rounds.map((round) => round[of])))}`;
    return `${name} ${share('serverShare')}/${share('upstreamShare')}/${share('loadShare')}`;
  });
  console.log(`\n% of a core by server/upstream/load: ${shares.join(', ')}.`);
  for (const { name, rounds } of servers) {
    if (median(rounds.map((round) => round.upstreamShare + round.loadShare)) > BUSY) {
      console.log(`CAUTION: upstream and load filled their core beside ${name}; its req/s and latency are too low.`);
    }
  }
  console.log('');
}

export function printTable(head, rows) {
  const table = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  const widths = head.map((_, i) => Math.max(...table.map((row) => row[i].length)));
  for (const row of table) {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function spread(rounds, base, of) {
  const ratios = rounds.map((round, i) => round[of] / base[i][of]).sort((a, b) => a - b);
  return [ratios[0], median(ratios), ratios.at(-1)].map((ratio) => written(ratio, 2)).join(' / ');
}

/** "-" where the system does not tell. */
export function written(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
