/** Where a value came from, and who disagrees. */
import { Field, ObjectType } from 'type-graphql';
import { ConflictSeverityEnum, CustomerFieldEnum, SurvivorshipRuleEnum } from './enums';
import { DateTime, Json } from './scalars';
import { RecordRef } from './source-types';

@ObjectType({ simpleResolvers: true, description: 'A claim that was not chosen.' })
export class Alternative {
  @Field(() => Json, { nullable: true, description: 'The value, in the shape that the field itself has.' })
  readonly value?: unknown;

  @Field(() => RecordRef, { description: 'The record that claims it.' })
  readonly record!: RecordRef;

  @Field(() => DateTime, { nullable: true, description: 'When it changed, by the source’s clock.' })
  readonly sourceUpdatedAt?: string;

  @Field(() => String, { description: 'One plain sentence: the rule that decided, and how the two compared.' })
  readonly whyLost!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Where the value of one field came from.' })
export class FieldProvenance {
  @Field(() => CustomerFieldEnum, { description: 'The field that this is about.' })
  readonly field!: string;

  @Field(() => String, { description: 'The source whose claim was chosen.' })
  readonly source!: string;

  @Field(() => RecordRef, {
    description: 'The record whose claim was chosen; for a union, the first that contributed.',
  })
  readonly record!: RecordRef;

  @Field(() => SurvivorshipRuleEnum, { description: 'The rule that chose the value.' })
  readonly rule!: string;

  @Field(() => DateTime, { nullable: true, description: 'When the value changed, by the source’s clock.' })
  readonly sourceUpdatedAt?: string;

  @Field(() => DateTime, { nullable: true, description: 'When the gateway read it.' })
  readonly fetchedAt?: number;

  @Field(() => Boolean, { description: 'Whether a steward pinned the value.' })
  readonly pinned!: boolean;

  @Field(() => [String], {
    description: 'Better-ranked sources that could not be asked: the value might have been another.',
  })
  readonly missing!: readonly string[];

  @Field(() => [Alternative], { description: 'The claims that lost.' })
  readonly alternatives!: readonly Alternative[];
}

@ObjectType({ simpleResolvers: true, description: 'One of several values that disagree, and who claims it.' })
export class ConflictValue {
  @Field(() => Json, { nullable: true, description: 'The value, in the shape that the field itself has.' })
  readonly value?: unknown;

  @Field(() => [RecordRef], { description: 'The records that claim it.' })
  readonly records!: readonly RecordRef[];
}

@ObjectType({ simpleResolvers: true, description: 'Records disagree about a field. Equal normal forms do not.' })
export class Conflict {
  @Field(() => CustomerFieldEnum, { description: 'The field that this is about.' })
  readonly field!: string;

  @Field(() => ConflictSeverityEnum, { description: 'How much it matters.' })
  readonly severity!: string;

  @Field(() => [ConflictValue], { description: 'The distinct values, the settled one first.' })
  readonly values!: readonly ConflictValue[];
}

@ObjectType({ simpleResolvers: true, description: 'A field that this caller sees in part, or not at all.' })
export class FieldMask {
  @Field(() => CustomerFieldEnum, { description: 'The field that this is about.' })
  readonly field!: string;

  @Field(() => String, { description: 'The rule that hides it.' })
  readonly reason!: string;

  @Field(() => String, { nullable: true, description: 'What would have to change for the caller to see it.' })
  readonly hint?: string;
}
