/** The timeline of the schema: entries that tell when, where and what kind, and carry the item itself. */
import { createUnionType, Field, ObjectType } from 'type-graphql';
import type { TimelineItem } from '../customer/parts';
import { connectionOf } from './connection-types';
import { TimelineKindEnum } from './enums';
import { Activity, Deal, Order, Ticket } from './item-types';
import { TIMELINE_KINDS } from './page';
import { Consent } from './profile-types';
import { DateTime } from './scalars';
import { RecordRef } from './source-types';

/** The type behind each kind; an item's `__typename` by the part that it comes from. */
export const ITEM_TYPES = {
  ORDERS: 'Order',
  TICKETS: 'Ticket',
  DEALS: 'Deal',
  ACTIVITIES: 'Activity',
  CONSENTS: 'Consent',
} as const satisfies Record<TimelineItem['part'], string>;

const TimelineItemUnion = createUnionType({
  name: 'TimelineItem',
  description: 'What happened.',
  types: () => [Order, Ticket, Deal, Activity, Consent] as const,
  resolveType: (item) => (item as { readonly __typename?: string }).__typename,
});

@ObjectType({ simpleResolvers: true, description: 'Something that happened between the person and us.' })
export class TimelineEntry {
  @Field(() => DateTime, { description: 'By this the timeline is ordered, newest first. It does not change later.' })
  readonly at!: string;

  @Field(() => TimelineKindEnum, { description: 'Of which kind `item` is.' })
  readonly kind!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => TimelineItemUnion, { description: 'The same as in the list of its kind.' })
  readonly item!: object;
}

export const TimelineConnection = connectionOf('Timeline', 'entries', TimelineEntry);

/** @param answer of an item as its own list shows it. */
export function timelineEntry({ at, source, record, part }: TimelineItem, answer: object): TimelineEntry {
  return { at, kind: TIMELINE_KINDS[part], source, record, item: { ...answer, __typename: ITEM_TYPES[part] } };
}
