/**
 * What people decide about who is who, as the API asks for it (`DecisionView`): decisions with the customers after them,
 * previews with what would show, and what was decided before.
 */
import type { CustomerId } from '../customer/customer-id';
import type { CustomerField } from '../customer/fields';
import type { RecordRef, SourceName } from '../customer/source-record';
import { OnefoldError } from '../errors';
import type {
  EventId,
  Foreseen,
  GoneRecord,
  IdentityEvent,
  Membership,
  Order,
  Outcome,
  Preview,
  Refusal,
  Stewardship,
} from '../identity/identity';
import { isIdentified } from '../sources/drift';
import { type AssemblyOptions, assemble } from './assemble';
import { discover } from './discovery';
import { checkCursors } from './lists';
import type { Reading } from './reading';
import type { ConnectionSnapshot, CustomerSnapshot, CustomerWant, ReadContext } from './snapshot';

export type { EventId, IdentityEvent, Refusal };

export type Decision =
  | { readonly type: 'MERGE'; readonly survivor: CustomerId; readonly other: CustomerId }
  | { readonly type: 'SPLIT'; readonly customer: CustomerId; readonly records: readonly RecordRef[] }
  /** The record is read from its source and admitted first. */
  | { readonly type: 'LINK'; readonly record: RecordRef; readonly customer: CustomerId }
  | { readonly type: 'UNLINK'; readonly record: RecordRef }
  | { readonly type: 'UNDO'; readonly event: EventId };

/** What a preview is made of. */
export type Foreseeable = Extract<Decision, { readonly type: 'MERGE' | 'SPLIT' }>;

/** As `Order` of identity; the caller of the operation gives it. */
export type DecisionOrder = Omit<Order, 'by'> & { readonly idempotencyKey: string };

interface RefusedDecision {
  readonly status: 'REFUSED';
  readonly reason: Refusal;
  readonly because: readonly EventId[];
}

export type DecisionSnapshot =
  | { readonly status: 'DONE'; readonly event: EventId; readonly customers: readonly CustomerSnapshot[] }
  | RefusedDecision;

/** What a preview compares. */
export interface PreviewWant {
  readonly fields: ReadonlySet<CustomerField>;
  readonly orders: boolean;
  readonly tickets: boolean;
}

/** A customer before and after a decision; null where there would be, or is, nobody. */
export interface ForeseenSnapshot extends Pick<Foreseen, 'id'> {
  readonly recordsBefore: readonly RecordRef[];
  readonly recordsAfter: readonly RecordRef[];
  readonly before: CustomerSnapshot | null;
  readonly after: CustomerSnapshot | null;
}

export type PreviewSnapshot =
  | {
      readonly status: 'POSSIBLE';
      readonly expected: readonly EventId[];
      readonly customers: readonly ForeseenSnapshot[];
    }
  | RefusedDecision;

export type ThenSnapshot = CustomerSnapshot | 'ERASED' | 'UNKNOWN';

export interface DecisionView {
  /** @throws OnefoldError IDENTITY_UNAVAILABLE; the same order with the same key then finds out what came of it. */
  decide(decision: Decision, order: DecisionOrder, want: CustomerWant, read: ReadContext): Promise<DecisionSnapshot>;
  preview(decision: Foreseeable, want: PreviewWant, read: ReadContext): Promise<PreviewSnapshot>;
  /** Events of this very id, redirects not followed. @param after an event of that id, as a cursor. */
  history(
    id: CustomerId,
    first: number,
    after: EventId | undefined,
    read: ReadContext,
  ): Promise<ConnectionSnapshot<IdentityEvent>>;
  /** Whoever an id led to at a time (ms), with the records of then and their values of now. */
  customerAt(id: CustomerId, at: number, want: CustomerWant, read: ReadContext): Promise<ThenSnapshot>;
}

export interface DecisionOptions extends AssemblyOptions {
  readonly stewardship: Stewardship;
}

export async function decide(
  decision: Decision,
  given: DecisionOrder,
  want: CustomerWant,
  reading: Reading,
  options: DecisionOptions,
): Promise<DecisionSnapshot> {
  // What is wrong with the request is said before anything is changed.
  checkCursors(want, options.sealer);
  if (reading.context.signal.aborted) {
    throw new OnefoldError('IDENTITY_UNAVAILABLE', 'The time of the operation was over before this was decided');
  }
  const order = { ...given, by: reading.context.callerId };
  const outcome = await reading.wait(carryOut(decision, order, reading, options));
  if (outcome.status === 'REFUSED') return outcome;
  const memberships = await reading.identity.resolve(outcome.customers);
  // An order that is answered again may name customers who were merged since.
  const living = new Map(memberships.flatMap((membership) => (membership ? [[membership.id, membership]] : [])));
  const customers = [...living.values()].map((membership) =>
    assemble(membership, membership.id, want, reading, options),
  );
  return { status: 'DONE', event: outcome.event, customers: await Promise.all(customers) };
}

function carryOut(decision: Decision, order: Order, reading: Reading, options: DecisionOptions): Promise<Outcome> {
  const { stewardship } = options;
  switch (decision.type) {
    case 'MERGE':
      return stewardship.merge(decision.survivor, decision.other, order);
    case 'SPLIT':
      return stewardship.split(decision.customer, decision.records, order);
    case 'LINK': {
      const { customer, record } = decision;
      return stewardship.link(record, customer, order, () => admitted(record, reading, options));
    }
    case 'UNLINK':
      return stewardship.unlink(decision.record, order);
    case 'UNDO':
      return stewardship.undo(decision.event, order);
  }
}

/** Reads a record from its source and, if nobody linked it before, admits it as a look-up for it would. */
async function admitted(ref: RecordRef, reading: Reading, options: DecisionOptions): Promise<Refusal | undefined> {
  if (!reading.source(ref.source)) return 'RECORD_NOT_READ';
  const { slot, staleFor } = await reading.record(ref, 'full');
  if (slot.state === 'failed' || staleFor) return 'RECORD_NOT_READ';
  if (slot.state !== 'found') return 'RECORD_NOT_FOUND';
  if (!isIdentified(slot.value)) return 'RECORD_NOT_READ';
  const [owner] = await reading.identity.ownersOf([ref]);
  if (owner) return undefined;
  const { discovery: rules, now } = options;
  // Whoever may decide who is who may link, whatever the config says of reads.
  const actor = { id: reading.context.callerId, mayLink: true };
  await discover({ records: [slot.value] }, { reading, rules, actor, now, onRecord: () => undefined });
  return undefined;
}

/** @param reading of somebody who may not link: a preview changes nothing. */
export async function preview(
  decision: Foreseeable,
  { fields, orders, tickets }: PreviewWant,
  reading: Reading,
  options: DecisionOptions,
): Promise<PreviewSnapshot> {
  const foreseen = await reading.wait(foresee(decision, options.stewardship));
  if (foreseen.status === 'REFUSED') return foreseen;
  const want = { fields, connections: [], timelines: [], orderSummary: orders, ticketSummary: tickets };
  const nameOfNew = foreseen.customers.flatMap(({ id }) => id ?? [])[0]!;
  const shown = async (id: CustomerId, records: readonly RecordRef[], gone: readonly GoneRecord[]) => {
    if (records.length === 0) return null;
    const asIf = linkedTo(id, records, gone, reading, options);
    return assemble(asIf, id, { ...want, lastContactAt: false }, reading, options);
  };
  const customers = foreseen.customers.map(async ({ id, before, after, gone }) => ({
    id,
    recordsBefore: before,
    recordsAfter: after,
    before: await shown(id ?? nameOfNew, before, gone),
    after: await shown(id ?? nameOfNew, after, gone),
  }));
  return { status: 'POSSIBLE', expected: foreseen.expected, customers: await Promise.all(customers) };
}

function foresee(decision: Foreseeable, stewardship: Stewardship): Promise<Preview> {
  return decision.type === 'MERGE'
    ? stewardship.previewMerge(decision.survivor, decision.other)
    : stewardship.previewSplit(decision.customer, decision.records);
}

/** @param reading as for `preview`: links of then are no reason to link now. */
export async function customerAt(
  id: CustomerId,
  at: number,
  want: CustomerWant,
  reading: Reading,
  options: DecisionOptions,
): Promise<ThenSnapshot> {
  checkCursors(want, options.sealer);
  const then = await reading.wait(options.history.asOf(id, at));
  if (then.status !== 'KNOWN') return then.status;
  return assemble(linkedTo(then.id, then.records, [], reading, options), id, want, reading, options);
}

/** A customer who has these records and no others, so that no source needs to be searched. */
function linkedTo(
  id: CustomerId,
  records: readonly RecordRef[],
  gone: readonly GoneRecord[],
  reading: Reading,
  options: DecisionOptions,
): Membership {
  const now = options.now();
  const searchedAt: Record<SourceName, number> = {};
  for (const name of reading.sources.keys()) searchedAt[name] = now;
  const listed = gone.filter(({ ref }) => records.some(({ source, id }) => source === ref.source && id === ref.id));
  return { id, records, gone: listed, decidedAt: now, searchedAt, stale: false };
}
