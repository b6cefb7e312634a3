/** The values of a profile that are objects. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ConsentChannelEnum, ConsentStateEnum } from './enums';
import { DateTime, Decimal } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'An amount of money.' })
@Directive('@shareable')
export class Money {
  @Field(() => Decimal, { nullable: true, description: 'In major units: `"29.99"`.' })
  readonly amount?: string;

  @Field(() => String, { nullable: true, description: 'ISO 4217, for instance `EUR`.' })
  readonly currencyCode?: string;
}

@ObjectType({ simpleResolvers: true, description: 'A postal address, whole from one record.' })
export class PostalAddress {
  @Field(() => String, { nullable: true, description: 'Street and number.' })
  readonly line1?: string;

  @Field(() => String, { nullable: true, description: 'What else helps to find the door.' })
  readonly line2?: string;

  @Field(() => String, { nullable: true, description: 'Town or city.' })
  readonly city?: string;

  @Field(() => String, { nullable: true, description: 'State, province or county.' })
  readonly region?: string;

  @Field(() => String, { nullable: true, description: 'As the source writes it.' })
  readonly postalCode?: string;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 where the source gives it, else what the source wrote.',
  })
  readonly country?: string;
}

@ObjectType({ simpleResolvers: true, description: 'Whether the person may be contacted on a channel.' })
export class Consent {
  @Field(() => ConsentChannelEnum, { nullable: true, description: 'What the consent is about.' })
  readonly channel?: string;

  @Field(() => ConsentStateEnum, { nullable: true, description: 'What the person decided.' })
  readonly state?: string;

  @Field(() => String, { nullable: true, description: 'What the source itself calls the state.' })
  readonly nativeStatus?: string;

  @Field(() => DateTime, { nullable: true, description: 'When it changed, by the source’s clock.' })
  readonly updatedAt?: string;
}

@ObjectType({ simpleResolvers: true, description: 'Who looks after the customer in the CRM.' })
export class Owner {
  @Field(() => ID, { nullable: true, description: 'The CRM’s id of the colleague.' })
  readonly id?: string;

  @Field(() => String, { nullable: true, description: 'What the colleague is called.' })
  readonly name?: string;

  @Field(() => String, { nullable: true, description: 'Where to write to the colleague.' })
  readonly email?: string;
}
