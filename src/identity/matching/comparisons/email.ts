import { type Comparison, NOT_COMPARED } from '../comparison';
import type { FeatureTable } from '../features';
import { edits, jaroWinkler, mayBeAlike, mayBeWithin } from '../similarity';

const EXACT = 0;
const SLIP = 1;
const LOCAL = 2;
const DOMAIN = 3;
const ALIKE = 4;
const DIFFERENT = 5;

export const EMAIL: Comparison = {
  name: 'email',
  several: true,
  levels: [
    { name: 'EXACT', sentence: 'have the same e-mail address', m: 0.6, u: 0.0001, h: 0.15, byFrequency: true },
    { name: 'SLIP', sentence: 'have e-mail addresses that differ by a slip', m: 0.08, u: 0.0001 },
    { name: 'LOCAL', sentence: 'use the same name at two e-mail providers', m: 0.06, u: 0.001 },
    { name: 'DOMAIN', sentence: 'have e-mail addresses at the same rare domain', m: 0.04, u: 0.001, byFrequency: true },
    { name: 'ALIKE', sentence: 'use similar names in their e-mail addresses', m: 0.05, u: 0.02 },
    { name: 'DIFFERENT', sentence: 'have different e-mail addresses', m: 0.17, u: 0.9778 },
  ],
  compare(table, a, b, outcome) {
    outcome.level = NOT_COMPARED;
    for (let i = table.emails.start(a); i < table.emails.end(a); i++) {
      for (let j = table.emails.start(b); j < table.emails.end(b); j++) {
        const [emailA, emailB] = [table.emails.value(i), table.emails.value(j)];
        if (table.isSharedEmail(emailA) || table.isSharedEmail(emailB)) continue;
        const level = levelOf(table, emailA, emailB, () => holdsName(table, a, emailA) || holdsName(table, b, emailA));
        if (level === NOT_COMPARED || (outcome.level !== NOT_COMPARED && level >= outcome.level)) continue;
        outcome.level = level;
        if (level === EXACT) outcome.rarity = table.emailTexts.rarity(emailA);
        if (level === DOMAIN) outcome.rarity = table.domains.rarity(table.emailDomain.at(emailA));
      }
    }
  },
};

/** Of a domain that more people use: it says nothing of who they are. */
const RARE_DOMAIN_BITS = 7.6;

function levelOf(table: FeatureTable, a: number, b: number, isOfName: () => boolean): number {
  if (a === b) return EXACT;
  const sameDomain = table.emailDomain.at(a) === table.emailDomain.at(b);
  const [localA, localB] = [table.emailLocal.at(a), table.emailLocal.at(b)];
  const [textA, textB] = [table.localTexts.text(localA), table.localTexts.text(localB)];
  const [lettersA, lettersB] = [table.localTexts.letters(localA), table.localTexts.letters(localB)];
  const shorter = Math.min(textA.length, textB.length);
  if (sameDomain) {
    if (shorter >= 4 && mayBeWithin(lettersA, lettersB, 2)) {
      const slips = edits(textA, textB, 2);
      if (slips <= 1 || (slips === 2 && shorter >= 6 && jaroWinkler(textA, textB) >= 0.93)) return SLIP;
    }
    if (table.domains.rarity(table.emailDomain.at(a)) >= RARE_DOMAIN_BITS) return DOMAIN;
  } else if (shorter >= 4 || localA === localB) {
    const texts = table.emailTexts;
    if (
      mayBeWithin(texts.letters(a), texts.letters(b), SLIPS) &&
      edits(domainOf(table, a), domainOf(table, b), SLIPS) <= SLIPS &&
      edits(texts.text(a), texts.text(b), SLIPS) <= SLIPS
    ) {
      return SLIP;
    }
  }
  if (shorter < 4) return DIFFERENT;
  if (localA !== localB) {
    if (!mayBeAlike(textA, lettersA, textB, lettersB, LOCAL_ALIKE) || jaroWinkler(textA, textB) < LOCAL_ALIKE) {
      return DIFFERENT;
    }
  }
  if (isOfName()) return NOT_COMPARED;
  return localA === localB ? LOCAL : ALIKE;
}

const SLIPS = 3;
const LOCAL_ALIKE = 0.9;

/** `jjones` says of two Jay Joneses nothing that their names have not said. */
function holdsName(table: FeatureTable, row: number, email: number): boolean {
  const local = table.localTexts.text(table.emailLocal.at(email));
  for (let i = table.names.start(row); i < table.names.end(row); i++) {
    const name = table.names.value(i);
    for (const text of [table.nameGiven.at(name), table.nameFamily.at(name)]) {
      const word = table.nameTexts.text(text);
      if (word.length >= 3 && local.includes(word.slice(0, 5))) return true;
    }
  }
  return false;
}

function domainOf(table: FeatureTable, email: number): string {
  return table.domains.text(table.emailDomain.at(email));
}
