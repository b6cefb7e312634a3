import type { Entry, Person } from '../../src/demo/population/person';
import { generatePopulation } from '../../src/demo/population/population';
import { comparable, groundTruth, personalStrings, type RecordRef, type TrueCustomer } from '../../src/demo/truth';

describe.each([7, 2026])('the ground truth of seed %i', (seed) => {
  const population = generatePopulation(seed);
  const truth = groundTruth(population);
  const entries = new Map(
    population.persons.flatMap((person) => person.entries.map((entry) => [key(entry.record), entry])),
  );
  const customerOf = new Map(
    truth.customers.flatMap((customer) => customer.records.map((ref) => [key(ref), customer])),
  );
  const customersOfStory = (story: string) => truth.persons.filter((person) => person.story === story).map(customersOf);
  const customersOf = (person: { customers: readonly string[] }) =>
    person.customers.map((name) => truth.customers.find((customer) => customer.key === name)!);
  const lookUp = (normal: string) => truth.identifiers.find((identifier) => identifier.normal === normal)!;
  const told = (story: Person['story']) => population.persons.filter((person) => person.story === story);

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
  });

  it('puts every record into one customer, and no two persons into one', () => {
    const placed = truth.customers.flatMap(({ records }) => records.map(key)).sort();
    expect(placed).toEqual([...entries.keys()].sort());
    for (const person of truth.persons) {
      expect(
        customersOf(person)
          .flatMap(({ records }) => records.map(key))
          .sort(),
      ).toEqual(person.records.map(key).sort());
      expect(customersOf(person).every((customer) => customer.person === person.key)).toBe(true);
    }
  });

  it('joins what a proven address joins, and splits what only a number, a role or a claim could join', () => {
    expect(sizes(customersOfStory('twoCrmByIdentities'))).toEqual([1]);
    expect(sizes(customersOfStory('twoCrmByAdditional'))).toEqual([1]);
    expect(sizes(customersOfStory('secondAddress'))).toEqual([1]);
    expect(sizes(customersOfStory('gmail'))).toEqual([1]);
    expect(sizes(customersOfStory('plusFolded'))).toEqual([1]);
    expect(sizes(customersOfStory('idn'))).toEqual([1]);
    expect(sizes(customersOfStory('nickname'))).toEqual([1]);
    expect(sizes(customersOfStory('swapped'))).toEqual([1]);
    expect(sizes(customersOfStory('married'))).toEqual([1]);
    expect(sizes(customersOfStory('phoneOnly'))).toEqual([2]);
    expect(sizes(customersOfStory('plusKept'))).toEqual([2]);
    expect(sizes(customersOfStory('unverified'))).toEqual([1, 2]);
  });

  it('joins by the id that the shop issued, whatever the addresses', () => {
    const carriers = [...entries.values()].filter(({ issuedBy }) => issuedBy !== null);
    expect(carriers.length).toBeGreaterThan(40);
    for (const { record, issuedBy } of carriers) {
      expect(customerOf.get(key(record))).toBe(customerOf.get(key(issuedBy!)));
    }
  });

  it('never joins by an address that is only asserted', () => {
    const asserted = truth.identifiers.flatMap(({ type, holders }) =>
      type === 'EMAIL' ? holders.filter(({ proof }) => proof === 'ASSERTED') : [],
    );
    const alone = asserted.filter(({ record }) => {
      const entry = entries.get(key(record))!;
      return entry.issuedBy === null && entry.emails.every(({ proof }) => proof === 'ASSERTED');
    });
    expect(alone.length).toBeGreaterThan(15);
    for (const { record } of alone) expect(customerOf.get(key(record))?.records).toEqual([record]);
  });

  it('leaves a record without a name on a contested mailbox alone', () => {
    const nameless = told('coupleWithNameless').flatMap(({ entries: own }) =>
      own.filter(({ given }) => given === null),
    );
    expect(nameless.length).toBeGreaterThanOrEqual(3);
    for (const { record, emails } of nameless) {
      expect(customerOf.get(key(record))?.records).toEqual([record]);
      expect(lookUp(emails[0]!.normal!).lookup.customers).toHaveLength(3);
    }
  });

  it('never lets a look-up guess among several customers', () => {
    for (const { lookup, holders } of truth.identifiers) {
      const proven = holders.filter(({ proof }) => proof !== 'ASSERTED');
      const counted = (proven.length > 0 ? proven : holders).map(({ record }) => customerOf.get(key(record))!.key);
      expect(lookup.customers).toEqual([...new Set(counted)].sort());
      expect(lookup.status).toBe(lookup.customers.length === 1 ? 'FOUND' : 'AMBIGUOUS');
    }
    const statuses = truth.identifiers.map(({ type, lookup }) => `${type} ${lookup.status}`);
    expect(new Set(statuses).size).toBe(4);
  });

  it('answers an office’s address and a family’s telephone with everybody who has it', () => {
    for (const story of ['office', 'fatherAndSon', 'couple', 'suffixes', 'sharedStudio'] as const) {
      const circles = new Set(told(story).map(({ circle }) => circle));
      for (const circle of circles) {
        const members = new Set(told(story).flatMap((person) => (person.circle === circle ? [person.key] : [])));
        const theirs = truth.identifiers.filter(({ holders }) => holders.some(({ person }) => members.has(person)));
        const shared = theirs.filter((identifier) => identifier.shared);
        expect(shared.length).toBeGreaterThan(0);
        expect(shared.map(({ lookup }) => lookup.status)).toEqual(shared.map(() => 'AMBIGUOUS'));
      }
    }
  });

  it('answers an address that somebody else merely claims with its owner', () => {
    const owners = told('claimsAnothers').filter(({ given }) => given === 'Philippa');
    expect(owners.length).toBeGreaterThanOrEqual(3);
    for (const owner of owners) {
      const { lookup, shared } = lookUp(owner.entries[0]!.emails[0]!.normal!);
      expect(shared).toBe(true);
      expect(lookup.status).toBe('FOUND');
      expect(truth.customers.find(({ key: name }) => name === lookup.customers[0])?.person).toBe(owner.key);
    }
  });

  it('knows every form of every identifier, one normal form each', () => {
    for (const { type, normal, forms, holders } of truth.identifiers) {
      expect(forms).toEqual(expect.arrayContaining([normal, ...holders.map(({ raw }) => raw)]));
      if (type === 'EMAIL') expect(forms.map((form) => comparable('email', form))).toEqual(forms.map(() => normal));
    }
    const normals = truth.identifiers.map(({ type, normal }) => `${type} ${normal}`);
    expect(new Set(normals).size).toBe(normals.length);
    for (const { value } of truth.nobodys) expect(normals).not.toContain(value);
  });

  it('settles only what a record of the customer says, and a name or a job from one record', () => {
    for (const customer of truth.customers) {
      const { settled, records } = customer;
      const refs = records.map(key);
      for (const value of Object.values(settled)) if (value !== null) expect(refs).toContain(key(value.record));
      for (const group of [
        ['displayName', 'firstName', 'lastName'],
        ['company', 'jobTitle'],
      ] as const) {
        const donors = group.flatMap((field) => (settled[field] ? [key(settled[field].record)] : []));
        expect(new Set(donors).size).toBeLessThanOrEqual(1);
      }
      expect(customer.createdAt <= customer.updatedAt).toBe(true);
    }
  });

  it('calls a conflict what differs by more than its spelling', () => {
    for (const { conflicts, settled, records } of truth.customers) {
      for (const { field, values } of conflicts) {
        expect(values.length).toBeGreaterThan(1);
        expect(new Set(values.map(({ normal }) => normal)).size).toBe(values.length);
        if (settled[field] !== null) expect(values[0]!.normal).toBe(settled[field].normal);
        expect(records.map(key)).toEqual(expect.arrayContaining(values.flatMap((value) => value.records.map(key))));
      }
      if (records.length === 1) expect(conflicts).toEqual([]);
    }
    const fields = new Set(truth.customers.flatMap(({ conflicts }) => conflicts.map(({ field }) => field)));
    for (const field of [
      'firstName',
      'lastName',
      'displayName',
      'email',
      'phone',
      'company',
      'locale',
      'defaultAddress',
    ] as const) {
      expect(fields).toContain(field);
    }
  });

  it('finds a nickname worth a mild conflict, and another writing of the same name none', () => {
    const low = truth.customers.flatMap(({ person, conflicts }) =>
      conflicts.filter(({ severity }) => severity === 'LOW').map(({ field, values }) => ({ person, field, values })),
    );
    expect(low.length).toBeGreaterThanOrEqual(30);
    const nicknamed = new Set(told('nickname').map((person) => person.key));
    for (const { person, field } of low) {
      expect(nicknamed).toContain(person);
      expect(['firstName', 'displayName']).toContain(field);
    }
    const kanji = customersOfStory('kanji').flat();
    expect(kanji.flatMap(({ conflicts }) => conflicts.filter(({ field }) => /[nN]ame/.test(field)))).toEqual([]);
  });

  it('counts what each customer bought, asked and discussed, leaving out only guests’ orders', () => {
    const { shopify, zendesk } = population.world;
    const all = (read: (customer: TrueCustomer) => readonly string[]) => truth.customers.flatMap(read).sort();
    expect(all(({ orders }) => orders)).toEqual(
      shopify.orders.flatMap(({ customerId, name }) => (customerId === null ? [] : [name])).sort(),
    );
    expect(all(({ tickets }) => tickets)).toEqual(zendesk.tickets.map(({ id }) => String(id)).sort());
    const [most] = [...truth.customers].sort((a, b) => b.orders.length - a.orders.length);
    expect(most?.orders).toHaveLength(420);
    expect(truth.customers.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(population.world.hubspot.tasks.length);
  });

  it('lists personal strings that are telling: in the systems, and not in each other’s words', () => {
    const strings = personalStrings(population);
    expect(strings.length).toBeGreaterThan(2000);
    const vocabulary = 'customer email phone address status FOUND AMBIGUOUS identity linked records source support';
    expect(strings.filter((text) => vocabulary.includes(text))).toEqual([]);
    const { properties } = population.world.hubspot.contacts[0]!;
    for (const property of ['email', 'lastname'] as const) {
      if (properties[property]) expect(strings).toContain(properties[property]);
    }
  });
});

it('tells the truth of small and large populations', () => {
  for (const persons of [1, 60, 1200]) {
    const truth = groundTruth(generatePopulation(3, { persons }));
    expect(truth.persons.length).toBeGreaterThanOrEqual(persons);
  }
});

describe('comparable', () => {
  it.each([
    ['email', 'Jo.Doe+x@GoogleMail.com', 'jodoe@gmail.com'],
    ['email', 'Jo.Doe+x@example.org', 'jo.doe+x@example.org'],
    ['email', 'jo+x@outlook.com', 'jo@outlook.com'],
    ['email', 'JO@BÜCHER.example', 'jo@xn--bcher-kva.example'],
    ['lastName', ' Éloïse  PFIFER ', 'eloise pfifer'],
    ['locale', 'de_DE', 'de-de'],
  ] as const)('of %s %p is %p', (field, value, normal) => {
    expect(comparable(field, value)).toBe(normal);
  });

  it('takes an address for a place, however its lines are cut', () => {
    const joined = { line1: '1 Haddock Row, Flat 2', city: 'Crumbleton', postalCode: 'CX41 3VK', country: 'GB' };
    const apart = { line1: '1 haddock row', line2: 'Flat 2', city: 'CRUMBLETON', postalCode: 'cx413vk' };
    expect(comparable('defaultAddress', joined)).toBe(comparable('defaultAddress', apart));
    const elsewhere = { ...apart, line1: '2 haddock row' };
    expect(comparable('defaultAddress', elsewhere)).not.toBe(comparable('defaultAddress', apart));
  });
});

function key({ source, id }: RecordRef | Entry['record']): string {
  return `${source} ${id}`;
}

/** How many customers the persons of a story make. */
function sizes(customers: readonly (readonly TrueCustomer[])[]): number[] {
  return [...new Set(customers.map((list) => list.length))].sort();
}
