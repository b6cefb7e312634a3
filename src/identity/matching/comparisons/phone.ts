import { type Comparison, NOT_COMPARED } from '../comparison';
import type { FeatureTable } from '../features';
import { edits, mayBeWithin } from '../similarity';

const EXACT = 0;
const TAIL = 1;
const SLIP = 2;
const DIFFERENT = 3;

export const PHONE: Comparison = {
  name: 'phone',
  several: true,
  household: true,
  levels: [
    { name: 'EXACT', sentence: 'have the same phone number', m: 0.55, u: 0.0001, byFrequency: true },
    { name: 'TAIL', sentence: 'have the same phone number as far as it is written', m: 0.08, u: 0.0003 },
    { name: 'SLIP', sentence: 'have phone numbers that differ by a digit', m: 0.04, u: 0.0005 },
    { name: 'DIFFERENT', sentence: 'have different phone numbers', m: 0.33, u: 0.9991 },
  ],
  compare(table, a, b, outcome) {
    outcome.level = NOT_COMPARED;
    for (let i = table.phones.start(a); i < table.phones.end(a); i++) {
      for (let j = table.phones.start(b); j < table.phones.end(b); j++) {
        const [phoneA, phoneB] = [table.phones.value(i), table.phones.value(j)];
        if (table.isSharedPhone(phoneA) || table.isSharedPhone(phoneB)) continue;
        const level = levelOf(table, phoneA, phoneB);
        if (outcome.level !== NOT_COMPARED && level >= outcome.level) continue;
        outcome.level = level;
        if (level === EXACT) outcome.rarity = table.phoneTexts.rarity(phoneA);
      }
    }
  },
};

function levelOf(table: FeatureTable, a: number, b: number): number {
  if (a === b) return EXACT;
  const bothInternational = table.phoneInternational.at(a) === 1 && table.phoneInternational.at(b) === 1;
  if (!bothInternational && table.phoneTail.at(a) === table.phoneTail.at(b)) return TAIL;
  if (!mayBeWithin(table.phoneTexts.letters(a), table.phoneTexts.letters(b), 1)) return DIFFERENT;
  return edits(table.phoneTexts.text(a), table.phoneTexts.text(b), 1) <= 1 ? SLIP : DIFFERENT;
}
