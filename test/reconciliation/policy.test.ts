import { CUSTOMER_FIELD_NAMES, CUSTOMER_FIELDS } from '../../src/customer/fields';
import {
  DEFAULT_POLICIES,
  POLICY_KEYS,
  policiesFrom,
  policyComplaints,
  rulesFor,
} from '../../src/reconciliation/policy';

const sources = [
  { name: 'mailer', kind: 'MARKETING' },
  { name: 'b-crm', kind: 'CRM' },
  { name: 'zendesk', kind: 'SUPPORT' },
  { name: 'a-crm', kind: 'CRM' },
  { name: 'shop', kind: 'COMMERCE' },
] as const;

describe('policies', () => {
  it('rank sources by kind, then by name, where the config says nothing', () => {
    const policies = policiesFrom({}, sources);
    expect(policies.firstName.sources).toEqual(['a-crm', 'b-crm', 'shop', 'zendesk', 'mailer']);
    expect(policies.email.sources).toEqual(['shop', 'a-crm', 'b-crm', 'zendesk', 'mailer']);
    expect(policies.jobTitle.sources).toEqual(['a-crm', 'b-crm', 'zendesk', 'shop', 'mailer']);
  });

  it('take the config’s rules and ranking, and let the sources it does not name follow', () => {
    const policies = policiesFrom({ name: { rules: ['mostRecent'], sources: ['zendesk'] } }, sources);
    expect(policies.firstName).toEqual({
      rules: ['mostRecent'],
      sources: ['zendesk', 'a-crm', 'b-crm', 'shop', 'mailer'],
    });
    expect(policies.displayName).toEqual(policies.firstName);
    expect(policies.company.rules).toEqual(['mostTrusted', 'mostRecent']);
  });

  it('know a policy for every field, with rules that can settle it', () => {
    const policies = policiesFrom({}, sources);
    for (const field of CUSTOMER_FIELD_NAMES) {
      const lists = policies[field].rules.filter((rule) => rule === 'union' || rule === 'strictest');
      expect(lists.length).toBe(CUSTOMER_FIELDS[field].list ? policies[field].rules.length : 0);
    }
    for (const key of POLICY_KEYS)
      expect(rulesFor(key)).toEqual(expect.arrayContaining([...DEFAULT_POLICIES[key].rules]));
  });

  it('are refused with every complaint at once, where a rule cannot settle its field', () => {
    const config = {
      email: { rules: ['union'] },
      tags: { rules: ['longest'] },
      phone: { rules: ['verifiedFirst'] },
    } as const;
    expect(policyComplaints(config)).toEqual([
      'policies.email.rules: expected any of verifiedFirst, mostTrusted, mostRecent, mostFrequent, longest, oldest, received union',
      'policies.tags.rules: expected any of union, received longest',
    ]);
    expect(() => policiesFrom(config, sources)).toThrow(/policies\.email\.rules.*policies\.tags\.rules/s);
  });
});
