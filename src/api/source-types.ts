/** Sources, and how they did, as the schema shows them. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { PartEnum, SourceKindEnum, SourceStateEnum } from './enums';
import { DateTime } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'Names one person-like object in one source.' })
export class RecordRef {
  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { description: 'The record’s id as the source writes it. Opaque.' })
  readonly id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A source record that belongs to the customer.' })
export class LinkedRecord {
  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => ID, { description: 'The record’s id as the source writes it. Opaque.' })
  readonly id!: string;

  @Field(() => SourceKindEnum, { nullable: true, description: 'Null where the config no longer names the source.' })
  readonly kind?: string;

  @Field(() => SourceStateEnum, { description: 'How reading the record went.' })
  readonly state!: string;

  @Field(() => DateTime, { nullable: true, description: 'When the record was made, by the source’s clock.' })
  readonly createdAt?: string;

  @Field(() => DateTime, { nullable: true, description: 'When the record was last changed, by the source’s clock.' })
  readonly updatedAt?: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the gateway read it; null unless it did for this answer.',
  })
  readonly fetchedAt?: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How one source did for one part of this answer: the cause behind every value that is missing.',
})
export class SourceStatus {
  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly source!: string;

  @Field(() => PartEnum, { description: 'What was asked of it.' })
  readonly part!: string;

  @Field(() => RecordRef, { nullable: true, description: 'The record that was asked for, where it matters.' })
  readonly record?: RecordRef;

  @Field(() => SourceStateEnum, { description: 'How that went.' })
  readonly state!: string;

  @Field(() => DateTime, { nullable: true, description: 'When the source gave what is shown.' })
  readonly fetchedAt?: number;

  @Field(() => Float, { nullable: true, description: 'How old that is, in milliseconds.' })
  readonly ageMs?: number;

  @Field(() => Float, { nullable: true, description: 'How long this answer waited for the source, in milliseconds.' })
  readonly latencyMs?: number;

  @Field(() => Float, { nullable: true, description: 'After how long the source may be asked again, in milliseconds.' })
  readonly retryAfterMs?: number;

  @Field(() => String, { nullable: true, description: 'One plain sentence for people.' })
  readonly message?: string;
}

@ObjectType({ simpleResolvers: true, description: 'What a source last said of its own limits.' })
export class SourceQuota {
  @Field(() => String, { description: '`requests` or `points`.' })
  readonly unit!: string;

  @Field(() => Int, { nullable: true, description: 'What the source allows in its window.' })
  readonly limit?: number;

  @Field(() => Int, { nullable: true, description: 'What is left of it.' })
  readonly remaining?: number;
}

@ObjectType({ simpleResolvers: true, description: 'A system that Onefold asks.' })
export class Source {
  @Field(() => String, { description: 'The source’s name in the config.' })
  readonly name!: string;

  @Field(() => String, { description: 'The vendor’s product, for instance `HubSpot`.' })
  readonly vendor!: string;

  @Field(() => SourceKindEnum, { description: 'What it is for.' })
  readonly kind!: string;

  @Field(() => [PartEnum], { description: 'What it can be asked about a person.' })
  readonly parts!: readonly string[];

  @Field(() => SourceQuota, { nullable: true, description: 'Null until the source has said something of its limits.' })
  readonly quota?: SourceQuota;
}
