/**
 * Cases that experts argue about, as tables: what each record says, and what the customer is told by the default
 * policies. Sources are a CRM, a shop and a support system; NOW is 2026-11-24T12:00Z.
 */
import type { CustomerField } from '../../src/customer/fields';
import type { Consent, ConsentState, Proof } from '../../src/customer/source-record';
import type { Claim } from '../../src/reconciliation/claim';
import { policiesFrom } from '../../src/reconciliation/policy';
import { settle } from '../../src/reconciliation/settle';
import { claim, NOW, POLICIES, refOf, SOURCES } from '../reconciliation/claim-making';

const at = (secondsAgo: number): string => new Date(NOW - secondsAgo * 1000).toISOString();
const DAY = 86_400;

function settled(claims: readonly Claim[], field: CustomerField, unavailable: readonly string[] = []) {
  return settle(claims, POLICIES, { now: NOW, unavailable }).settled.get(field);
}

describe('clocks', () => {
  type Row = readonly [string, readonly (readonly [string, string, number | undefined])[], string, string];
  const rows: readonly Row[] = [
    [
      'the later change wins',
      [
        ['crm', 'de', 9 * DAY],
        ['shop', 'en', DAY],
        ['support', 'fr', 2 * DAY],
      ],
      'en',
      'mostRecent',
    ],
    [
      'two clocks within the skew cannot be told apart, so trust decides',
      [
        ['support', 'fr', 10],
        ['shop', 'en', 100],
      ],
      'en',
      'mostTrusted',
    ],
    [
      'beyond the skew they can',
      [
        ['support', 'fr', 10],
        ['shop', 'en', 131],
      ],
      'fr',
      'mostRecent',
    ],
    [
      'two records of one source share a clock, and a second tells',
      [
        ['crm/1', 'de', 11],
        ['crm/2', 'en', 10],
      ],
      'en',
      'mostRecent',
    ],
    [
      'no clock: not the loser, not the winner; trust decides',
      [
        ['support', 'fr', 10],
        ['shop', 'en', undefined],
      ],
      'en',
      'mostTrusted',
    ],
    [
      'a clock in the future is no clock',
      [
        ['support', 'fr', -DAY],
        ['shop', 'en', 5 * DAY],
      ],
      'en',
      'mostTrusted',
    ],
    [
      'a clock slightly ahead is one',
      [
        ['support', 'fr', -60],
        ['shop', 'en', 5 * DAY],
      ],
      'fr',
      'mostRecent',
    ],
    [
      'an unreadable clock is none',
      [
        ['support', 'fr', Number.NaN],
        ['shop', 'en', 5 * DAY],
      ],
      'en',
      'mostTrusted',
    ],
    [
      'the oldest of three is out even where the other two are a tie',
      [
        ['shop', 'old', 9 * DAY],
        ['crm', 'de', 100],
        ['support', 'fr', 10],
      ],
      'de',
      'mostTrusted',
    ],
    ['one voice: nothing to decide', [['support', 'fr', 10]], 'fr', 'only'],
    [
      'the same in two spellings: the later spelling',
      [
        ['shop', 'EN', 9 * DAY],
        ['crm', 'en', DAY],
      ],
      'en',
      'mostRecent',
    ],
  ];

  it.each(rows)('%s', (_name, told, value, rule) => {
    const claims = told.map(([path, locale, ago]) =>
      claim('locale', path, locale, { at: ago === undefined ? undefined : Number.isNaN(ago) ? 'yesterday' : at(ago) }),
    );
    expect(settled(claims, 'locale')).toMatchObject({ value, rule });
  });

  it('createdAt is the earliest, updatedAt the latest, to the second and whoever says so', () => {
    const claims = [
      claim('createdAt', 'crm', at(500)),
      claim('createdAt', 'support', at(501)),
      claim('updatedAt', 'crm', at(11)),
      claim('updatedAt', 'support', at(10)),
    ];
    expect(settled(claims, 'createdAt')).toMatchObject({ value: at(501), rule: 'oldest' });
    expect(settled(claims, 'updatedAt')).toMatchObject({ value: at(10), rule: 'mostRecent' });
  });

  it('an update from the future yields to any other time', () => {
    const claims = [claim('updatedAt', 'crm', at(-DAY)), claim('updatedAt', 'shop', at(5))];
    expect(settled(claims, 'updatedAt')).toMatchObject({ value: at(5), rule: 'mostRecent' });
    expect(settled(claims, 'updatedAt')?.alternatives[0]?.whyLost).toBe('mostRecent: its time cannot be believed.');
  });
});

describe('e-mail and phone', () => {
  type Row = readonly [string, readonly (readonly [string, string, Proof])[], string, string];
  const rows: readonly Row[] = [
    [
      'verified beats a better source',
      [
        ['shop', 'a@x', 'OBSERVED'],
        ['support', 'b@x', 'VERIFIED'],
      ],
      'b@x',
      'verifiedFirst',
    ],
    [
      'of two verified the shop delivers',
      [
        ['crm', 'a@x', 'VERIFIED'],
        ['shop', 'b@x', 'VERIFIED'],
      ],
      'b@x',
      'mostTrusted',
    ],
    [
      'a steward’s word is as good as verified',
      [
        ['shop', 'a@x', 'OBSERVED'],
        ['crm', 'b@x', 'STEWARD'],
      ],
      'b@x',
      'verifiedFirst',
    ],
    [
      'nobody verified: trust',
      [
        ['crm', 'a@x', 'OBSERVED'],
        ['shop', 'b@x', 'ASSERTED'],
      ],
      'b@x',
      'mostTrusted',
    ],
  ];
  it.each(rows)('%s', (_name, told, value, rule) => {
    const claims = told.map(([path, email, proof]) => claim('email', path, email, { proof }));
    expect(settled(claims, 'email')).toMatchObject({ value, rule });
  });

  it('phone trusts the CRM before the shop', () => {
    const claims = [
      claim('phone', 'shop', '2', { proof: 'OBSERVED' }),
      claim('phone', 'crm', '1', { proof: 'OBSERVED' }),
    ];
    expect(settled(claims, 'phone')?.value).toBe('1');
  });
});

describe('a name survives whole', () => {
  const name = (path: string, firstName?: string, lastName?: string, displayName?: string): Claim[] => [
    ...((displayName ?? (firstName || lastName))
      ? [claim('displayName', path, displayName ?? [firstName, lastName].filter(Boolean).join(' '))]
      : []),
    ...(firstName ? [claim('firstName', path, firstName)] : []),
    ...(lastName ? [claim('lastName', path, lastName)] : []),
  ];

  type Row = readonly [string, readonly Claim[], readonly [string, string | undefined, string | undefined], string];
  const rows: readonly Row[] = [
    [
      'the CRM before the shop',
      [...name('shop', 'Bob', 'Smith'), ...name('crm', 'Robert', 'Smith')],
      ['Robert Smith', 'Robert', 'Smith'],
      'mostTrusted',
    ],
    [
      'a whole name before half of one',
      [...name('crm', 'Robert'), ...name('shop', 'Bob', 'Smith')],
      ['Bob Smith', 'Bob', 'Smith'],
      'mostComplete',
    ],
    [
      'halves are not put together',
      [...name('crm', 'Robert'), ...name('shop', undefined, 'Smith')],
      ['Robert', 'Robert', undefined],
      'mostTrusted',
    ],
    [
      'half a name before a display name',
      [...name('crm', undefined, undefined, 'R. Smith'), ...name('support', 'Bob')],
      ['Bob', 'Bob', undefined],
      'mostComplete',
    ],
    [
      'a display name where there is nothing else',
      [...name('support', undefined, undefined, 'R. Smith')],
      ['R. Smith', undefined, undefined],
      'only',
    ],
  ];
  it.each(rows)('%s', (_name, claims, [displayName, firstName, lastName], rule) => {
    expect(settled(claims, 'displayName')).toMatchObject({ value: displayName, rule });
    expect(settled(claims, 'firstName')?.value).toBe(firstName);
    expect(settled(claims, 'lastName')?.value).toBe(lastName);
  });

  it('company and job title come from one record, and a missing title is not borrowed', () => {
    const claims = [
      claim('company', 'crm', 'Acme'),
      claim('company', 'shop', 'Other'),
      claim('jobTitle', 'shop', 'Chef'),
    ];
    expect(settled(claims, 'company')?.value).toBe('Acme');
    expect(settled(claims, 'jobTitle')).toBeUndefined();
  });
});

describe('consents: the strictest per channel, where something was said', () => {
  type Row = readonly [readonly ConsentState[], ConsentState];
  const rows: readonly Row[] = [
    [['GRANTED', 'REVOKED'], 'REVOKED'],
    [['GRANTED', 'DENIED'], 'DENIED'],
    [['DENIED', 'REVOKED'], 'REVOKED'],
    [['GRANTED', 'PENDING'], 'PENDING'],
    [['GRANTED', 'UNKNOWN'], 'UNKNOWN'],
    [['GRANTED', 'NOT_SET'], 'GRANTED'],
    [['NOT_SET', 'NOT_SET'], 'NOT_SET'],
  ];
  it.each(rows)('%j is %s', (states, expected) => {
    for (const order of [states, [...states].reverse()]) {
      const claims = order.map((state, i): Claim => {
        const consent: Consent = { channel: 'EMAIL', state };
        return claim('consents', `${SOURCES[i]!.name}/1`, [consent], { normal: `EMAIL ${state}` });
      });
      expect(settled(claims, 'consents')?.value).toEqual([{ channel: 'EMAIL', state: expected }]);
    }
  });
});

describe('missing: who might have changed the answer', () => {
  type Row = readonly [string, CustomerField, readonly Claim[], readonly string[], readonly string[]];
  const rows: readonly Row[] = [
    ['a better-ranked source', 'birthDate', [claim('birthDate', 'shop', '1')], ['crm', 'support'], ['crm']],
    ['nobody, where the best answered', 'birthDate', [claim('birthDate', 'crm', '1')], ['shop', 'support'], []],
    [
      'anybody, where the latest wins',
      'locale',
      [claim('locale', 'shop', 'de', { at: at(5) })],
      ['support', 'crm'],
      ['crm', 'support'],
    ],
    [
      'whoever may have verified',
      'email',
      [claim('email', 'shop', 'a@x', { proof: 'OBSERVED' })],
      ['support'],
      ['support'],
    ],
    [
      'a verified address yields only to better sources',
      'email',
      [claim('email', 'crm', 'a@x', { proof: 'VERIFIED' })],
      ['support', 'shop'],
      ['shop'],
    ],
    ['half a name yields to any', 'firstName', [claim('firstName', 'crm', 'Ada')], ['support'], ['support']],
    [
      'a whole name only to better sources',
      'firstName',
      [claim('firstName', 'shop', 'Ada'), claim('lastName', 'shop', 'Lovelace')],
      ['support', 'crm', 'crm'],
      ['crm'],
    ],
    [
      'a union lacks whoever is missing',
      'tags',
      [claim('tags', 'shop', ['vip'], { normal: 'vip' })],
      ['support', 'crm'],
      ['crm', 'support'],
    ],
    ['an unranked source ranks last', 'birthDate', [claim('birthDate', 'shop', '1')], ['attic'], []],
    ['another record of the winner’s own source', 'birthDate', [claim('birthDate', 'crm/2', '1')], ['crm'], ['crm']],
  ];
  it.each(rows)('%s', (_name, field, claims, unavailable, missing) => {
    expect(settled(claims, field, unavailable)?.missing).toEqual(missing);
  });
});

describe('the other rules, set by a config', () => {
  const of = (rule: 'mostFrequent' | 'longest' | 'oldest', claims: readonly Claim[]) =>
    settle(claims, policiesFrom({ birthDate: { rules: [rule] } }, SOURCES), { now: NOW, unavailable: [] }).settled.get(
      'birthDate',
    );

  it('mostFrequent counts normal forms, not spellings', () => {
    const claims = [
      claim('birthDate', 'crm', 'A'),
      claim('birthDate', 'shop', 'b'),
      claim('birthDate', 'support', 'B'),
    ];
    expect(of('mostFrequent', claims)).toMatchObject({ value: 'b', rule: 'mostFrequent', record: refOf('shop/1') });
  });

  it('longest measures the normal form', () => {
    const claims = [claim('birthDate', 'crm', 'Acme'), claim('birthDate', 'shop', 'Acme Trading')];
    expect(of('longest', claims)).toMatchObject({ value: 'Acme Trading', rule: 'longest' });
  });

  it('oldest takes the value that has stood longest', () => {
    const claims = [
      claim('birthDate', 'crm', 'new', { at: at(5) }),
      claim('birthDate', 'shop', 'old', { at: at(9 * DAY) }),
    ];
    expect(of('oldest', claims)).toMatchObject({ value: 'old', rule: 'oldest' });
  });

  it('a tie of every rule ends by ranking, then name, then id, and is told as trust', () => {
    const claims = [
      claim('birthDate', 'zulu', 'z'),
      claim('birthDate', 'attic', 'a'),
      claim('birthDate', 'attic/0', 'b'),
    ];
    expect(of('longest', claims)).toMatchObject({ value: 'b', rule: 'mostTrusted', record: refOf('attic/0') });
  });
});

describe('why the others lost', () => {
  it('names the rule and how the two compared', () => {
    const claims = [
      claim('email', 'shop', 'a@x', { proof: 'VERIFIED', at: at(50) }),
      claim('email', 'crm', 'A@X', { proof: 'VERIFIED' }),
      claim('email', 'support', 'b@x', { proof: 'ASSERTED' }),
      claim('email', 'shop/2', 'c@x', { proof: 'VERIFIED', at: at(99) }),
      claim('email', 'shop/3', 'd@x', { proof: 'VERIFIED', at: at(50) }),
    ];
    const reasons = settled(claims, 'email')?.alternatives.map(({ record, whyLost }) => [
      `${record.source}/${record.id}`,
      whyLost,
    ]);
    expect(Object.fromEntries(reasons!)).toEqual({
      'support/1': 'verifiedFirst: shop has verified its value and support has not.',
      'crm/1': 'Says the same; mostTrusted: the policy ranks shop before crm (verifiedFirst left a tie).',
      'shop/2': 'mostRecent: another record was changed later (verifiedFirst, mostTrusted left a tie).',
      'shop/3':
        'tie: of records that are alike the one with the first id is taken (verifiedFirst, mostTrusted, mostRecent left a tie).',
    });
  });
});
