/**
 * Blocking: which records are compared at all. A million records are 500 billion pairs; only those are looked at that
 * share a key. Each key joins two things that are fairly rare together, on different fields, so that no single damaged
 * field hides a pair, and so that the records that share a key grow slowly as records grow.
 */
import type { Column } from './columns';
import type { FeatureTable } from './features';
import { MISSING, mix } from './terms';

const KIND = {
  REF: 1,
  EMAIL: 2,
  LOCAL: 3,
  PHONE: 4,
  ID: 5,
  BIRTH_INITIAL: 6,
  BIRTH_PLACE: 7,
  NAMES: 8,
  NAME_MONTH_DAY: 9,
  NAME_YEAR_MONTH: 10,
  CODE_NAME: 11,
  HOUSE_STREET: 12,
  STREET_INITIAL: 13,
  DOMAIN_BIRTH: 14,
  COMPANY: 15,
  COMPANY_WORD_PLACE: 16,
  DOMAIN_INITIAL: 17,
} as const;

const LOCAL_LENGTH = 5;
/** About one address in five hundred. */
const RARE_DOMAIN_BITS = 9;

/** Adds the record's keys to `keys`; a key may come twice. */
export function addKeys(table: FeatureTable, row: number, keys: Column): void {
  keys.push(mix(KIND.REF, table.refTexts.hash(table.ownRef.at(row))));
  for (let i = table.issued.start(row); i < table.issued.end(row); i++) {
    keys.push(mix(KIND.REF, table.refTexts.hash(table.issued.value(i))));
  }
  addIdentifierKeys(table, row, keys);
  addBirthKeys(table, row, keys);
  addNameKeys(table, row, keys);
  addAddressKeys(table, row, keys);
  addCompanyKeys(table, row, keys);
}

/** What narrows a key that too many records share: further things of the record, each on its own. */
export function addRefiners(table: FeatureTable, row: number, refiners: Column): void {
  const birth = table.birth.at(row);
  if (birth !== MISSING) refiners.push(mix(1, yearAndSortedDay(birth)));
  for (let i = table.addresses.start(row); i < table.addresses.end(row); i++) {
    const place = placeOf(table, table.addresses.value(i));
    if (place !== MISSING) refiners.push(mix(2, place));
  }
  for (let i = table.names.start(row); i < table.names.end(row); i++) {
    const name = table.names.value(i);
    const [given, family] = [soundHash(table, table.nameGiven.at(name)), soundHash(table, table.nameFamily.at(name))];
    if (given !== MISSING && family !== MISSING) refiners.push(mix(3, unordered(given, family)));
  }
  for (let i = table.emails.start(row); i < table.emails.end(row); i++) {
    refiners.push(mix(4, table.localTexts.hash(table.emailLocal.at(table.emails.value(i)))));
  }
  for (let i = table.phones.start(row); i < table.phones.end(row); i++) {
    refiners.push(mix(5, table.phoneTail.at(table.phones.value(i))));
  }
}

function addIdentifierKeys(table: FeatureTable, row: number, keys: Column): void {
  const birth = table.birth.at(row);
  for (let i = table.emails.start(row); i < table.emails.end(row); i++) {
    const email = table.emails.value(i);
    keys.push(mix(KIND.EMAIL, table.emailTexts.hash(email)));
    const local = table.emailLocal.at(email);
    if (table.localTexts.text(local).length >= LOCAL_LENGTH) keys.push(mix(KIND.LOCAL, table.localTexts.hash(local)));
    if (birth !== MISSING) {
      keys.push(mix(KIND.BIRTH_INITIAL, mix(yearAndSortedDay(birth), table.localTexts.text(local).charCodeAt(0))));
    }
    const domain = table.emailDomain.at(email);
    if (table.domains.rarity(domain) < RARE_DOMAIN_BITS) continue;
    keys.push(mix(KIND.DOMAIN_INITIAL, mix(table.domains.hash(domain), table.localTexts.text(local).charCodeAt(0))));
    if (birth !== MISSING) {
      keys.push(mix(KIND.DOMAIN_BIRTH, mix(table.domains.hash(domain), Math.floor(birth / 10_000))));
    }
  }
  for (let i = table.phones.start(row); i < table.phones.end(row); i++) {
    keys.push(mix(KIND.PHONE, table.phoneTail.at(table.phones.value(i))));
  }
  for (let i = table.ids.start(row); i < table.ids.end(row); i++) {
    keys.push(mix(KIND.ID, table.idTexts.hash(table.ids.value(i))));
  }
}

function addBirthKeys(table: FeatureTable, row: number, keys: Column): void {
  const birth = table.birth.at(row);
  if (birth === MISSING) return;
  const day = yearAndSortedDay(birth);
  eachNameText(table, row, (text) => {
    keys.push(mix(KIND.BIRTH_INITIAL, mix(day, initial(table, text))));
    const sound = soundHash(table, text);
    keys.push(mix(KIND.NAME_MONTH_DAY, mix(birth % 10_000, sound)));
    keys.push(mix(KIND.NAME_YEAR_MONTH, mix(Math.floor(birth / 100), sound)));
  });
  for (let i = table.addresses.start(row); i < table.addresses.end(row); i++) {
    const place = placeOf(table, table.addresses.value(i));
    if (place !== MISSING) keys.push(mix(KIND.BIRTH_PLACE, mix(day, place)));
  }
}

function addNameKeys(table: FeatureTable, row: number, keys: Column): void {
  for (let i = table.names.start(row); i < table.names.end(row); i++) {
    const name = table.names.value(i);
    const [given, family] = [soundHash(table, table.nameGiven.at(name)), soundHash(table, table.nameFamily.at(name))];
    keys.push(mix(KIND.NAMES, unordered(given, family)));
  }
}

function addAddressKeys(table: FeatureTable, row: number, keys: Column): void {
  for (let i = table.addresses.start(row); i < table.addresses.end(row); i++) {
    const address = table.addresses.value(i);
    const house = table.addressHouse.at(address);
    const code = table.addressPostalCode.at(address);
    for (const line of [table.addressStreet.at(address), table.addressLine2.at(address)]) {
      if (line === MISSING) continue;
      const sound = table.soundTexts.hash(table.streetSound.at(line));
      if (house !== MISSING) keys.push(mix(KIND.HOUSE_STREET, mix(table.houseTexts.hash(house), sound)));
      const street = table.streets.hash(line);
      eachNameText(table, row, (text) => keys.push(mix(KIND.STREET_INITIAL, mix(street, initial(table, text)))));
    }
    if (code === MISSING) continue;
    eachNameText(table, row, (text) => {
      keys.push(mix(KIND.CODE_NAME, mix(table.postalCodes.hash(code), soundHash(table, text))));
    });
  }
}

function eachNameText(table: FeatureTable, row: number, visit: (text: number) => void): void {
  for (let i = table.names.start(row); i < table.names.end(row); i++) {
    const name = table.names.value(i);
    const [given, family] = [table.nameGiven.at(name), table.nameFamily.at(name)];
    if (given !== MISSING) visit(given);
    if (family !== MISSING) visit(family);
  }
}

function initial(table: FeatureTable, text: number): number {
  return table.nameTexts.text(text).charCodeAt(0);
}

function addCompanyKeys(table: FeatureTable, row: number, keys: Column): void {
  const company = table.company.at(row);
  if (company === MISSING) return;
  keys.push(mix(KIND.COMPANY, table.companies.hash(company)));
  // For a person the employer is one thing among many; for a company its name is all there is.
  if (table.isNamed(row)) return;
  const words = table.companies.text(company).split(' ');
  for (let i = table.addresses.start(row); i < table.addresses.end(row); i++) {
    const address = table.addresses.value(i);
    for (const place of [
      table.postalCodes.hash(table.addressPostalCode.at(address)),
      table.houseTexts.hash(table.addressHouse.at(address)),
    ]) {
      if (place === MISSING) continue;
      for (const word of words) {
        if (word.length > 3) keys.push(mix(KIND.COMPANY_WORD_PLACE, mix(place, beginning(word))));
      }
    }
  }
}

function soundHash(table: FeatureTable, text: number): number {
  return text === MISSING ? MISSING : table.soundTexts.hash(table.nameSound.at(text));
}

/** The postal code, else the town. */
function placeOf(table: FeatureTable, address: number): number {
  const code = table.addressPostalCode.at(address);
  return code === MISSING ? table.cities.hash(table.addressCity.at(address)) : table.postalCodes.hash(code);
}

/** The same for a date and for that with day and month swapped. */
function yearAndSortedDay(birth: number): number {
  const [month, day] = [Math.floor(birth / 100) % 100, birth % 100];
  return Math.floor(birth / 10_000) * 10_000 + Math.min(month, day) * 100 + Math.max(month, day);
}

function unordered(a: number, b: number): number {
  return mix(Math.min(a, b), Math.max(a, b));
}

function beginning(text: string): number {
  let hash = 0;
  for (let i = 0; i < Math.min(4, text.length); i++) hash = (hash << 8) ^ text.charCodeAt(i);
  return hash;
}
