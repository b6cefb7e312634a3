import fc from 'fast-check';
import { CUSTOMER_FIELD_NAMES, CUSTOMER_FIELDS, type CustomerField } from '../../src/customer/fields';
import { PROOFS, refKey } from '../../src/customer/source-record';
import { type Claim, type Policy, SURVIVORSHIP_RULES } from '../../src/reconciliation/claim';
import { CONSENT_CHANNELS } from '../../src/reconciliation/claims';
import { groupOf, type Policies, policiesFrom } from '../../src/reconciliation/policy';
import { isChoiceRule } from '../../src/reconciliation/rules/rules';
import { type SettleContext, settle } from '../../src/reconciliation/settle';
import { claim, NOW, POLICIES, refOf, SOURCES } from './claim-making';

const CONTEXT: SettleContext = { now: NOW, unavailable: [] };
const NAMES = SOURCES.map(({ name }) => name);

const paths = fc.constantFrom('crm/1', 'crm/2', 'shop/1', 'shop/2', 'support/1', 'unranked/1');
const times = fc.option(
  fc.integer({ min: -10, max: 5 }).map((minutes) => new Date(NOW + minutes * 60_000).toISOString()),
  { nil: undefined },
);

function claimedValue(field: CustomerField): fc.Arbitrary<{ value: unknown; normal: string }> {
  const word = fc.constantFrom('Ada', 'ada', 'Bo', 'CELIA', 'celia', 'd');
  if (field === 'createdAt' || field === 'updatedAt') {
    return fc
      .integer({ min: -9, max: 9 })
      .map((minutes) => new Date(NOW + minutes * 60_000).toISOString())
      .map((value) => ({ value, normal: value }));
  }
  if (!CUSTOMER_FIELDS[field].list) return word.map((value) => ({ value, normal: value.toLowerCase() }));
  const items: fc.Arbitrary<unknown[]> =
    field === 'consents'
      ? fc.uniqueArray(
          fc.record({
            channel: fc.constantFrom(...CONSENT_CHANNELS),
            state: fc.constantFrom('GRANTED', 'REVOKED', 'NOT_SET'),
          }),
          { selector: ({ channel }) => channel, minLength: 1 },
        )
      : fc.uniqueArray(word, { selector: (text) => text.toLowerCase(), minLength: 1 });
  return items.map((value) => ({ value, normal: value.map(normalOfItem).join('\n') }));
}

function normalOfItem(item: unknown): string {
  if (typeof item === 'string') return item.toLowerCase();
  return (item as { channel: string }).channel;
}

/** At most one claim per record and field, as `claimsOf` makes them. */
const claimLists: fc.Arbitrary<Claim[]> = fc
  .array(
    fc
      .constantFrom(...CUSTOMER_FIELD_NAMES)
      .chain((field) =>
        fc
          .tuple(paths, claimedValue(field), times, fc.constantFrom(...PROOFS))
          .map(([path, { value, normal }, at, proof]) => claim(field, path, value, { normal, at, proof })),
      ),
    { maxLength: 40 },
  )
  .map((claims) => [...new Map(claims.map((one) => [`${one.field} ${refKey(one.record)}`, one])).values()]);

const choiceRules = SURVIVORSHIP_RULES.filter(isChoiceRule);
const policyLists: fc.Arbitrary<Policies> = fc
  .record({
    rules: fc.uniqueArray(fc.constantFrom(...choiceRules), { minLength: 1 }),
    sources: fc.shuffledSubarray([...NAMES]),
  })
  .map(
    (policy: Policy) =>
      Object.fromEntries(
        CUSTOMER_FIELD_NAMES.map((field) => [field, CUSTOMER_FIELDS[field].list ? POLICIES[field] : policy]),
      ) as unknown as Policies,
  );
const policies = fc.oneof(fc.constant(POLICIES), policyLists);
const unavailable = fc.subarray([...NAMES]);

const plain = (settlement: ReturnType<typeof settle>) => ({
  settled: [...settlement.settled],
  conflicts: settlement.conflicts,
});

describe('settling', () => {
  it('does not depend on the order of the claims', () => {
    const shuffled = claimLists.chain((claims) =>
      fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
    );
    fc.assert(
      fc.property(shuffled, policies, unavailable, ([claims, again], by, absent) => {
        const context = { ...CONTEXT, unavailable: absent };
        expect(plain(settle(again, by, context))).toEqual(plain(settle(claims, by, context)));
      }),
      { numRuns: 500 },
    );
  });

  it('is idempotent: claims told twice change nothing', () => {
    fc.assert(
      fc.property(claimLists, policies, (claims, by) => {
        expect(plain(settle([...claims, ...claims], by, CONTEXT))).toEqual(plain(settle(claims, by, CONTEXT)));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves its input as it was', () => {
    fc.assert(
      fc.property(claimLists, (claims) => {
        const before = [...claims];
        settle(claims, POLICIES, CONTEXT);
        expect(claims).toEqual(before);
      }),
    );
  });

  it('chooses one of the claims, and keeps the others as alternatives: nothing lost, nothing made up', () => {
    fc.assert(
      fc.property(claimLists, policies, (claims, by) => {
        const { settled } = settle(claims, by, CONTEXT);
        for (const [field, chosen] of settled) {
          if (CUSTOMER_FIELDS[field].list) continue;
          const told = claims.filter((one) => one.field === field);
          const kept = [chosen, ...chosen.alternatives].map(
            ({ value, record }) => `${refKey(record)} ${String(value)}`,
          );
          expect(kept.sort()).toEqual(told.map(({ value, record }) => `${refKey(record)} ${String(value)}`).sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('puts every item of a list into the union, once, and only those', () => {
    fc.assert(
      fc.property(claimLists, (claims) => {
        const { settled } = settle(claims, POLICIES, CONTEXT);
        for (const [field, { value, rule }] of settled) {
          if (!CUSTOMER_FIELDS[field].list || field === 'consents') continue;
          const told = claims.filter((one) => one.field === field);
          expect(rule).toBe(told.length === 1 ? 'only' : 'union');
          const normals = (value as unknown[]).map(normalOfItem);
          expect([...normals].sort()).toEqual([...new Set(told.flatMap(({ normal }) => normal.split('\n')))].sort());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never mixes a group: its fields come from one record, and what that record lacks is absent', () => {
    fc.assert(
      fc.property(claimLists, policies, (claims, by) => {
        const { settled } = settle(claims, by, CONTEXT);
        for (const group of ['name', 'employment'] as const) {
          const chosen = [...settled.values()].filter(({ field }) => groupOf(field) === group);
          const records = new Set(chosen.map(({ record }) => refKey(record)));
          expect(records.size).toBeLessThanOrEqual(1);
          for (const one of claims) {
            if (groupOf(one.field) !== group || !records.has(refKey(one.record))) continue;
            expect(settled.get(one.field)?.value).toBe(one.value);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has a value for a field exactly where a record claims it, groups apart', () => {
    fc.assert(
      fc.property(claimLists, policies, (claims, by) => {
        const { settled } = settle(claims, by, CONTEXT);
        const told = new Set(claims.map(({ field }) => field).filter((field) => groupOf(field) === undefined));
        expect([...settled.keys()].filter((field) => groupOf(field) === undefined)).toEqual(
          CUSTOMER_FIELD_NAMES.filter((field) => told.has(field)),
        );
      }),
    );
  });

  it('is not moved by one more record that agrees with the winner', () => {
    const agreeable = fc.constantFrom('mostTrusted', 'mostFrequent', 'longest');
    fc.assert(
      fc.property(claimLists, agreeable, paths, times, (claims, rule, path, at) => {
        const by = policiesFrom({ birthDate: { rules: [rule] } }, SOURCES);
        const before = settle(claims, by, CONTEXT).settled.get('birthDate');
        if (
          before === undefined ||
          claims.some((one) => one.field === 'birthDate' && refKey(one.record) === refKey(refOf(path)))
        )
          return;
        const more = claim('birthDate', path, String(before.value).toUpperCase(), { at });
        const after = settle([...claims, more], by, CONTEXT).settled.get('birthDate');
        expect(String(after?.value).toLowerCase()).toBe(String(before.value).toLowerCase());
      }),
      { numRuns: 500 },
    );
  });

  it('has a conflict exactly where choosable claims differ by normal form, the settled value first', () => {
    fc.assert(
      fc.property(claimLists, policies, (claims, by) => {
        const { settled, conflicts } = settle(claims, by, CONTEXT);
        const byField = new Map(conflicts.map((conflict) => [conflict.field, conflict]));
        expect(byField.size).toBe(conflicts.length);
        for (const [field, { value }] of settled) {
          const never = CUSTOMER_FIELDS[field].list || field === 'createdAt' || field === 'updatedAt';
          if (field === 'displayName') continue;
          const told = claims.filter((one) => one.field === field);
          const distinct = new Set(told.map(({ normal }) => normal)).size;
          expect(byField.has(field)).toBe(!never && distinct > 1);
          const conflict = byField.get(field);
          if (conflict === undefined) continue;
          expect(conflict.values[0]?.value).toBe(value);
          expect(conflict.values.length).toBe(distinct);
          expect(conflict.values.flatMap(({ records }) => records).length).toBe(told.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lets a pin win over everything, keeps what the sources say, and ends its conflict', () => {
    fc.assert(
      fc.property(claimLists, policies, fc.constantFrom(...CUSTOMER_FIELD_NAMES), (claims, by, field) => {
        const pins = new Map([[field, { value: 'pinned', normal: 'pinned', record: refOf('crm/1') }]]);
        const { settled, conflicts } = settle(claims, by, { ...CONTEXT, pins });
        const value = settled.get(field);
        expect(value).toMatchObject({ value: 'pinned', pinned: true });
        expect(value?.alternatives.length).toBe(claims.filter((one) => one.field === field).length);
        expect(conflicts.some((conflict) => conflict.field === field)).toBe(false);
      }),
    );
  });

  it('never tells a value in the reasons', () => {
    const secret = fc.constantFrom('Zaphod', 'Xanthippe', 'Wolfhilde');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(paths, secret, times), { selector: ([path]) => path }),
        policies,
        (told, by) => {
          const { settled } = settle(
            told.map(([path, value, at]) => claim('birthDate', path, value, { at })),
            by,
            CONTEXT,
          );
          for (const { whyLost } of settled.get('birthDate')?.alternatives ?? []) {
            expect(whyLost).not.toMatch(/zaphod|xanthippe|wolfhilde/i);
            expect(whyLost).toMatch(/\.$/);
          }
        },
      ),
    );
  });
});

describe('pins', () => {
  const pin = { value: 'New', normal: 'new', record: refOf('shop/1'), expiresAt: NOW };
  const claims = [claim('birthDate', 'crm', 'Old'), claim('birthDate', 'shop', 'New')];

  it('end when they expire', () => {
    const pins = new Map([['birthDate' as const, pin]]);
    expect(settle(claims, POLICIES, { ...CONTEXT, pins }).settled.get('birthDate')).toMatchObject({
      value: 'Old',
      pinned: false,
    });
    expect(settle(claims, POLICIES, { ...CONTEXT, now: NOW - 1, pins }).settled.get('birthDate')).toMatchObject({
      value: 'New',
      pinned: true,
      alternatives: [
        { record: refOf('crm/1'), whyLost: 'A steward pinned another value.' },
        { record: refOf('shop/1'), whyLost: 'Says the same; a steward pinned it.' },
      ],
    });
  });
});

describe('settled lists', () => {
  it('begin with what the field beside them shows, then follow the ranking', () => {
    const claims = [
      claim('email', 'crm', 'a@x', { proof: 'OBSERVED' }),
      claim('emails', 'crm', ['a@x', 'b@x'], { normal: 'a@x\nb@x' }),
      claim('email', 'support', 'C@x', { proof: 'VERIFIED' }),
      claim('emails', 'support', ['C@x', 'A@X'], { normal: 'c@x\na@x' }),
      claim('emails', 'shop', ['d@x'], { normal: 'd@x' }),
    ];
    expect(settle(claims, POLICIES, CONTEXT).settled.get('emails')).toMatchObject({
      value: ['C@x', 'A@X', 'b@x', 'd@x'],
      record: refOf('support/1'),
    });
  });
});

describe('a field that the surviving record of its group leaves out', () => {
  it('is absent, and still in conflict where others disagree about it', () => {
    const claims = [
      claim('company', 'crm', 'Acme'),
      claim('jobTitle', 'shop', 'Chef'),
      claim('jobTitle', 'support', 'Cook'),
    ];
    const { settled, conflicts } = settle(claims, POLICIES, CONTEXT);
    expect(settled.has('jobTitle')).toBe(false);
    expect(conflicts).toEqual([
      {
        field: 'jobTitle',
        severity: 'LOW',
        values: [
          { value: 'Cook', records: [refOf('support/1')] },
          { value: 'Chef', records: [refOf('shop/1')] },
        ],
      },
    ]);
  });
});
