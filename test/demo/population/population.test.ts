import { createHash } from 'node:crypto';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Entry } from '../../../src/demo/population/person';
import { generatePopulation, type Population } from '../../../src/demo/population/population';

const population = generatePopulation(7);
const { world, persons } = population;
const entries = persons.flatMap((person) => person.entries);

describe('generatePopulation', () => {
  it('makes the same world from the same seed, to the letter', () => {
    expect(digest(generatePopulation(7))).toBe(digest(population));
  });

  it('makes another world from another seed', () => {
    const digests = [7, 8, 9, 2 ** 31, -1].map((seed) => digest(generatePopulation(seed)));
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('makes at least 520 persons in one to three systems, and as many as it is asked for', () => {
    expect(persons.length).toBeGreaterThanOrEqual(520);
    const spread = new Set(persons.map(({ entries }) => new Set(entries.map(({ record }) => record.source)).size));
    expect([...spread].sort()).toEqual([1, 2, 3]);
    for (const wanted of [1, 40, 1500]) {
      const made = generatePopulation(7, { persons: wanted }).persons.length;
      expect(made).toBeGreaterThanOrEqual(wanted);
      expect(made).toBeLessThan(wanted + 4);
    }
  });

  it.each([0, -3, 1.5, Number.NaN])('refuses %p persons', (count) => {
    expect(() => generatePopulation(7, { persons: count })).toThrow(RangeError);
  });

  it('writes what each system was told, and nothing else, into its slice', () => {
    const told = (source: Entry['record']['source']) =>
      entries.filter(({ record }) => record.source === source).map(({ record }) => record.id);
    expect(world.hubspot.contacts.map(({ id }) => id)).toEqual(told('crm'));
    expect(world.shopify.customers.map(({ id }) => id)).toEqual(told('shop'));
    expect(world.zendesk.users.map(({ id }) => String(id))).toEqual(told('support'));
    expect(entries.map((entry) => held(entry, population))).toEqual(entries.map(said));
  });

  it('gives out every id once, in the form of its vendor', () => {
    const { hubspot, shopify, zendesk } = world;
    const lists = [
      hubspot.contacts.map(({ id }) => id),
      [hubspot.deals, hubspot.calls, hubspot.emails, hubspot.meetings, hubspot.notes, hubspot.tasks].flatMap(
        (objects) => objects.map(({ id }) => id),
      ),
      shopify.customers.map(({ id }) => id),
      shopify.orders.map(({ id }) => id),
      shopify.orders.map(({ name }) => name),
      shopify.orders.flatMap(({ lines }) => lines.map(({ id }) => id)),
      zendesk.users.map(({ id }) => String(id)),
      zendesk.users.flatMap(({ identities }) => identities.map(({ id }) => String(id))),
      zendesk.tickets.map(({ id }) => String(id)),
    ];
    for (const list of lists) expect(new Set(list).size).toBe(list.length);
    expect(hubspot.contacts.filter(({ id }) => !/^\d{12}$/.test(id))).toEqual([]);
    expect(shopify.customers.filter(({ id }) => !/^gid:\/\/shopify\/Customer\/\d{13}$/.test(id))).toEqual([]);
    expect(shopify.orders.filter(({ id }) => !/^gid:\/\/shopify\/Order\/\d{13}$/.test(id))).toEqual([]);
    expect(zendesk.users.filter(({ id }) => !Number.isSafeInteger(id))).toEqual([]);
  });

  it('keeps what vendors guarantee: an address has one record per system, a number one customer of the shop', () => {
    const addresses = (source: string) =>
      entries
        .filter(({ record }) => record.source === source)
        .flatMap(({ emails }) => emails.map(({ raw }) => raw.toLowerCase()));
    for (const source of ['crm', 'shop', 'support']) {
      expect(new Set(addresses(source)).size).toBe(addresses(source).length);
    }
    const shopPhones = world.shopify.customers.flatMap(({ phone }) => phone ?? []);
    expect(new Set(shopPhones).size).toBe(shopPhones.length);
    const identities = world.zendesk.users.flatMap((user) =>
      user.identities.filter(({ type }) => type === 'phone_number').map(({ value }) => value),
    );
    expect(new Set(identities).size).toBe(identities.length);
    const shouted = world.hubspot.contacts.filter(
      ({ properties: { email } }) => email && email !== email.toLowerCase(),
    );
    expect(shouted).toEqual([]);
  });

  it('points only at what is there', () => {
    const { hubspot, shopify, zendesk } = world;
    const customers = new Set(shopify.customers.map(({ id }) => id));
    const users = new Set(zendesk.users.map(({ id }) => id));
    const organizations = new Set(zendesk.organizations.map(({ id }) => id));
    const contacts = new Set(hubspot.contacts.map(({ id }) => id));
    const gid = (id: string) => `gid://shopify/Customer/${id}`;
    const dangling = [
      ...shopify.orders.filter(({ customerId }) => customerId !== null && !customers.has(customerId)),
      ...zendesk.tickets.filter(({ requester_id }) => !users.has(requester_id)),
      ...zendesk.users.filter(({ organization_id: id }) => id !== null && !organizations.has(id)),
      ...zendesk.users.filter(({ external_id: id }) => id !== null && !customers.has(gid(id.replace('shop:', '')))),
      ...hubspot.contacts.filter(({ properties: { shopify_customer_id: id } }) => id && !customers.has(gid(id))),
      ...Object.entries(hubspot.associations).flatMap(([kind, lists]) => {
        const objects = new Set(hubspot[kind as keyof typeof hubspot.associations].map(({ id }) => id));
        return [...lists].filter(([contact, ids]) => !contacts.has(contact) || !ids.every((id) => objects.has(id)));
      }),
    ];
    expect(dangling).toEqual([]);
  });

  it('knows no time after its own, and nothing that was changed before it was made', () => {
    const now = Date.parse(world.now);
    const spans: (readonly [string, string])[] = [
      ...entries.map(({ createdAt, updatedAt }) => [createdAt, updatedAt] as const),
      ...world.shopify.orders.map(({ createdAt, updatedAt }) => [createdAt, updatedAt] as const),
      ...world.zendesk.tickets.map(({ created_at, updated_at }) => [created_at, updated_at] as const),
      ...(['contacts', 'deals', 'calls', 'emails', 'meetings', 'notes', 'tasks'] as const).flatMap((kind) =>
        world.hubspot[kind].map(({ createdAt, updatedAt }) => [createdAt, updatedAt] as const),
      ),
    ];
    const wrong = spans.filter(
      ([made, changed]) => !(Date.parse(made) <= Date.parse(changed) && Date.parse(changed) <= now),
    );
    expect(wrong).toEqual([]);
    const later = allStrings(world).filter((text) => /^\d{4}-\d\d-\d\dT/.test(text) && Date.parse(text) > now);
    expect(later).toEqual([]);
  });

  it('sums orders up to their lines', () => {
    const cents = (amount: string) => Math.round(Number(amount) * 100);
    const wrong = world.shopify.orders.filter(
      ({ total, lines }) =>
        cents(total) !== lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * cents(unitPrice), 0),
    );
    expect(wrong).toEqual([]);
  });

  it('types numbers that mean what it says they mean, read in the country of their own record', () => {
    const misread = entries.flatMap(({ record, address, phones }) => {
      const region = record.source === 'crm' ? address?.countryCode : undefined;
      return phones.filter(({ raw, normal }) => e164(raw, region) !== normal);
    });
    expect(misread).toEqual([]);
  });
});

function digest(made: Population): string {
  const text = JSON.stringify(made, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
  return createHash('sha256').update(text).digest('hex');
}

/** As strictly as a gateway could read it: the whole text must be a number. */
function e164(raw: string, region: 'US' | 'GB' | 'DE' | 'FR' | 'SE' | 'AU' | undefined): string | null {
  const plus = raw.replace(/^00/, '+');
  const number = parsePhoneNumberFromString(plus, { defaultCountry: region, extract: false });
  return number?.isPossible() ? number.number : null;
}

interface Held {
  readonly name: string;
  readonly emails: readonly string[];
  readonly phone: string | null;
  readonly locale: string | null;
  readonly city: string | null;
}

function said(entry: Entry): Held {
  return {
    name: [entry.given, entry.family].filter((part) => part !== null).join(' '),
    emails: entry.emails.map(({ raw }) => raw),
    phone: entry.phones[0]?.raw ?? null,
    locale: entry.locale,
    city: entry.address?.city ?? null,
  };
}

function held(entry: Entry, { world: { hubspot, shopify, zendesk } }: Population): Held {
  const { source, id } = entry.record;
  const name = (...parts: (string | null | undefined)[]) => parts.filter((part) => part != null).join(' ');
  if (source === 'crm') {
    const { properties } = hubspot.contacts.find((contact) => contact.id === id)!;
    const additional = properties.hs_additional_emails?.split(';') ?? [];
    return {
      name: name(properties.firstname, properties.lastname),
      emails: properties.email ? [properties.email, ...additional] : additional,
      phone: properties.phone ?? null,
      locale: properties.hs_language ?? null,
      city: properties.city ?? null,
    };
  }
  if (source === 'shop') {
    const customer = shopify.customers.find((candidate) => candidate.id === id)!;
    return {
      name: name(customer.firstName, customer.lastName),
      emails: customer.email === null ? [] : [customer.email],
      phone: customer.phone,
      locale: customer.locale,
      city: customer.addresses[0]?.city ?? null,
    };
  }
  const user = zendesk.users.find((candidate) => String(candidate.id) === id)!;
  return {
    name: user.name,
    emails: user.identities.filter(({ type }) => type === 'email').map(({ value }) => value),
    phone: user.phone,
    locale: user.locale,
    city: null,
  };
}

function allStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Map) return [...value.values()].flatMap(allStrings);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allStrings) : [];
}
