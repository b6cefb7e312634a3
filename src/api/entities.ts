/**
 * `_entities` of Apollo Federation: the customers that other subgraphs refer to, by `id` or by `lookupEmail`. The
 * references of one `_entities` field are handed in one by one, in one tick, and asked of the view together.
 * https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec
 */
import type { GraphQLResolveInfo } from 'graphql';
import { parseCustomerId, parseIdentifier } from '../customer/parse-identifier';
import { badInput, OnefoldError } from '../errors';
import type { CustomerSnapshot } from '../view/snapshot';
import type { ApiContext } from './api-context';
import { CustomerReader } from './customer-reader';
import type { Customer } from './customer-type';
import { SelectedField } from './selection';

export interface CustomerReference {
  readonly __typename: 'Customer';
  readonly id?: unknown;
  readonly lookupEmail?: unknown;
}

interface Waiting {
  readonly reference: CustomerReference;
  readonly resolve: (customer: Customer | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The references of one operation, by the `_entities` field (an operation may alias several) that holds them. */
export class EntityBatches {
  private readonly batches = new Map<string, Waiting[]>();

  load(reference: CustomerReference, context: ApiContext, info: GraphQLResolveInfo): Promise<Customer | null> {
    const key = String(info.path.key);
    return new Promise((resolve, reject) => {
      const waiting = this.batches.get(key);
      if (waiting) {
        waiting.push({ reference, resolve, reject });
        return;
      }
      const batch: Waiting[] = [{ reference, resolve, reject }];
      this.batches.set(key, batch);
      queueMicrotask(() => {
        this.batches.delete(key);
        read(batch, context, SelectedField.resolving(info)).catch((error: unknown) => {
          for (const { reject: rejectOne } of batch) rejectOne(error);
        });
      });
    });
  }
}

async function read(batch: readonly Waiting[], context: ApiContext, field: SelectedField): Promise<void> {
  const { view, read: readContext, losses } = context;
  const reader = new CustomerReader([field.fields('Customer')], context);
  const paths = new Map(batch.map((waiting, i) => [waiting, [field.responseKey, i] as const]));
  const byId = batch.filter(({ reference }) => reference.id !== undefined && reference.id !== null);
  const byEmail = batch.filter((waiting) => !byId.includes(waiting));

  const ids = parseEach(byId, ({ id }) => parseCustomerId(id, 'representations.id'));
  const emails = parseEach(byEmail, ({ lookupEmail }) => parseEmail(lookupEmail, context));
  const answer = (waiting: Waiting, snapshot: CustomerSnapshot | null): void => {
    const customer = reader.read(snapshot, 0, paths.get(waiting) ?? []);
    if (customer && typeof waiting.reference.lookupEmail === 'string') {
      customer.lookupEmail = waiting.reference.lookupEmail;
    }
    waiting.resolve(customer);
  };

  const [snapshots, lookups] = await Promise.all([
    ids.length > 0
      ? view.customers(
          ids.map(({ value }) => value),
          reader.want,
          readContext,
        )
      : [],
    emails.length > 0
      ? view.lookup(
          emails.map(({ value }) => value),
          reader.want,
          readContext,
        )
      : [],
  ]);
  ids.forEach(({ waiting }, i) => {
    answer(waiting, snapshots[i] ?? null);
  });
  emails.forEach(({ waiting }, i) => {
    const lookup = lookups[i];
    if (lookup) losses.saw(lookup.sourceStatus);
    if (lookup?.status === 'AMBIGUOUS') {
      waiting.reject(
        new OnefoldError('AMBIGUOUS_IDENTIFIER', 'Several customers share this e-mail address; none is preferred', {
          candidates: lookup.candidates.length,
        }),
      );
      return;
    }
    if (lookup?.status === 'INCOMPLETE') losses.ofRows(lookup.sourceStatus, paths.get(waiting) ?? []);
    answer(waiting, lookup?.customer ?? null);
  });
}

/** A reference that cannot be parsed costs its own place. */
function parseEach<T>(batch: readonly Waiting[], parse: (reference: CustomerReference) => T) {
  return batch.flatMap((waiting) => {
    try {
      return [{ waiting, value: parse(waiting.reference) }];
    } catch (error) {
      waiting.reject(error);
      return [];
    }
  });
}

function parseEmail(email: unknown, context: ApiContext) {
  if (typeof email !== 'string') throw badInput('representations', 'id or lookupEmail', 'neither');
  return parseIdentifier(
    { email },
    { sources: context.sources.map(({ name }) => name), argument: 'representations.lookupEmail' },
  );
}
