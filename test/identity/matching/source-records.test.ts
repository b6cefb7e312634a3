/** Records of sources and rows of files meet in the same weights. */
import type { SourceRecord } from '../../../src/customer/source-record';
import { Matching } from '../../../src/identity/matching/matching';
import type { MatchRecord } from '../../../src/identity/matching/record';
import { matchRecordOf } from '../../../src/identity/matching/source-records';

const ada: SourceRecord = {
  ref: { source: 'crm', id: '1' },
  identifiers: [
    { type: 'EMAIL', value: 'Ada@Engines.example', normal: 'ada@engines.example', proof: 'VERIFIED', primary: true },
    { type: 'PHONE', value: '020 7946 0958', normal: '+442079460958', proof: 'OBSERVED', primary: true },
  ],
  issuedIds: [],
  attributes: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    birthDate: '1975-12-10',
    defaultAddress: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  },
};
const row: MatchRecord = {
  ref: { source: 'list', id: 'a' },
  fields: {
    names: [{ displayName: 'Lovelace, Ada' }],
    birthDate: '10-Dec-1975',
    identifiers: [
      { type: 'EMAIL', value: 'ada@engines.example' },
      { type: 'PHONE', value: '+44 20 7946 0958' },
    ],
    addresses: [{ houseNumber: '12', line1: 'St. James Sq.', city: 'london', postalCode: 'sw1y4jh' }],
  },
};

test('a record of a source and a row of a file agree in all they say', () => {
  const matching = new Matching();
  matching.add(matchRecordOf(ada, 'GB'));
  matching.add(row);
  const { comparisons, rule, verdict } = matching.explain(ada.ref, row.ref);
  expect(Object.fromEntries(comparisons.map(({ comparison, level }) => [comparison, level]))).toEqual({
    givenName: 'EXACT',
    familyName: 'EXACT',
    birthDate: 'EXACT',
    email: 'EXACT',
    phone: 'EXACT',
    address: 'PLACE',
  });
  expect([rule, verdict]).toEqual(['SAME_EMAIL', 'LINK']);
});
