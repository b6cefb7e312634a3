/**
 * The normal form of a phone number: E.164, by Google's numbering plans as libphonenumber-js packs them.
 *
 * The `min` metadata suffices: it holds every plan's lengths, prefixes and formats; `max` only adds the patterns that
 * tell a mobile from a fixed line, 70 KB more to load and nothing that we ask. A number counts when its length is
 * possible in its plan, not when its range is known to be in use: countries open ranges faster than packages are
 * updated, and refusing a real customer's number would lose an identifier.
 */
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

const MAX_RAW = 64;
const MAX_READINGS = 3;
/** RFC 3966; the parameters are extension and context. */
const TEL_URI = /^tel:([^;]*)(?:;.*)?$/i;
/** The one plan in which all numbers have one length: such a number is what it says, and needs no reading. */
const NORTH_AMERICAN = /^\+1[2-9]\d{9}$/;
/** `00` is how most of the world dials out, and how people write `+` even where their own prefix is another. */
const DIAL_OUT = /^[\s(]*00[\s)]*(?=[1-9])/;

/**
 * E.164 (`+442079460958`) of a number as people type it, or null where it is none.
 *
 * @param defaultRegion ISO 3166-1 alpha-2, the country whose national spellings are meant; without it only
 *   international spellings can be read. An unknown region counts as none.
 *
 * An extension is left out: it is no part of E.164, and colleagues behind one switchboard share the line.
 */
export function normalPhone(raw: string, defaultRegion?: string): string | null {
  if (raw.length > MAX_RAW) return null;
  if (NORTH_AMERICAN.test(raw)) return raw;
  const text = raw.trim().replace(TEL_URI, '$1');
  if (text === '') return null;
  const region = defaultRegion?.toUpperCase();
  const defaultCountry = region !== undefined && isSupportedCountry(region) ? region : undefined;
  const home = read(text, defaultCountry);
  const abroad = DIAL_OUT.test(text) ? read(text.replace(DIAL_OUT, '+')) : undefined;
  // Where `00` is no prefix of the region, its digits may still have a possible length there.
  const number = abroad?.isValid() && !home?.isValid() ? abroad : (home ?? abroad);
  return number?.number ?? null;
}

/**
 * The spellings under which vendors and people store a number, the likeliest first, without repeats: for vendors whose
 * search compares text. `e164` is a normal form.
 */
export function phoneSpellings(e164: string): string[] {
  const number = parsePhoneNumberFromString(e164, { extract: false });
  if (number === undefined) return [e164];
  const digits = e164.slice(1);
  const national = number.formatNational();
  const international = number.formatInternational();
  return [
    ...new Set([
      e164,
      digits,
      international,
      national,
      // With the trunk prefix people dial (`02079460958`), then without (`2079460958`).
      national.replace(/\D/g, ''),
      number.nationalNumber,
      `00${digits}`,
      international.replaceAll(' ', '-'),
      ...dashed(number, national),
    ]),
  ];
}

function read(text: string, defaultCountry?: CountryCode): PhoneNumber | undefined {
  let number = parsePhoneNumberFromString(text, { defaultCountry, extract: false });
  // A few plans find a trunk or carrier prefix in what another reading left, and so does filler such as +61 0000000.
  // The normal form is what is read as itself; what never settles has none.
  for (let reading = 0; reading < MAX_READINGS; reading++) {
    if (number === undefined || !number.isPossible()) return undefined;
    // Most numbers are written in their normal form, which is then what has just been read as itself.
    if (number.number === text) return number;
    const again = parsePhoneNumberFromString(number.number, { extract: false });
    if (again?.number === number.number) return number;
    number = again;
  }
  return undefined;
}

/** `201-555-0123`, `201.555.0123`: how North Americans write what the plan prints as `(201) 555-0123`. */
function dashed(number: PhoneNumber, national: string): string[] {
  if (number.countryCallingCode !== '1') return [];
  const groups = national.split(/\D+/).filter((group) => group !== '');
  return [groups.join('-'), groups.join('.'), groups.join(' ')];
}
