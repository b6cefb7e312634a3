import { type Comparison, NOT_COMPARED } from '../comparison';
import type { FeatureTable } from '../features';
import { edits, jaroWinkler } from '../similarity';
import { MISSING } from '../terms';

const EXACT = 0;
const SPELLING = 1;
const WORDS = 2;
const ALIKE = 3;
const DIFFERENT = 4;

export const COMPANY: Comparison = {
  name: 'company',
  several: true,
  levels: [
    { name: 'EXACT', sentence: 'name the same company', m: 0.5, u: 0.001, byFrequency: true },
    { name: 'SPELLING', sentence: 'name companies that differ by a slip', m: 0.1, u: 0.001 },
    { name: 'WORDS', sentence: 'name companies of which one holds the words of the other', m: 0.15, u: 0.005 },
    { name: 'ALIKE', sentence: 'name companies that share words', m: 0.1, u: 0.05 },
    { name: 'DIFFERENT', sentence: 'name different companies', m: 0.15, u: 0.943 },
  ],
  compare(table, a, b, outcome) {
    const [companyA, companyB] = [table.company.at(a), table.company.at(b)];
    if (companyA === MISSING || companyB === MISSING) {
      outcome.level = NOT_COMPARED;
      return;
    }
    outcome.level = levelOf(table, companyA, companyB);
    if (outcome.level === EXACT) outcome.rarity = table.companies.rarity(companyA);
  },
};

function levelOf(table: FeatureTable, a: number, b: number): number {
  if (a === b) return EXACT;
  const [textA, textB] = [table.companies.text(a), table.companies.text(b)];
  if (edits(textA, textB, 2) <= Math.min(2, textA.length >> 2) || jaroWinkler(textA, textB) >= 0.95) return SPELLING;
  const [wordsA, wordsB] = [textA.split(' '), textB.split(' ')];
  const [few, many] = wordsA.length <= wordsB.length ? [wordsA, wordsB] : [wordsB, wordsA];
  let shared = 0;
  for (const word of few) {
    if (many.some((other) => word === other || (word.length > 4 && edits(word, other, 1) <= 1))) shared++;
  }
  if (shared === few.length) return WORDS;
  return shared * 2 >= few.length ? ALIKE : DIFFERENT;
}
