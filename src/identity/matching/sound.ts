/**
 * A rough key of how a name sounds, for finding candidates only: consonants in groups that European spellings and
 * transliterations mix up, vowels dropped after the first letter. Never evidence.
 */

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/ough|augh/g, 'o'],
  [/sch|sh|ch|tch|cz|sz|zh/g, 's'],
  [/ck|q|x|c(?![eiy])/g, 'k'],
  [/c(?=[eiy])|z|ß/g, 's'],
  [/gh|kh/g, 'g'],
  [/th|dt|tt/g, 't'],
  [/w/g, 'v'],
  [/j(?=[aeiou])|y(?=[aeiou])/g, 'i'],
];
const NOT_FIRST_VOWEL = /(?<!^)[aeiouyh]/g;
const DOUBLE = /(.)\1+/g;
const LENGTH = 4;
const LATIN = /^[a-z ]*$/;

/** @param name a normal form. Of another script than Latin the first letters. */
export function soundOf(name: string): string {
  const joined = name.replaceAll(' ', '');
  if (!LATIN.test(name)) return joined.slice(0, LENGTH);
  let key = joined;
  for (const [spelling, sound] of SPELLINGS) key = key.replace(spelling, sound);
  return key.replace(NOT_FIRST_VOWEL, '').replace(DOUBLE, '$1').slice(0, LENGTH);
}
