/** A record of a source as matching takes it: by the same words, the same weights as any row of a file. */
import type { SourceRecord } from '../../customer/source-record';
import type { MatchRecord } from './record';

/** @param region the country in whose spelling the source writes telephone numbers. */
export function matchRecordOf({ ref, attributes, identifiers, issuedIds }: SourceRecord, region?: string): MatchRecord {
  const { firstName, lastName, displayName, company, birthDate, addresses = [], defaultAddress } = attributes;
  return {
    ref,
    fields: {
      names: [{ firstName, lastName, displayName }],
      company,
      birthDate,
      addresses: defaultAddress === undefined ? addresses : [defaultAddress, ...addresses],
      identifiers: identifiers.map(({ type, value, proof }) => ({ type, value, proof })),
      issuedIds,
      region,
    },
  };
}
