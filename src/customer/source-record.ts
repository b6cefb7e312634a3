/**
 * The words of the product as types: what a source is, what it holds about a person, how well it vouches for it.
 * Pure: nothing here does I/O or reads a clock.
 */

import type { CustomerField } from './fields';

export const SOURCE_KINDS = ['CRM', 'COMMERCE', 'SUPPORT', 'MARKETING'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What can be asked of a source about a person. Each part is fetched, cached, and can fail, on its own. */
export type Part = 'PROFILE' | 'ORDERS' | 'TICKETS' | 'DEALS' | 'ACTIVITIES' | 'TASKS' | 'CONSENTS' | 'SEARCH';

/** How well a source vouches for an identifier, weakest first. */
export const PROOFS = ['ASSERTED', 'OBSERVED', 'VERIFIED', 'STEWARD'] as const;
export type Proof = (typeof PROOFS)[number];

export function meetsFloor(proof: Proof, floor: Proof): boolean {
  return PROOFS.indexOf(proof) >= PROOFS.indexOf(floor);
}

/** The name of a source in the config, for instance `crm`. */
export type SourceName = string;

/** Names one person-like object in one source. `id` is opaque: never parsed, never case-folded. */
export interface RecordRef {
  readonly source: SourceName;
  readonly id: string;
}

/** One spelling of a ref as a map key. */
export function refKey(ref: RecordRef): string {
  return `${ref.source}\u0000${ref.id}`;
}

export type IdentifierType = 'EMAIL' | 'PHONE';

/** A value that helps to find a person. `normal` is the normal form (`normal-forms/`), by which values are compared. */
export interface Identifier {
  readonly type: IdentifierType;
  readonly value: string;
  readonly normal: string;
  readonly proof: Proof;
  /** The one the source itself would use first. */
  readonly primary: boolean;
}

export interface PostalAddress {
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  /** ISO 3166-1 alpha-2 where the source gives it, else what the source wrote. */
  readonly country?: string;
}

export interface Money {
  /** A decimal number as a string, in major units: `"29.99"`. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currencyCode: string;
}

export type ConsentChannel = 'EMAIL' | 'SMS' | 'PHONE' | 'OTHER';
export type ConsentState = 'GRANTED' | 'PENDING' | 'NOT_SET' | 'DENIED' | 'REVOKED' | 'UNKNOWN';

export interface Consent {
  readonly channel: ConsentChannel;
  readonly state: ConsentState;
  /** What the source itself calls the state, so that nothing is lost by our closed enum. */
  readonly nativeStatus?: string;
  /** RFC 3339, the source's clock. */
  readonly updatedAt?: string;
}

/** Who looks after the customer in the CRM. */
export interface Owner {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
}

/** What one source record says of the person, by field. Absent = the source says nothing; never null, never empty. */
export interface Attributes {
  readonly displayName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly jobTitle?: string;
  readonly locale?: string;
  readonly timeZone?: string;
  /** ISO 8601 date, `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly tags?: readonly string[];
  readonly addresses?: readonly PostalAddress[];
  readonly defaultAddress?: PostalAddress;
  readonly consents?: readonly Consent[];
  readonly lifecycleStage?: string;
  readonly owner?: Owner;
}

/** Totals that a source keeps itself, exact without reading every order. */
export interface OrderTotals {
  readonly count: number;
  readonly total: readonly Money[];
  readonly lastPlacedAt?: string;
}

/** A field of a source's answer that was not what its vendor promises. Names and types, never a value. */
export interface FieldDrift<Field extends string = CustomerField> {
  /** The vendor's own name. */
  readonly field: string;
  readonly expected: string;
  /** What came; `nothing` where the field is missing altogether. */
  readonly received: string;
  /** Fields about which the record (settled fields) or the item (its own) therefore says nothing, or not everything. */
  readonly affects: readonly Field[];
  /** Identifiers are among what could not be read. */
  readonly identifying: boolean;
}

/** One person-like object as a source holds it, mapped to our words. E-mails and phones live in `identifiers`. */
export interface SourceRecord {
  readonly ref: RecordRef;
  /** RFC 3339, the source's own clock. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly identifiers: readonly Identifier[];
  /** Records of other sources that this one names by the id which that source issued. */
  readonly issuedIds: readonly RecordRef[];
  readonly attributes: Attributes;
  readonly orderTotals?: OrderTotals;
  /** What could not be read; the rest of the record stands. */
  readonly drift?: readonly FieldDrift[];
}
