/**
 * Invented people and their dirty records, for tests and benchmarks of matching: as many as asked for, the same for the
 * same seed. Names, towns and streets are as unevenly frequent as real ones; records lack values, hold slips, nicknames,
 * swapped names and dates, former names and addresses; families share an address, a telephone and sometimes an e-mail.
 */
import type { MatchRecord } from '../src/identity/matching/record';

export interface DirtyRecord extends MatchRecord {
  /** The number of the person. */
  readonly person: number;
}

const GIVEN =
  'james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas sarah charles karen christopher lisa daniel nancy matthew betty anthony margaret mark sandra donald ashley steven kimberly paul emily andrew donna joshua michelle kenneth carol kevin amanda brian dorothy george melissa edward deborah ronald stephanie timothy rebecca jason sharon jeffrey laura ryan cynthia jacob kathleen gary amy nicholas angela eric shirley jonathan anna stephen brenda larry pamela justin emma scott nicole brandon helen benjamin samantha samuel katherine gregory christine frank debra alexander rachel raymond carolyn patrick janet jack catherine dennis maria jerry heather'.split(
    ' ',
  );
const NICKNAMES: Readonly<Record<string, string>> = {
  james: 'jim',
  robert: 'bob',
  patricia: 'pat',
  michael: 'mike',
  elizabeth: 'liz',
  william: 'bill',
  richard: 'rick',
  jennifer: 'jenny',
  thomas: 'tom',
  christopher: 'chris',
  daniel: 'dan',
  matthew: 'matt',
  margaret: 'maggie',
  steven: 'steve',
  andrew: 'andy',
  katherine: 'kate',
  samuel: 'sam',
  alexander: 'alex',
};
const ONSETS = 'b br c ch d f g gr h j k kl l m n p pr r s sch st t tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea ie oo au'.split(' ');
const CODAS = 'n r l ck ll rt nd s tt m ng x th'.split(' ');
const ENDINGS = 'son man er ley ton field ford worth wood ham berg stein ov ski es ez well by dale mann'.split(' ');
const STREET_KINDS = 'street road avenue lane drive close way crescent place court'.split(' ');
const PROVIDERS = 'gmail.com yahoo.com outlook.com hotmail.com icloud.com'.split(' ');

export function* dirtyPeople(records: number, seed: number): Generator<DirtyRecord> {
  const random = generator(seed);
  const surnames = Math.max(300, Math.round(records ** 0.75));
  const towns = Math.max(20, Math.round(records / 2_000));
  let made = 0;
  for (let person = 0; made < records; ) {
    const family = familyOf(random, surnames, towns);
    const size = random() < 0.6 ? 1 : 2 + Math.floor(random() * 3);
    const called = new Set<string>();
    for (let member = 0; member < size && made < records; member++, person++) {
      const one = personOf(random, family, person, called);
      const copies = 1 + (random() < 0.35 ? 1 + Math.floor(random() * 3) : 0);
      for (let copy = 0; copy < copies && made < records; copy++, made++) {
        const source = ['crm', 'shop', 'support'][Math.floor(random() * 3)]!;
        yield recordOf(random, one, { source, id: `r${made}` }, person, copy);
      }
    }
  }
}

interface Family {
  readonly surname: string;
  readonly house: string;
  readonly street: string;
  readonly town: number;
  readonly phone: string;
  readonly moved: Pick<Family, 'house' | 'street' | 'town'>;
}

interface Person {
  readonly given: string;
  readonly birth: readonly [number, number, number];
  readonly email: string;
  readonly mobile: string;
  readonly family: Family;
}

type Random = () => number;

function familyOf(random: Random, surnames: number, towns: number): Family {
  const place = () => ({
    house: String(1 + Math.floor(random() ** 2 * 180)),
    street: `${word(zipf(random, 4_000) + 7_000_000)} ${STREET_KINDS[zipf(random, STREET_KINDS.length)]}`,
    town: zipf(random, towns),
  });
  return { surname: word(zipf(random, surnames)), ...place(), moved: place(), phone: digits(random) };
}

/** @param called the given names of the family so far. */
function personOf(random: Random, family: Family, number: number, called: Set<string>): Person {
  let given = GIVEN[zipf(random, GIVEN.length)]!;
  while (called.has(given)) given = GIVEN[Math.floor(random() * GIVEN.length)]!;
  called.add(given);
  const birth = [
    1935 + Math.floor(random() * 70),
    1 + Math.floor(random() * 12),
    1 + Math.floor(random() * 28),
  ] as const;
  const local = [
    `${given}.${family.surname}`,
    `${given.charAt(0)}${family.surname}`,
    `${given}${birth[0] % 100}.`,
    `${family.surname}.${given.charAt(0)}`,
  ][Math.floor(random() * 4)]!;
  const domain = random() < 0.75 ? PROVIDERS[zipf(random, PROVIDERS.length)]! : `${family.surname}.example`;
  // A mailbox has one owner.
  return { given, birth, email: `${local}${number.toString(36)}@${domain}`, mobile: digits(random), family };
}

function recordOf(
  random: Random,
  { given, birth, email, mobile, family }: Person,
  ref: DirtyRecord['ref'],
  person: number,
  copy: number,
): DirtyRecord {
  const dirt = copy === 0 ? 0.04 : 0.14;
  const kept = (share: number): boolean => random() < share;
  const spelled = (text: string): string => (random() < dirt ? slip(random, text) : text);
  let firstName = spelled(random() < dirt ? (NICKNAMES[given] ?? given) : given);
  let lastName = spelled(family.surname);
  if (random() < dirt / 6) [firstName, lastName] = [lastName, firstName];
  let [year, month, day] = birth;
  if (random() < dirt / 3) [month, day] = [Math.min(day, 12), month];
  if (random() < dirt / 3) year += 1;
  if (random() < dirt / 3) day = Math.min(28, day + 1);
  const { house, street, town } = random() < dirt ? family.moved : family;
  const two = (n: number): string => String(n).padStart(2, '0');
  return {
    person,
    ref,
    fields: {
      names: [{ firstName: kept(0.97) ? firstName : '', lastName: kept(0.97) ? lastName : '' }],
      birthDate: kept(0.7) ? `${year}-${two(month)}-${two(day)}` : '',
      identifiers: [
        { type: 'EMAIL', value: kept(0.8) ? spelled(email) : '' },
        { type: 'PHONE', value: kept(0.6) ? (random() < 0.5 ? mobile : family.phone) : '' },
      ],
      addresses: kept(0.75)
        ? [
            {
              line1: spelled(`${house} ${street}`),
              city: spelled(word(town + 9_000_000)),
              postalCode: spelled(`${10_000 + town * 7 + (street.length % 7)}`),
            },
          ]
        : [],
      region: 'US',
    },
  };
}

/** A place in a list whose members grow rarer with their place, as names and towns do. */
function zipf(random: Random, length: number): number {
  return Math.min(length - 1, Math.floor((length + 1) ** random() - 1));
}

/** The same word for the same number. */
function word(number: number): string {
  const random = generator(number * 2 + 1);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!;
  const stem = pick(ONSETS) + pick(VOWELS) + pick(CODAS);
  return random() < 0.6
    ? stem + pick(ENDINGS)
    : stem + pick(VOWELS) + pick(CODAS) + (random() < 0.5 ? pick(ENDINGS) : '');
}

function digits(random: Random): string {
  return `+1${String(2_010_000_000 + Math.floor(random() * 7_000_000_000))}`;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function slip(random: Random, text: string): string {
  if (text.length < 2) return text;
  const at = Math.floor(random() * (text.length - 1));
  const letter = LETTERS.charAt(Math.floor(random() * LETTERS.length));
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + letter + text.slice(at);
    default:
      return text.slice(0, at) + letter + text.slice(at + 1);
  }
}

/** Mulberry32. */
function generator(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
