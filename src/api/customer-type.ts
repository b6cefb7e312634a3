/**
 * The customer of the schema. An instance is a finished answer: plain properties that graphql-js reads by itself, and
 * methods only where a field has arguments. Nothing here waits for anything.
 */
import { Arg, Directive, Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { CustomerField } from '../customer/fields';
import type { ListPart } from '../customer/parts';
import type { SettledValue } from '../reconciliation/claim';
import {
  ActivityConnection,
  type Connection,
  DealConnection,
  OrderConnection,
  TaskConnection,
  TicketConnection,
} from './connection-types';
import { CustomerFieldEnum, inCapitals, TimelineKindEnum } from './enums';
import { type Histories, IdentityEventConnection } from './history-types';
import type { Activity, Deal, Order, Task, Ticket } from './item-types';
import { DEFAULT_PAGE_SIZE, historyKey, pageKey, timelineKey, timelineParts } from './page';
import { Consent, Money, Owner, PostalAddress } from './profile-types';
import { Conflict, FieldMask, FieldProvenance } from './provenance-types';
import { CalendarDate, DateTime } from './scalars';
import { LinkedRecord, SourceStatus } from './source-types';
import { TimelineConnection, type TimelineEntry } from './timeline-types';

/** Where each settled field shows: a new field does not compile until it has its place. */
export const FIELD_PLACES = {
  displayName: 'customer',
  firstName: 'customer',
  lastName: 'customer',
  email: 'customer',
  phone: 'customer',
  emails: 'customer',
  phones: 'customer',
  addresses: 'customer',
  defaultAddress: 'customer',
  company: 'customer',
  jobTitle: 'customer',
  locale: 'customer',
  timeZone: 'customer',
  birthDate: 'customer',
  tags: 'customer',
  consents: 'customer',
  createdAt: 'customer',
  updatedAt: 'customer',
  lifecycleStage: 'crm',
  owner: 'crm',
} as const satisfies Record<CustomerField, 'customer' | 'crm'>;

/** Pages by `pageKey`; null where every source of the part failed. */
export type Pages = ReadonlyMap<string, Connection<object> | null>;

const FIRST_NOTE = 'How many, 1 to 100.';
const AFTER_NOTE = 'A cursor that this field returned.';
const PAGE_NOTE = 'Null where every source of it failed; `errors` and `sourceStatus` say why.';

function page<Item>(
  pages: Pages,
  part: ListPart,
  first: number | null,
  after?: string | null,
): Connection<Item> | null {
  return (pages.get(pageKey(part, first, after)) ?? null) as Connection<Item> | null;
}

@InterfaceType({ description: 'Something with an id that `node` finds again.', resolveType: () => 'Customer' })
export abstract class Node {
  @Field(() => ID, { simple: true, description: 'Permanent.' })
  readonly id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'How many orders there are, and what they come to.' })
export class OrderSummary {
  @Field(() => Int, { nullable: true, description: 'How many.' })
  readonly count?: number;

  @Field(() => [Money], { nullable: true, description: 'One sum per currency; cancelled orders do not count.' })
  readonly total?: readonly Money[];

  @Field(() => DateTime, { nullable: true, description: 'When the newest was placed.' })
  readonly lastPlacedAt?: string;

  @Field(() => Boolean, { description: 'False where something was left out of the numbers.' })
  readonly exact!: boolean;

  @Field(() => [String], { description: 'Sources that are left out.' })
  readonly missing!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'How many tickets there are, and how many wait for an answer.' })
export class TicketSummary {
  @Field(() => Int, { nullable: true, description: 'How many.' })
  readonly count?: number;

  @Field(() => Int, { nullable: true, description: 'Neither solved nor closed.' })
  readonly open?: number;

  @Field(() => DateTime, { nullable: true, description: 'When the last of them changed.' })
  readonly lastUpdatedAt?: string;

  @Field(() => Boolean, { description: 'False where something was left out of the numbers.' })
  readonly exact!: boolean;

  @Field(() => [String], { description: 'Sources that are left out.' })
  readonly missing!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'What the sales side knows.' })
export class Crm {
  pages!: Pages;

  @Field(() => Owner, { nullable: true, description: 'The colleague who looks after the customer.' })
  readonly owner?: Owner | null;

  @Field(() => String, { nullable: true, description: 'In the CRM’s own words, for instance `opportunity`.' })
  readonly lifecycleStage?: string | null;

  @Field(() => DealConnection, { nullable: true, description: PAGE_NOTE })
  deals(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): Connection<Deal> | null {
    return page(this.pages, 'DEALS', first, after);
  }

  @Field(() => ActivityConnection, { nullable: true, description: `Calls, e-mails, meetings, notes. ${PAGE_NOTE}` })
  activities(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): Connection<Activity> | null {
    return page(this.pages, 'ACTIVITIES', first, after);
  }

  @Field(() => TaskConnection, { nullable: true, description: PAGE_NOTE })
  tasks(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): Connection<Task> | null {
    return page(this.pages, 'TASKS', first, after);
  }
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'One person, as all sources together know them. A profile field is settled from the claims of the sources by the ' +
    'policy in the config; `provenance` says which claim was chosen and why. Every such field can be null.',
})
@Directive('@key(fields: "id")')
@Directive('@key(fields: "lookupEmail")')
export class Customer implements Node {
  pages!: Pages;
  /** By `timelineKey`. */
  timelines!: ReadonlyMap<string, Connection<TimelineEntry> | null>;
  histories!: Histories;
  settled!: ReadonlyMap<CustomerField, SettledValue>;

  @Field(() => ID, { description: 'Permanent. After a merge, the id of the customer that survives.' })
  readonly id!: string;

  @Field(() => ID, {
    description:
      'The id that was asked for; unlike `id` after a merge. Equal to `id` after a look-up by something else.',
  })
  readonly requestedId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'For a federated graph: the e-mail address by which another subgraph names the customer. Only ever taken in; ' +
      'null unless it was the key that led here.',
  })
  @Directive('@inaccessible')
  lookupEmail?: string | null;

  @Field(() => String, { nullable: true, description: 'What to call the person.' })
  readonly displayName?: string | null;

  @Field(() => String, { nullable: true, description: 'From the same record as `lastName`.' })
  readonly firstName?: string | null;

  @Field(() => String, { nullable: true, description: 'From the same record as `firstName`.' })
  readonly lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'The address to write to.' })
  readonly email?: string | null;

  @Field(() => String, { nullable: true, description: 'The number to call.' })
  readonly phone?: string | null;

  @Field(() => [String], { nullable: true, description: 'All addresses that are known.' })
  readonly emails?: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: 'All numbers that are known.' })
  readonly phones?: readonly string[] | null;

  @Field(() => [PostalAddress], { nullable: true, description: 'All postal addresses that are known.' })
  readonly addresses?: readonly PostalAddress[] | null;

  @Field(() => PostalAddress, { nullable: true, description: 'The postal address to use.' })
  readonly defaultAddress?: PostalAddress | null;

  @Field(() => String, { nullable: true, description: 'From the same record as `jobTitle`.' })
  readonly company?: string | null;

  @Field(() => String, { nullable: true, description: 'From the same record as `company`.' })
  readonly jobTitle?: string | null;

  @Field(() => String, { nullable: true, description: 'The language to use, for instance `de-AT`.' })
  readonly locale?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA name where the source gives it: `Europe/Vienna`.' })
  readonly timeZone?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'As the source gives it.' })
  readonly birthDate?: string | null;

  @Field(() => [String], { nullable: true, description: 'Labels from all sources, each once.' })
  readonly tags?: readonly string[] | null;

  @Field(() => [Consent], { nullable: true, description: 'By channel, the strictest of what the sources say.' })
  readonly consents?: readonly Consent[] | null;

  @Field(() => DateTime, { nullable: true, description: 'Since when a source has known the person.' })
  readonly createdAt?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When a source last changed something of the person.' })
  readonly updatedAt?: string | null;

  @Field(() => Crm, {
    nullable: true,
    description: 'Null where every CRM failed; `errors` and `sourceStatus` say why.',
  })
  readonly crm?: Crm | null;

  @Field(() => OrderConnection, { nullable: true, description: PAGE_NOTE })
  orders(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): Connection<Order> | null {
    return page(this.pages, 'ORDERS', first, after);
  }

  @Field(() => OrderSummary, { nullable: true, description: 'Null where every shop failed.' })
  readonly orderSummary?: OrderSummary | null;

  @Field(() => TicketConnection, { nullable: true, description: PAGE_NOTE })
  tickets(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): Connection<Ticket> | null {
    return page(this.pages, 'TICKETS', first, after);
  }

  @Field(() => TicketSummary, { nullable: true, description: 'Null where every support system failed.' })
  readonly ticketSummary?: TicketSummary | null;

  @Field(() => TimelineConnection, {
    nullable: true,
    description: `Orders, tickets, deals, activities and consents in one list, by time, source and id. ${PAGE_NOTE}`,
  })
  timeline(
    @Arg('kinds', () => [TimelineKindEnum], { nullable: true, description: 'Only these; absent: all.' })
    kinds: string[] | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: `${AFTER_NOTE} For the same kinds.` })
    after?: string | null,
  ): Connection<TimelineEntry> | null {
    return this.timelines.get(timelineKey(timelineParts(kinds), first, after)) ?? null;
  }

  @Field(() => DateTime, { nullable: true, description: 'When the newest activity or ticket was.' })
  readonly lastContactAt?: string | null;

  @Field(() => [LinkedRecord], { description: 'The source records that belong to the customer.' })
  readonly records!: readonly LinkedRecord[];

  @Field(() => IdentityEventConnection, {
    nullable: true,
    description: 'What was decided about the customer, newest first. For stewards.',
  })
  identityHistory(
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: FIRST_NOTE })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: AFTER_NOTE }) after?: string | null,
  ): IdentityEventConnection | null {
    return this.histories.get(historyKey(first, after)) ?? null;
  }

  @Field(() => [FieldProvenance], {
    description: 'Where values came from. A field without a value has no entry.',
  })
  provenance(
    @Arg('fields', () => [CustomerFieldEnum], { nullable: true, description: 'Of these fields; absent: of all.' })
    fields?: CustomerField[] | null,
  ): FieldProvenance[] {
    const asked = fields ?? [...this.settled.keys()];
    return asked.flatMap((field) => {
      const value = this.settled.get(field);
      return value ? [provenanceOf(value)] : [];
    });
  }

  @Field(() => [Conflict], { description: 'Fields about which the records disagree.' })
  readonly conflicts!: readonly Conflict[];

  @Field(() => [SourceStatus], {
    description: 'How each source did for everything that this operation selects of the customer.',
  })
  readonly sourceStatus!: readonly SourceStatus[];

  @Field(() => [FieldMask], { description: 'Fields that this caller sees in part, or not at all.' })
  readonly masks!: readonly FieldMask[];
}

function provenanceOf(value: SettledValue): FieldProvenance {
  const { field, record, rule, sourceUpdatedAt, fetchedAt, pinned, missing, alternatives } = value;
  return {
    field,
    source: record.source,
    record,
    rule: inCapitals(rule),
    sourceUpdatedAt,
    fetchedAt,
    pinned,
    missing,
    alternatives,
  };
}
