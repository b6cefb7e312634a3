import { createHash } from 'node:crypto';
import type { IdentityStore } from '../../src/identity/store/contract';
import { identityOn } from './invariants';
import { openPlace, PLACES, type Place } from './places';
import { record } from './records';

const PEOPLE = [
  record({
    ref: 'crm:contact-90210-Ada',
    emails: ['Ada.Lovelace+crm@Example.com', 'ada@analytical-engine.example VERIFIED'],
    phones: ['+4915112345678'],
    name: 'Ada Lovelace',
  }),
  record({
    ref: 'shop:gid://shopify/Customer/7712345',
    emails: ['ada@analytical-engine.example'],
    name: 'Ada Lovelace',
  }),
  // A source whose ids are e-mails.
  record({ ref: 'newsletter:charles@difference-engine.example', emails: ['charles@difference-engine.example'] }),
];

/** All that says something of a person, in every spelling that a leak could have. */
function spellings(): ReadonlyMap<string, string> {
  const values = PEOPLE.flatMap(({ attributes, identifiers, ref }) => [
    ref.id,
    ...identifiers.flatMap(({ normal, value }) => [value, normal, value.split('@')[0]!]),
    ...Object.values(attributes).filter((value) => typeof value === 'string'),
    'Lovelace',
    'analytical-engine',
  ]);
  const found = new Map<string, string>();
  for (const value of values) {
    for (const text of [value, value.toLowerCase(), value.toUpperCase()]) {
      const bytes = Buffer.from(text);
      const hash = (name: string) => createHash(name).update(text).digest();
      found.set(text, value);
      found.set(encodeURIComponent(text), value);
      found.set(bytes.toString('hex'), value);
      // The middle of a longer base64 text, whatever stands before it.
      for (const shift of [0, 1, 2]) {
        const coded = Buffer.concat([Buffer.alloc(shift), bytes])
          .toString('base64')
          .replace(/=+$/, '');
        found.set(coded.slice(shift === 0 ? 0 : shift + 1, -1), value);
      }
      for (const digest of [hash('sha256'), hash('sha1'), hash('md5')]) {
        found.set(digest.toString('hex'), value);
        found.set(digest.toString('base64').replace(/=+$/, ''), value);
        found.set(digest.toString('base64url'), value);
        found.set(digest.toString('latin1'), value);
      }
    }
  }
  return found;
}

describe.each(PLACES)('what identity keeps on %s', (_, makePlace) => {
  let place: Place;
  let store: IdentityStore;

  beforeEach(async () => {
    place = await makePlace();
    store = await openPlace(place.address);
  });

  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  it('holds no e-mail, phone, name or record id of anybody, in no spelling and as no plain hash', async () => {
    const identity = identityOn(store);
    const actor = { id: 'storefront-canary', mayLink: true };
    for (const one of PEOPLE) await identity.admit([one], actor);
    const [ada] = await identity.admit(PEOPLE, actor);
    expect(ada?.records).toHaveLength(2);
    await identity.searched(ada!, ['crm', 'shop']);
    await identity.admit([{ ...PEOPLE[0]!, identifiers: PEOPLE[0]!.identifiers.slice(1) }], actor);

    const stored = (await place.bytes()).toString('latin1');
    // What may be found shows that the search looks at the right bytes.
    expect(stored).toContain('storefront-canary');
    expect(stored).toContain(ada!.id);
    const leaked = [...spellings()].filter(([text]) => stored.includes(text)).map(([, value]) => value);
    expect(leaked).toEqual([]);
  });
});
