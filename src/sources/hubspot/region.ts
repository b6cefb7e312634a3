/** The country that a contact's free-text `country` means, for reading its national phone numbers. */
import { getCountries } from 'libphonenumber-js/min';

let byName: ReadonlyMap<string, string> | undefined;

/** ISO 3166-1 alpha-2 of a code or an English country name in any case; undefined for anything else. */
export function regionOf(country: string): string | undefined {
  byName ??= names();
  return byName.get(country.toLowerCase());
}

function names(): ReadonlyMap<string, string> {
  const english = new Intl.DisplayNames(['en'], { type: 'region' });
  const known = new Map<string, string>([
    ['uk', 'GB'],
    ['usa', 'US'],
  ]);
  for (const code of getCountries()) {
    known.set(code.toLowerCase(), code);
    const name = english.of(code);
    if (name !== undefined) known.set(name.toLowerCase(), code);
  }
  return known;
}
