/**
 * `onefold merge`, `split`, `link`, `unlink`, `undo`, `history`: decides who is who, and tells what was decided, through a
 * running gateway.
 */
import { randomUUID } from 'node:crypto';
import {
  IdentityHistoryDocument,
  LinkRecordDocument,
  MergeCustomersDocument,
  PreviewMergeDocument,
  PreviewSplitDocument,
  type ShownDecisionFragment,
  type ShownPreviewFragment,
  type ShownRefusalFragment,
  SplitCustomerDocument,
  UndoIdentityEventDocument,
  UnlinkRecordDocument,
} from '../generated/graphql';
import { type AskOptions, askGateway } from './ask-gateway';
import { CommandFailure } from './failure';
import { historyLines, previewLines, recordsLine } from './history-page';
import { identifierArgument } from './identifier-argument';
import { printable, type Terminal } from './terminal';

export interface DecisionOptions extends AskOptions {
  readonly reason?: string;
  readonly idempotencyKey?: string;
}

export interface ForeseeableOptions extends DecisionOptions {
  /** Show what would change, and decide nothing. */
  readonly preview?: true;
  /** What a preview printed. */
  readonly expected?: string;
}

export async function merge(
  survivor: string,
  other: string,
  options: ForeseeableOptions,
  terminal: Terminal,
): Promise<void> {
  const ids = { survivor: customerId(survivor), other: customerId(other) };
  if (options.preview) {
    return foreseen((await askGateway(PreviewMergeDocument, ids, options, terminal))?.preview, options, terminal);
  }
  const { expected } = options;
  await decide(options, terminal, (order) =>
    askGateway(MergeCustomersDocument, { input: { ...ids, expected, ...order } }, options, terminal),
  );
}

export async function split(
  customer: string,
  written: readonly string[],
  options: ForeseeableOptions,
  terminal: Terminal,
): Promise<void> {
  const what = { customer: customerId(customer), records: written.map(record) };
  if (options.preview) {
    return foreseen((await askGateway(PreviewSplitDocument, what, options, terminal))?.preview, options, terminal);
  }
  const { expected } = options;
  await decide(options, terminal, (order) =>
    askGateway(SplitCustomerDocument, { input: { ...what, expected, ...order } }, options, terminal),
  );
}

export async function link(
  written: string,
  customer: string,
  options: DecisionOptions,
  terminal: Terminal,
): Promise<void> {
  const what = { record: record(written), customer: customerId(customer) };
  await decide(options, terminal, (order) =>
    askGateway(LinkRecordDocument, { input: { ...what, ...order } }, options, terminal),
  );
}

export async function unlink(written: string, options: DecisionOptions, terminal: Terminal): Promise<void> {
  const what = { record: record(written) };
  await decide(options, terminal, (order) =>
    askGateway(UnlinkRecordDocument, { input: { ...what, ...order } }, options, terminal),
  );
}

export async function undo(event: string, options: DecisionOptions, terminal: Terminal): Promise<void> {
  if (!/^cus_[0-9a-z]{26}:\d+$/.test(event)) {
    throw new CommandFailure('This is no event. Write one as a decision or onefold history shows it: cus_…:3', 2);
  }
  await decide(options, terminal, (order) =>
    askGateway(UndoIdentityEventDocument, { input: { event, ...order } }, options, terminal),
  );
}

const PAGE = 100;

export async function history(
  customer: string,
  options: AskOptions & { readonly limit: number },
  terminal: Terminal,
): Promise<void> {
  const id = customerId(customer);
  let after: string | null = null;
  for (let left = options.limit; left > 0; left -= PAGE) {
    const page: Parameters<typeof historyLines>[0] | undefined = (
      await askGateway(IdentityHistoryDocument, { id, first: Math.min(PAGE, left), after }, options, terminal)
    )?.identityHistory;
    if (!page) throw new CommandFailure('The gateway gave no result.');
    if (!options.json) for (const line of historyLines(page, terminal.colours)) terminal.out(line);
    if (page.edges.length === 0 && after === null) throw new CommandFailure('No customer was ever given this id.');
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) return;
  }
  terminal.err(`There are older events: --limit ${options.limit * 2} shows more.`);
}

interface OrderInput {
  readonly idempotencyKey: string;
  readonly reason?: string;
}

/** Orders a decision and says what came of it; where nobody can know, how to find out. */
async function decide(
  { idempotencyKey = randomUUID(), json, reason }: DecisionOptions,
  terminal: Terminal,
  ask: (order: OrderInput) => Promise<{ readonly decided: ShownDecisionFragment } | undefined>,
): Promise<void> {
  const again = `If it is not known whether this was decided: the same command with --idempotency-key ${idempotencyKey}`;
  const decided = await ask({ idempotencyKey, reason }).then(
    (data) => data?.decided,
    (error: unknown) => {
      if (error instanceof CommandFailure && error.exitCode === 1) terminal.err(again);
      throw error;
    },
  );
  if (!decided) {
    terminal.err(again);
    throw new CommandFailure('The gateway gave no result.');
  }
  if (decided.__typename === 'DecisionRefused') throw refusal(decided);
  if (json) return;
  terminal.out(`Done: ${decided.event}`);
  for (const { id, records } of decided.customers) terminal.out(`  ${id}  ${recordsLine(records)}`);
  terminal.out(`To take it back: onefold undo ${decided.event}`);
}

function foreseen(preview: ShownPreviewFragment | undefined, { json }: AskOptions, terminal: Terminal): void {
  if (!preview) throw new CommandFailure('The gateway gave no result.');
  if (preview.__typename === 'DecisionRefused') throw refusal(preview);
  if (json) return;
  for (const line of previewLines(preview.customers, terminal.colours)) terminal.out(line);
  terminal.out('');
  terminal.out(`Nothing was decided. To decide exactly this, add --expected ${preview.expected}`);
}

function refusal({ because, message, reason }: ShownRefusalFragment): CommandFailure {
  const events = because.map((event) => `  in the way: ${printable(event)}`);
  return new CommandFailure([`${reason}: ${printable(message)}`, ...events].join('\n'));
}

function customerId(written: string): string {
  if (/^cus_[0-9a-z]{26}$/.test(written)) return written;
  throw new CommandFailure('This is no id of a customer. Write cus_ and 26 letters or digits.', 2);
}

function record(written: string): { readonly source: string; readonly id: string } {
  const identifier = /^[^@]*:/.test(written) ? identifierArgument(written) : undefined;
  if (identifier && 'record' in identifier) return identifier.record;
  throw new CommandFailure('This is no record. Write its source and its id: crm:101', 2);
}
