/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How much a disagreement matters. */
export type ConflictSeverity =
  /** Somebody could be written to wrongly, or two people could be taken for one. */
  | 'HIGH'
  /** A matter of spelling or taste. */
  | 'LOW'
  /** One of the values is likely out of date. */
  | 'MEDIUM';

/** The channel that a consent is about. */
export type ConsentChannel =
  /** E-mail. */
  | 'EMAIL'
  /** Something else; `nativeStatus` has the source’s word. */
  | 'OTHER'
  /** Calls. */
  | 'PHONE'
  /** Text messages. */
  | 'SMS';

/** Whether the person may be written to. */
export type ConsentState =
  /** Asked, and refused. */
  | 'DENIED'
  /** Agreed. */
  | 'GRANTED'
  /** Never asked. */
  | 'NOT_SET'
  /** Asked, and not yet confirmed. */
  | 'PENDING'
  /** Agreed once, and taken back. */
  | 'REVOKED'
  /** A state that Onefold does not know; `nativeStatus` has the source’s word. */
  | 'UNKNOWN';

/** A field of a customer that is settled from what the sources claim. */
export type CustomerField =
  /** The field `addresses`. */
  | 'ADDRESSES'
  /** The field `birthDate`. */
  | 'BIRTH_DATE'
  /** The field `company`. */
  | 'COMPANY'
  /** The field `consents`. */
  | 'CONSENTS'
  /** The field `createdAt`. */
  | 'CREATED_AT'
  /** The field `defaultAddress`. */
  | 'DEFAULT_ADDRESS'
  /** The field `displayName`. */
  | 'DISPLAY_NAME'
  /** The field `email`. */
  | 'EMAIL'
  /** The field `emails`. */
  | 'EMAILS'
  /** The field `firstName`. */
  | 'FIRST_NAME'
  /** The field `jobTitle`. */
  | 'JOB_TITLE'
  /** The field `lastName`. */
  | 'LAST_NAME'
  /** The field `lifecycleStage`. */
  | 'LIFECYCLE_STAGE'
  /** The field `locale`. */
  | 'LOCALE'
  /** The field `owner`. */
  | 'OWNER'
  /** The field `phone`. */
  | 'PHONE'
  /** The field `phones`. */
  | 'PHONES'
  /** The field `tags`. */
  | 'TAGS'
  /** The field `timeZone`. */
  | 'TIME_ZONE'
  /** The field `updatedAt`. */
  | 'UPDATED_AT';

/** By what to look a customer up: exactly one of the keys. */
export type CustomerIdentifierInput =
  {   /** An e-mail address, in any spelling. */
  readonly email: string; readonly emailHash?: never; readonly id?: never; readonly order?: never; readonly phone?: never; readonly record?: never; readonly ticket?: never; }
  |  { readonly email?: never;   /** SHA-256, in hexadecimal, of an e-mail address’s normal form. Finds customers who are linked already; no source is asked. */
  readonly emailHash: string; readonly id?: never; readonly order?: never; readonly phone?: never; readonly record?: never; readonly ticket?: never; }
  |  { readonly email?: never; readonly emailHash?: never;   /** A customer’s id, `cus_…`. */
  readonly id: string | number; readonly order?: never; readonly phone?: never; readonly record?: never; readonly ticket?: never; }
  |  { readonly email?: never; readonly emailHash?: never; readonly id?: never;   /** The number of an order. */
  readonly order: NumberIdentifierInput; readonly phone?: never; readonly record?: never; readonly ticket?: never; }
  |  { readonly email?: never; readonly emailHash?: never; readonly id?: never; readonly order?: never;   /** A phone number, best with its country code. */
  readonly phone: string; readonly record?: never; readonly ticket?: never; }
  |  { readonly email?: never; readonly emailHash?: never; readonly id?: never; readonly order?: never; readonly phone?: never;   /** A record of a source. */
  readonly record: RecordIdentifierInput; readonly ticket?: never; }
  |  { readonly email?: never; readonly emailHash?: never; readonly id?: never; readonly order?: never; readonly phone?: never; readonly record?: never;   /** The number of a ticket. */
  readonly ticket: NumberIdentifierInput; };

/** What a look-up came to. */
export type LookupStatus =
  /** Several people share the identifier. `candidates` are all of them; none is preferred. */
  | 'AMBIGUOUS'
  /** One customer. */
  | 'FOUND'
  /** Nobody was found, and at least one source could not be asked. `sourceStatus` says which. */
  | 'INCOMPLETE'
  /** Every source that is able to search answered that it knows nobody. */
  | 'NOT_FOUND';

/** The kind of identifier that led to the customer. */
export type MatchedBy =
  /** An e-mail address. */
  | 'EMAIL'
  /** The hash of an e-mail address. */
  | 'EMAIL_HASH'
  /** The customer’s id. */
  | 'ID'
  /** The number of an order. */
  | 'ORDER'
  /** A phone number. */
  | 'PHONE'
  /** A record of a source. */
  | 'RECORD'
  /** The number of a ticket. */
  | 'TICKET';

/** Names an order or a ticket by the number that people know it by. */
export type NumberIdentifierInput = {
  /** For instance `#1042`. */
  readonly number: string;
  /** The source’s name in the config. */
  readonly source: string;
};

/** Where an order stands. */
export type OrderStatus =
  /** Called off. */
  | 'CANCELLED'
  /** Finished. */
  | 'COMPLETED'
  /** Placed, and not finished. */
  | 'OPEN'
  /** A state that Onefold does not know; the native field beside has the source’s word. */
  | 'UNKNOWN';

/** What can be asked of a source about a person. Each part is fetched, and can fail, on its own. */
export type Part =
  /** Calls, e-mails, meetings, notes. */
  | 'ACTIVITIES'
  /** Whether the person may be contacted. */
  | 'CONSENTS'
  /** What is being sold. */
  | 'DEALS'
  /** What was ordered. */
  | 'ORDERS'
  /** The person record: names, addresses, identifiers. */
  | 'PROFILE'
  /** Finding the person’s records by identifiers or words. */
  | 'SEARCH'
  /** What colleagues have to do. */
  | 'TASKS'
  /** What was asked of support. */
  | 'TICKETS';

/** Names one source record. */
export type RecordIdentifierInput = {
  /** The record’s id as the source writes it. */
  readonly id: string | number;
  /** The source’s name in the config. */
  readonly source: string;
};

/** How a source did for one part of an answer. */
export type SourceState =
  /** Answered from memory; `ageMs` says how old that is. */
  | 'CACHED'
  /** Not asked, because it failed too often just before. */
  | 'CIRCUIT_OPEN'
  /** Switched off in the config. */
  | 'DISABLED'
  /** Asked for this answer. */
  | 'FRESH'
  /** The source answered, and the answer could not be read. */
  | 'INVALID_RESPONSE'
  /** The source was searched and holds no record of this customer. */
  | 'NOT_LINKED'
  /** The source could not be searched, so it may hold a record of this customer. */
  | 'NOT_SEARCHED'
  /** The source asked to be left alone, or may not be asked more often; `retryAfterMs` says for how long. */
  | 'RATE_LIMITED'
  /** The source deleted the record, or merged it into another. */
  | 'RECORD_GONE'
  /** The source answered in another shape than its interface promises. */
  | 'SCHEMA_DRIFT'
  /** Not asked: nothing that was selected needs it. */
  | 'SKIPPED'
  /** The source failed, and an older answer was still allowed. */
  | 'STALE_SERVED'
  /** No answer by the deadline. */
  | 'TIMEOUT'
  /** The source refused the gateway’s credentials, or they lack a permission. */
  | 'UNAUTHORISED'
  /** The source could not be reached, or answered with a failure of its own. */
  | 'UNAVAILABLE';

/** The rule that chose a value. */
export type SurvivorshipRule =
  /** The longest value. */
  | 'LONGEST'
  /** The group of values of which the fewest are missing. */
  | 'MOST_COMPLETE'
  /** The value that most records agree on. */
  | 'MOST_FREQUENT'
  /** The value that its source changed last, by the source’s own clock. */
  | 'MOST_RECENT'
  /** The value of the source that the policy ranks first. */
  | 'MOST_TRUSTED'
  /** The value that has stood longest. */
  | 'OLDEST'
  /** There was one claim, and nothing to decide. */
  | 'ONLY'
  /** The value that allows least. */
  | 'STRICTEST'
  /** All values together, each once. */
  | 'UNION'
  /** The value that a source vouches for most strongly. */
  | 'VERIFIED_FIRST';

/** Where a ticket stands. */
export type TicketStatus =
  /** Finished for good. */
  | 'CLOSED'
  /** Nobody has looked at it. */
  | 'NEW'
  /** Waits for a third party. */
  | 'ON_HOLD'
  /** Waits for the support team. */
  | 'OPEN'
  /** Waits for the customer. */
  | 'PENDING'
  /** Answered; the customer may still object. */
  | 'SOLVED'
  /** A state that Onefold does not know; the native field beside has the source’s word. */
  | 'UNKNOWN';

export type LookUpCustomerQueryVariables = Exact<{
  identifier: CustomerIdentifierInput;
}>;


export type LookUpCustomerQuery = { readonly customerByIdentifier: { readonly status: LookupStatus, readonly matchedBy: MatchedBy | null, readonly customer: { readonly id: string, readonly requestedId: string, readonly displayName: string | null, readonly email: string | null, readonly emails: ReadonlyArray<string> | null, readonly phone: string | null, readonly phones: ReadonlyArray<string> | null, readonly company: string | null, readonly jobTitle: string | null, readonly locale: string | null, readonly timeZone: string | null, readonly birthDate: string | null, readonly tags: ReadonlyArray<string> | null, readonly createdAt: string | null, readonly updatedAt: string | null, readonly lastContactAt: string | null, readonly defaultAddress: { readonly line1: string | null, readonly line2: string | null, readonly city: string | null, readonly region: string | null, readonly postalCode: string | null, readonly country: string | null } | null, readonly crm: { readonly lifecycleStage: string | null, readonly owner: { readonly name: string | null, readonly email: string | null } | null } | null, readonly consents: ReadonlyArray<{ readonly channel: ConsentChannel | null, readonly state: ConsentState | null }> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string, readonly state: SourceState, readonly updatedAt: string | null }>, readonly provenance: ReadonlyArray<{ readonly field: CustomerField, readonly rule: SurvivorshipRule, readonly pinned: boolean, readonly missing: ReadonlyArray<string>, readonly sourceUpdatedAt: string | null, readonly record: { readonly source: string, readonly id: string }, readonly alternatives: ReadonlyArray<{ readonly value: unknown, readonly whyLost: string, readonly record: { readonly source: string, readonly id: string } }> }>, readonly conflicts: ReadonlyArray<{ readonly field: CustomerField, readonly severity: ConflictSeverity }>, readonly orderSummary: { readonly count: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string>, readonly total: ReadonlyArray<{ readonly amount: string | null, readonly currencyCode: string | null }> | null } | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly status: OrderStatus | null, readonly placedAt: string | null, readonly total: { readonly amount: string | null, readonly currencyCode: string | null } | null } }> } | null, readonly ticketSummary: { readonly count: number | null, readonly open: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly subject: string | null, readonly status: TicketStatus | null, readonly createdAt: string | null } }> } | null, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> } | null, readonly candidates: ReadonlyArray<{ readonly id: string, readonly displayName: string | null, readonly emails: ReadonlyArray<string> | null, readonly phones: ReadonlyArray<string> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }>, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> } };

export type LookedUpCustomerFragment = { readonly id: string, readonly requestedId: string, readonly displayName: string | null, readonly email: string | null, readonly emails: ReadonlyArray<string> | null, readonly phone: string | null, readonly phones: ReadonlyArray<string> | null, readonly company: string | null, readonly jobTitle: string | null, readonly locale: string | null, readonly timeZone: string | null, readonly birthDate: string | null, readonly tags: ReadonlyArray<string> | null, readonly createdAt: string | null, readonly updatedAt: string | null, readonly lastContactAt: string | null, readonly defaultAddress: { readonly line1: string | null, readonly line2: string | null, readonly city: string | null, readonly region: string | null, readonly postalCode: string | null, readonly country: string | null } | null, readonly crm: { readonly lifecycleStage: string | null, readonly owner: { readonly name: string | null, readonly email: string | null } | null } | null, readonly consents: ReadonlyArray<{ readonly channel: ConsentChannel | null, readonly state: ConsentState | null }> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string, readonly state: SourceState, readonly updatedAt: string | null }>, readonly provenance: ReadonlyArray<{ readonly field: CustomerField, readonly rule: SurvivorshipRule, readonly pinned: boolean, readonly missing: ReadonlyArray<string>, readonly sourceUpdatedAt: string | null, readonly record: { readonly source: string, readonly id: string }, readonly alternatives: ReadonlyArray<{ readonly value: unknown, readonly whyLost: string, readonly record: { readonly source: string, readonly id: string } }> }>, readonly conflicts: ReadonlyArray<{ readonly field: CustomerField, readonly severity: ConflictSeverity }>, readonly orderSummary: { readonly count: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string>, readonly total: ReadonlyArray<{ readonly amount: string | null, readonly currencyCode: string | null }> | null } | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly status: OrderStatus | null, readonly placedAt: string | null, readonly total: { readonly amount: string | null, readonly currencyCode: string | null } | null } }> } | null, readonly ticketSummary: { readonly count: number | null, readonly open: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly subject: string | null, readonly status: TicketStatus | null, readonly createdAt: string | null } }> } | null, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> };

export type ShownSourceStatusFragment = { readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null };

export const ShownSourceStatusFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ShownSourceStatusFragment, unknown>;
export const LookedUpCustomerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LookedUpCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"requestedId"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"jobTitle"}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"birthDate"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastContactAt"}},{"kind":"Field","name":{"kind":"Name","value":"crm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lifecycleStage"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"pinned"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"sourceUpdatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alternatives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"whyLost"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orderSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"placedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<LookedUpCustomerFragment, unknown>;
export const LookUpCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LookUpCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identifier"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerIdentifierInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerByIdentifier"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"identifier"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identifier"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"matchedBy"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LookedUpCustomer"}}]}},{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LookedUpCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"requestedId"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"jobTitle"}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"birthDate"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastContactAt"}},{"kind":"Field","name":{"kind":"Name","value":"crm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lifecycleStage"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"pinned"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"sourceUpdatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alternatives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"whyLost"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orderSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"placedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}}]} as unknown as DocumentNode<LookUpCustomerQuery, LookUpCustomerQueryVariables>;