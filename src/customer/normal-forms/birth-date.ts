/** Birth dates as people and systems write them. */
import { foldLetters } from './text';

export interface DateReading {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** Day and month could as well be meant the other way round: `3/4/1980`. */
  readonly ambiguous: boolean;
}

const ISO = /^(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})(?:$|[t ])/;
const NUMBERS = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})$/;
const DAY_FIRST = /^(\d{1,2})(?:st|nd|rd|th)?[-./, ]+([a-z]{3,})[-./, ]+(\d{4}|\d{2})$/;
const MONTH_FIRST = /^([a-z]{3,})[-./, ]+(\d{1,2})(?:st|nd|rd|th)?[-./, ]+(\d{4}|\d{2})$/;
const MONTHS: readonly (readonly string[])[] = [
  'jan ene gen',
  'feb fev',
  'mar mrt',
  'apr avr abr',
  'may mai mei mag',
  'jun jui giu',
  'jul lug',
  'aug ago aou',
  'sep set',
  'oct okt ott out',
  'nov',
  'dec dez dic',
].map((names) => names.split(' '));
const FRENCH_JULY = 'juil';
/** Two digits from here on are of the last century: nobody is born in the future, and few are older than ninety-five. */
const CENTURY_FROM = 30;

/** Reads ISO dates, `19800304`, `3/4/1980`, `4-Mar-80`, `Mar 4 1980`; null where there is no date in it. */
export function readBirthDate(text: string): DateReading | null {
  if (text.length > 40) return null;
  const written = foldLetters(text).trim();
  const iso = ISO.exec(written);
  if (iso) return dated(Number(iso[1]), Number(iso[2]), Number(iso[3]), false);
  const numbers = NUMBERS.exec(written);
  if (numbers) {
    const [first, second, year] = [Number(numbers[1]), Number(numbers[2]), fullYear(numbers[3]!)];
    if (first > 12) return dated(year, second, first, false);
    return dated(year, first, second, second <= 12 && first !== second);
  }
  const dayFirst = DAY_FIRST.exec(written);
  if (dayFirst) return dated(fullYear(dayFirst[3]!), monthOf(dayFirst[2]!), Number(dayFirst[1]), false);
  const monthFirst = MONTH_FIRST.exec(written);
  if (monthFirst) return dated(fullYear(monthFirst[3]!), monthOf(monthFirst[1]!), Number(monthFirst[2]), false);
  return null;
}

/** A date is kept as written, also one that no calendar has: a slip in it is still the same slip twice. */
function dated(year: number, month: number, day: number, ambiguous: boolean): DateReading | null {
  if (year < 1 || day < 1 || day > 31 || month < 1 || month > 31 || (month > 12 && day > 12)) return null;
  return { year, month, day, ambiguous };
}

function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year + (year >= CENTURY_FROM ? 1900 : 2000);
}

function monthOf(name: string): number {
  if (name.startsWith(FRENCH_JULY)) return 7;
  return MONTHS.findIndex((beginnings) => beginnings.some((beginning) => name.startsWith(beginning))) + 1;
}
