/** What is matched: records as (ref, fields), whatever they were read from. */
import type { PersonName } from '../../customer/normal-forms/name';
import type { PostalAddress, Proof, RecordRef } from '../../customer/source-record';

export interface MatchRecord {
  readonly ref: RecordRef;
  readonly fields: MatchFields;
}

/** Values as the source wrote them. Absent and empty mean the same: the record does not say. */
export interface MatchFields {
  /** The name, and other names the same person goes by. */
  readonly names?: readonly PersonName[];
  readonly company?: string;
  readonly birthDate?: string;
  readonly gender?: string;
  readonly addresses?: readonly MatchAddress[];
  readonly identifiers?: readonly MatchIdentifier[];
  /** Records of other sources that this one names by the id which that source issued. */
  readonly issuedIds?: readonly RecordRef[];
  /** ISO 3166-1 alpha-2: the country in whose spelling phone numbers are written. */
  readonly region?: string;
}

interface MatchAddress extends PostalAddress {
  /** Where the source keeps it apart from the street. */
  readonly houseNumber?: string;
}

export interface MatchIdentifier {
  /** `EMAIL`, `PHONE`, or the name of an id that a person has only one of: `PASSPORT`, `SSN` … */
  readonly type: string;
  readonly value: string;
  /** How well the source vouches for it; default `OBSERVED`. */
  readonly proof?: Proof;
}
