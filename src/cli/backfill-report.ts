/** The report of a backfill as a person reads it. Numbers, names of sources and ids of records; no value of anybody. */
import type { Report } from '../backfill/backfill';
import { painter, printable } from './terminal';

export function reportLines(report: Report, colours: boolean): string[] {
  const paint = painter(colours);
  const sources = Object.entries(report.sources);
  const widest = Math.max(...sources.map(([name]) => name.length));
  const records = sources.reduce((sum, [, source]) => sum + source.records, 0);
  const lines = [
    paint('bold', report.dryRun ? 'What a backfill would do (nothing was written)' : 'Backfill'),
    '',
    `${records} records read, ${report.customers} customers; ${report.joined} of them have several records, ${report.ofSeveralSources} in several sources.`,
    `Joined by: an id that one source issued for another ${report.joins.ISSUED_ID}, the same e-mail ${report.joins.SAME_EMAIL}.`,
    '',
  ];
  for (const [name, source] of sources) {
    const { limit, remaining, unit } = source.quota ?? {};
    const left = remaining === undefined ? '' : `, ${remaining} of ${limit ?? '?'} ${unit} left`;
    lines.push(
      `${paint('cyan', name.padEnd(widest))}  ${source.records} records${source.since ? ` changed since ${source.since}` : ''}, ${source.deleted} deleted; ${source.calls} calls${left}`,
      `${''.padEnd(widest)}  without e-mail ${source.withoutEmail}, without phone ${source.withoutPhone}, without either and without an id ${source.withoutAny}`,
      `${''.padEnd(widest)}  duplicates ${source.duplicates}, pairs that look like one person ${source.likelyDuplicates}`,
    );
    if (source.unreadable > 0) lines.push(`${''.padEnd(widest)}  ${paint('red', `unreadable ${source.unreadable}`)}`);
  }
  const { count, worst } = report.suspicious;
  if (count === 0) return [...lines, '', 'No identifier is carried by so many people that it is suspicious.'];
  lines.push('', `Suspicious identifiers: ${count}`);
  for (const { example, names, records: carriers, sources: where, type } of worst) {
    lines.push(
      `  ${type === 'EMAIL' ? 'an e-mail' : 'a phone'} on ${carriers} records with ${names} names, in ${where.join(', ')}; one of them is ${example.source} ${printable(example.id)}`,
    );
  }
  return lines;
}
