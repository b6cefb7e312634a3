import { type Comparison, NOT_COMPARED } from '../comparison';
import { MISSING } from '../terms';

const EXACT = 0;
const SWAPPED = 1;
const ONE_EDIT = 2;
const TWO_PARTS = 3;
const NEAR = 4;
const YEAR = 5;
const DECADE = 6;
const DIFFERENT = 7;

const DAY_MS = 86_400_000;

/** Of one household (`h`) are couples, mostly within ten years, parents and children, seldom twins. */
export const BIRTH_DATE: Comparison = {
  name: 'birthDate',
  levels: [
    { name: 'EXACT', sentence: 'have the same birth date', m: 0.85, u: 0.0002, h: 0.02, byFrequency: true },
    { name: 'SWAPPED', sentence: 'have the same birth date with day and month swapped', m: 0.02, u: 0.0002, h: 0.0005 },
    { name: 'ONE_EDIT', sentence: 'have birth dates that differ by one digit', m: 0.06, u: 0.002, h: 0.003 },
    { name: 'TWO_PARTS', sentence: 'agree in two of day, month and year of birth', m: 0.02, u: 0.004, h: 0.01 },
    { name: 'NEAR', sentence: 'were born within a month of each other', m: 0.01, u: 0.004, h: 0.01 },
    { name: 'YEAR', sentence: 'were born within a year of each other', m: 0.01, u: 0.04, h: 0.06 },
    { name: 'DECADE', sentence: 'were born within ten years of each other', m: 0.01, u: 0.25, h: 0.4 },
    { name: 'DIFFERENT', sentence: 'have different birth dates', m: 0.02, u: 0.6994, h: 0.4965 },
  ],
  compare(table, a, b, outcome) {
    const [dateA, dateB] = [table.birth.at(a), table.birth.at(b)];
    if (dateA === MISSING || dateB === MISSING) {
      outcome.level = NOT_COMPARED;
      return;
    }
    outcome.level = levelOf(dateA, dateB);
    // `3/4/1980` beside `1980-04-03` is that date, in the other order of writing.
    if (outcome.level === SWAPPED && table.birthAmbiguous.at(a) !== table.birthAmbiguous.at(b)) outcome.level = EXACT;
    if (outcome.level === EXACT) outcome.rarity = table.births.rarity(table.birthTerm.at(a));
  },
};

function levelOf(a: number, b: number): number {
  if (a === b) return EXACT;
  const [yearA, monthA, dayA] = [Math.floor(a / 10_000), Math.floor(a / 100) % 100, a % 100];
  const [yearB, monthB, dayB] = [Math.floor(b / 10_000), Math.floor(b / 100) % 100, b % 100];
  if (yearA === yearB && monthA === dayB && dayA === monthB) return SWAPPED;
  if (isOneEdit(a, b)) return ONE_EDIT;
  const same = (yearA === yearB ? 1 : 0) + (monthA === monthB ? 1 : 0) + (dayA === dayB ? 1 : 0);
  if (same === 2) return TWO_PARTS;
  const days = Math.abs(Date.UTC(yearA, monthA - 1, dayA) - Date.UTC(yearB, monthB - 1, dayB)) / DAY_MS;
  if (days <= 31) return NEAR;
  if (days <= 366) return YEAR;
  return days <= 3660 ? DECADE : DIFFERENT;
}

/** One digit changed, or two neighbours swapped; both dates have the same number of digits. */
function isOneEdit(a: number, b: number): boolean {
  let [restA, restB] = [a, b];
  while (restA % 10 === restB % 10) {
    restA = Math.floor(restA / 10);
    restB = Math.floor(restB / 10);
  }
  const [headA, headB] = [Math.floor(restA / 10), Math.floor(restB / 10)];
  if (headA === headB) return true;
  return Math.floor(headA / 10) === Math.floor(headB / 10) && headA % 10 === restB % 10 && headB % 10 === restA % 10;
}
