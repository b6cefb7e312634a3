import { type Comparison, NOT_COMPARED } from '../comparison';
import type { FeatureTable } from '../features';
import * as memo from '../memo';
import { edits, jaroWinkler, mayBeAlike, mayBeWithin } from '../similarity';
import { MISSING } from '../terms';

const PLACE = 0;
const SPELLING = 1;
const NEARBY = 2;
const AREA = 3;
const TOWN = 4;
const DIFFERENT = 5;

/** One comparison for all of an address: town and postal code say the same twice. */
export const ADDRESS: Comparison = {
  name: 'address',
  several: true,
  household: true,
  levels: [
    { name: 'PLACE', sentence: 'live at the same address', m: 0.5, u: 0.000001, byFrequency: true },
    { name: 'SPELLING', sentence: 'live at the same address, written differently', m: 0.15, u: 0.000005 },
    { name: 'NEARBY', sentence: 'have addresses that agree in most parts', m: 0.06, u: 0.00002 },
    { name: 'AREA', sentence: 'live in the same area', m: 0.12, u: 0.01, byFrequency: true },
    { name: 'TOWN', sentence: 'live in towns whose names are alike', m: 0.04, u: 0.01 },
    { name: 'DIFFERENT', sentence: 'have different addresses', m: 0.13, u: 0.979974 },
  ],
  compare(table, a, b, outcome) {
    outcome.level = NOT_COMPARED;
    for (let i = table.addresses.start(a); i < table.addresses.end(a); i++) {
      for (let j = table.addresses.start(b); j < table.addresses.end(b); j++) {
        const [addressA, addressB] = [table.addresses.value(i), table.addresses.value(j)];
        const level = levelOf(table, addressA, addressB);
        if (level === NOT_COMPARED || (outcome.level !== NOT_COMPARED && level >= outcome.level)) continue;
        outcome.level = level;
        outcome.rarity = level === PLACE ? table.places.rarity(table.addressPlace.at(addressA)) : 0;
        if (level === AREA) outcome.rarity = areaFrequency(table, addressA, addressB);
      }
    }
  },
};

const UNKNOWN = -1;
const NO = 0;
const ALIKE = 1;
const SAME = 2;

function levelOf(table: FeatureTable, a: number, b: number): number {
  const house = houses(table, table.addressHouse.at(a), table.addressHouse.at(b));
  const street = lines(table, a, b);
  const code = postalCodes(table, table.addressPostalCode.at(a), table.addressPostalCode.at(b));
  const city = cities(table, table.addressCity.at(a), table.addressCity.at(b));
  const area = Math.max(code, city);
  if (street > NO) {
    if (house === SAME && street === SAME && area !== NO) return PLACE;
    if (house === SAME || (street === SAME && house !== NO && area > NO)) return SPELLING;
    if (area > NO && (house === ALIKE || house === UNKNOWN)) return SPELLING;
    return area > NO ? NEARBY : DIFFERENT;
  }
  if (house === SAME && area === SAME) return NEARBY;
  if (area === SAME) return AREA;
  if (area === ALIKE) return TOWN;
  return area === UNKNOWN && street === UNKNOWN ? NOT_COMPARED : DIFFERENT;
}

function areaFrequency(table: FeatureTable, a: number, b: number): number {
  const code = table.addressPostalCode.at(a);
  if (code !== MISSING && code === table.addressPostalCode.at(b)) return table.postalCodes.rarity(code);
  return table.cities.rarity(table.addressCity.at(a));
}

function houses(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return UNKNOWN;
  if (a === b) return SAME;
  return edits(table.houseTexts.text(a), table.houseTexts.text(b), 1) <= 1 ? ALIKE : NO;
}

function postalCodes(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return UNKNOWN;
  if (a === b) return SAME;
  return edits(table.postalCodes.text(a), table.postalCodes.text(b), 1) <= 1 ? ALIKE : NO;
}

function cities(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return UNKNOWN;
  if (a === b) return SAME;
  const [lettersA, lettersB] = [table.cities.letters(a), table.cities.letters(b)];
  const [textA, textB] = [table.cities.text(a), table.cities.text(b)];
  const slips = Math.min(2, textA.length >> 2);
  const within = mayBeWithin(lettersA, lettersB, slips);
  if (!within && !mayBeAlike(textA, lettersA, textB, lettersB, TOWN_ALIKE)) return NO;
  const known = table.memos.cities.get(a, b);
  if (known !== memo.UNKNOWN) return known;
  const alike = (within && edits(textA, textB, slips) <= slips) || jaroWinkler(textA, textB) >= TOWN_ALIKE;
  table.memos.cities.set(a, b, alike ? ALIKE : NO);
  return alike ? ALIKE : NO;
}

const TOWN_ALIKE = 0.87;
const STREET_ALIKE = 0.93;

/** The first lines, or the first of one and the second of the other, where people fill in forms as they come. */
function lines(table: FeatureTable, a: number, b: number): number {
  const [firstA, firstB] = [table.addressStreet.at(a), table.addressStreet.at(b)];
  const first = streets(table, firstA, firstB);
  if (first > NO) return first;
  const [secondA, secondB] = [table.addressLine2.at(a), table.addressLine2.at(b)];
  return Math.max(first, streets(table, firstA, secondB), streets(table, secondA, firstB));
}

function streets(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return UNKNOWN;
  if (a === b) return SAME;
  const known = table.memos.streets.get(a, b);
  if (known !== memo.UNKNOWN) return known;
  const [textA, textB] = [table.streets.text(a), table.streets.text(b)];
  const [lettersA, lettersB] = [table.streets.letters(a), table.streets.letters(b)];
  const alike =
    (mayBeWithin(lettersA, lettersB, 2) && edits(textA, textB, 2) <= 2) ||
    (mayBeAlike(textA, lettersA, textB, lettersB, STREET_ALIKE) && jaroWinkler(textA, textB) >= STREET_ALIKE) ||
    sharesWords(textA.split(' '), textB.split(' '));
  table.memos.streets.set(a, b, alike ? ALIKE : NO);
  return alike ? ALIKE : NO;
}

/** Words of one line that the other holds too, slips allowed: a line may run on into the town. */
function sharesWords(a: readonly string[], b: readonly string[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  let shared = 0;
  let telling = false;
  for (const word of few) {
    if (!many.some((other) => word === other || (word.length > 4 && edits(word, other, 1) <= 1))) continue;
    shared++;
    if (word.length > 3) telling = true;
  }
  return telling && shared >= Math.max(1, few.length - (few.length > 3 ? 1 : 0));
}
