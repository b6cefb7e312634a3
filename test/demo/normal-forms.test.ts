/** The generator knows what its people mean without asking the product. Here the two are asked whether they agree. */
import { isSharedMailbox, normalEmail } from '../../src/customer/normal-forms/email';
import { namesContradict, type PersonName } from '../../src/customer/normal-forms/name';
import { normalPhone } from '../../src/customer/normal-forms/phone';
import { belongsToARole } from '../../src/demo/population/normal-form';
import type { Entry } from '../../src/demo/population/person';
import { generatePopulation } from '../../src/demo/population/population';

describe.each([1, 7, 42, 2026])('the people of seed %i', (seed) => {
  const { persons } = generatePopulation(seed);
  const entries = persons.flatMap((person) => person.entries);

  it('have mailboxes that the product tells apart as the generator does, roles too', () => {
    const emails = entries.flatMap((entry) => entry.emails);
    expect(emails.filter(({ raw, normal }) => normalEmail(raw) !== normal)).toEqual([]);
    expect(emails.filter(({ normal }) => isSharedMailbox(normal!) !== belongsToARole(normal!))).toEqual([]);
  });

  it.each(['US', 'GB', undefined])(
    'have numbers that the product reads as they are meant, with %p as its default',
    (region) => {
      const misread = entries.flatMap(({ record, address, phones }) => {
        const country = (record.source === 'crm' ? address?.countryCode : undefined) ?? region;
        return phones.filter(({ raw, normal }) => normalPhone(raw, country) !== normal);
      });
      expect(misread).toEqual([]);
    },
  );

  it('have names that never speak against one person', () => {
    const contradictions = persons.flatMap((person) =>
      person.entries.filter((a) => person.entries.some((b) => namesContradict(nameIn(a), nameIn(b)))),
    );
    expect(contradictions).toEqual([]);
  });

  it('have names that speak against one person wherever two share a mailbox', () => {
    const holders = new Map<string, Entry[]>();
    for (const entry of entries) {
      for (const { normal } of entry.emails.filter(({ proof }) => proof !== 'ASSERTED')) {
        if (entry.given !== null && !belongsToARole(normal!))
          holders.set(normal!, [...(holders.get(normal!) ?? []), entry]);
      }
    }
    const shared = [...holders.values()].filter((on) => new Set(on.map(({ person }) => person)).size > 1);
    expect(shared.length).toBeGreaterThanOrEqual(10);
    const confusable = shared.filter((on) =>
      on.some((a) => on.some((b) => a.person !== b.person && !namesContradict(nameIn(a), nameIn(b)))),
    );
    expect(confusable).toEqual([]);
  });
});

/** As connectors say it: the help desk's name is undivided. */
function nameIn({ record, given, family }: Entry): PersonName {
  if (record.source !== 'support') return { firstName: given ?? undefined, lastName: family ?? undefined };
  return { displayName: [given, family].filter((part) => part !== null).join(' ') };
}
