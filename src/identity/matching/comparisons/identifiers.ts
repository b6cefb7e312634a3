import { type Comparison, NOT_COMPARED } from '../comparison';
import { edits } from '../similarity';

const EXACT = 0;
const SLIP = 1;
const DIFFERENT = 2;

/** Ids that a person has only one of, each compared with those of its own type. */
export const IDENTIFIERS: Comparison = {
  name: 'identifiers',
  levels: [
    { name: 'EXACT', sentence: 'carry the same id', m: 0.9, u: 0.00001, byFrequency: true },
    { name: 'SLIP', sentence: 'carry ids that differ by a character', m: 0.07, u: 0.0001 },
    { name: 'DIFFERENT', sentence: 'carry different ids of one type', m: 0.03, u: 0.99989 },
  ],
  compare(table, a, b, outcome) {
    outcome.level = NOT_COMPARED;
    for (let i = table.ids.start(a); i < table.ids.end(a); i++) {
      for (let j = table.ids.start(b); j < table.ids.end(b); j++) {
        const [idA, idB] = [table.ids.value(i), table.ids.value(j)];
        if (table.isSharedId(idA) || table.isSharedId(idB)) continue;
        if (table.idType.at(idA) !== table.idType.at(idB)) continue;
        const level =
          idA === idB ? EXACT : edits(table.idTexts.text(idA), table.idTexts.text(idB), 1) <= 1 ? SLIP : DIFFERENT;
        if (outcome.level !== NOT_COMPARED && level >= outcome.level) continue;
        outcome.level = level;
        if (level === EXACT) outcome.rarity = table.idTexts.rarity(idA);
      }
    }
  },
};
