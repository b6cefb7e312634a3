/** Looking customers up: what callers give, and what comes of it. */
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Customer } from './customer-type';
import { LookupStatusEnum, MatchedByEnum, RightEnum, RoleEnum } from './enums';
import { SourceStatus } from './source-types';

@InputType({ description: 'Names one source record.' })
export class RecordIdentifierInput {
  @Field(() => String, { description: 'The source’s name in the config.' })
  source!: string;

  @Field(() => ID, { description: 'The record’s id as the source writes it.' })
  id!: string;
}

@InputType({ description: 'Names an order or a ticket by the number that people know it by.' })
export class NumberIdentifierInput {
  @Field(() => String, { description: 'The source’s name in the config.' })
  source!: string;

  @Field(() => String, { description: 'For instance `#1042`.' })
  number!: string;
}

/** The name under which the schema marks it `@oneOf`, since type-graphql cannot. */
export const ONE_OF_INPUT = 'CustomerIdentifierInput';

@InputType(ONE_OF_INPUT, { description: 'By what to look a customer up: exactly one of the keys.' })
export class CustomerIdentifierInput {
  @Field(() => ID, { nullable: true, description: 'A customer’s id, `cus_…`.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'An e-mail address, in any spelling.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'A phone number, best with its country code.' })
  phone?: string | null;

  @Field(() => RecordIdentifierInput, { nullable: true, description: 'A record of a source.' })
  record?: RecordIdentifierInput | null;

  @Field(() => NumberIdentifierInput, { nullable: true, description: 'The number of an order.' })
  order?: NumberIdentifierInput | null;

  @Field(() => NumberIdentifierInput, { nullable: true, description: 'The number of a ticket.' })
  ticket?: NumberIdentifierInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256, in hexadecimal, of an e-mail address’s normal form. Finds customers who are linked already; no source ' +
      'is asked.',
  })
  emailHash?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a look-up came to.' })
export class CustomerLookup {
  @Field(() => LookupStatusEnum, { description: 'What it came to.' })
  readonly status!: string;

  @Field(() => Customer, { nullable: true, description: 'The one customer; null unless `FOUND`.' })
  readonly customer?: Customer | null;

  @Field(() => [Customer], { description: 'Everybody who shares the identifier, if `AMBIGUOUS`. Never a guess.' })
  readonly candidates!: readonly Customer[];

  @Field(() => MatchedByEnum, { nullable: true, description: 'Null unless somebody was found.' })
  readonly matchedBy?: string | null;

  @Field(() => [SourceStatus], { description: 'How each source did in the search.' })
  readonly sourceStatus!: readonly SourceStatus[];
}

@ObjectType({ simpleResolvers: true, description: 'A page of people, each of them once.' })
export class CustomerSearch {
  @Field(() => [Customer], { description: 'Each source’s best hits first.' })
  readonly customers!: readonly Customer[];

  @Field(() => [SourceStatus], { description: 'How each source did in the search.' })
  readonly sourceStatus!: readonly SourceStatus[];
}

@ObjectType({ simpleResolvers: true, description: 'Who asks.' })
export class Viewer {
  @Field(() => ID, { description: 'The public part of the API key.' })
  readonly id!: string;

  @Field(() => String, { description: 'Who holds the key, for people.' })
  readonly name!: string;

  @Field(() => RoleEnum, { description: 'What the key was given for.' })
  readonly role!: string;

  @Field(() => [RightEnum], { description: 'What it allows.' })
  readonly rights!: readonly string[];
}
