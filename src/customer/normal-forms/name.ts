/**
 * Names of persons: their normal form, how two given names relate, and whether two names speak against one person.
 *
 * Names never prove who somebody is. They are only asked whether they contradict what an e-mail address or an issued
 * id says already, so wherever a name tells too little (one word, another script, a company) the answer is "no
 * contradiction".
 */
import { areNicknames, hasInitial, isKnownGivenName } from './nicknames';
import { normalWords } from './text';

const jaroWinkler: (a: string, b: string) => number = require('talisman/metrics/jaro-winkler');

/** A name as a source holds it. */
export interface PersonName {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly displayName?: string;
}

/** A given name that far from another is taken for a slip of the same. */
const GIVEN_TYPO = 0.9;
/** Family names are longer and misheard more: Schulze and Scholz. Below this they are clearly different. */
const FAMILY_TYPO = 0.85;
const MAX_LENGTH = 256;

/**
 * One spelling of a name for comparing: case folded, marks and apostrophes dropped, other punctuation a single space.
 * Letters of every script are kept. Idempotent.
 */
export function normalName(text: string): string {
  return normalWords(text);
}

/** The normal form of a given name as sources hold it: without title, generation and degrees (`Dr. Anna`). */
export function normalGivenName(text: string): string {
  return stripped(words(text), true).words.join(' ');
}

/** The normal form of a whole name in either order: `Dyk, Anna` and `Dr. Anna Dyk` are `anna dyk`. */
export function normalFullName(text: string): string {
  const { given, family } = parseDisplayName(text);
  return given.length > 0 && family.length > 0 ? `${given.join(' ')} ${family.join(' ')}` : normalName(text);
}

export type GivenNameRelation = 'EQUAL' | 'NICKNAME' | 'INITIAL' | 'TYPO' | 'UNRELATED';

/** How two given names relate; each may be several words (`Mary Ann`, `J. Robert`). Symmetric. */
export function givenNameRelation(a: string, b: string): GivenNameRelation {
  return relationOfWords(words(a), words(b));
}

/**
 * Whether two names cannot well be one person's. True iff
 * - both have a given name, and the two are unrelated and not merely swapped with the family name; or
 * - both have a generation (Jr, Sr, II, III …) and it differs; or
 * - one has no given name, and the family names are clearly different.
 *
 * One given name with two family names is no contradiction: people marry. Symmetric.
 */
export function namesContradict(a: PersonName, b: PersonName): boolean {
  const nameA = parseName(a);
  const nameB = parseName(b);
  if (nameA.generation !== undefined && nameB.generation !== undefined && nameA.generation !== nameB.generation) {
    return true;
  }
  if (!sameScript(nameA, nameB)) return false;
  if (nameA.given.length > 0 && nameB.given.length > 0) {
    return relationOfWords(nameA.given, nameB.given) === 'UNRELATED' && !isSwapped(nameA, nameB);
  }
  if (nameA.family.length === 0 || nameB.family.length === 0) return false;
  return !familiesRelated(nameA.family, nameB.family) && !isMisplaced(nameA, nameB) && !isMisplaced(nameB, nameA);
}

/** Whether two family names can be one: equal, sharing a part (`Smith-Jones`, `García López`), or misspelt. */
export function familyNamesRelated(a: string, b: string): boolean {
  return familiesRelated(words(a), words(b));
}

/** A name taken apart; words in their normal form. */
export interface ParsedName {
  /** First word first; empty: not known. */
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly generation?: string;
}

const HONORIFICS = new Set(
  'mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend hon herr frau hr fr fru dhr mevr mevrouw mw mme mlle madame mademoiselle monsieur sr sra srta senor senora senorita sig sigra signor signora dott ing dipl capt captain lt sgt col'.split(
    ' ',
  ),
);
const GENERATIONS: Readonly<Record<string, string>> = {
  jr: 'JR',
  jnr: 'JR',
  junior: 'JR',
  sr: 'SR',
  snr: 'SR',
  senior: 'SR',
  i: 'I',
  ii: 'II',
  '2nd': 'II',
  iii: 'III',
  '3rd': 'III',
  iv: 'IV',
  '4th': 'IV',
};
const LETTERS_AFTER = new Set('phd md mba esq cpa dds rn obe cbe mbe msc bsc'.split(' '));
const FAMILY_PARTICLES = new Set(
  'van von de der den del della di da dos das du la le ter ten zu zum zur af av al el bin ibn ben abu st'.split(' '),
);
/** A display name with one of these at its end is no person's. */
const LEGAL_FORMS = new Set('inc ltd llc llp gmbh corp plc sarl pty limited incorporated corporation'.split(' '));

/** What of a name is given, family, and generation. Titles and degrees are left out. */
export function parseName(name: PersonName): ParsedName {
  const first = stripped(words(name.firstName), true);
  const last = stripped(words(name.lastName), false);
  const generation = last.generation ?? first.generation;
  if (first.words.length > 0 && last.words.length > 0) {
    return { given: first.words, family: last.words, generation };
  }
  const shown = parseDisplayName(name.displayName);
  return {
    given: first.words.length > 0 ? first.words : shown.given,
    family: last.words.length > 0 ? last.words : shown.family,
    generation: generation ?? shown.generation,
  };
}

const NOTHING: ParsedName = { given: [], family: [] };

/** `Anna van Dyk`, `van Dyk, Anna`, `Dr. Anna Dyk (ACME)`. A single word is a given name only if it is known as one. */
function parseDisplayName(text: string | undefined): ParsedName {
  if (text === undefined || text.length > MAX_LENGTH || text.includes('@')) return NOTHING;
  const spoken = withoutBrackets(text);
  const comma = spoken.indexOf(',');
  if (comma > 0) {
    const before = stripped(words(spoken.slice(0, comma)), true);
    const after = stripped(words(spoken.slice(comma + 1)), true);
    if (after.words.length > 0) {
      return { given: after.words, family: before.words, generation: before.generation ?? after.generation };
    }
  }
  const { words: parts, generation } = stripped(words(spoken), true);
  const final = parts.at(-1);
  if (final === undefined || LEGAL_FORMS.has(final)) return NOTHING;
  if (parts.length === 1) return isKnownGivenName(final) ? { given: parts, family: [], generation } : NOTHING;
  let start = parts.length - 1;
  while (start > 1 && FAMILY_PARTICLES.has(parts[start - 1]!)) start--;
  return { given: parts.slice(0, start), family: parts.slice(start), generation };
}

function withoutBrackets(text: string): string {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  return open >= 0 && close > open ? `${text.slice(0, open)} ${text.slice(close + 1)}` : text;
}

function words(text: string | undefined): string[] {
  if (text === undefined || text.length > MAX_LENGTH) return [];
  const normal = normalName(text);
  return normal === '' ? [] : normal.split(' ');
}

/** Takes titles from the front, generation and degrees from the end. `alone`: at least one word always stays. */
function stripped(parts: readonly string[], alone: boolean): { words: readonly string[]; generation?: string } {
  let start = 0;
  let end = parts.length;
  let generation: string | undefined;
  const least = alone ? 1 : 0;
  while (end - start > 1 && HONORIFICS.has(parts[start]!)) start++;
  while (end - start > least) {
    const final = parts[end - 1]!;
    if (!LETTERS_AFTER.has(final) && GENERATIONS[final] === undefined) break;
    generation ??= GENERATIONS[final];
    end--;
  }
  // What is left may be a lone title or suffix: `Dr`, or `Jr` after the comma of `King, Jr`.
  if (end - start === 1) {
    const only = parts[start]!;
    if (GENERATIONS[only] !== undefined || LETTERS_AFTER.has(only) || HONORIFICS.has(only)) {
      return { words: [], generation: generation ?? GENERATIONS[only] };
    }
  }
  return { words: parts.slice(start, end), generation };
}

/**
 * Every word may answer for the whole (people go by their middle name), but the first word of one side has to take
 * part: two sisters who share a second name are two.
 */
function relationOfWords(a: readonly string[], b: readonly string[]): GivenNameRelation {
  if (a.length === 0 || b.length === 0) return 'UNRELATED';
  const joinedA = a.join('');
  const joinedB = b.join('');
  if (joinedA === joinedB) return 'EQUAL';
  // `JC`, `J. C.` for Jean-Claude
  if (isInitialsOf(joinedA, b) || isInitialsOf(joinedB, a)) return 'INITIAL';
  let best: GivenNameRelation = 'UNRELATED';
  for (const [i, wordA] of a.entries()) {
    for (const [j, wordB] of b.entries()) {
      if (i > 0 && j > 0) continue;
      const relation = relationOfWord(wordA, wordB);
      if (STRENGTH[relation] > STRENGTH[best]) best = relation;
    }
  }
  return best === 'UNRELATED' && (a.length > 1 || b.length > 1) && isTypo(joinedA, joinedB) ? 'TYPO' : best;
}

function isInitialsOf(letters: string, names: readonly string[]): boolean {
  return letters.length > 1 && letters === names.map((name) => name.charAt(0)).join('');
}

const STRENGTH: Readonly<Record<GivenNameRelation, number>> = {
  EQUAL: 4,
  NICKNAME: 3,
  TYPO: 2,
  INITIAL: 1,
  UNRELATED: 0,
};

function relationOfWord(a: string, b: string): GivenNameRelation {
  if (a === b) return a.length === 1 ? 'INITIAL' : 'EQUAL';
  if (a.length === 1 || b.length === 1) {
    const [initial, name] = a.length === 1 ? [a, b] : [b, a];
    return name.length > 1 && hasInitial(name, initial) ? 'INITIAL' : 'UNRELATED';
  }
  if (areNicknames(a, b)) return 'NICKNAME';
  return isTypo(a, b) || isShortened(a, b) ? 'TYPO' : 'UNRELATED';
}

/** Two names that both exist are no slips of each other, however close: Maria and Mario, Paul and Paula. */
function isTypo(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 3 || (isKnownGivenName(a) && isKnownGivenName(b))) return false;
  return jaroWinkler(a, b) >= GIVEN_TYPO;
}

function isShortened(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.startsWith(short) && !(isKnownGivenName(a) && isKnownGivenName(b));
}

function familiesRelated(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  for (const wordA of a) {
    for (const wordB of b) {
      if (FAMILY_PARTICLES.has(wordA) || FAMILY_PARTICLES.has(wordB)) continue;
      if (wordA === wordB) return true;
      // An initial, as shops print on receipts.
      if ((wordA.length === 1 || wordB.length === 1) && wordA.charAt(0) === wordB.charAt(0)) return true;
    }
  }
  return jaroWinkler(a.join(''), b.join('')) >= FAMILY_TYPO;
}

function isSwapped(a: ParsedName, b: ParsedName): boolean {
  if (a.family.length === 0 || b.family.length === 0) return false;
  return areSameWord(a.given, b.family) && areSameWord(a.family, b.given);
}

/** The family name of one stands where the other has the given name. */
function isMisplaced(a: ParsedName, b: ParsedName): boolean {
  return a.given.length === 0 && b.given.length > 0 && areSameWord(a.family, b.given);
}

function areSameWord(a: readonly string[], b: readonly string[]): boolean {
  const relation = relationOfWords(a, b);
  return relation === 'EQUAL' || relation === 'NICKNAME' || relation === 'TYPO';
}

const LATIN = /\p{Script=Latin}/u;
const LETTER = /\p{L}/u;

/** Юлия and Julia may be one, and nothing here can tell. */
function sameScript(a: ParsedName, b: ParsedName): boolean {
  return isLatin(a) === isLatin(b);
}

function isLatin(name: ParsedName): boolean {
  const text = [...name.given, ...name.family].join('');
  return !LETTER.test(text) || LATIN.test(text);
}
