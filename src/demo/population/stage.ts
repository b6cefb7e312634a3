/**
 * Where people are cast and systems are told of them. A story (`stories.ts`) says who is there and what each system hears;
 * what it leaves open is filled here, with the dirt that any data gathers: other spellings, gaps, disagreements.
 *
 * What vendors guarantee is kept: an e-mail address belongs to one record per system (whatever its case), a phone number
 * to one customer of the shop and to one identity of the help desk.
 */
import { DAY, NOW, seconds } from './clock';
import type { Dice } from './dice';
import { type CultureName, inventName } from './names';
import { mailboxOf } from './normal-form';
import type {
  DemoProof,
  DemoSource,
  Entry,
  Person,
  RecordName,
  Story,
  ToldIdentifier,
  ToldPhone,
  Volume,
} from './person';
import { COUNTRIES, type CountryName, chooseCountry, inventHome, NumberBook } from './places';
import { inAnotherCase, internationalPhone, nationalPhone, noPhone, sameButDifferent } from './spelling';
import { COMPANIES, type Company, JOB_TITLES, LIFECYCLE_STAGES, OWNERS } from './work';

export interface Casting {
  readonly story: Story;
  readonly culture?: CultureName;
  readonly given?: string;
  readonly family?: string;
  readonly country?: CountryName;
  readonly company?: Company;
  readonly circle?: string;
}

/** A person on stage, with what they own. */
export interface Player {
  readonly person: Person;
  /** Their own address; a second one; both unlike anybody else's. */
  readonly mail: string;
  readonly otherMail: string;
  /** A Gmail mailbox of their own in its plain spelling. */
  readonly gmail: string;
  readonly phone: Phone;
  readonly otherPhone: Phone;
}

interface Phone {
  readonly e164: string;
  readonly country: CountryName;
}

export interface ToldMail {
  readonly address: string;
  /** Left out: as the system usually has it (shop mostly verified, help desk always). Without meaning in the CRM. */
  readonly verified?: boolean;
}

/** What a system hears. What is left out is filled in with the person's own; null says that nothing was said. */
export interface Telling {
  readonly given?: string | null;
  readonly family?: string | null;
  readonly byNickname?: boolean;
  /** The first is the primary one. An empty list: the system has no address. */
  readonly mails?: readonly ToldMail[];
  readonly phones?: readonly Phone[];
  readonly issuedBy?: RecordName;
  readonly volume?: Volume;
  /** The phone field holds something that is no number. */
  readonly junkPhone?: boolean;
}

export class Stage {
  readonly people: Person[] = [];
  private readonly numbers = new NumberBook();
  private readonly mailboxes = new Set<string>();
  private readonly taken: Record<DemoSource, Set<string>> = { crm: new Set(), shop: new Set(), support: new Set() };
  private readonly serial: Record<DemoSource, number>;

  constructor(readonly dice: Dice) {
    this.serial = { crm: 151_204_377_001, shop: 7_104_512_262_144, support: 21_907_406_112_256 };
  }

  cast(casting: Casting): Player {
    const { dice } = this;
    const name = inventName(dice, casting);
    const country = casting.country ?? chooseCountry(dice);
    const employer = casting.company ?? (dice.chance(0.7) ? dice.pick(COMPANIES) : null);
    const person: Person = {
      key: `person-${String(this.people.length + 1).padStart(4, '0')}`,
      story: casting.story,
      given: name.given,
      family: name.family,
      ...(name.nickname === undefined ? {} : { nickname: name.nickname }),
      country,
      home: inventHome(dice, country),
      company: employer?.name ?? null,
      jobTitle: employer === null ? null : dice.pick(JOB_TITLES),
      birthDate: seconds(Date.UTC(dice.int(1944, 2004), dice.int(0, 11), dice.int(1, 28))).slice(0, 10),
      firstSeen: seconds(Date.UTC(dice.int(2019, 2025), dice.int(0, 11), dice.int(1, 28)) + dice.int(0, DAY - 1)),
      ...(casting.circle === undefined ? {} : { circle: casting.circle }),
      entries: [],
    };
    this.people.push(person);
    const local = (separator: string) => [name.latinGiven, name.latinFamily].join(separator);
    const atWork = employer !== null && dice.chance(0.5);
    return {
      person,
      mail: this.ownMailbox(local('.'), atWork ? employer.domain : dice.pick(PRIVATE_DOMAINS)),
      otherMail: this.ownMailbox(`${name.latinFamily}.${name.latinGiven.slice(0, 1)}`, dice.pick(PRIVATE_DOMAINS)),
      gmail: this.ownMailbox(local(''), 'gmail.com'),
      phone: this.numbers.next(country),
      otherPhone: this.numbers.next(country),
    };
  }

  /** Tells a system of a person: makes the record. */
  tell(source: DemoSource, player: Player, telling: Telling = {}): Entry {
    const { dice } = this;
    const { person } = player;
    const country = COUNTRIES[person.country];
    const address = source === 'support' ? null : this.addressFor(source, person);
    const createdAt = seconds(Date.parse(person.firstSeen) + dice.int(0, 150 * DAY) + dice.int(0, DAY));
    // The shop knows a company only as a line of an address.
    const company = source === 'shop' && address === null ? null : this.companyFor(source, person);
    const emails = this.mailsFor(source, telling.mails ?? [{ address: player.mail }]);
    const phones = this.phonesFor(source, player, telling, address?.countryCode ?? null);
    const entry: Entry = {
      record: this.newRecord(source),
      person: person.key,
      given: telling.given === undefined ? this.respelt(person.given, 0.1) : telling.given,
      family: telling.family === undefined ? this.respelt(person.family, 0.08) : telling.family,
      byNickname: telling.byNickname ?? false,
      emails,
      phones,
      company,
      jobTitle: source === 'crm' && company !== null && this.tellsJob(person) ? person.jobTitle : null,
      locale: this.localeFor(source, person.country),
      timeZone: (source === 'crm' && dice.chance(0.4)) || source === 'support' ? dice.pick(country.timeZones) : null,
      birthDate: source === 'crm' && dice.chance(0.5) ? this.birthDateFor(person) : null,
      address,
      lifecycleStage: source === 'crm' && dice.chance(0.9) ? dice.pick(LIFECYCLE_STAGES) : null,
      ownerId: source === 'crm' && dice.chance(0.7) ? dice.pick(OWNERS).id : null,
      tags:
        source === 'crm'
          ? []
          : dice.sample(
              TAGS_OF[source],
              dice.weighted([
                [0, 5],
                [1, 3],
                [2, 2],
                [3, 1],
              ]),
            ),
      issuedBy: telling.issuedBy ?? null,
      ...this.consentsFor(source, { byMail: emails.length > 0, byPhone: phones.length > 0 }),
      createdAt,
      updatedAt: this.updatedAfter(createdAt, person.entries),
      volume: telling.volume ?? 'few',
    };
    person.entries.push(entry);
    return entry;
  }

  /** An address that is nobody else's normal form; numbered when the name was taken. */
  ownMailbox(local: string, domain: string): string {
    for (let number = 1; ; number++) {
      const address = `${local}${number === 1 ? '' : number + 1}@${domain}`;
      const mailbox = mailboxOf(address);
      if (this.mailboxes.has(mailbox)) continue;
      this.mailboxes.add(mailbox);
      return address;
    }
  }

  private newRecord(source: DemoSource): RecordName {
    this.serial[source] += source === 'shop' ? 32_768 * this.dice.int(1, 40) : this.dice.int(50, 90_000);
    const id = String(this.serial[source]);
    return { source, id: source === 'shop' ? `gid://shopify/Customer/${id}` : id };
  }

  private mailsFor(source: DemoSource, mails: readonly ToldMail[]): ToldIdentifier[] {
    return mails.map(({ address, verified }, index) => {
      // HubSpot keeps addresses in lower case; the others keep what was typed.
      const raw = source !== 'crm' && this.dice.chance(0.2) ? inAnotherCase(this.dice, address) : address;
      this.claim(source, raw.toLowerCase());
      return {
        raw,
        normal: mailboxOf(raw),
        proof: proofOfMail(source, verified ?? (source === 'support' || this.dice.chance(0.8))),
        primary: index === 0,
      };
    });
  }

  private phonesFor(source: DemoSource, player: Player, telling: Telling, lives: CountryName | null): ToldPhone[] {
    const { dice } = this;
    if (telling.junkPhone) return [{ ...noPhone(dice), proof: 'OBSERVED', primary: true }];
    const usual = { crm: 0.75, shop: 0.45, support: 0.45 }[source];
    const several = source === 'crm' && dice.chance(0.15) ? [player.phone, player.otherPhone] : [player.phone];
    const phones = telling.phones ?? (dice.chance(usual) ? several : []);
    return phones.flatMap(({ e164, country }, index): ToldPhone[] => {
      const primary = index === 0;
      if (source === 'shop') {
        if (this.taken.shop.has(e164)) return [];
        this.claim('shop', e164);
        return [{ raw: e164, normal: e164, searchable: true, proof: 'OBSERVED', primary }];
      }
      if (source === 'crm') {
        // A national spelling means something only beside the country it belongs to.
        const atHome = lives === country && dice.chance(0.6);
        const spelt = atHome ? nationalPhone(dice, e164, country) : internationalPhone(dice, e164, country);
        return [{ ...spelt, proof: 'OBSERVED', primary }];
      }
      const proven = !this.taken.support.has(e164) && dice.chance(0.4);
      if (proven) this.claim('support', e164);
      return [{ ...internationalPhone(dice, e164, country), proof: proven ? 'VERIFIED' : 'ASSERTED', primary }];
    });
  }

  private claim(source: DemoSource, value: string): void {
    if (this.taken[source].has(value))
      throw new Error(`A story gives one address or number to two records of ${source}.`);
    this.taken[source].add(value);
  }

  private respelt(text: string, probability: number): string {
    return this.dice.chance(probability) ? sameButDifferent(this.dice, text) : text;
  }

  private addressFor(source: 'crm' | 'shop', person: Person): Entry['address'] {
    const { dice } = this;
    const kind = dice.weighted<'home' | 'moved' | 'town' | 'none'>(
      source === 'crm'
        ? [
            ['home', 5],
            ['moved', 1],
            ['town', 1],
            ['none', 3],
          ]
        : [
            ['home', 7],
            ['moved', 2],
            ['none', 1],
          ],
    );
    if (kind === 'none') return null;
    const home = kind === 'moved' ? inventHome(dice, person.country) : person.home;
    const { name } = COUNTRIES[home.country];
    const write = (text: string) => (source === 'crm' ? this.respelt(text, 0.15) : text);
    return {
      line1: kind === 'town' ? null : write(home.line1),
      line2: kind === 'town' ? null : home.line2,
      city: write(home.city),
      region: home.region,
      postalCode: kind === 'town' ? null : home.postalCode,
      // A town and a country alone are compared by their words, so the country keeps its name.
      country:
        source === 'crm' && kind !== 'town'
          ? dice.weighted([
              [name, 6],
              [home.country, 3],
              [name.toUpperCase(), 1],
            ])
          : name,
      countryCode: home.country,
    };
  }

  private companyFor(source: DemoSource, person: Person): string | null {
    const { dice } = this;
    if (person.company === null || !dice.chance({ crm: 0.8, shop: 0.2, support: 0.45 }[source])) return null;
    const name = dice.chance(0.12) ? dice.pick(COMPANIES).name : person.company;
    // The help desk names organizations once, for all their people.
    return source === 'support' ? name : this.respelt(name, 0.25);
  }

  /** All CRM records of a person name the job, or none does. */
  private tellsJob(person: Person): boolean {
    const told = this.dice.chance(0.85);
    const earlier = person.entries.find((entry) => entry.record.source === 'crm' && entry.company !== null);
    return earlier === undefined ? told : earlier.jobTitle !== null;
  }

  private localeFor(source: DemoSource, country: CountryName): string | null {
    if (source === 'crm' && this.dice.chance(0.25)) return null;
    return this.dice.pick(COUNTRIES[country].locales[source]);
  }

  private birthDateFor(person: Person): string {
    // A clerk's 1 January for a day that nobody told.
    return this.dice.chance(0.06) ? `${person.birthDate.slice(0, 4)}-01-01` : person.birthDate;
  }

  /** The shop keeps a state for each address and number it has; the CRM only an opt-out. */
  private consentsFor(
    source: DemoSource,
    reachable: { readonly byMail: boolean; readonly byPhone: boolean },
  ): Pick<Entry, 'emailConsent' | 'smsConsent'> {
    const { dice } = this;
    const unset = { emailConsent: null, smsConsent: null };
    if (source === 'support') return unset;
    if (source === 'crm')
      return {
        ...unset,
        emailConsent: dice.weighted([
          [null, 6],
          ['NOT_SET', 3],
          ['REVOKED', 1.5],
        ]),
      };
    const byMail = dice.weighted<Entry['emailConsent']>([
      ['GRANTED', 5],
      ['NOT_SET', 3],
      ['REVOKED', 2],
      ['PENDING', 1],
    ]);
    const byPhone = dice.weighted<Entry['smsConsent']>([
      ['NOT_SET', 5],
      ['GRANTED', 3],
      ['REVOKED', 2],
    ]);
    return { emailConsent: reachable.byMail ? byMail : null, smsConsent: reachable.byPhone ? byPhone : null };
  }

  /** Two records of one person never changed within days of each other: which is the newer must not be a guess. */
  private updatedAfter(createdAt: string, others: readonly Entry[]): string {
    const from = Date.parse(createdAt);
    const span = Date.parse(NOW) - DAY - from;
    let age = this.dice.int(0, span);
    const near = () => others.some((other) => Math.abs(Date.parse(other.updatedAt) - (from + age)) < 2 * DAY);
    while (near()) age = (age + 3 * DAY) % span;
    return seconds(from + age);
  }
}

const PRIVATE_DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'briefkasten.example',
  'courriel.example',
] as const;

const TAGS_OF: Readonly<Record<'shop' | 'support', readonly string[]>> = {
  shop: ['VIP', 'Wholesale', 'newsletter', 'b2b', 'returns-often', 'beta'],
  support: ['vip', 'beta', 'escalated', 'language_help', 'wholesale', 'churn_risk'],
};

function proofOfMail(source: DemoSource, verified: boolean): DemoProof {
  if (source === 'crm') return 'OBSERVED';
  if (verified) return 'VERIFIED';
  return source === 'shop' ? 'OBSERVED' : 'ASSERTED';
}
