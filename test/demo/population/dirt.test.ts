import { fold, mailboxOf } from '../../../src/demo/population/normal-form';
import type { Entry, Person, Story } from '../../../src/demo/population/person';
import { STORIES } from '../../../src/demo/population/person';
import { generatePopulation } from '../../../src/demo/population/population';

/** Whatever the seed, every kind of dirt is there, often enough to be met. */
describe.each([1, 7, 20_261_124])('the dirt of seed %i', (seed) => {
  const { world, persons } = generatePopulation(seed);
  const entries = persons.flatMap((person) => person.entries);
  const of = (source: Entry['record']['source']) => entries.filter(({ record }) => record.source === source);
  const told = (story: Story) => persons.filter((person) => person.story === story);
  const pairs = persons.flatMap(({ entries: own }) =>
    own.flatMap((a, at) => own.slice(at + 1).map((b) => [a, b] as const)),
  );

  it('tells every story', () => {
    for (const story of STORIES) expect([story, told(story).length]).not.toEqual([story, 0]);
  });

  it('spells one given name formally and familiarly', () => {
    const familiar = persons.filter(({ entries: own }) => own.some(({ byNickname }) => byNickname));
    expect(familiar.length).toBeGreaterThanOrEqual(40);
  });

  it('slips, abbreviates, swaps and forgets names', () => {
    expect(told('mistyped').filter(spelledTwice).length).toBeGreaterThanOrEqual(6);
    expect(entries.filter(({ given }) => given !== null && /^\p{L}\.$/u.test(given)).length).toBeGreaterThanOrEqual(8);
    expect(told('swapped').length).toBeGreaterThanOrEqual(5);
    expect(entries.filter(({ given, family }) => given === null && family === null).length).toBeGreaterThanOrEqual(6);
    expect(entries.filter(({ given, family }) => (given === null) !== (family === null)).length).toBeGreaterThanOrEqual(
      6,
    );
    expect(told('married').filter(familyTwice).length).toBeGreaterThanOrEqual(8);
  });

  it('writes equal values differently, which is no disagreement', () => {
    const same = (field: 'given' | 'family' | 'company') =>
      pairs.filter(([a, b]) => {
        const [left, right] = [a[field], b[field]];
        return left !== null && right !== null && left !== right && fold(left) === fold(right);
      }).length;
    expect(same('given')).toBeGreaterThanOrEqual(25);
    expect(same('family')).toBeGreaterThanOrEqual(20);
    expect(same('company')).toBeGreaterThanOrEqual(8);
  });

  it('disagrees about companies, addresses and languages, and leaves fields empty', () => {
    const differ = (read: (entry: Entry) => string | null | undefined) =>
      pairs.filter(([a, b]) => {
        const [left, right] = [read(a), read(b)];
        return left != null && right != null && fold(left) !== fold(right);
      }).length;
    expect(differ(({ company }) => company)).toBeGreaterThanOrEqual(8);
    expect(differ(({ address }) => address?.line1)).toBeGreaterThanOrEqual(20);
    expect(differ(({ locale }) => locale)).toBeGreaterThanOrEqual(40);
    for (const field of [
      'company',
      'jobTitle',
      'locale',
      'birthDate',
      'address',
      'lifecycleStage',
      'ownerId',
    ] as const) {
      expect(of('crm').filter((entry) => entry[field] === null).length).toBeGreaterThanOrEqual(20);
    }
  });

  it('writes one mailbox in several cases, with dots, with tags, under two domains, in Punycode', () => {
    const shouted = entries.filter(({ emails }) => emails.some(({ raw }) => /[A-Z]/.test(raw)));
    expect(shouted.length).toBeGreaterThanOrEqual(60);
    const gmail = entries
      .flatMap(({ emails }) => emails.map(({ raw }) => raw.toLowerCase()))
      .filter((raw) => mailboxOf(raw).endsWith('@gmail.com'));
    expect(gmail.filter((raw) => raw.endsWith('@googlemail.com')).length).toBeGreaterThanOrEqual(10);
    expect(gmail.filter((raw) => raw.split('@')[0]!.includes('.')).length).toBeGreaterThanOrEqual(10);
    expect(gmail.filter((raw) => raw.includes('+')).length).toBeGreaterThanOrEqual(10);
    expect(told('plusFolded').length).toBeGreaterThanOrEqual(8);
    expect(told('plusKept').length).toBeGreaterThanOrEqual(8);
    for (const { entries: own } of told('idn')) {
      expect(new Set(own.map(({ emails }) => emails[0]!.normal)).size).toBe(1);
      expect(new Set(own.map(({ emails }) => emails[0]!.raw.toLowerCase())).size).toBe(2);
    }
  });

  it('keeps second addresses in the CRM and at the help desk', () => {
    const additional = world.hubspot.contacts.filter(({ properties }) => properties.hs_additional_emails);
    expect(additional.length).toBeGreaterThanOrEqual(20);
    const identities = world.zendesk.users.filter(
      (user) => user.identities.filter(({ type }) => type === 'email').length > 1,
    );
    expect(identities.length).toBeGreaterThanOrEqual(15);
  });

  it('types numbers as people do, so that a search for their digits misses some', () => {
    const typed = of('crm').flatMap(({ phones }) => phones);
    expect(typed.filter(({ raw, normal }) => normal !== null && raw !== normal).length).toBeGreaterThanOrEqual(150);
    expect(typed.filter(({ searchable, normal }) => normal !== null && !searchable).length).toBeGreaterThanOrEqual(40);
    expect(typed.filter(({ normal }) => normal === null).length).toBeGreaterThanOrEqual(4);
    expect(new Set(typed.map(({ raw }) => raw.replace(/\d/g, '9'))).size).toBeGreaterThanOrEqual(25);
    for (const { phone } of world.shopify.customers) if (phone !== null) expect(phone).toMatch(/^\+\d{8,15}$/);
  });

  it('has namesakes who share nothing but the name', () => {
    const sharing = told('namesake').filter((person) => {
      const namesake = told('namesake').find((other) => other !== person && fullName(other) === fullName(person));
      const mailboxes = new Set(mailboxesOf(namesake!));
      return mailboxesOf(person).some((mailbox) => mailboxes.has(mailbox));
    });
    expect(told('namesake').length).toBeGreaterThanOrEqual(14);
    expect(sharing).toEqual([]);
  });

  it('has fathers and sons on one telephone, some with one given name', () => {
    const families = circles(told('fatherAndSon'));
    expect(families.length).toBeGreaterThanOrEqual(7);
    for (const family of families) expect(shareAPhone(family)).toBe(true);
    expect(families.filter(([father, son]) => father!.given === son!.given).length).toBeGreaterThanOrEqual(3);
  });

  it('has mailboxes of offices, studios and couples, whose people have clearly different names', () => {
    for (const [story, members] of [
      ['office', 4],
      ['sharedStudio', 3],
      ['couple', 2],
      ['coupleWithNameless', 2],
    ] as const) {
      const groups = circles(told(story));
      expect(groups.length).toBeGreaterThanOrEqual(2);
      for (const group of groups) {
        expect(group).toHaveLength(members);
        expect(new Set(group.map(({ given }) => given[0])).size).toBe(members);
        const owners = group.flatMap((person) => [...new Set(mailboxesOf(person))]);
        expect(owners.length).toBeGreaterThan(new Set(owners).size);
        if (members > 2) expect(shareAPhone(group)).toBe(true);
      }
    }
  });

  it('has people with two CRM records', () => {
    const double = persons.filter(({ entries: own }) => own.filter(({ record }) => record.source === 'crm').length > 1);
    expect(double.length).toBeGreaterThanOrEqual(18);
  });

  it('has addresses that nobody proved, some of them another person’s', () => {
    const unproven = of('support').filter(({ emails }) => emails.some(({ proof }) => proof === 'ASSERTED'));
    expect(unproven.length).toBeGreaterThanOrEqual(24);
    expect(world.zendesk.users.filter(({ verified }) => !verified).length).toBeGreaterThanOrEqual(20);
    expect(
      world.shopify.customers.filter(({ verifiedEmail, email }) => email && !verifiedEmail).length,
    ).toBeGreaterThanOrEqual(30);
    expect(told('claimsAnothers').length).toBeGreaterThanOrEqual(6);
  });

  it('carries ids that the shop issued, with and without a shared address', () => {
    expect(world.zendesk.users.filter(({ external_id }) => external_id !== null).length).toBeGreaterThanOrEqual(25);
    expect(
      world.hubspot.contacts.filter(({ properties }) => properties.shopify_customer_id).length,
    ).toBeGreaterThanOrEqual(20);
  });

  it('has one person with hundreds of orders, a few with dozens, and busy tickets and activities', () => {
    const orders = counts(world.shopify.orders.flatMap(({ customerId }) => customerId ?? []));
    expect(orders[0]).toBe(420);
    expect(orders.filter((count) => count >= 24 && count < 420).length).toBeGreaterThanOrEqual(5);
    expect(
      counts(world.zendesk.tickets.map(({ requester_id }) => requester_id)).filter((count) => count >= 20).length,
    ).toBeGreaterThanOrEqual(5);
    const emails = [...world.hubspot.associations.emails.values()].map((ids) => ids.length);
    expect(emails.filter((count) => count >= 24).length).toBeGreaterThanOrEqual(5);
    for (const kind of ['deals', 'calls', 'emails', 'meetings', 'notes', 'tasks'] as const) {
      expect(world.hubspot[kind].length).toBeGreaterThanOrEqual(100);
    }
  });

  it('has consents of every kind', () => {
    const states = new Set(world.shopify.customers.map(({ emailMarketing }) => emailMarketing?.state));
    expect(states).toEqual(new Set(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING', undefined]));
    expect(
      world.hubspot.contacts.filter(({ properties }) => properties.hs_email_optout === 'true').length,
    ).toBeGreaterThanOrEqual(20);
  });

  it('is not all ASCII', () => {
    const names = persons.map((person) => fullName(person).toLowerCase()).join('\n');
    for (const letter of ['ø', 'ö', 'ł', 'é', 'ç', 'ẹ']) expect(names).toContain(letter);
    expect(names).toMatch(/\p{Script=Han}/u);
  });
});

function spelledTwice({ entries }: Person): boolean {
  return new Set(entries.map(({ given }) => fold(given ?? ''))).size > 1;
}

function familyTwice({ entries }: Person): boolean {
  return new Set(entries.map(({ family }) => fold(family ?? ''))).size > 1;
}

function fullName({ given, family }: Person): string {
  return `${given} ${family}`;
}

function mailboxesOf({ entries }: Person): string[] {
  return entries.flatMap(({ emails }) => emails.flatMap(({ normal }) => normal ?? []));
}

function circles(people: readonly Person[]): Person[][] {
  return [...new Set(people.map(({ circle }) => circle))].map((circle) =>
    people.filter((person) => person.circle === circle),
  );
}

function shareAPhone(people: readonly Person[]): boolean {
  const [first, ...others] = people.map(
    ({ entries }) => new Set(entries.flatMap(({ phones }) => phones.flatMap(({ normal }) => normal ?? []))),
  );
  return [...first!].some((phone) => others.every((phones) => phones.has(phone)));
}

/** How often each value occurs, the most frequent first. */
function counts(values: readonly (string | number)[]): number[] {
  const found = new Map<string | number, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found.values()].sort((a, b) => b - a);
}
