/**
 * The ground truth of the demo: what a gateway must answer about the generated people, told by the generator, which knows
 * who is who, and not by asking the product. It says nothing of how a gateway finds out; it says what is right once every
 * record has been seen. `onefold demo --truth` prints it as JSON.
 *
 * **Proof.** An address or number in the CRM is OBSERVED. In the shop an address is VERIFIED where the shop verified it,
 * else OBSERVED; a number is OBSERVED. At the help desk an identity is VERIFIED where it says so, else ASSERTED; a number
 * that only stands in the profile is ASSERTED. The floor for linking is OBSERVED.
 *
 * **Same mailbox.** Case never counts; domains are compared in ASCII. Gmail: dots, `+tag` and `googlemail.com` are one
 * mailbox. Outlook.com, Hotmail, Fastmail, iCloud, Proton: the tag is dropped. Anywhere else a tag or a dot may be
 * another person. **Same number:** equal E.164; a national spelling is read with the record's own country.
 *
 * **Links.** Two records are one customer when a chain of these joins them, and not otherwise:
 * - both carry one mailbox at the floor or above, no role reads it (`office@`, `info@` …), and their names do not
 *   contradict. Names contradict when both have given names that are neither equal, nor nickname and formal name, nor
 *   initial and name, nor one slip apart, nor given and family name swapped; or when both have a Jr./Sr. and they differ.
 *   Another family name contradicts nothing. Where names on a mailbox contradict, a record without a given name is joined
 *   to nobody by it.
 * - one carries the id that the shop issued for the other.
 *
 * A telephone number never links. So one person may rightly be several customers; several persons are never one.
 *
 * **Look-ups.** An address or number answers with the customers who hold it at the floor or above; if there is none,
 * with those who hold it ASSERTED. One: FOUND. Several: AMBIGUOUS. Nobody: NOT_FOUND.
 *
 * **What a record says.** CRM and shop: `firstName`, `lastName`, and both with a space as `displayName`; a vendor's
 * stand-in for a missing name (an address, a number) is no name. Help desk: one name, undivided, as `displayName` only.
 * `email`, `phone`: the record's primary one, if it has a normal form. `company`: the CRM's property, the help desk's
 * organization, the company in the shop's default address. `jobTitle`, `birthDate`, `lifecycleStage`, `owner`: the CRM
 * only. `timeZone`: CRM and help desk. `defaultAddress`: CRM and shop. `locale`: all.
 *
 * **Settled values**, by the default policies; ties that are left are broken by the record that changed last:
 *
 * | field | rules | ranking |
 * | --- | --- | --- |
 * | `displayName`, `firstName`, `lastName` together | the record with most of first and last name, mostTrusted | crm, shop, support |
 * | `company`, `jobTitle` together | mostTrusted | crm, support, shop |
 * | `email` | verifiedFirst, mostTrusted | shop, crm, support |
 * | `phone` | verifiedFirst, mostTrusted | crm, shop, support |
 * | `locale`, `timeZone`, `defaultAddress` | mostRecent | shop, crm, support |
 * | `birthDate`, `lifecycleStage`, `owner` | mostTrusted | crm, shop, support |
 * | `createdAt` | oldest | |
 * | `updatedAt` | mostRecent | |
 * | `emails`, `phones`, `addresses`, `tags` | union of normal forms | |
 * | `consents` | strictest of a channel: REVOKED, DENIED, PENDING, GRANTED; NOT_SET says nothing | |
 *
 * Groups survive whole from one record, so a settled name may lack a half that another record knows.
 *
 * **Conflicts.** A single-valued field conflicts when its records say things with different normal forms; `createdAt` and
 * `updatedAt` never do, nor do lists. Names, companies, titles and stages are compared without case, marks and extra
 * spaces, languages without case (`_` is `-`), addresses by lines, town and postal code. A nickname beside the formal
 * name is a conflict of severity LOW; other severities are not prescribed here. `displayName` conflicts only with the
 * undivided names of the help desk: where records hold first and last names, those tell the disagreement.
 */
import { SOURCES } from './population/person';
import type { Population } from './population/population';
import { customersOf } from './truth/customers';
import { dealingsOf, type TrueDealings } from './truth/dealings';
import { identifiersOf, type LookupStatus, nobodysIdentifiers, type TrueIdentifier } from './truth/identifiers';
import { profileOf, type TrueProfile } from './truth/profile';

export { comparable, type SettledField } from './truth/comparable';
export { personalStrings } from './truth/personal-strings';
export type { TrueIdentifier };

export interface RecordRef {
  /** `crm` (HubSpot), `shop` (Shopify) or `support` (Zendesk). */
  readonly source: string;
  readonly id: string;
}

interface TruePerson {
  readonly key: string;
  /** Why the person is in the population (`population/stories.ts`). */
  readonly story: string;
  /** Household or office, where there is one. */
  readonly circle?: string;
  readonly records: readonly RecordRef[];
  /** Keys of the customers that the rules make of them: mostly one. */
  readonly customers: readonly string[];
}

export interface TrueCustomer extends TrueProfile, TrueDealings {
  readonly key: string;
  readonly person: string;
  /** Sorted by source, then id. */
  readonly records: readonly RecordRef[];
}

export interface GroundTruth {
  readonly seed: number;
  readonly now: string;
  readonly sources: readonly string[];
  readonly persons: readonly TruePerson[];
  readonly customers: readonly TrueCustomer[];
  readonly identifiers: readonly TrueIdentifier[];
  /** Well-formed identifiers that nobody has. */
  readonly nobodys: readonly {
    readonly type: 'EMAIL' | 'PHONE';
    readonly value: string;
    readonly status: LookupStatus;
  }[];
}

/** Plain JSON: no class, no map, no date object. For the population as it was generated, before any fault changed it. */
export function groundTruth(population: Population): GroundTruth {
  const { persons, world } = population;
  const groups = customersOf(persons);
  const keyed = groups.map((entries, index) => ({
    key: `customer-${String(index + 1).padStart(4, '0')}`,
    person: entries[0]!.person,
    entries,
  }));
  const dealings = dealingsOf(world);
  const nicknames = new Map(persons.map(({ key, nickname }) => [key, nickname]));
  const customersOfPerson = new Map<string, string[]>(persons.map(({ key }) => [key, []]));
  for (const { key, person } of keyed) customersOfPerson.get(person)?.push(key);
  const customers = keyed.map(({ key, person, entries }): TrueCustomer => {
    return {
      key,
      person,
      records: entries.map(({ record }) => record).sort(bySourceAndId),
      ...profileOf(entries, nicknames.get(person)),
      ...dealings(entries.map(({ record }) => record)),
    };
  });
  return {
    seed: world.seed,
    now: world.now,
    sources: SOURCES,
    persons: persons.map(({ key, story, circle, entries }) => ({
      key,
      story,
      ...(circle === undefined ? {} : { circle }),
      records: entries.map(({ record }) => record).sort(bySourceAndId),
      customers: customersOfPerson.get(key) ?? [],
    })),
    customers,
    identifiers: identifiersOf(keyed),
    nobodys: nobodysIdentifiers(),
  };
}

function bySourceAndId(a: RecordRef, b: RecordRef): number {
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
