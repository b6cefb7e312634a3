import type { SourceRecord } from '../../src/customer/source-record';
import { claimsOf } from '../../src/reconciliation/claims';
import { NOW, record, refOf } from './claim-making';

function claimed(of: SourceRecord): Map<string, { value: unknown; normal: string; proof?: string }> {
  return new Map(claimsOf(of, NOW).map(({ field, value, normal, proof }) => [field, { value, normal, proof }]));
}

const email = (value: string, proof: 'OBSERVED' | 'VERIFIED', primary: boolean) => ({
  type: 'EMAIL' as const,
  value,
  normal: value.toLowerCase(),
  proof,
  primary,
});

describe('claims of a record', () => {
  it('carry the record, its clock, and when it was read', () => {
    const [first] = claimsOf(
      record('crm/7', { updatedAt: '2026-01-01T00:00:00Z', attributes: { company: 'Acme' } }),
      NOW,
    );
    expect(first).toMatchObject({
      field: 'company',
      record: refOf('crm/7'),
      sourceUpdatedAt: '2026-01-01T00:00:00Z',
      fetchedAt: NOW,
    });
  });

  it('are never made of nothing', () => {
    const empty = record('crm', {
      attributes: { firstName: '', lastName: '  ', tags: [], addresses: [], defaultAddress: {}, consents: [] },
    });
    expect(claimsOf(empty, NOW)).toEqual([]);
  });

  it('take the primary address, with its proof, and list it first', () => {
    const claims = claimed(
      record('crm', {
        identifiers: [email('Old@x.example', 'OBSERVED', false), email('New@x.example', 'VERIFIED', true)],
      }),
    );
    expect(claims.get('email')).toEqual({ value: 'New@x.example', normal: 'new@x.example', proof: 'VERIFIED' });
    expect(claims.get('emails')?.value).toEqual(['New@x.example', 'Old@x.example']);
    expect(claims.get('emails')?.normal).toBe('new@x.example\nold@x.example');
    expect(claims.has('phone')).toBe(false);
  });

  it('take the first address where the source calls none primary', () => {
    const claims = claimed(record('crm', { identifiers: [email('a@x.example', 'OBSERVED', false)] }));
    expect(claims.get('email')?.value).toBe('a@x.example');
  });

  it('derive the display name from the record’s own names, and only from them', () => {
    expect(
      claimed(record('crm', { attributes: { firstName: 'Ada', lastName: 'Byron' } })).get('displayName')?.value,
    ).toBe('Ada Byron');
    expect(claimed(record('crm', { attributes: { lastName: 'Byron' } })).get('displayName')?.value).toBe('Byron');
    const said = { displayName: 'The Countess', firstName: 'Ada' };
    expect(claimed(record('crm', { attributes: said })).get('displayName')?.value).toBe('The Countess');
    expect(claimed(record('crm', { attributes: { displayName: 'Ada Byron' } })).has('firstName')).toBe(false);
  });

  it('count the default address among the addresses, once', () => {
    const home = { line1: '1 High Street', city: 'Leeds', postalCode: 'LS1 1AA' };
    const again = { line1: '1 High St.', city: 'LEEDS', postalCode: 'ls11aa', country: 'GB' };
    const claims = claimed(record('shop', { attributes: { defaultAddress: home, addresses: [again] } }));
    expect(claims.get('addresses')?.value).toEqual([home]);
    expect(claims.get('defaultAddress')?.normal).toBe(claims.get('addresses')?.normal);
  });

  it.each<[string, SourceRecord['attributes'], SourceRecord['attributes'], string]>([
    ['name', { displayName: 'Lovelace, Ada' }, { displayName: 'Dr. Ada LOVELACE' }, 'displayName'],
    ['given name', { firstName: 'Ms. Zoë' }, { firstName: 'zoe' }, 'firstName'],
    ['company', { company: 'Acme, Inc.' }, { company: 'ACME' }, 'company'],
    ['job title', { jobTitle: 'Vice-President' }, { jobTitle: 'vice president' }, 'jobTitle'],
    ['locale', { locale: 'de_at' }, { locale: 'de-AT' }, 'locale'],
    ['tag', { tags: ['VIP'] }, { tags: ['vip '] }, 'tags'],
    ['owner', { owner: { id: '1', email: 'Ann@x.example' } }, { owner: { id: 'z', email: 'ann@x.example' } }, 'owner'],
  ])('with the same %s have the same normal form', (_what, a, b, field) => {
    expect(claimed(record('crm', { attributes: a })).get(field)?.normal).toBe(
      claimed(record('shop', { attributes: b })).get(field)?.normal,
    );
  });

  it('write one moment in one way', () => {
    const a = claimed(record('crm', { createdAt: '2026-01-01T00:00:00Z' }));
    const b = claimed(record('shop', { createdAt: '2026-01-01T01:00:00.000+01:00' }));
    expect(a.get('createdAt')?.normal).toBe(b.get('createdAt')?.normal);
  });

  it('keep what folds to nothing apart by its writing', () => {
    expect(claimed(record('crm', { attributes: { company: '!!!' } })).get('company')?.normal).toBe('!!!');
  });
});
