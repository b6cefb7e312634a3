/**
 * Forward-only connections after the Relay cursor connections specification, with the gaps that a failing source left.
 * https://relay.dev/graphql/connections.htm
 */
import { type ClassType, Directive, Field, ObjectType } from 'type-graphql';
import { SourceStateEnum } from './enums';
import { Activity, Deal, Order, Task, Ticket } from './item-types';

@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list.' })
@Directive('@shareable')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether `after: endCursor` would give more.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Lists are read forwards only: false.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Null on an empty page.' })
  readonly startCursor?: string;

  @Field(() => String, { nullable: true, description: 'Null on an empty page.' })
  readonly endCursor?: string;
}

@ObjectType({ simpleResolvers: true, description: 'A source that failed on the way through a list.' })
class Gap {
  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => SourceStateEnum, { description: 'How the source failed.' })
  readonly cause!: string;

  @Field(() => String, {
    nullable: true,
    description: 'As `after`, asks for what is missing here, and for nothing that was shown.',
  })
  readonly resumeCursor?: string;
}

export interface Edge<Item> {
  readonly node: Item;
  readonly cursor: string;
}

export interface Connection<Item> {
  readonly edges: readonly Edge<Item>[];
  readonly pageInfo: PageInfo;
  readonly gaps: readonly Gap[];
}

export function connectionOf<Item extends object>(
  name: string,
  plural: string,
  ItemType: ClassType<Item>,
): ClassType<Connection<Item>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One of several ${plural}.` })
  class ItemEdge implements Edge<Item> {
    @Field(() => ItemType, { description: 'What is listed.' })
    readonly node!: Item;

    @Field(() => String, { description: 'Opaque. As `after`, asks for what follows.' })
    readonly cursor!: string;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${plural}, newest first.` })
  class ItemConnection implements Connection<Item> {
    @Field(() => [ItemEdge], { description: 'The members of the page, each with its cursor.' })
    readonly edges!: readonly Edge<Item>[];

    @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
    readonly pageInfo!: PageInfo;

    @Field(() => [Gap], { description: 'Sources whose items are missing here. Empty: nothing is.' })
    readonly gaps!: readonly Gap[];
  }
  return ItemConnection;
}

export const OrderConnection = connectionOf('Order', 'orders', Order);
export const TicketConnection = connectionOf('Ticket', 'tickets', Ticket);
export const DealConnection = connectionOf('Deal', 'deals', Deal);
export const ActivityConnection = connectionOf('Activity', 'activities', Activity);
export const TaskConnection = connectionOf('Task', 'tasks', Task);
