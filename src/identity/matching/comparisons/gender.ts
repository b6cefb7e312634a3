import { type Comparison, NOT_COMPARED } from '../comparison';
import { MISSING } from '../terms';

export const GENDER: Comparison = {
  name: 'gender',
  levels: [
    { name: 'EXACT', sentence: 'have the same gender', m: 0.97, u: 0.5 },
    { name: 'DIFFERENT', sentence: 'have different genders', m: 0.03, u: 0.5 },
  ],
  compare(table, a, b, outcome) {
    const [genderA, genderB] = [table.gender.at(a), table.gender.at(b)];
    outcome.level = genderA === MISSING || genderB === MISSING ? NOT_COMPARED : genderA === genderB ? 0 : 1;
  },
};
