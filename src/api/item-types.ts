/** What a person has besides a profile, as the schema shows it. Every list item names its source and record. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import {
  ActivityTypeEnum,
  DealStatusEnum,
  DirectionEnum,
  FulfillmentStatusEnum,
  OrderStatusEnum,
  PaymentStatusEnum,
  TaskStatusEnum,
  TicketPriorityEnum,
  TicketStatusEnum,
} from './enums';
import { Money } from './profile-types';
import { DateTime } from './scalars';
import { RecordRef } from './source-types';

const ID_NOTE = 'Unique among all sources: the source’s name and its own id.';
const NATIVE_ID_NOTE = 'The id as the source writes it. Opaque.';
const NATIVE_NOTE = 'The source’s own word for it.';
const UPDATED_NOTE = 'When it was last changed, by the source’s clock.';

@ObjectType({ simpleResolvers: true, description: 'One line of an order.' })
export class OrderLine {
  @Field(() => String, { nullable: true, description: 'What the article is called.' })
  readonly title?: string;

  @Field(() => String, { nullable: true, description: 'The seller’s number of the article.' })
  readonly sku?: string;

  @Field(() => Int, { nullable: true, description: 'How many.' })
  readonly quantity?: number;

  @Field(() => Money, { nullable: true, description: 'What one of them costs.' })
  readonly unitPrice?: Money;
}

@ObjectType({ simpleResolvers: true, description: 'An order, from a shop.' })
export class Order {
  @Field(() => ID, { description: ID_NOTE })
  readonly id!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { nullable: true, description: NATIVE_ID_NOTE })
  readonly nativeId?: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => String, { nullable: true, description: 'What the customer sees, for instance `#1042`.' })
  readonly number?: string;

  @Field(() => OrderStatusEnum, { nullable: true, description: 'Where it stands.' })
  readonly status?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativeStatus?: string;

  @Field(() => PaymentStatusEnum, { nullable: true, description: 'Whether it is paid.' })
  readonly paymentStatus?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativePaymentStatus?: string;

  @Field(() => FulfillmentStatusEnum, { nullable: true, description: 'Whether it is on its way.' })
  readonly fulfillmentStatus?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativeFulfillmentStatus?: string;

  @Field(() => Money, { nullable: true, description: 'What the order comes to, with everything.' })
  readonly total?: Money;

  @Field(() => DateTime, { nullable: true, description: 'Orders are listed by this, newest first.' })
  readonly placedAt?: string;

  @Field(() => DateTime, { nullable: true, description: UPDATED_NOTE })
  readonly updatedAt?: string;

  @Field(() => DateTime, { nullable: true, description: 'Null unless it was called off.' })
  readonly cancelledAt?: string;

  @Field(() => [OrderLine], { nullable: true, description: 'What was bought. Costs the source more than the rest.' })
  readonly lines?: readonly OrderLine[];
}

@ObjectType({ simpleResolvers: true, description: 'A ticket, from a support system.' })
export class Ticket {
  @Field(() => ID, { description: ID_NOTE })
  readonly id!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { nullable: true, description: NATIVE_ID_NOTE })
  readonly nativeId?: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => String, { nullable: true, description: 'The number that people quote.' })
  readonly number?: string;

  @Field(() => String, { nullable: true, description: 'What it is about.' })
  readonly subject?: string;

  @Field(() => TicketStatusEnum, { nullable: true, description: 'Where it stands.' })
  readonly status?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativeStatus?: string;

  @Field(() => TicketPriorityEnum, { nullable: true, description: 'How urgent it is.' })
  readonly priority?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativePriority?: string;

  @Field(() => String, { nullable: true, description: 'The source’s kind of ticket, for instance `question`.' })
  readonly type?: string;

  @Field(() => String, { nullable: true, description: 'How it came in, for instance `email`.' })
  readonly channel?: string;

  @Field(() => [String], { nullable: true, description: 'Labels, as the source has them.' })
  readonly tags?: readonly string[];

  @Field(() => DateTime, { nullable: true, description: 'Tickets are listed by this, newest first.' })
  readonly createdAt?: string;

  @Field(() => DateTime, { nullable: true, description: UPDATED_NOTE })
  readonly updatedAt?: string;
}

@ObjectType({ simpleResolvers: true, description: 'A deal, from a CRM.' })
export class Deal {
  @Field(() => ID, { description: ID_NOTE })
  readonly id!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { nullable: true, description: NATIVE_ID_NOTE })
  readonly nativeId?: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => String, { nullable: true, description: 'What it is called.' })
  readonly name?: string;

  @Field(() => DealStatusEnum, { nullable: true, description: 'Where it stands.' })
  readonly status?: string;

  @Field(() => String, { nullable: true, description: 'The stage in the source’s pipeline.' })
  readonly nativeStatus?: string;

  @Field(() => String, { nullable: true, description: 'The source’s name or id of the pipeline.' })
  readonly pipeline?: string;

  @Field(() => Money, { nullable: true, description: 'What it is worth.' })
  readonly amount?: Money;

  @Field(() => DateTime, { nullable: true, description: 'When it is, or was, expected to close.' })
  readonly closeAt?: string;

  @Field(() => DateTime, { nullable: true, description: 'Deals are listed by this, newest first.' })
  readonly createdAt?: string;

  @Field(() => DateTime, { nullable: true, description: UPDATED_NOTE })
  readonly updatedAt?: string;
}

@ObjectType({ simpleResolvers: true, description: 'A call, an e-mail, a meeting or a note, from a CRM.' })
export class Activity {
  @Field(() => ID, { description: ID_NOTE })
  readonly id!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { nullable: true, description: NATIVE_ID_NOTE })
  readonly nativeId?: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => ActivityTypeEnum, { nullable: true, description: 'What kind of contact it was.' })
  readonly type?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativeType?: string;

  @Field(() => String, { nullable: true, description: 'What it was about.' })
  readonly subject?: string;

  @Field(() => DirectionEnum, { nullable: true, description: 'Who contacted whom.' })
  readonly direction?: string;

  @Field(() => DateTime, { nullable: true, description: 'Activities are listed by this, newest first.' })
  readonly occurredAt?: string;

  @Field(() => DateTime, { nullable: true, description: UPDATED_NOTE })
  readonly updatedAt?: string;
}

@ObjectType({ simpleResolvers: true, description: 'Something a colleague has to do for the customer, from a CRM.' })
export class Task {
  @Field(() => ID, { description: ID_NOTE })
  readonly id!: string;

  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { nullable: true, description: NATIVE_ID_NOTE })
  readonly nativeId?: string;

  @Field(() => RecordRef, { nullable: true, description: 'The person’s record in that source.' })
  readonly record?: RecordRef;

  @Field(() => String, { nullable: true, description: 'What is to be done.' })
  readonly subject?: string;

  @Field(() => TaskStatusEnum, { nullable: true, description: 'Whether it is done.' })
  readonly status?: string;

  @Field(() => String, { nullable: true, description: NATIVE_NOTE })
  readonly nativeStatus?: string;

  @Field(() => DateTime, { nullable: true, description: 'By when.' })
  readonly dueAt?: string;

  @Field(() => DateTime, { nullable: true, description: 'Tasks are listed by this, newest first.' })
  readonly createdAt?: string;

  @Field(() => DateTime, { nullable: true, description: UPDATED_NOTE })
  readonly updatedAt?: string;
}
