/**
 * The root fields. Each reads its selection, plans, and asks the view once; the root fields of one operation do so in
 * the same tick, so that the view's batches hold them all. What is below a root field is finished when it returns.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Int, Query, Resolver } from 'type-graphql';
import { parseCustomerId, parseIdentifier } from '../customer/parse-identifier';
import { badInput, OnefoldError } from '../errors';
import type { LookupSnapshot } from '../view/snapshot';
import type { ApiContext } from './api-context';
import { itemAnswer } from './customer-answer';
import { CustomerReader } from './customer-reader';
import { Customer, Node } from './customer-type';
import { inCapitals } from './enums';
import { Order, Ticket } from './item-types';
import { CustomerIdentifierInput, CustomerLookup, CustomerSearch, Viewer } from './lookup-types';
import { DEFAULT_PAGE_SIZE, pageSize } from './page';
import { DateTime } from './scalars';
import { SelectedField } from './selection';
import { Source } from './source-types';

const MAX_TEXT_LENGTH = 256;
const NOBODY_THEN = {
  UNKNOWN: 'The id had not been issued at that time',
  ERASED: 'The customer was erased, so that nothing is known of any time',
} as const;

@Resolver()
export class QueryResolver {
  @Query(() => Customer, {
    nullable: true,
    description: 'The customer with this id, or the one it was merged into. Null for an id that was never issued.',
  })
  async customer(
    @Arg('id', () => ID, { description: '`cus_` and 26 letters or digits.' }) id: string,
    @Arg('at', () => DateTime, {
      nullable: true,
      description:
        'For stewards: whom the id led to then, with the records of then and their values of now. Where nobody can be ' +
        'shown, `errors` has `NO_CUSTOMER_THEN`.',
    })
    at: string | null | undefined,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Customer | null> {
    const field = SelectedField.resolving(info);
    return typeof at === 'string' ? this.asOf(id, at, context, field) : this.byId(id, context, field);
  }

  @Query(() => [Customer], { nullable: 'items', description: 'As `customer`, for up to 100 ids; in their order.' })
  async customers(
    @Arg('ids', () => [ID], { description: 'As for `customer`, at most 100.' }) ids: string[],
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<(Customer | null)[]> {
    const field = SelectedField.resolving(info);
    const parsed = ids.map((id, i) => parseCustomerId(id, `ids[${i}]`));
    const reader = new CustomerReader([field.fields()], context);
    const snapshots = await context.view.customers(parsed, reader.want, context.read);
    return snapshots.map((snapshot, i) => reader.read(snapshot, 0, [field.responseKey, i]));
  }

  @Query(() => CustomerLookup, { description: 'Who has this identifier.' })
  async customerByIdentifier(
    @Arg('identifier', () => CustomerIdentifierInput, { description: 'By what to look; exactly one key.' })
    identifier: CustomerIdentifierInput,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomerLookup> {
    const field = SelectedField.resolving(info);
    const [lookup] = await this.lookUp([identifier], ['identifier'], [[field.responseKey]], field, context);
    return lookup as CustomerLookup;
  }

  @Query(() => [CustomerLookup], {
    description: 'As `customerByIdentifier`, for up to 100 identifiers; in their order.',
  })
  async customersByIdentifiers(
    @Arg('identifiers', () => [CustomerIdentifierInput], { description: 'At most 100.' })
    identifiers: CustomerIdentifierInput[],
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomerLookup[]> {
    const field = SelectedField.resolving(info);
    const names = identifiers.map((_, i) => `identifiers[${i}]`);
    const paths = identifiers.map((_, i) => [field.responseKey, i]);
    return this.lookUp(identifiers, names, paths, field, context);
  }

  @Query(() => CustomerSearch, {
    description:
      'People whom the sources find by words: one page, each of them once. Words are words, never a query language.',
  })
  async searchCustomers(
    @Arg('query', () => String, { description: 'A name, a company, part of an address.' }) query: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: 'How many, 1 to 100.' })
    first: number | null,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CustomerSearch> {
    const field = SelectedField.resolving(info);
    const size = pageSize(first, 'first');
    const lists = field.field('customers');
    const reader = new CustomerReader(
      lists.map((list) => list.fields()),
      context,
    );
    const { customers, sourceStatus } = await context.view.search(words(query), size, reader.want, context.read);
    context.losses.saw(sourceStatus);
    return {
      customers: customers.map((snapshot, i) => {
        const paths = lists.map((list) => [field.responseKey, list.responseKey, i]);
        return reader.readAt(snapshot, paths);
      }),
      sourceStatus,
    };
  }

  @Query(() => Node, { nullable: true, description: 'The object with this id. Customers are such objects.' })
  async node(
    @Arg('id', () => ID, { description: '`cus_` and 26 letters or digits.' }) id: string,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Node | null> {
    return this.byId(id, context, SelectedField.resolving(info));
  }

  @Query(() => Order, { nullable: true, description: 'An order by the number that people know it by.' })
  async order(
    @Arg('source', () => String, { description: 'The source’s name in the config.' }) source: string,
    @Arg('number', () => String, { description: 'For instance `#1042`.' }) number: string,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    checkNumber(source, number, context);
    const { item, sourceStatus } = await context.view.order(source, number.trim(), context.read);
    context.losses.saw(sourceStatus);
    const path = [info.path.key];
    if (item) context.losses.ofItem('ORDERS', item, SelectedField.resolving(info).fields(), sourceStatus, path);
    else context.losses.ofRows(sourceStatus, path);
    return item && itemAnswer('ORDERS', item);
  }

  @Query(() => Ticket, { nullable: true, description: 'A ticket by the number that people know it by.' })
  async ticket(
    @Arg('source', () => String, { description: 'The source’s name in the config.' }) source: string,
    @Arg('number', () => String, { description: 'For instance `#1042`.' }) number: string,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    checkNumber(source, number, context);
    const { item, sourceStatus } = await context.view.ticket(source, number.trim(), context.read);
    context.losses.saw(sourceStatus);
    const path = [info.path.key];
    if (item) context.losses.ofItem('TICKETS', item, SelectedField.resolving(info).fields(), sourceStatus, path);
    else context.losses.ofRows(sourceStatus, path);
    return item && itemAnswer('TICKETS', item);
  }

  @Query(() => [Source], { description: 'The systems that Onefold asks.' })
  sources(@Ctx() context: ApiContext): readonly object[] {
    return context.sources;
  }

  @Query(() => Viewer, { description: 'Who asks, and what they may do.' })
  viewer(@Ctx() { caller }: ApiContext): Viewer {
    const { id, name, role, rights } = caller;
    return { id, name, role: inCapitals(role), rights: [...rights].map(inCapitals) };
  }

  private async byId(id: string, context: ApiContext, field: SelectedField): Promise<Customer | null> {
    const parsed = parseCustomerId(id, 'id');
    const reader = new CustomerReader([field.fields('Customer')], context);
    const [snapshot] = await context.view.customers([parsed], reader.want, context.read);
    return reader.read(snapshot ?? null, 0, [field.responseKey]);
  }

  private async asOf(id: string, at: string, context: ApiContext, field: SelectedField): Promise<Customer | null> {
    const parsed = parseCustomerId(id, 'id');
    const moment = Date.parse(at);
    if (Number.isNaN(moment)) throw badInput('at', 'a moment as RFC 3339 writes it', 'a day or time that is none');
    const reader = new CustomerReader([field.fields()], context);
    const then = await context.view.customerAt(parsed, moment, reader.want, context.read);
    if (typeof then === 'string') throw new OnefoldError('NO_CUSTOMER_THEN', NOBODY_THEN[then], { cause: then });
    return reader.read(then, 0, [field.responseKey]);
  }

  private async lookUp(
    identifiers: readonly CustomerIdentifierInput[],
    names: readonly string[],
    paths: readonly (readonly (string | number)[])[],
    field: SelectedField,
    context: ApiContext,
  ): Promise<CustomerLookup[]> {
    const parsed = identifiers.map((identifier, i) =>
      parseIdentifier(identifier, identifierContext(context, names[i] as string)),
    );
    const single = field.field('customer');
    const several = field.field('candidates');
    const reader = new CustomerReader(
      [...single, ...several].map((place) => place.fields()),
      context,
    );
    const lookups = await context.view.lookup(parsed, reader.want, context.read);
    return lookups.map((lookup, i) => {
      const path = paths[i] ?? [];
      context.losses.saw(lookup.sourceStatus);
      if (lookup.status === 'INCOMPLETE') {
        for (const place of single) context.losses.ofRows(lookup.sourceStatus, [...path, place.responseKey]);
      }
      return {
        ...described(lookup),
        customer:
          lookup.customer &&
          reader.readAt(
            lookup.customer,
            single.map((p) => [...path, p.responseKey]),
          ),
        candidates: lookup.candidates.map((candidate, j) =>
          reader.readAt(
            candidate,
            several.map((p) => [...path, p.responseKey, j]),
            single.length,
          ),
        ),
      };
    });
  }
}

function described({ status, matchedBy, sourceStatus }: LookupSnapshot) {
  return { status, matchedBy, sourceStatus };
}

function identifierContext(context: ApiContext, argument: string) {
  // A record of a source that is switched off may be known by its link.
  const sources = [...context.sources.map(({ name }) => name), ...context.view.disabled()];
  return { sources, defaultRegion: context.defaultRegion, argument };
}

/** The arguments of `order` and `ticket`. */
function checkNumber(source: string, number: string, { sources }: ApiContext): void {
  const names = sources.map(({ name }) => name);
  if (!names.includes(source))
    throw badInput('source', `the name of a source: ${names.join(', ')}`, 'the name of none');
  plainText(number, 'number', 'a number that is not empty');
}

function words(query: string): string {
  return plainText(query, 'query', 'words');
}

/** Trimmed; visible, of bounded length, without control characters. */
function plainText(value: string, argument: string, expected: string): string {
  const text = value.trim();
  if (text === '' || text.length > MAX_TEXT_LENGTH || /\p{Cc}/u.test(text)) {
    const received = text === '' ? 'empty text' : `other text of ${text.length} characters`;
    throw badInput(argument, `${expected}, at most ${MAX_TEXT_LENGTH} characters`, received);
  }
  return text;
}
