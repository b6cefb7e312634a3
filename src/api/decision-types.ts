/** Decisions about who is who: what stewards give, and what comes of it. */
import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Customer } from './customer-type';
import { CustomerFieldEnum, DecisionRefusalEnum } from './enums';
import { RecordIdentifierInput } from './lookup-types';
import { Json } from './scalars';
import { RecordRef, SourceStatus } from './source-types';

const CUSTOMER_ID_NOTE = 'or one that leads to it.';
const EXPECTED_NOTE = 'What a preview said. The decision is refused as `STALE` if anybody concerned changed since.';

/** Given with every decision. */
@InputType()
export abstract class DecisionInput {
  @Field(() => String, {
    description:
      'Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once ' +
      'and answered as often as it comes.',
  })
  readonly idempotencyKey!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no ' +
      'name, address or number.',
  })
  readonly reason?: string | null;
}

@InputType({ description: 'Two customers are one person.' })
export class MergeCustomersInput extends DecisionInput {
  @Field(() => ID, { description: `The customer who keeps the id, ${CUSTOMER_ID_NOTE}` })
  readonly survivor!: string;

  @Field(() => ID, { description: `The customer whose id will lead to the survivor, ${CUSTOMER_ID_NOTE}` })
  readonly other!: string;

  @Field(() => String, { nullable: true, description: EXPECTED_NOTE })
  readonly expected?: string | null;
}

@InputType({ description: 'Some records of a customer are another person, who gets a new id.' })
export class SplitCustomerInput extends DecisionInput {
  @Field(() => ID, { description: `The customer, ${CUSTOMER_ID_NOTE}` })
  readonly customer!: string;

  @Field(() => [RecordIdentifierInput], { description: 'The records that leave; at most 100.' })
  readonly records!: readonly RecordIdentifierInput[];

  @Field(() => String, { nullable: true, description: EXPECTED_NOTE })
  readonly expected?: string | null;
}

@InputType({ description: 'A record is this person. It is read from its source first.' })
export class LinkRecordInput extends DecisionInput {
  @Field(() => RecordIdentifierInput, { description: 'The record, whoever has it now.' })
  readonly record!: RecordIdentifierInput;

  @Field(() => ID, { description: `The customer, ${CUSTOMER_ID_NOTE}` })
  readonly customer!: string;
}

@InputType({ description: 'A record is not the person whom it belongs to.' })
export class UnlinkRecordInput extends DecisionInput {
  @Field(() => RecordIdentifierInput, { description: 'The record.' })
  readonly record!: RecordIdentifierInput;
}

@InputType({ description: 'A decision is taken back.' })
export class UndoIdentityEventInput extends DecisionInput {
  @Field(() => ID, { description: 'The event’s id, as a decision or a history gave it.' })
  readonly event!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The decision was made, by this order or by one that it repeats.' })
export class DecisionMade {
  readonly __typename!: 'DecisionMade';

  @Field(() => ID, { description: 'The event that it is in the history. `undoIdentityEvent` takes it.' })
  readonly event!: string;

  @Field(() => [Customer], { description: 'Those concerned, as they are now; whom the decision is about first.' })
  readonly customers!: readonly Customer[];
}

@ObjectType({ simpleResolvers: true, description: 'The decision cannot be made. Nothing was changed.' })
export class DecisionRefused {
  readonly __typename!: 'DecisionRefused';

  @Field(() => DecisionRefusalEnum, { description: 'Why not.' })
  readonly reason!: string;

  @Field(() => String, { description: 'The same in a sentence.' })
  readonly message!: string;

  @Field(() => [ID], { description: 'Events that stand in the way.' })
  readonly because!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'A field whose settled value would change.' })
class FieldChange {
  @Field(() => CustomerFieldEnum, { description: 'Which.' })
  readonly field!: string;

  @Field(() => Json, { nullable: true, description: 'What it is.' })
  readonly before?: unknown;

  @Field(() => Json, { nullable: true, description: 'What it would be.' })
  readonly after?: unknown;
}

@ObjectType({ simpleResolvers: true, description: 'How many of something there are, and would be.' })
class CountChange {
  @Field(() => Int, { description: 'How many there are.' })
  readonly before!: number;

  @Field(() => Int, { description: 'How many there would be.' })
  readonly after!: number;

  @Field(() => Boolean, { description: 'False where something was left out of the numbers.' })
  readonly exact!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'A customer before and after a decision that is not made yet.' })
export class ForeseenCustomer {
  @Field(() => ID, { nullable: true, description: 'Null for one who would begin, and get a new id.' })
  readonly id?: string | null;

  @Field(() => [RecordRef], { description: 'The customer’s records.' })
  readonly recordsBefore!: readonly RecordRef[];

  @Field(() => [RecordRef], { description: 'What they would be. Empty: the id would lead to another customer.' })
  readonly recordsAfter!: readonly RecordRef[];

  @Field(() => [FieldChange], {
    description: 'Fields whose values would change; of one who would begin, all that have a value.',
  })
  readonly changes!: readonly FieldChange[];

  @Field(() => CountChange, { nullable: true, description: 'Orders. Null where every shop failed.' })
  readonly orders?: CountChange | null;

  @Field(() => CountChange, { nullable: true, description: 'Tickets. Null where every support system failed.' })
  readonly tickets?: CountChange | null;

  @Field(() => [SourceStatus], { description: 'How each source did for what is shown.' })
  readonly sourceStatus!: readonly SourceStatus[];
}

@ObjectType({ simpleResolvers: true, description: 'What a decision would change. Nothing was changed.' })
export class DecisionPreview {
  readonly __typename!: 'DecisionPreview';

  @Field(() => String, { description: 'Opaque. Hand it to the decision, so that it does this or nothing.' })
  readonly expected!: string;

  @Field(() => [ForeseenCustomer], { description: 'Those concerned; whom the decision is about first.' })
  readonly customers!: readonly ForeseenCustomer[];
}

function typeOf(result: object): string {
  return (result as { readonly __typename: string }).__typename;
}

export const DecisionResult = createUnionType({
  name: 'DecisionResult',
  description: 'What came of a decision.',
  types: () => [DecisionMade, DecisionRefused] as const,
  resolveType: typeOf,
});

export const PreviewResult = createUnionType({
  name: 'PreviewResult',
  description: 'What a decision would change, or why it could not be made.',
  types: () => [DecisionPreview, DecisionRefused] as const,
  resolveType: typeOf,
});
