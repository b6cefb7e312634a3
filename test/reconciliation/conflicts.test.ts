import type { SourceRecord } from '../../src/customer/source-record';
import { reconcile } from '../../src/reconciliation/reconcile';
import { NOW, POLICIES, record, refOf } from './claim-making';

function conflictsOf(...records: SourceRecord[]): Record<string, string> {
  const entries = records.map((one) => ({ record: one, fetchedAt: NOW }));
  const { conflicts } = reconcile(entries, POLICIES, { now: NOW, unavailable: [] });
  return Object.fromEntries(conflicts.map(({ field, severity }) => [field, severity]));
}

const said = (path: string, attributes: SourceRecord['attributes']) => record(path, { attributes });

describe('conflicts', () => {
  it.each<[string, SourceRecord['attributes'], SourceRecord['attributes'], Record<string, string>]>([
    ['a nickname', { firstName: 'Robert' }, { firstName: 'Bob' }, { firstName: 'LOW' }],
    ['an initial', { firstName: 'Robert' }, { firstName: 'R.' }, { firstName: 'LOW' }],
    ['a slip', { firstName: 'Wolfgang' }, { firstName: 'Wolgfang' }, { firstName: 'LOW' }],
    ['another given name', { firstName: 'Robert' }, { firstName: 'Alice' }, { firstName: 'MEDIUM' }],
    ['another family name', { lastName: 'Smith' }, { lastName: 'Jones' }, { lastName: 'MEDIUM' }],
    ['another company', { company: 'Acme' }, { company: 'Apex' }, { company: 'MEDIUM' }],
    ['a legal form', { company: 'Acme GmbH' }, { company: 'ACME' }, {}],
    ['another title', { jobTitle: 'Chef' }, { jobTitle: 'Cook' }, { jobTitle: 'LOW' }],
    ['another language', { locale: 'de' }, { locale: 'en' }, { locale: 'LOW' }],
    ['another birthday', { birthDate: '2000-01-02' }, { birthDate: '2000-02-01' }, { birthDate: 'HIGH' }],
    ['other tags', { tags: ['a'] }, { tags: ['b'] }, {}],
    ['other times', {}, {}, {}],
    [
      'another display name',
      { displayName: 'Robert Smith' },
      { displayName: 'Alice Jones' },
      { displayName: 'MEDIUM' },
    ],
    ['a like display name', { displayName: 'Robert Smith' }, { displayName: 'Bob Smith' }, { displayName: 'LOW' }],
    [
      'a display name beside a whole name',
      { firstName: 'Robert', lastName: 'Smith' },
      { displayName: 'Bob Smith' },
      { displayName: 'LOW' },
    ],
    [
      'whole names, which tell it themselves',
      { firstName: 'Robert', lastName: 'Smith' },
      { firstName: 'Bob', lastName: 'Smith' },
      { firstName: 'LOW' },
    ],
    ['the same in another spelling', { firstName: 'Zoë', locale: 'de_at' }, { firstName: 'ZOE', locale: 'de-AT' }, {}],
  ])('%s', (_what, a, b, expected) => {
    expect(conflictsOf(said('crm', a), said('support', b))).toEqual(expected);
  });

  it.each<['OBSERVED' | 'VERIFIED', string, string | undefined]>([
    ['VERIFIED', 'other@x.example', 'HIGH'],
    ['OBSERVED', 'other@x.example', 'MEDIUM'],
    ['OBSERVED', 'ada+shop@x.example', 'LOW'],
    ['OBSERVED', 'ada@x.example', undefined],
  ])('e-mail: verified against %s %s is %s', (proof, normal, severity) => {
    const holding = (path: string, address: string, vouched: typeof proof) =>
      record(path, {
        identifiers: [{ type: 'EMAIL', value: address, normal: address, proof: vouched, primary: true }],
      });
    const conflicts = conflictsOf(holding('crm', 'ada@x.example', 'VERIFIED'), holding('shop', normal, proof));
    expect(conflicts.email).toBe(severity);
    expect(conflicts.emails).toBeUndefined();
  });

  it('list each value once, the settled one first, with every record that says so', () => {
    const told = [
      said('support', { birthDate: '2' }),
      said('crm/1', { birthDate: '1' }),
      said('shop', { birthDate: '2' }),
      said('crm/2', { birthDate: '1' }),
    ];
    const { conflicts } = reconcile(
      told.map((one) => ({ record: one, fetchedAt: NOW })),
      POLICIES,
      { now: NOW, unavailable: [] },
    );
    expect(conflicts[0]?.values).toEqual([
      { value: '1', records: [refOf('crm/1'), refOf('crm/2')] },
      { value: '2', records: [refOf('shop/1'), refOf('support/1')] },
    ]);
  });
});
