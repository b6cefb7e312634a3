/**
 * Countries of the demo: towns, streets, languages, and telephone ranges that their regulators keep for fiction, so that
 * no number belongs to anybody (NANPA 555-01xx, Ofcom's and ARCEP's drama numbers, Bundesnetzagentur Mitteilung
 * 148/2021, PTS' «nummer för fiktion», ACMA's fictitious numbers).
 */
import type { Dice } from './dice';

export interface Home {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: CountryName;
}

/** A block of numbers: `start` in E.164 and how many digits follow; `groups` is how the national number is written. */
interface Range {
  readonly start: string;
  readonly size: number;
  readonly groups: readonly number[];
}

export interface Country {
  readonly name: string;
  readonly callingCode: string;
  /** What is dialled before the national number at home. */
  readonly trunk: string;
  readonly currency: string;
  readonly timeZones: readonly string[];
  /** As each vendor writes it; the first is what its software says by default. */
  readonly locales: {
    readonly crm: readonly string[];
    readonly shop: readonly string[];
    readonly support: readonly string[];
  };
  readonly towns: readonly { readonly city: string; readonly region: string | null; readonly postal: string }[];
  readonly streets: readonly string[];
  /** How house and street stand together. */
  readonly line1: (street: string, house: number) => string;
  readonly ranges: readonly Range[];
}

export type CountryName = 'US' | 'GB' | 'DE' | 'FR' | 'SE' | 'AU';

const US_AREAS =
  '205 212 213 214 215 216 217 218 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586';

const hundred = (start: string, groups: readonly number[]): Range => ({ start, size: 2, groups });
const thousand = (start: string, groups: readonly number[]): Range => ({ start, size: 3, groups });

export const COUNTRIES: Readonly<Record<CountryName, Country>> = {
  US: {
    name: 'United States',
    callingCode: '1',
    trunk: '',
    currency: 'USD',
    timeZones: ['America/New_York', 'America/Chicago', 'America/Los_Angeles', 'America/Denver'],
    locales: { crm: ['en', 'en-us'], shop: ['en', 'en-US'], support: ['en-US'] },
    towns: [
      { city: 'Tallow Creek', region: 'Oregon', postal: '97###' },
      { city: 'Pemberwick', region: 'Ohio', postal: '44###' },
      { city: 'Santa Quibilla', region: 'California', postal: '93###' },
      { city: 'Marsh Hollow', region: 'New York', postal: '12###' },
    ],
    streets: ['Gooseberry Lane', 'Old Mill Rd', 'Juniper Ave', 'Copperkettle Street', 'Widgeon Way'],
    line1: (street, house) => `${house} ${street}`,
    ranges: US_AREAS.split(' ').map((area) => hundred(`+1${area}55501`, [3, 3, 4])),
  },
  GB: {
    name: 'United Kingdom',
    callingCode: '44',
    trunk: '0',
    currency: 'GBP',
    timeZones: ['Europe/London'],
    locales: { crm: ['en', 'en-gb'], shop: ['en', 'en-GB'], support: ['en-GB'] },
    towns: [
      { city: 'Nether Wimbling', region: null, postal: 'NW9# 7ZQ' },
      { city: 'Crumbleton', region: null, postal: 'CX4# 3VK' },
      { city: 'Port Oddly', region: null, postal: 'PO0# 1ZZ' },
    ],
    streets: ['Haddock Row', 'Thimble Street', 'Bellwether Close', 'Lower Gudgeon Road'],
    line1: (street, house) => `${house} ${street}`,
    ranges: [
      thousand('+442079460', [2, 4, 4]),
      thousand('+447700900', [4, 6]),
      ...['113', '114', '115', '116', '117', '121', '131', '141', '151', '161'].map((area) =>
        thousand(`+44${area}4960`, [3, 3, 4]),
      ),
    ],
  },
  DE: {
    name: 'Germany',
    callingCode: '49',
    trunk: '0',
    currency: 'EUR',
    timeZones: ['Europe/Berlin'],
    locales: { crm: ['de', 'de-de'], shop: ['de', 'de-DE'], support: ['de'] },
    towns: [
      { city: 'Kleinkäuzingen', region: null, postal: '99#7#' },
      { city: 'Bad Quarkheim', region: null, postal: '76#0#' },
      { city: 'Neuöhlendorf', region: null, postal: '21#5#' },
    ],
    streets: ['Lindwurmgasse', 'Am Krötenteich', 'Zwiebelweg', 'Grosse Füchsinnengasse'],
    line1: (street, house) => `${street} ${house}`,
    ranges: [
      thousand('+493023125', [2, 5, 3]),
      thousand('+496990009', [2, 5, 3]),
      thousand('+494066969', [2, 5, 3]),
      thousand('+492214710', [3, 4, 3]),
      thousand('+498999998', [2, 5, 3]),
    ],
  },
  FR: {
    name: 'France',
    callingCode: '33',
    trunk: '0',
    currency: 'EUR',
    timeZones: ['Europe/Paris'],
    locales: { crm: ['fr', 'fr-fr'], shop: ['fr', 'fr-FR'], support: ['fr'] },
    towns: [
      { city: 'Saint-Évariste-les-Prés', region: null, postal: '98#4#' },
      { city: 'Montgrésil', region: null, postal: '97#2#' },
    ],
    streets: ['rue des Étourneaux', 'chemin du Vieux Pressoir', 'allée Fauvelle'],
    line1: (street, house) => `${house} ${street}`,
    ranges: [{ start: '+3363998', size: 4, groups: [1, 2, 2, 2, 2] }],
  },
  SE: {
    name: 'Sweden',
    callingCode: '46',
    trunk: '0',
    currency: 'SEK',
    timeZones: ['Europe/Stockholm'],
    locales: { crm: ['sv', 'sv-se'], shop: ['sv', 'sv-SE'], support: ['sv'] },
    towns: [
      { city: 'Östra Fjällvik', region: null, postal: '98# 4#' },
      { city: 'Ljungetuna', region: null, postal: '56# 1#' },
    ],
    streets: ['Tjädergränd', 'Sjöbergsvägen', 'Blåbärsstigen'],
    line1: (street, house) => `${street} ${house}`,
    ranges: [
      hundred('+463139006', [2, 3, 2, 2]),
      hundred('+464062804', [2, 3, 2, 2]),
      hundred('+468465004', [1, 3, 3, 2]),
      hundred('+469803192', [3, 3, 3]),
    ],
  },
  AU: {
    name: 'Australia',
    callingCode: '61',
    trunk: '0',
    currency: 'AUD',
    timeZones: ['Australia/Sydney', 'Australia/Melbourne'],
    locales: { crm: ['en', 'en-au'], shop: ['en', 'en-AU'], support: ['en-AU'] },
    towns: [
      { city: 'Wombat Landing', region: 'New South Wales', postal: '29##' },
      { city: 'Billabrook', region: 'Victoria', postal: '39##' },
    ],
    streets: ['Kookaburra Parade', 'Saltbush Crescent', 'Dunnart Street'],
    line1: (street, house) => `${house} ${street}`,
    ranges: ['2', '3', '7', '8'].map((area) => ({ start: `+61${area}5550`, size: 4, groups: [1, 4, 4] })),
  },
};

const COUNTRY_WEIGHTS: readonly (readonly [CountryName, number])[] = [
  ['US', 34],
  ['GB', 22],
  ['DE', 18],
  ['FR', 10],
  ['SE', 9],
  ['AU', 7],
];

export function chooseCountry(dice: Dice): CountryName {
  return dice.weighted(COUNTRY_WEIGHTS);
}

export function inventHome(dice: Dice, name: CountryName): Home {
  const country = COUNTRIES[name];
  const town = dice.pick(country.towns);
  return {
    line1: country.line1(dice.pick(country.streets), dice.int(1, 199)),
    line2: dice.chance(0.15) ? `Flat ${dice.int(1, 30)}` : null,
    city: town.city,
    region: town.region,
    postalCode: town.postal.replace(/#/g, () => String(dice.int(0, 9))),
    country: name,
  };
}

/** Gives out every number once. A country that has run out is helped by the largest: people keep foreign numbers. */
export class NumberBook {
  private readonly given = new Map<CountryName, number>();

  /** @throws RangeError when all fictional numbers are gone (there are enough for some 20,000 people). */
  next(country: CountryName): { readonly e164: string; readonly country: CountryName } {
    const count = this.given.get(country) ?? 0;
    const { ranges } = COUNTRIES[country];
    // Round the ranges, so that a few people already have numbers from many towns.
    const range = ranges[count % ranges.length]!;
    const index = Math.floor(count / ranges.length);
    if (index >= 10 ** range.size) {
      if (country !== 'AU') return this.next('AU');
      throw new RangeError('No fictional telephone number is left: generate fewer persons.');
    }
    this.given.set(country, count + 1);
    return { e164: range.start + String(index).padStart(range.size, '0'), country };
  }
}

/** The national number in the groups people write it in. */
export function nationalGroups(e164: string, country: CountryName): string[] {
  const { callingCode, ranges } = COUNTRIES[country];
  const range = ranges.find((candidate) => e164.startsWith(candidate.start));
  if (range === undefined) throw new RangeError(`Not a number of ${country}.`);
  let rest = e164.slice(1 + callingCode.length);
  return range.groups.map((length) => {
    const group = rest.slice(0, length);
    rest = rest.slice(length);
    return group;
  });
}
