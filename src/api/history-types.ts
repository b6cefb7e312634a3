/** What was decided about a customer, as the schema shows it. */
import { Field, ID, ObjectType } from 'type-graphql';
import type { IdentityEvent as StoredEvent } from '../view/decisions';
import type { ConnectionSnapshot } from '../view/snapshot';
import { PageInfo } from './connection-types';
import { IdentityEventTypeEnum } from './enums';
import { DateTime } from './scalars';
import { RecordRef } from './source-types';

const COUNTED = 'Null for a record of somebody who was erased since: it is counted, not named.';

@ObjectType({
  simpleResolvers: true,
  description: 'A decision about who is who, as one of its customers knows it. Events are added, never changed.',
})
class IdentityEvent {
  @Field(() => ID, { description: 'The customer’s id and a number. `undoIdentityEvent` takes it.' })
  readonly id!: string;

  @Field(() => IdentityEventTypeEnum, { description: 'What happened.' })
  readonly type!: string;

  @Field(() => DateTime, { description: 'When.' })
  readonly at!: number;

  @Field(() => String, { description: 'Who decided: the id of an API key, or the name of a process.' })
  readonly who!: string;

  @Field(() => String, { description: 'The reason that was given, or the rule.' })
  readonly why!: string;

  @Field(() => [RecordRef], { nullable: 'items', description: `Records that came to this customer. ${COUNTED}` })
  readonly came!: readonly (RecordRef | null)[];

  @Field(() => [RecordRef], { nullable: 'items', description: `Records that left this customer. ${COUNTED}` })
  readonly left!: readonly (RecordRef | null)[];

  @Field(() => [ID], { description: 'The other customers of the event.' })
  readonly others!: readonly string[];

  @Field(() => ID, { nullable: true, description: 'The event that this one took back.' })
  readonly undoes?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'One of several events.' })
class IdentityEventEdge {
  @Field(() => IdentityEvent, { description: 'What is listed.' })
  readonly node!: IdentityEvent;

  @Field(() => String, { description: 'Opaque. As `after`, asks for what follows.' })
  readonly cursor!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of events, newest first.' })
export class IdentityEventConnection {
  @Field(() => [IdentityEventEdge], { description: 'The members of the page, each with its cursor.' })
  readonly edges!: readonly IdentityEventEdge[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  readonly pageInfo!: PageInfo;
}

/** Pages by `historyKey`. */
export type Histories = ReadonlyMap<string, ConnectionSnapshot<StoredEvent>>;
