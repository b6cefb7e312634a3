import { policiesFrom } from '../../src/reconciliation/policy';
import { reconcile } from '../../src/reconciliation/reconcile';

test('a better-ranked source that did not say what a field is, as its vendor promises, is missing from that field alone', () => {
  const policies = policiesFrom({}, [
    { name: 'crm', kind: 'CRM' },
    { name: 'support', kind: 'SUPPORT' },
  ]);
  const record = {
    ref: { source: 'support', id: '1' },
    identifiers: [],
    issuedIds: [],
    attributes: { locale: 'en-GB', timeZone: 'Europe/London' },
  };
  const { settled } = reconcile([{ record, fetchedAt: 0 }], policies, {
    now: 0,
    unavailable: [],
    drifted: new Map([['locale', ['crm']]]),
  });
  expect(settled.get('locale')).toMatchObject({ value: 'en-GB', missing: ['crm'] });
  expect(settled.get('timeZone')).toMatchObject({ missing: [] });
});
