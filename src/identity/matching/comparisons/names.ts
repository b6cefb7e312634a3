/**
 * Given and family names. The two are aligned first: straight, or with given and family name swapped on one side, and
 * of several names the pair that fits best. The three comparisons then look at the same alignment.
 */
import { areNicknames, hasInitial, isKnownGivenName } from '../../../customer/normal-forms/nicknames';
import { type Comparison, NOT_COMPARED } from '../comparison';
import { type FeatureTable, NAME_TRAITS } from '../features';
import { UNKNOWN } from '../memo';
import { edits, jaroWinkler, lettersOf, mayBeAlike } from '../similarity';
import { MISSING } from '../terms';

const GIVEN = { EXACT: 0, NICKNAME: 1, SPELLING: 2, PART: 3, INITIAL: 4, ALIKE: 5, DIFFERENT: 6, OTHER: 7 } as const;
const FAMILY = { EXACT: 0, SPELLING: 1, PART: 2, ALIKE: 3, DIFFERENT: 4 } as const;

/** How far a level is from agreement, for choosing an alignment; a missing name is in the middle. */
const GIVEN_DISTANCE = [0, 1, 1, 1, 2, 4, 6, 6];
const FAMILY_DISTANCE = [0, 1, 1, 4, 6];
const MISSING_DISTANCE = 3;
/** A swap is assumed only where it explains clearly more than the order as written. */
const SWAP_DISTANCE = 4;

const alignment = {
  table: undefined as FeatureTable | undefined,
  a: -1,
  b: -1,
  givenLevel: NOT_COMPARED as number,
  familyLevel: NOT_COMPARED as number,
  swapped: false,
  /** The texts that were compared: of the first record, then of the second. */
  given: [MISSING, MISSING] as readonly [number, number],
  family: [MISSING, MISSING] as readonly [number, number],
};

function align(table: FeatureTable, a: number, b: number): void {
  if (alignment.table === table && alignment.a === a && alignment.b === b) return;
  alignment.table = table;
  alignment.a = a;
  alignment.b = b;
  alignment.givenLevel = NOT_COMPARED;
  alignment.familyLevel = NOT_COMPARED;
  alignment.swapped = false;
  let best = Number.POSITIVE_INFINITY;
  for (let i = table.names.start(a); i < table.names.end(a); i++) {
    for (let j = table.names.start(b); j < table.names.end(b); j++) {
      const [nameA, nameB] = [table.names.value(i), table.names.value(j)];
      const distance = alignStraight(table, nameA, nameB, best);
      if (distance < best) best = distance;
      if (best <= SWAP_DISTANCE) continue;
      const swapped = alignSwapped(table, nameA, nameB, best - SWAP_DISTANCE);
      if (swapped + SWAP_DISTANCE < best) best = swapped + SWAP_DISTANCE;
    }
  }
}

function alignStraight(table: FeatureTable, nameA: number, nameB: number, best: number): number {
  const [givenA, givenB] = [table.nameGiven.at(nameA), table.nameGiven.at(nameB)];
  const [familyA, familyB] = [table.nameFamily.at(nameA), table.nameFamily.at(nameB)];
  const given = givenLevel(table, givenA, givenB);
  const family = familyLevel(table, familyA, familyB);
  const distance =
    (given === NOT_COMPARED ? MISSING_DISTANCE : GIVEN_DISTANCE[given]!) +
    (family === NOT_COMPARED ? MISSING_DISTANCE : FAMILY_DISTANCE[family]!);
  if (distance < best) keep(given, family, false, [givenA, givenB], [familyA, familyB]);
  return distance;
}

function alignSwapped(table: FeatureTable, nameA: number, nameB: number, best: number): number {
  const [givenA, givenB] = [table.nameGiven.at(nameA), table.nameGiven.at(nameB)];
  const [familyA, familyB] = [table.nameFamily.at(nameA), table.nameFamily.at(nameB)];
  const given = familyLevel(table, givenA, familyB);
  const family = familyLevel(table, familyA, givenB);
  const distance =
    (given === NOT_COMPARED ? MISSING_DISTANCE : FAMILY_DISTANCE[given]!) +
    (family === NOT_COMPARED ? MISSING_DISTANCE : FAMILY_DISTANCE[family]!);
  if (distance < best) {
    keep(given === NOT_COMPARED ? given : AS_GIVEN[given]!, family, true, [givenA, familyB], [familyA, givenB]);
  }
  return distance;
}

const AS_GIVEN = [GIVEN.EXACT, GIVEN.SPELLING, GIVEN.PART, GIVEN.ALIKE, GIVEN.DIFFERENT];

type Texts = readonly [number, number];

function keep(given: number, family: number, swapped: boolean, givenTexts: Texts, familyTexts: Texts): void {
  alignment.givenLevel = given;
  alignment.familyLevel = family;
  alignment.swapped = swapped;
  alignment.given = givenTexts;
  alignment.family = familyTexts;
}

/** Of the more frequent of two names. Where they stand swapped, each counts as what it is more often. */
function rarity(table: FeatureTable, texts: Texts, asFamily: boolean): number {
  let least = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    if (asFamily || alignment.swapped) least = Math.min(least, table.family.rarity(table.asFamily.at(text)));
    if (!asFamily || alignment.swapped) least = Math.min(least, table.given.rarity(table.asGiven.at(text)));
  }
  return least;
}

function givenLevel(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return NOT_COMPARED;
  const [traitsA, traitsB] = [table.nameTraits.at(a), table.nameTraits.at(b)];
  if (a === b) return traitsA & NAME_TRAITS.INITIAL ? GIVEN.INITIAL : GIVEN.EXACT;
  // Юлия and Julia may be one, and nothing here can tell.
  if ((traitsA ^ traitsB) & NAME_TRAITS.LATIN) return NOT_COMPARED;
  // Most names are two known ones, and two known ones are mostly two.
  const [textA, textB] = [table.nameTexts.text(a), table.nameTexts.text(b)];
  if (traitsA & traitsB & NAME_TRAITS.KNOWN_GIVEN) return areNicknames(textA, textB) ? GIVEN.NICKNAME : GIVEN.OTHER;
  const known = table.memos.given.get(a, b);
  if (known !== UNKNOWN) return known;
  const words = (traitsA | traitsB) & NAME_TRAITS.WORDS;
  const level = words ? givenOfWords(textA.split(' '), textB.split(' ')) : givenOfWord(textA, textB);
  table.memos.given.set(a, b, level);
  return level;
}

function givenOfWord(a: string, b: string): number {
  if (a === b) return GIVEN.EXACT;
  if (a.length === 1 || b.length === 1) {
    const [initial, name] = a.length === 1 ? [a, b] : [b, a];
    return hasInitial(name, initial) ? GIVEN.INITIAL : GIVEN.DIFFERENT;
  }
  // Two names that both exist are no slips of each other: Maria and Mario, Darla and Darlene.
  if (isKnownGivenName(a) && isKnownGivenName(b)) return areNicknames(a, b) ? GIVEN.NICKNAME : GIVEN.OTHER;
  if (!mayBeAlike(a, lettersOf(a), b, lettersOf(b), LEAST)) return isBeginning(a, b) ? GIVEN.PART : GIVEN.DIFFERENT;
  const alike = jaroWinkler(a, b);
  if (isSlip(a, b, alike)) return GIVEN.SPELLING;
  if (isBeginning(a, b)) return GIVEN.PART;
  return alike >= ALIKE ? GIVEN.ALIKE : GIVEN.DIFFERENT;
}

/** Every word may answer for the whole, but the first word of one side has to take part: sisters share second names. */
function givenOfWords(a: readonly string[], b: readonly string[]): number {
  const [joinedA, joinedB] = [a.join(''), b.join('')];
  if (joinedA === joinedB) return GIVEN.EXACT;
  const first = givenOfWord(a[0]!, b[0]!);
  if (first === GIVEN.EXACT) return restContradicts(a, b) ? GIVEN.DIFFERENT : GIVEN.PART;
  let best: number = isSlip(joinedA, joinedB, jaroWinkler(joinedA, joinedB)) ? GIVEN.SPELLING : GIVEN.OTHER;
  for (const [i, wordA] of a.entries()) {
    for (const [j, wordB] of b.entries()) {
      if (i > 0 && j > 0) continue;
      const level = givenOfWord(wordA, wordB);
      const partly = level <= GIVEN.SPELLING ? GIVEN.PART : level;
      if (partly < best) best = partly;
    }
  }
  return best;
}

/** Each has a further word of its own that is nothing of the other's: Sergey Viktorovich and Sergey Borisovich. */
function restContradicts(a: readonly string[], b: readonly string[]): boolean {
  return hasOwnWord(a, b) && hasOwnWord(b, a);
}

function hasOwnWord(words: readonly string[], others: readonly string[]): boolean {
  // Not by nicknames: Marie is short for Annemarie, as Anna is, and no word of Anna Sophie.
  const isSame = (level: number): boolean => level <= GIVEN.INITIAL && level !== GIVEN.NICKNAME;
  return words.slice(1).some((word) => !others.some((other) => isSame(givenOfWord(word, other))));
}

function familyLevel(table: FeatureTable, a: number, b: number): number {
  if (a === MISSING || b === MISSING) return NOT_COMPARED;
  const [traitsA, traitsB] = [table.nameTraits.at(a), table.nameTraits.at(b)];
  if (a === b) return traitsA & NAME_TRAITS.INITIAL ? FAMILY.PART : FAMILY.EXACT;
  if ((traitsA ^ traitsB) & NAME_TRAITS.LATIN) return NOT_COMPARED;
  const [textA, textB] = [table.nameTexts.text(a), table.nameTexts.text(b)];
  if ((traitsA | traitsB) & NAME_TRAITS.INITIAL) {
    return textA.charAt(0) === textB.charAt(0) ? FAMILY.PART : FAMILY.DIFFERENT;
  }
  const words = (traitsA | traitsB) & NAME_TRAITS.WORDS;
  const [lettersA, lettersB] = [table.nameTexts.letters(a), table.nameTexts.letters(b)];
  if (!words && !mayBeAlike(textA, lettersA, textB, lettersB, LEAST)) return FAMILY.DIFFERENT;
  const known = table.memos.family.get(a, b);
  if (known !== UNKNOWN) return known;
  const level = words ? familyOfWords(textA.split(' '), textB.split(' ')) : familyOfWord(textA, textB);
  table.memos.family.set(a, b, level);
  return level;
}

function familyOfWords(a: readonly string[], b: readonly string[]): number {
  const [joinedA, joinedB] = [a.join(''), b.join('')];
  if (joinedA === joinedB) return FAMILY.EXACT;
  if (isSlip(joinedA, joinedB, jaroWinkler(joinedA, joinedB))) return FAMILY.SPELLING;
  return a.some((word) => word.length > 2 && b.includes(word)) ? FAMILY.PART : FAMILY.DIFFERENT;
}

function familyOfWord(a: string, b: string): number {
  const alike = jaroWinkler(a, b);
  if (isSlip(a, b, alike)) return FAMILY.SPELLING;
  return alike >= ALIKE ? FAMILY.ALIKE : FAMILY.DIFFERENT;
}

const SLIP = 0.92;
const ALIKE = 0.82;
/** Below this a slip is out of the question. */
const LEAST = 0.7;

function isSlip(a: string, b: string, alike: number): boolean {
  const [shorter, longer] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  if (shorter < 3) return false;
  // At the beginning a slip costs Jaro-Winkler most, and typing fingers nothing.
  return alike >= SLIP || (longer >= 4 && alike >= LEAST && edits(a, b, longer >= 7 ? 2 : 1) <= (longer >= 7 ? 2 : 1));
}

function isBeginning(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 3 && long.startsWith(short);
}

export const GIVEN_NAME: Comparison = {
  name: 'givenName',
  levels: [
    { name: 'EXACT', sentence: 'have the same given name', m: 0.8, u: 0.01, h: 0.03, byFrequency: true },
    { name: 'NICKNAME', sentence: 'have given names that are used for one another', m: 0.05, u: 0.004 },
    { name: 'SPELLING', sentence: 'have given names that differ by a slip', m: 0.06, u: 0.005 },
    { name: 'PART', sentence: 'share a part of their given names', m: 0.03, u: 0.004 },
    { name: 'INITIAL', sentence: 'have given names that agree as far as an initial tells', m: 0.02, u: 0.06 },
    { name: 'ALIKE', sentence: 'have given names that are somewhat alike', m: 0.01, u: 0.02 },
    { name: 'DIFFERENT', sentence: 'have different given names', m: 0.03, u: 0.597 },
    { name: 'OTHER', sentence: 'have given names of two people', m: 0.002, u: 0.3, fixed: true },
  ],
  compare(table, a, b, outcome) {
    align(table, a, b);
    outcome.level = alignment.givenLevel;
    if (outcome.level !== NOT_COMPARED && outcome.level < GIVEN.DIFFERENT) {
      outcome.rarity = rarity(table, alignment.given, false);
    }
  },
};

export const FAMILY_NAME: Comparison = {
  name: 'familyName',
  household: true,
  levels: [
    { name: 'EXACT', sentence: 'have the same family name', m: 0.85, u: 0.003, byFrequency: true },
    { name: 'SPELLING', sentence: 'have family names that differ by a slip', m: 0.08, u: 0.002 },
    { name: 'PART', sentence: 'share a part of their family names', m: 0.03, u: 0.004 },
    { name: 'ALIKE', sentence: 'have family names that are somewhat alike', m: 0.01, u: 0.02 },
    { name: 'DIFFERENT', sentence: 'have different family names', m: 0.03, u: 0.971 },
  ],
  compare(table, a, b, outcome) {
    align(table, a, b);
    outcome.level = alignment.familyLevel;
    if (outcome.level !== NOT_COMPARED && outcome.level < FAMILY.DIFFERENT) {
      outcome.rarity = rarity(table, alignment.family, true);
    }
  },
};

export const NAME_ORDER: Comparison = {
  name: 'nameOrder',
  untrained: true,
  levels: [
    { name: 'STRAIGHT', sentence: 'have their names in the same order', m: 1, u: 1 },
    { name: 'SWAPPED', sentence: 'agree if given and family name of one are swapped', m: 0.06, u: 1 },
  ],
  compare(table, a, b, outcome) {
    align(table, a, b);
    outcome.level = alignment.swapped ? 1 : NOT_COMPARED;
  },
};
