/**
 * Comparing texts that people type: what counts as the same writing. Not for identifiers, whose own files know better.
 */

/** Marks that people leave out when they type; not the vowel signs of Indic scripts nor the voicing of Kana. */
const OPTIONAL_MARKS = new RegExp(
  `[${[
    // Latin, Greek, Cyrillic
    '\\u0300-\\u036f\\u0483-\\u0487\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff',
    // Hebrew points
    '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5',
    // Arabic vowels
    '\\u0610-\\u061a\\u064b-\\u065f\\u0670',
  ].join('')}]`,
  'g',
);
/** Letters that Unicode does not take apart, though people type them as two or without the stroke. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ς: 'σ',
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
const APOSTROPHES = /['\u2018\u2019\u02bc\u02bb\u0060\u00b4]/g;
const NOT_WORD = /[^\p{L}\p{N}\p{M}]+/gu;
const NOT_ASCII_WORD = /[^a-z0-9]+/g;
const ASCII = /^[\0-\x7f]*$/;
const WHITE_SPACE = /\s+/g;

/** One case and no optional marks; letters of every script are kept, punctuation is kept. Idempotent. */
export function foldLetters(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(OPTIONAL_MARKS, '')
    .replace(SPECIAL_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
}

/** For tags, stages and the like, where punctuation may tell two apart (`c` and `c++`). */
export function normalText(text: string): string {
  return foldLetters(text).replace(WHITE_SPACE, ' ').trim();
}

/** For names and titles, where it does not: apostrophes go, other punctuation is a space. */
export function normalWords(text: string): string {
  const folded = foldLetters(text).replace(APOSTROPHES, '');
  return folded.replace(ASCII.test(folded) ? NOT_ASCII_WORD : NOT_WORD, ' ').trim();
}

const LEGAL_FORMS: ReadonlySet<string> = new Set(
  (
    'inc incorporated corp corporation co company ltd limited llc llp lp plc pty gmbh mbh ag kg kgaa ohg ug se eg ev ' +
    'sa sas sarl srl spa snc bv nv vof ab as asa aps oy oyj sro zoo kft doo kk oao ooo zao pao ojsc cjsc pjsc jsc'
  ).split(' '),
);

/** Forms that stand before the name too: `OOO Romashka`, `SRL Pro Traffic`. Of the others some are words of names. */
const LEADING_FORMS: ReadonlySet<string> = new Set('oao ooo zao pao ojsc cjsc pjsc jsc srl sarl pt'.split(' '));

/** A company without its legal form: `Acme, Inc.`, `ACME` and `OOO Acme` are one. */
export function normalCompany(text: string): string {
  const words = normalWords(text).split(' ');
  let end = words.length;
  while (end > 1 && LEGAL_FORMS.has(words[end - 1]!)) end--;
  let start = 0;
  while (end - start > 1 && LEADING_FORMS.has(words[start]!)) start++;
  return words.slice(start, end).join(' ');
}
