/** The normal form of a postal address: for telling whether two sources mean one place, not for printing on a letter. */
import type { PostalAddress } from '../source-record';
import { normalWords } from './text';

/** Words that are written out or shortened at will, to one spelling. English, German, French, Spanish, Italian, Dutch. */
const SHORTENED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    st: 'street strasse str straat calle c rue via',
    ave: 'avenue av avenida',
    rd: 'road',
    blvd: 'boulevard bvd',
    dr: 'drive',
    ln: 'lane',
    ct: 'court',
    pl: 'place platz plaza plein',
    sq: 'square',
    hwy: 'highway',
    pkwy: 'parkway',
    ter: 'terrace',
    apt: 'apartment',
    fl: 'floor',
    ste: 'suite',
    n: 'north',
    s: 'south',
    e: 'east',
    w: 'west',
  }).flatMap(([short, spellings]) => spellings.split(' ').map((spelling): [string, string] => [spelling, short])),
);
/** German and Dutch write the street's kind onto its name: `Hauptstraße`, `Hauptstr.` */
const JOINED_STREET = ['strasse', 'straat', 'str'];
const SPACE = / /g;

/**
 * Lines, city and postal code in one folded spelling. Region and country count only where the postal code is missing,
 * for it implies them, and `CA` against `California` or `US` against `United States` is no disagreement. An address
 * without any part is the empty string.
 */
export function normalAddress(address: PostalAddress): string {
  const lines = `${fold(address.line1)} ${fold(address.line2)}`.trim();
  const city = fold(address.city);
  const postalCode = fold(address.postalCode).replace(SPACE, '');
  if (postalCode !== '' && (lines !== '' || city !== '')) return `${lines}|${city}|${postalCode}`;
  const parts = [lines, city, postalCode, fold(address.region), fold(address.country)];
  return parts.every((part) => part === '') ? '' : parts.join('|');
}

/** An address taken apart for comparing piece by piece; each piece folded, empty where the address does not say. */
export interface AddressParts {
  readonly house: string;
  /** The rest of the first line, in the order of writing. */
  readonly street: string;
  /** The second line: a building, a village, or what stands in the first elsewhere. */
  readonly line2: string;
  readonly city: string;
  readonly postalCode: string;
}

const HOUSE = /^\d+[a-z]?$/;
const POSTAL_CODE = /^\d{4,6}$/;

/**
 * Number and street stand on one line in either order (`12 High Street`, `Hauptstr. 12`). A line that runs on into the
 * town keeps the town in its street, but gives its postal code away where the address has none of its own.
 *
 * @param houseNumber where the source keeps it apart from the street.
 */
export function addressParts(address: PostalAddress, houseNumber?: string): AddressParts {
  const words = fold(address.line1).split(' ');
  let house = fold(houseNumber).replace(SPACE, '');
  if (house === '') {
    const at = words.findIndex((word) => HOUSE.test(word));
    if (at >= 0) house = words.splice(at, 1)[0]!;
  }
  let postalCode = fold(address.postalCode).replace(SPACE, '');
  if (postalCode === '') {
    const at = words.findLastIndex((word) => POSTAL_CODE.test(word));
    if (at > 0) postalCode = words.splice(at, 1)[0]!;
  }
  return { house, street: words.join(' '), line2: fold(address.line2), city: fold(address.city), postalCode };
}

function fold(text: string | undefined): string {
  if (text === undefined) return '';
  return normalWords(text)
    .split(' ')
    .map((word) => SHORTENED.get(word) ?? shortStreet(word))
    .join(' ');
}

function shortStreet(word: string): string {
  if (!word.includes('str')) return word;
  const kind = JOINED_STREET.find((ending) => word.endsWith(ending) && word.length > ending.length + 1);
  return kind === undefined ? word : `${word.slice(0, -kind.length)}st`;
}
