/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type LinkedByQueryVariables = Exact<{
  identifiers: ReadonlyArray<CustomerIdentifierInput> | CustomerIdentifierInput;
}>;


export type LinkedByQuery = { readonly customersByIdentifiers: ReadonlyArray<{ readonly status: LookupStatus, readonly customer: { readonly id: string, readonly email: string | null } | null }> };

export type CustomerListQueryVariables = Exact<{
  ids: ReadonlyArray<string | number> | string | number;
}>;


export type CustomerListQuery = { readonly customers: ReadonlyArray<{ readonly id: string, readonly displayName: string | null, readonly email: string | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly number: string | null, readonly status: OrderStatus | null } }> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly subject: string | null, readonly status: TicketStatus | null } }> } | null, readonly sourceStatus: ReadonlyArray<{ readonly source: string, readonly part: Part, readonly state: SourceState }> } | null> };

export type CustomerCardQueryVariables = Exact<{
  id: string | number;
}>;


export type CustomerCardQuery = { readonly customer: { readonly id: string, readonly displayName: string | null, readonly orders: { readonly edges: ReadonlyArray<{ readonly node: { readonly number: string | null } }> } | null, readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly subject: string | null } }> } | null } | null };


export const LinkedByDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LinkedBy"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"identifiers"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerIdentifierInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customersByIdentifiers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"identifiers"},"value":{"kind":"Variable","name":{"kind":"Name","value":"identifiers"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}}]}}]} as unknown as DocumentNode<LinkedByQuery, LinkedByQueryVariables>;
export const CustomerListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"sourceStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"part"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<CustomerListQuery, CustomerListQueryVariables>;
export const CustomerCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomerCard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"orders"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"tickets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<CustomerCardQuery, CustomerCardQueryVariables>;