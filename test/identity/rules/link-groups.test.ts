import fc from 'fast-check';
import type { SourceRecord } from '../../../src/customer/source-record';
import { type LinkKnowledge, linkDecisions, linkGroups } from '../../../src/identity/rules/link-groups';
import { RULES, record, refOf, type Sketch, textOf } from '../records';

/** The groups as sorted text, singles left out. */
function groups(sketches: readonly Sketch[], rules = RULES, known?: Partial<LinkKnowledge>): string[] {
  return partition(linkGroups(sketches.map(record), rules, known)).filter((group) => group.includes(' '));
}

function partition(found: readonly (readonly SourceRecord[])[]): string[] {
  return found
    .map((group) =>
      group
        .map(({ ref }) => textOf(ref))
        .sort()
        .join(' '),
    )
    .sort();
}

describe('linkGroups', () => {
  it('joins records that carry one e-mail in different spellings', () => {
    expect(
      groups([
        { ref: 'crm:1', emails: ['Ada.L+crm@Gmail.com'] },
        { ref: 'shop:1', emails: ['adal@googlemail.com VERIFIED'] },
        { ref: 'desk:1', emails: ['other@example.com'] },
      ]),
    ).toEqual(['crm:1 shop:1']);
  });

  it('joins a chain through several e-mails', () => {
    expect(
      groups([
        { ref: 'crm:1', emails: ['a@example.com'], name: 'Ada Lovelace' },
        { ref: 'shop:1', emails: ['a@example.com', 'b@example.com'] },
        { ref: 'desk:1', emails: ['b@example.com'], name: 'Ada King' },
      ]),
    ).toEqual(['crm:1 desk:1 shop:1']);
  });

  it('joins two records of one source', () => {
    expect(
      groups([
        { ref: 'crm:1', emails: ['a@example.com'] },
        { ref: 'crm:2', emails: ['a@example.com'] },
      ]),
    ).toEqual(['crm:1 crm:2']);
  });

  it.each([
    ['one side only asserts it', 'a@example.com ASSERTED', 'a@example.com VERIFIED'],
    ['both sides only assert it', 'a@example.com ASSERTED', 'a@example.com ASSERTED'],
  ])('joins nobody by an e-mail below the floor: %s', (_, mine, theirs) => {
    expect(
      groups([
        { ref: 'crm:1', emails: [mine] },
        { ref: 'shop:1', emails: [theirs] },
      ]),
    ).toEqual([]);
  });

  it('takes the floor from the caller', () => {
    const people: Sketch[] = [
      { ref: 'crm:1', emails: ['a@example.com'] },
      { ref: 'shop:1', emails: ['a@example.com VERIFIED'] },
      { ref: 'desk:1', emails: ['a@example.com VERIFIED'] },
    ];
    expect(groups(people, { ...RULES, floor: 'VERIFIED' })).toEqual(['desk:1 shop:1']);
    expect(groups(people, { ...RULES, floor: 'ASSERTED' })).toEqual(['crm:1 desk:1 shop:1']);
  });

  it('never joins by a phone number', () => {
    expect(
      groups([
        { ref: 'crm:1', phones: ['+4915112345678 VERIFIED'] },
        { ref: 'shop:1', phones: ['+4915112345678 VERIFIED'] },
      ]),
    ).toEqual([]);
  });

  it.each(
    'info office sales support contact admin noreply no-reply hello team billing accounts hr mail webmaster postmaster help service enquiries'.split(
      ' ',
    ),
  )('joins nobody by a mailbox called %s', (local) => {
    const emails = [`${local}@example.com VERIFIED`];
    expect(
      groups([
        { ref: 'crm:1', emails },
        { ref: 'shop:1', emails },
      ]),
    ).toEqual([]);
  });

  it('joins nobody by test@test.com, nor by what the config blocks', () => {
    for (const email of ['test@test.com', 'desk@hotel.example', 'anybody@blocked.example']) {
      const rules = { ...RULES, blockedEmails: ['desk@hotel.example', '*@blocked.example'] };
      expect(
        groups(
          [
            { ref: 'crm:1', emails: [email] },
            { ref: 'shop:1', emails: [email] },
          ],
          rules,
        ),
      ).toEqual([]);
    }
  });

  it('joins nobody by an e-mail that too many carry', () => {
    const carriers = (count: number): Sketch[] =>
      Array.from({ length: count }, (_, i) => ({ ref: `crm:${i}`, emails: ['hall@example.com'] }));
    expect(groups(carriers(10))).toHaveLength(1);
    expect(groups(carriers(11))).toEqual([]);
  });

  it('counts carriers that are not in view', () => {
    const two: Sketch[] = [
      { ref: 'crm:1', emails: ['hall@example.com'] },
      { ref: 'shop:1', emails: ['hall@example.com'] },
    ];
    expect(groups(two, RULES, { carriers: () => 10 })).toHaveLength(1);
    expect(groups(two, RULES, { carriers: () => 11 })).toEqual([]);
  });

  describe('where names on one e-mail contradict', () => {
    const couple: Sketch[] = [
      { ref: 'crm:1', emails: ['home@family.example'], name: 'Anna Berg' },
      { ref: 'crm:2', emails: ['home@family.example'], name: 'Tobias Berg' },
    ];

    it('joins nobody with the other', () => {
      expect(groups(couple)).toEqual([]);
    });

    it('joins those who clearly bear one of the names', () => {
      expect(
        groups([
          ...couple,
          { ref: 'shop:1', emails: ['home@family.example'], name: 'Anna Berg' },
          { ref: 'desk:1', emails: ['home@family.example'], name: 'Tobias B' },
        ]),
      ).toEqual(['crm:1 shop:1', 'crm:2 desk:1']);
    });

    it('joins a record without a name to nobody', () => {
      expect(groups([...couple, { ref: 'shop:1', emails: ['home@family.example'] }])).toEqual([]);
    });

    it('joins a name that fits several to nobody', () => {
      expect(
        groups([
          { ref: 'crm:1', emails: ['j@family.example'], name: 'John Smith' },
          { ref: 'crm:2', emails: ['j@family.example'], name: 'Jane Smith' },
          { ref: 'shop:1', emails: ['j@family.example'], name: 'J Smith' },
          { ref: 'desk:1', emails: ['j@family.example'], name: 'John Smith' },
        ]),
      ).toEqual(['crm:1 desk:1']);
    });

    it('still joins the nameless record by an e-mail of one person only', () => {
      expect(
        groups([
          ...couple,
          { ref: 'shop:1', emails: ['home@family.example', 'anna@example.com'] },
          { ref: 'desk:1', emails: ['anna@example.com'], name: 'Anna Berg' },
        ]),
      ).toEqual(['desk:1 shop:1']);
    });

    it('does not chain two names together through a nameless record between them', () => {
      expect(
        groups([
          { ref: 'crm:1', emails: ['a@example.com'], name: 'Anna Berg' },
          { ref: 'shop:1', emails: ['a@example.com', 'b@example.com'] },
          { ref: 'crm:2', emails: ['b@example.com'], name: 'Tobias Falk' },
        ]),
      ).toEqual([]);
    });
  });

  describe('by ids that one source issued for another', () => {
    it('joins whatever the names and e-mails say', () => {
      expect(
        groups([
          { ref: 'shop:7', name: 'Anna Berg' },
          { ref: 'desk:1', name: 'Purchasing Desk', issued: ['shop:7'] },
        ]),
      ).toEqual(['desk:1 shop:7']);
    });

    it('passes over ids of records that are not in view, and of itself', () => {
      expect(groups([{ ref: 'desk:1', issued: ['shop:7', 'desk:1'] }, { ref: 'shop:8' }])).toEqual([]);
    });

    it('joins nobody by an id that too many name', () => {
      const naming = Array.from({ length: 11 }, (_, i): Sketch => ({ ref: `desk:${i}`, issued: ['shop:guest'] }));
      expect(groups([{ ref: 'shop:guest' }, ...naming])).toEqual([]);
      expect(groups([{ ref: 'shop:guest' }, ...naming.slice(1)])).toHaveLength(1);
    });

    it('takes both names of a joined pair for names of one person', () => {
      expect(
        groups([
          { ref: 'shop:7', name: 'Anna Berg' },
          { ref: 'desk:1', name: 'Roswitha Falk', emails: ['a@example.com'], issued: ['shop:7'] },
          { ref: 'crm:1', name: 'Roswitha Falk', emails: ['a@example.com'] },
        ]),
      ).toEqual(['crm:1 desk:1 shop:7']);
    });
  });

  describe('with what is known already', () => {
    const joined = [[refOf('crm:1'), refOf('crm:2')]];

    it('lets no names contradict within one customer', () => {
      const people: Sketch[] = [
        { ref: 'crm:1', emails: ['a@example.com'], name: 'Anna Berg' },
        { ref: 'crm:2', emails: ['a@example.com'], name: 'Roswitha Falk' },
        { ref: 'shop:1', emails: ['a@example.com'] },
      ];
      expect(groups(people)).toEqual([]);
      expect(groups(people, RULES, { joined })).toEqual(['crm:1 crm:2 shop:1']);
    });

    it('joins nobody who must never be joined, by any rule or through others', () => {
      const never = [[refOf('crm:1'), refOf('shop:1')]] as const;
      const people: Sketch[] = [
        { ref: 'crm:1', emails: ['a@example.com', 'b@example.com'], issued: ['shop:1'] },
        { ref: 'shop:1', emails: ['a@example.com', 'c@example.com'] },
        { ref: 'desk:1', emails: ['a@example.com'] },
      ];
      expect(groups(people)).toHaveLength(1);
      expect(groups(people, RULES, { never })).toEqual([]);
      const between: Sketch = { ref: 'desk:2', emails: ['b@example.com', 'c@example.com'] };
      expect(groups([...people, between], RULES, { never })).toEqual([]);
    });

    it('tears apart a chain of issued ids between two who must never be joined', () => {
      const people: Sketch[] = [
        { ref: 'shop:7' },
        { ref: 'desk:1', issued: ['shop:7'] },
        { ref: 'crm:1', issued: ['shop:7'] },
      ];
      expect(groups(people)).toHaveLength(1);
      expect(groups(people, RULES, { never: [[refOf('desk:1'), refOf('crm:1')]] })).toEqual([]);
    });
  });

  it('gives reasons without values, as few as connect the group', () => {
    const decisions = linkDecisions(
      [
        { ref: 'shop:1', emails: ['a@example.com VERIFIED', 'b@example.com'] },
        { ref: 'crm:1', emails: ['a@example.com', 'b@example.com'] },
        { ref: 'desk:1', issued: ['shop:1'] },
      ].map(record),
      RULES,
    );
    expect(decisions).toContainEqual({
      a: refOf('crm:1'),
      b: refOf('shop:1'),
      rule: 'SAME_EMAIL',
      evidence: ['OBSERVED', 'VERIFIED'],
    });
    expect(decisions).toContainEqual({ a: refOf('desk:1'), b: refOf('shop:1'), rule: 'ISSUED_ID', evidence: [] });
    expect(JSON.stringify(decisions)).not.toContain('@');
  });

  const people = fc
    .uniqueArray(
      fc.record({
        ref: fc.constantFrom('crm', 'shop', 'desk').chain((source) => fc.nat(5).map((id) => `${source}:${id}`)),
        emails: fc.subarray([
          'a@example.com',
          'b@example.com VERIFIED',
          'c@example.com',
          'd@example.com ASSERTED',
          'info@example.com',
        ]),
        name: fc.option(
          fc.constantFrom('Anna Berg', 'Tobias Berg', 'A Berg', 'Katherine Hill', 'Kate Hill', 'Caitlin Hill', 'Berg'),
          { nil: undefined },
        ),
        issued: fc.subarray(['shop:0', 'shop:1'], { maxLength: 1 }),
      }),
      { selector: ({ ref }) => ref, minLength: 1, maxLength: 9 },
    )
    .map((sketches) => sketches.map(record));

  it('makes the same groups in whatever order the records come', () => {
    fc.assert(
      fc.property(
        people.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        ([records, shuffled]) => {
          expect(partition(linkGroups(shuffled, RULES))).toEqual(partition(linkGroups(records, RULES)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('makes groups that its own decisions connect, each record in exactly one', () => {
    fc.assert(
      fc.property(people, (records) => {
        const found = linkGroups(records, RULES);
        expect(
          found
            .flat()
            .map(({ ref }) => textOf(ref))
            .sort(),
        ).toEqual(records.map(({ ref }) => textOf(ref)).sort());
        const joins = linkDecisions(records, RULES).length;
        expect(joins).toBeGreaterThanOrEqual(records.length - found.length);
      }),
      { numRuns: 200 },
    );
  });

  it('joins a group of hundreds of records in view quickly', () => {
    const records = Array.from({ length: 600 }, (_, i) =>
      record({
        ref: `crm:${i}`,
        emails: [`p${i >> 1}@example.com`, `q${(i + 1) >> 1}@example.com`],
        name: 'Anna Berg',
      }),
    );
    const started = performance.now();
    expect(linkGroups(records, RULES)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
