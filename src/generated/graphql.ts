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

/** Why a decision cannot be made. */
export type DecisionRefusal =
  /** The event was undone before. */
  | 'ALREADY_UNDONE'
  /** The customer was erased. */
  | 'CUSTOMER_ERASED'
  /** The idempotency key came with another decision before. Take a new one. */
  | 'KEY_REUSED'
  /** Later decisions rest on the event. They have to be undone first. */
  | 'LATER_DECISIONS'
  /** It was decided that they are different persons. That decision has to be undone first. */
  | 'NEVER_LINKED'
  /** Nobody would be left on one side. */
  | 'NOTHING_LEFT'
  /** A record does not belong to this customer. */
  | 'NOT_A_MEMBER'
  /** An event of this kind cannot be undone. */
  | 'NOT_UNDOABLE'
  /** The source has no such record. */
  | 'RECORD_NOT_FOUND'
  /** The source of the record could not be asked, so nothing was linked. Try again later. */
  | 'RECORD_NOT_READ'
  /** Both are the same customer already. */
  | 'SAME_CUSTOMER'
  /** Something was decided since the preview. Look again, then decide. */
  | 'STALE'
  /** No customer was ever given this id. */
  | 'UNKNOWN_CUSTOMER'
  /** There is no such event. */
  | 'UNKNOWN_EVENT'
  /** The record is linked to nobody. */
  | 'UNKNOWN_RECORD';

/** What happened to the links of a customer. */
export type IdentityEventType =
  /** The customer began, with its first records. */
  | 'CREATED'
  /** The person was erased. */
  | 'ERASED'
  /** A source no longer has a record, or has it again. */
  | 'GONE'
  /** Records came. */
  | 'LINKED'
  /** Two customers became one. */
  | 'MERGED'
  /** Two customers were said to be different persons, for ever. */
  | 'NEVER'
  /** Records left for another customer. */
  | 'SPLIT'
  /** An earlier event was taken back. */
  | 'UNDONE';

/** A record is this person. It is read from its source first. */
export type LinkRecordInput = {
  /** The customer, or one that leads to it. */
  readonly customer: string | number;
  /** Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once and answered as often as it comes. */
  readonly idempotencyKey: string;
  /** A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no name, address or number. */
  readonly reason?: string | null | undefined;
  /** The record, whoever has it now. */
  readonly record: RecordIdentifierInput;
};

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

/** Two customers are one person. */
export type MergeCustomersInput = {
  /** What a preview said. The decision is refused as `STALE` if anybody concerned changed since. */
  readonly expected?: string | null | undefined;
  /** Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once and answered as often as it comes. */
  readonly idempotencyKey: string;
  /** The customer whose id will lead to the survivor, or one that leads to it. */
  readonly other: string | number;
  /** A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no name, address or number. */
  readonly reason?: string | null | undefined;
  /** The customer who keeps the id, or one that leads to it. */
  readonly survivor: string | number;
};

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

/** Some records of a customer are another person, who gets a new id. */
export type SplitCustomerInput = {
  /** The customer, or one that leads to it. */
  readonly customer: string | number;
  /** What a preview said. The decision is refused as `STALE` if anybody concerned changed since. */
  readonly expected?: string | null | undefined;
  /** Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once and answered as often as it comes. */
  readonly idempotencyKey: string;
  /** A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no name, address or number. */
  readonly reason?: string | null | undefined;
  /** The records that leave; at most 100. */
  readonly records: ReadonlyArray<RecordIdentifierInput>;
};

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

/** A decision is taken back. */
export type UndoIdentityEventInput = {
  /** The event’s id, as a decision or a history gave it. */
  readonly event: string | number;
  /** Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once and answered as often as it comes. */
  readonly idempotencyKey: string;
  /** A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no name, address or number. */
  readonly reason?: string | null | undefined;
};

/** A record is not the person whom it belongs to. */
export type UnlinkRecordInput = {
  /** Of your choice, 1 to 128 characters, one for each decision. The same input with the same key is carried out once and answered as often as it comes. */
  readonly idempotencyKey: string;
  /** A few words for the history, at most 80 characters. It is stored as it stands, so write nothing personal: no name, address or number. */
  readonly reason?: string | null | undefined;
  /** The record. */
  readonly record: RecordIdentifierInput;
};

type ShownDecision_DecisionMade_Fragment = { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> };

type ShownDecision_DecisionRefused_Fragment = { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> };

export type ShownDecisionFragment =
  | ShownDecision_DecisionMade_Fragment
  | ShownDecision_DecisionRefused_Fragment
;

export type ShownRefusalFragment = { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> };

export type MergeCustomersMutationVariables = Exact<{
  input: MergeCustomersInput;
}>;


export type MergeCustomersMutation = { readonly decided:
    | { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type SplitCustomerMutationVariables = Exact<{
  input: SplitCustomerInput;
}>;


export type SplitCustomerMutation = { readonly decided:
    | { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type LinkRecordMutationVariables = Exact<{
  input: LinkRecordInput;
}>;


export type LinkRecordMutation = { readonly decided:
    | { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type UnlinkRecordMutationVariables = Exact<{
  input: UnlinkRecordInput;
}>;


export type UnlinkRecordMutation = { readonly decided:
    | { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type UndoIdentityEventMutationVariables = Exact<{
  input: UndoIdentityEventInput;
}>;


export type UndoIdentityEventMutation = { readonly decided:
    | { readonly __typename: 'DecisionMade', readonly event: string, readonly customers: ReadonlyArray<{ readonly id: string, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

type ShownPreview_DecisionPreview_Fragment = { readonly __typename: 'DecisionPreview', readonly expected: string, readonly customers: ReadonlyArray<{ readonly id: string | null, readonly recordsBefore: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly recordsAfter: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly changes: ReadonlyArray<{ readonly field: CustomerField, readonly before: unknown, readonly after: unknown }>, readonly orders: { readonly before: number, readonly after: number, readonly exact: boolean } | null, readonly tickets: { readonly before: number, readonly after: number, readonly exact: boolean } | null }> };

type ShownPreview_DecisionRefused_Fragment = { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> };

export type ShownPreviewFragment =
  | ShownPreview_DecisionPreview_Fragment
  | ShownPreview_DecisionRefused_Fragment
;

export type PreviewMergeQueryVariables = Exact<{
  survivor: string | number;
  other: string | number;
}>;


export type PreviewMergeQuery = { readonly preview:
    | { readonly __typename: 'DecisionPreview', readonly expected: string, readonly customers: ReadonlyArray<{ readonly id: string | null, readonly recordsBefore: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly recordsAfter: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly changes: ReadonlyArray<{ readonly field: CustomerField, readonly before: unknown, readonly after: unknown }>, readonly orders: { readonly before: number, readonly after: number, readonly exact: boolean } | null, readonly tickets: { readonly before: number, readonly after: number, readonly exact: boolean } | null }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type PreviewSplitQueryVariables = Exact<{
  customer: string | number;
  records: ReadonlyArray<RecordIdentifierInput> | RecordIdentifierInput;
}>;


export type PreviewSplitQuery = { readonly preview:
    | { readonly __typename: 'DecisionPreview', readonly expected: string, readonly customers: ReadonlyArray<{ readonly id: string | null, readonly recordsBefore: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly recordsAfter: ReadonlyArray<{ readonly source: string, readonly id: string }>, readonly changes: ReadonlyArray<{ readonly field: CustomerField, readonly before: unknown, readonly after: unknown }>, readonly orders: { readonly before: number, readonly after: number, readonly exact: boolean } | null, readonly tickets: { readonly before: number, readonly after: number, readonly exact: boolean } | null }> }
    | { readonly __typename: 'DecisionRefused', readonly reason: DecisionRefusal, readonly message: string, readonly because: ReadonlyArray<string> }
   };

export type IdentityHistoryQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type IdentityHistoryQuery = { readonly identityHistory: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly type: IdentityEventType, readonly at: string, readonly who: string, readonly why: string, readonly others: ReadonlyArray<string>, readonly undoes: string | null, readonly came: ReadonlyArray<{ readonly source: string, readonly id: string } | null>, readonly left: ReadonlyArray<{ readonly source: string, readonly id: string } | null> } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type LookUpCustomerQueryVariables = Exact<{
  identifier: CustomerIdentifierInput;
}>;


export type LookUpCustomerQuery = { readonly customerByIdentifier: { readonly status: LookupStatus, readonly matchedBy: MatchedBy | null, readonly customer: { readonly id: string, readonly requestedId: string, readonly displayName: string | null, readonly email: string | null, readonly emails: ReadonlyArray<string> | null, readonly phone: string | null, readonly phones: ReadonlyArray<string> | null, readonly company: string | null, readonly jobTitle: string | null, readonly locale: string | null, readonly timeZone: string | null, readonly birthDate: string | null, readonly tags: ReadonlyArray<string> | null, readonly createdAt: string | null, readonly updatedAt: string | null, readonly lastContactAt: string | null, readonly defaultAddress: { readonly line1: string | null, readonly line2: string | null, readonly city: string | null, readonly region: string | null, readonly postalCode: string | null, readonly country: string | null } | null, readonly crm: { readonly lifecycleStage: string | null, readonly owner: { readonly name: string | null, readonly email: string | null } | null } | null, readonly consents: ReadonlyArray<{ readonly channel: ConsentChannel | null, readonly state: ConsentState | null }> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string, readonly state: SourceState, readonly updatedAt: string | null }>, readonly provenance: ReadonlyArray<{ readonly field: CustomerField, readonly rule: SurvivorshipRule, readonly pinned: boolean, readonly missing: ReadonlyArray<string>, readonly sourceUpdatedAt: string | null, readonly record: { readonly source: string, readonly id: string }, readonly alternatives: ReadonlyArray<{ readonly value: unknown, readonly whyLost: string, readonly record: { readonly source: string, readonly id: string } }> }>, readonly conflicts: ReadonlyArray<{ readonly field: CustomerField, readonly severity: ConflictSeverity }>, readonly orderSummary: { readonly count: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string>, readonly total: ReadonlyArray<{ readonly amount: string | null, readonly currencyCode: string | null }> | null } | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly status: OrderStatus | null, readonly placedAt: string | null, readonly total: { readonly amount: string | null, readonly currencyCode: string | null } | null } }> } | null, readonly ticketSummary: { readonly count: number | null, readonly open: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly subject: string | null, readonly status: TicketStatus | null, readonly createdAt: string | null } }> } | null, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> } | null, readonly candidates: ReadonlyArray<{ readonly id: string, readonly displayName: string | null, readonly emails: ReadonlyArray<string> | null, readonly phones: ReadonlyArray<string> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string }> }>, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> } };

export type LookedUpCustomerFragment = { readonly id: string, readonly requestedId: string, readonly displayName: string | null, readonly email: string | null, readonly emails: ReadonlyArray<string> | null, readonly phone: string | null, readonly phones: ReadonlyArray<string> | null, readonly company: string | null, readonly jobTitle: string | null, readonly locale: string | null, readonly timeZone: string | null, readonly birthDate: string | null, readonly tags: ReadonlyArray<string> | null, readonly createdAt: string | null, readonly updatedAt: string | null, readonly lastContactAt: string | null, readonly defaultAddress: { readonly line1: string | null, readonly line2: string | null, readonly city: string | null, readonly region: string | null, readonly postalCode: string | null, readonly country: string | null } | null, readonly crm: { readonly lifecycleStage: string | null, readonly owner: { readonly name: string | null, readonly email: string | null } | null } | null, readonly consents: ReadonlyArray<{ readonly channel: ConsentChannel | null, readonly state: ConsentState | null }> | null, readonly records: ReadonlyArray<{ readonly source: string, readonly id: string, readonly state: SourceState, readonly updatedAt: string | null }>, readonly provenance: ReadonlyArray<{ readonly field: CustomerField, readonly rule: SurvivorshipRule, readonly pinned: boolean, readonly missing: ReadonlyArray<string>, readonly sourceUpdatedAt: string | null, readonly record: { readonly source: string, readonly id: string }, readonly alternatives: ReadonlyArray<{ readonly value: unknown, readonly whyLost: string, readonly record: { readonly source: string, readonly id: string } }> }>, readonly conflicts: ReadonlyArray<{ readonly field: CustomerField, readonly severity: ConflictSeverity }>, readonly orderSummary: { readonly count: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string>, readonly total: ReadonlyArray<{ readonly amount: string | null, readonly currencyCode: string | null }> | null } | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly status: OrderStatus | null, readonly placedAt: string | null, readonly total: { readonly amount: string | null, readonly currencyCode: string | null } | null } }> } | null, readonly ticketSummary: { readonly count: number | null, readonly open: number | null, readonly exact: boolean, readonly missing: ReadonlyArray<string> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly source: string, readonly number: string | null, readonly subject: string | null, readonly status: TicketStatus | null, readonly createdAt: string | null } }> } | null, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null }> };

export type ShownSourceStatusFragment = { readonly source: string, readonly part: Part, readonly state: SourceState, readonly ageMs: number | null, readonly latencyMs: number | null, readonly retryAfterMs: number | null, readonly message: string | null };

export const ShownRefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}}]} as unknown as DocumentNode<ShownRefusalFragment, unknown>;
export const ShownDecisionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}}]} as unknown as DocumentNode<ShownDecisionFragment, unknown>;
export const ShownPreviewFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownPreview"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PreviewResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionPreview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"recordsBefore"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"recordsAfter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}}]} as unknown as DocumentNode<ShownPreviewFragment, unknown>;
export const ShownSourceStatusFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<ShownSourceStatusFragment, unknown>;
export const LookedUpCustomerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LookedUpCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"requestedId"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"jobTitle"}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"birthDate"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastContactAt"}},{"kind":"Field","name":{"kind":"Name","value":"crm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lifecycleStage"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"pinned"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"sourceUpdatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alternatives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"whyLost"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orderSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"placedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]} as unknown as DocumentNode<LookedUpCustomerFragment, unknown>;
export const MergeCustomersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MergeCustomers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MergeCustomersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"decided"},"name":{"kind":"Name","value":"mergeCustomers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownDecision"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<MergeCustomersMutation, MergeCustomersMutationVariables>;
export const SplitCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SplitCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SplitCustomerInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"decided"},"name":{"kind":"Name","value":"splitCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownDecision"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<SplitCustomerMutation, SplitCustomerMutationVariables>;
export const LinkRecordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LinkRecord"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LinkRecordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"decided"},"name":{"kind":"Name","value":"linkRecord"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownDecision"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<LinkRecordMutation, LinkRecordMutationVariables>;
export const UnlinkRecordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlinkRecord"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UnlinkRecordInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"decided"},"name":{"kind":"Name","value":"unlinkRecord"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownDecision"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<UnlinkRecordMutation, UnlinkRecordMutationVariables>;
export const UndoIdentityEventDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UndoIdentityEvent"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UndoIdentityEventInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"decided"},"name":{"kind":"Name","value":"undoIdentityEvent"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownDecision"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownDecision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionMade"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"event"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<UndoIdentityEventMutation, UndoIdentityEventMutationVariables>;
export const PreviewMergeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewMerge"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"survivor"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"other"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"preview"},"name":{"kind":"Name","value":"previewMerge"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"survivor"},"value":{"kind":"Variable","name":{"kind":"Name","value":"survivor"}}},{"kind":"Argument","name":{"kind":"Name","value":"other"},"value":{"kind":"Variable","name":{"kind":"Name","value":"other"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownPreview"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownPreview"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PreviewResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionPreview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"recordsBefore"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"recordsAfter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<PreviewMergeQuery, PreviewMergeQueryVariables>;
export const PreviewSplitDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewSplit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"customer"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"records"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecordIdentifierInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"preview"},"name":{"kind":"Name","value":"previewSplit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"customer"},"value":{"kind":"Variable","name":{"kind":"Name","value":"customer"}}},{"kind":"Argument","name":{"kind":"Name","value":"records"},"value":{"kind":"Variable","name":{"kind":"Name","value":"records"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownPreview"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownRefusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"because"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownPreview"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PreviewResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DecisionPreview"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"expected"}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"recordsBefore"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"recordsAfter"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"before"}},{"kind":"Field","name":{"kind":"Name","value":"after"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}}]}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownRefusal"}}]}}]} as unknown as DocumentNode<PreviewSplitQuery, PreviewSplitQueryVariables>;
export const IdentityHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"IdentityHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"identityHistory"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"who"}},{"kind":"Field","name":{"kind":"Name","value":"why"}},{"kind":"Field","name":{"kind":"Name","value":"came"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"others"}},{"kind":"Field","name":{"kind":"Name","value":"undoes"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<IdentityHistoryQuery, IdentityHistoryQueryVariables>;
export const LookUpCustomerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LookUpCustomer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identifier"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerIdentifierInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerByIdentifier"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"identifier"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identifier"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"matchedBy"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"LookedUpCustomer"}}]}},{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ShownSourceStatus"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceStatus"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"ageMs"}},{"kind":"Field","name":{"kind":"Name","value":"latencyMs"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"LookedUpCustomer"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Customer"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"requestedId"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"emails"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"company"}},{"kind":"Field","name":{"kind":"Name","value":"jobTitle"}},{"kind":"Field","name":{"kind":"Name","value":"defaultAddress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"line1"}},{"kind":"Field","name":{"kind":"Name","value":"line2"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"postalCode"}},{"kind":"Field","name":{"kind":"Name","value":"country"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locale"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"birthDate"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastContactAt"}},{"kind":"Field","name":{"kind":"Name","value":"crm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lifecycleStage"}},{"kind":"Field","name":{"kind":"Name","value":"owner"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}},{"kind":"Field","name":{"kind":"Name","value":"records"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"provenance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"pinned"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"sourceUpdatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alternatives"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"whyLost"}},{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}}]}},{"kind":"Field","name":{"kind":"Name","value":"orderSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"placedAt"}},{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currencyCode"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"ticketSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"open"}},{"kind":"Field","name":{"kind":"Name","value":"exact"}},{"kind":"Field","name":{"kind":"Name","value":"missing"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ShownSourceStatus"}}]}}]}}]} as unknown as DocumentNode<LookUpCustomerQuery, LookUpCustomerQueryVariables>;