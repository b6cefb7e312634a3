/**
 * What links without weighing: an id that one source issued for another, and an identifier for which both sources vouch
 * while neither given names nor birth dates speak against it. Weak proof is no rule, but remains evidence.
 */
import { PROOFS } from '../../customer/source-record';
import type { ListColumn } from './columns';
import { BIRTH_DATE } from './comparisons/birth-date';
import { GIVEN_NAME } from './comparisons/names';
import { COMPARISONS } from './comparisons/register';
import type { FeatureTable } from './features';
import type { Scorer } from './scoring';

export type Rule = 'NONE' | 'SAME_EMAIL' | 'SAME_ID' | 'ISSUED_ID' | 'DECIDED';

/** What each rule weighs at least, in bits. A person's decision outweighs everything but a never-link. */
export const RULE_BITS: Readonly<Record<Rule, number>> = {
  NONE: Number.NEGATIVE_INFINITY,
  SAME_EMAIL: 8,
  SAME_ID: 10,
  ISSUED_ID: 20,
  DECIDED: 1_000,
};

/** Which rule joins two records, whatever speaks against it. The strongest. */
export function ruleOf(table: FeatureTable, a: number, b: number): Rule {
  if (issues(table, a, b) || issues(table, b, a)) return 'ISSUED_ID';
  if (shares(table, table.ids, table.idProofs, a, b, (id) => table.isSharedId(id))) return 'SAME_ID';
  if (shares(table, table.emails, table.emailProofs, a, b, (email) => table.isSharedEmail(email))) return 'SAME_EMAIL';
  return 'NONE';
}

const GIVEN = COMPARISONS.indexOf(GIVEN_NAME);
const GIVEN_DIFFERENT = GIVEN_NAME.levels.findIndex(({ name }) => name === 'DIFFERENT');
const BIRTH = COMPARISONS.indexOf(BIRTH_DATE);
const BIRTH_DIFFERENT = BIRTH_DATE.levels.findIndex(({ name }) => name === 'DIFFERENT');

/** Whether the pair scored last has given names of two people, or was born a generation apart. */
export function isContradicted(scorer: Scorer): boolean {
  return scorer.levels[GIVEN]! >= GIVEN_DIFFERENT || scorer.levels[BIRTH] === BIRTH_DIFFERENT;
}

function issues(table: FeatureTable, a: number, b: number): boolean {
  const named = table.ownRef.at(b);
  for (let i = table.issued.start(a); i < table.issued.end(a); i++) if (table.issued.value(i) === named) return true;
  return false;
}

function shares(
  table: FeatureTable,
  values: ListColumn,
  proofs: ListColumn,
  a: number,
  b: number,
  isShared: (value: number) => boolean,
): boolean {
  const floor = PROOFS.indexOf(table.settings.floor);
  for (let i = values.start(a); i < values.end(a); i++) {
    for (let j = values.start(b); j < values.end(b); j++) {
      const value = values.value(i);
      if (value !== values.value(j) || isShared(value)) continue;
      if (proofs.value(i) >= floor && proofs.value(j) >= floor) return true;
    }
  }
  return false;
}
