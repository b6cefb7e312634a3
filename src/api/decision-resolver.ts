/**
 * The root fields of stewards: decisions, previews and histories. Who may select them is checked before (operation-plugin.ts);
 * all that can be wrong with the request itself is said before anything is changed.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { CustomerField } from '../customer/fields';
import { CUSTOMER_FIELD_NAMES } from '../customer/fields';
import { parseCustomerId, parseEventId, parseRecord } from '../customer/parse-identifier';
import type { RecordRef } from '../customer/source-record';
import { badInput } from '../errors';
import type { Decision, DecisionOrder, EventId, Foreseeable, ForeseenSnapshot, Refusal } from '../view/decisions';
import type { CustomerSnapshot, SourceStatus } from '../view/snapshot';
import type { ApiContext } from './api-context';
import { CustomerReader } from './customer-reader';
import {
  type DecisionInput,
  DecisionMade,
  type DecisionPreview,
  type DecisionRefused,
  DecisionResult,
  type ForeseenCustomer,
  LinkRecordInput,
  MergeCustomersInput,
  PreviewResult,
  SplitCustomerInput,
  UndoIdentityEventInput,
  UnlinkRecordInput,
} from './decision-types';
import { REFUSAL_MEANINGS } from './enums';
import { IdentityEventConnection } from './history-types';
import { RecordIdentifierInput } from './lookup-types';
import { DEFAULT_PAGE_SIZE, pageSize } from './page';
import { SelectedField } from './selection';

const MAX_KEY_LENGTH = 128;
const MAX_REASON_LENGTH = 80;
const MAX_RECORDS = 100;
/** A preview of today concerns two. */
const MAX_EXPECTED = 10;

type Answer = DecisionMade | DecisionRefused;

@Resolver()
export class DecisionResolver {
  @Mutation(() => DecisionResult, {
    description: 'Two customers are one person: one takes the other’s records, and the other’s id leads to it.',
  })
  mergeCustomers(
    @Arg('input', () => MergeCustomersInput, { description: 'Who.' }) input: MergeCustomersInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Answer> {
    const survivor = parseCustomerId(input.survivor, 'input.survivor');
    const other = parseCustomerId(input.other, 'input.other');
    return decide({ type: 'MERGE', survivor, other }, input, context, info, input.expected);
  }

  @Mutation(() => DecisionResult, {
    description:
      'Some records of a customer are another person. They get a new id, and are never linked with those who stay ' +
      'unless that is undone.',
  })
  splitCustomer(
    @Arg('input', () => SplitCustomerInput, { description: 'Who, and which records.' }) input: SplitCustomerInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Answer> {
    const customer = parseCustomerId(input.customer, 'input.customer');
    const records = recordsOf(input.records, 'input.records', context);
    return decide({ type: 'SPLIT', customer, records }, input, context, info, input.expected);
  }

  @Mutation(() => DecisionResult, {
    description:
      'A record is this person. It is read from its source first. One that belonged to somebody else is never linked ' +
      'with those who stay there; the last record of a customer takes the customer along.',
  })
  linkRecord(
    @Arg('input', () => LinkRecordInput, { description: 'Which record, and who.' }) input: LinkRecordInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Answer> {
    const record = recordOf(input.record, 'input.record', context);
    const customer = parseCustomerId(input.customer, 'input.customer');
    return decide({ type: 'LINK', record, customer }, input, context, info);
  }

  @Mutation(() => DecisionResult, {
    description: '“Not this person”: the record gets a customer of its own, and is never linked with the others again.',
  })
  unlinkRecord(
    @Arg('input', () => UnlinkRecordInput, { description: 'Which record.' }) input: UnlinkRecordInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Answer> {
    const record = recordOf(input.record, 'input.record', context);
    return decide({ type: 'UNLINK', record }, input, context, info);
  }

  @Mutation(() => DecisionResult, {
    description:
      'Takes a decision back, by what it changed. Undoing a merge or a link keeps the next read from making it again. ' +
      'Records that came later stay where they are.',
  })
  undoIdentityEvent(
    @Arg('input', () => UndoIdentityEventInput, { description: 'Which event.' }) input: UndoIdentityEventInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Answer> {
    const event = parseEventId(input.event, 'input.event');
    return decide({ type: 'UNDO', event }, input, context, info);
  }

  @Query(() => PreviewResult, { description: 'What `mergeCustomers` would change. For stewards.' })
  previewMerge(
    @Arg('survivor', () => ID, { description: 'As for `mergeCustomers`.' }) survivor: string,
    @Arg('other', () => ID, { description: 'As for `mergeCustomers`.' }) other: string,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DecisionPreview | DecisionRefused> {
    const ids = { survivor: parseCustomerId(survivor, 'survivor'), other: parseCustomerId(other, 'other') };
    return foresee({ type: 'MERGE', ...ids }, context, info);
  }

  @Query(() => PreviewResult, { description: 'What `splitCustomer` would change. For stewards.' })
  previewSplit(
    @Arg('customer', () => ID, { description: 'As for `splitCustomer`.' }) customer: string,
    @Arg('records', () => [RecordIdentifierInput], { description: 'As for `splitCustomer`.' })
    records: RecordIdentifierInput[],
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DecisionPreview | DecisionRefused> {
    const id = parseCustomerId(customer, 'customer');
    return foresee({ type: 'SPLIT', customer: id, records: recordsOf(records, 'records', context) }, context, info);
  }

  @Query(() => IdentityEventConnection, {
    description:
      'What was decided about this very id, also if it leads to another customer now, or to nobody. Empty for an id ' +
      'that was never issued. For stewards.',
  })
  async identityHistory(
    @Arg('id', () => ID, { description: '`cus_` and 26 letters or digits.' }) id: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: 'How many, 1 to 100.' })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'A cursor that this field returned.' })
    after: string | null | undefined,
    @Ctx() context: ApiContext,
  ): Promise<IdentityEventConnection> {
    const cursor = after ? parseEventId(after, 'after') : undefined;
    return context.view.history(parseCustomerId(id, 'id'), pageSize(first, 'first'), cursor, context.read);
  }
}

async function decide(
  decision: Decision,
  input: DecisionInput,
  context: ApiContext,
  info: GraphQLResolveInfo,
  expected?: string | null,
): Promise<Answer> {
  const field = SelectedField.resolving(info);
  const lists = field.fields('DecisionMade').filter(({ name }) => name === 'customers');
  const reader = new CustomerReader(
    lists.map((list) => list.fields()),
    context,
  );
  const made = await context.view.decide(decision, orderOf(input, expected), reader.want, context.read);
  if (made.status === 'REFUSED') return refused(made.reason, made.because);
  const customers = made.customers.map((snapshot, i) => {
    const paths = lists.map((list) => [field.responseKey, list.responseKey, i]);
    return reader.readAt(snapshot, paths);
  });
  return { __typename: 'DecisionMade', event: made.event, customers };
}

async function foresee(
  decision: Foreseeable,
  context: ApiContext,
  info: GraphQLResolveInfo,
): Promise<DecisionPreview | DecisionRefused> {
  const selected = SelectedField.resolving(info)
    .fields('DecisionPreview')
    .filter(({ name }) => name === 'customers')
    .flatMap((list) => list.fields().map(({ name }) => name));
  const fields = new Set<CustomerField>(selected.includes('changes') ? CUSTOMER_FIELD_NAMES : []);
  const want = { fields, orders: selected.includes('orders'), tickets: selected.includes('tickets') };
  const seen = await context.view.preview(decision, want, context.read);
  if (seen.status === 'REFUSED') return refused(seen.reason, seen.because);
  return {
    __typename: 'DecisionPreview',
    expected: seen.expected.join(','),
    customers: seen.customers.map(foreseenCustomer),
  };
}

function refused(reason: Refusal, because: readonly EventId[]): DecisionRefused {
  return { __typename: 'DecisionRefused', reason, message: REFUSAL_MEANINGS[reason], because };
}

function foreseenCustomer(foreseen: ForeseenSnapshot): ForeseenCustomer {
  const { after, before, id, recordsAfter, recordsBefore } = foreseen;
  const rows = [...(before?.sourceStatus ?? []), ...(after?.sourceStatus ?? [])];
  return {
    id,
    recordsBefore,
    recordsAfter,
    changes: after ? changesBetween(before, after) : [],
    orders: countChange(foreseen, 'orderSummary'),
    tickets: countChange(foreseen, 'ticketSummary'),
    sourceStatus: [...new Map(rows.map((row) => [rowKey(row), row])).values()],
  };
}

function changesBetween(before: CustomerSnapshot | null, after: CustomerSnapshot): ForeseenCustomer['changes'] {
  return CUSTOMER_FIELD_NAMES.flatMap((field) => {
    const [was, will] = [before, after].map((snapshot) => snapshot?.settled.get(field)?.value ?? null);
    return JSON.stringify(was) === JSON.stringify(will) ? [] : [{ field, before: was, after: will }];
  });
}

function countChange(
  { after, before }: ForeseenSnapshot,
  summary: 'orderSummary' | 'ticketSummary',
): ForeseenCustomer['orders'] {
  const nobody = { count: 0, exact: true };
  const [was, will] = [before, after].map((snapshot) => (snapshot ? snapshot[summary] : nobody));
  return was && will ? { before: was.count, after: will.count, exact: was.exact && will.exact } : null;
}

function rowKey({ source, part, record }: SourceStatus): string {
  return `${source}|${part}|${record?.id ?? ''}`;
}

function orderOf({ idempotencyKey, reason }: DecisionInput, expected: string | null | undefined): DecisionOrder {
  return {
    idempotencyKey: bounded(idempotencyKey, 'input.idempotencyKey', 'a key', MAX_KEY_LENGTH),
    ...(typeof reason === 'string' && { why: impersonal(reason) }),
    ...(typeof expected === 'string' && { expected: expectedOf(expected) }),
  };
}

/** It is kept for ever, in the clear. */
function impersonal(reason: string): string {
  const text = bounded(reason, 'input.reason', 'a few words', MAX_REASON_LENGTH);
  if (/@|\d{5}/.test(text.replace(/[\s()./-]/g, ''))) {
    throw badInput('input.reason', 'a few words without anything personal', 'what may be an address or a number');
  }
  return text;
}

function expectedOf(text: string): readonly EventId[] {
  const events = text.split(',');
  if (events.length > MAX_EXPECTED) throw badInput('input.expected', 'what a preview said', 'something longer');
  return events.map((event) => parseEventId(event, 'input.expected'));
}

function bounded(value: string, argument: string, expected: string, longest: number): string {
  const text = value.trim();
  if (text !== '' && text.length <= longest && !/\p{Cc}/u.test(text)) return text;
  const received = text === '' ? 'empty text' : `other text of ${text.length} characters`;
  throw badInput(argument, `${expected}, 1 to ${longest} characters`, received);
}

function recordOf(input: RecordIdentifierInput, argument: string, { sources }: ApiContext): RecordRef {
  return parseRecord(
    input,
    argument,
    sources.map(({ name }) => name),
  );
}

function recordsOf(
  inputs: readonly RecordIdentifierInput[],
  argument: string,
  context: ApiContext,
): readonly RecordRef[] {
  if (inputs.length > MAX_RECORDS) throw badInput(argument, `at most ${MAX_RECORDS} records`, `${inputs.length}`);
  return inputs.map((input, i) => recordOf(input, `${argument}[${i}]`, context));
}
