/** All survivorship rules by name. */
import type { SurvivorshipRule } from '../claim';
import { longest } from './longest';
import { mostComplete } from './most-complete';
import { mostFrequent } from './most-frequent';
import { mostRecent } from './most-recent';
import { mostTrusted } from './most-trusted';
import { oldest } from './oldest';
import type { ChoiceRule, ListRule } from './rule';
import { strictest } from './strictest';
import { union } from './union';
import { verifiedFirst } from './verified-first';

export type ListRuleName = 'union' | 'strictest';
export type ChoiceRuleName = Exclude<SurvivorshipRule, ListRuleName>;

export const CHOICE_RULES: Readonly<Record<ChoiceRuleName, ChoiceRule>> = {
  mostRecent,
  mostTrusted,
  mostFrequent,
  mostComplete,
  longest,
  oldest,
  verifiedFirst,
};

export const LIST_RULES: Readonly<Record<ListRuleName, ListRule>> = { union, strictest };

export function isListRule(name: SurvivorshipRule): name is ListRuleName {
  return name in LIST_RULES;
}

export function isChoiceRule(name: SurvivorshipRule): name is ChoiceRuleName {
  return name in CHOICE_RULES;
}
