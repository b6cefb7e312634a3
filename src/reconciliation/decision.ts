/** One choice among candidates: the rules in order, each breaking the ties that the ones before left, and why. */
import type { Alternative, Claim, SurvivorshipRule } from './claim';
import { type Candidate, type ChoiceRule, type RuleContext, sourceOf } from './rules/rule';

export interface Decision {
  readonly winner: Candidate;
  readonly lost: readonly Lost[];
  readonly rules: readonly ChoiceRule[];
}

interface Lost {
  readonly candidate: Candidate;
  /** Index of the rule that dropped it; the number of rules where only the last tie-break did. */
  readonly step: number;
}

/** @param candidates at least one, in the order that breaks the last tie */
export function decide(candidates: readonly Candidate[], rules: readonly ChoiceRule[], context: RuleContext): Decision {
  const lost: Lost[] = [];
  let running = candidates;
  for (const [step, rule] of rules.entries()) {
    if (running.length === 1) break;
    const kept = rule.keep(running, context);
    if (kept.length === running.length) continue;
    for (const candidate of running) if (!kept.includes(candidate)) lost.push({ candidate, step });
    running = kept;
  }
  for (const candidate of running.slice(1)) lost.push({ candidate, step: rules.length });
  return { winner: running[0]!, lost, rules };
}

/** The rule without which the value would have been another; where all agree, the one that chose the record. */
export function decidingRule({ winner, lost, rules }: Decision): SurvivorshipRule | 'only' {
  if (lost.length === 0) return 'only';
  let valueStep = -1;
  let recordStep = -1;
  for (const { candidate, step } of lost) {
    recordStep = Math.max(recordStep, step);
    if (candidate.normal !== winner.normal) valueStep = Math.max(valueStep, step);
  }
  return rules[valueStep < 0 ? recordStep : valueStep]?.name ?? 'mostTrusted';
}

/** Whether a source of this rank, had it been asked, might have won. */
export function mightHaveWon(rank: number, { winner, rules }: Decision, context: RuleContext): boolean {
  for (const rule of rules) {
    const chance = rule.couldBeat(rank, winner, context);
    if (chance !== 'tie') return chance === 'yes';
  }
  return rank <= winner.rank;
}

/** What the others say of the field of the chosen claim. */
export function alternativesTo(chosen: Claim, decision: Decision): readonly Alternative[] {
  const alternatives: Alternative[] = [];
  for (const lost of decision.lost) {
    for (const { field, value, record, sourceUpdatedAt, normal } of lost.candidate.claims) {
      if (field !== chosen.field) continue;
      const agreement = normal === chosen.normal ? 'Says the same; ' : '';
      alternatives.push({ value, record, sourceUpdatedAt, whyLost: `${agreement}${whyLost(lost, decision)}.` });
    }
  }
  return alternatives;
}

function whyLost({ candidate, step }: Lost, { winner, rules }: Decision): string {
  const rule = rules[step];
  const reason = rule ? `${rule.name}: ${rule.whyLost(candidate, winner)}` : `tie: ${tieBreak(candidate, winner)}`;
  if (step === 0) return reason;
  const undecided = rules.slice(0, step).map(({ name }) => name);
  return `${reason} (${undecided.join(', ')} left a tie)`;
}

function tieBreak(loser: Candidate, winner: Candidate): string {
  const [lost, won] = [sourceOf(loser), sourceOf(winner)];
  if (lost === won) return 'of records that are alike the one with the first id is taken';
  return winner.rank < loser.rank ? `the policy ranks ${won} before ${lost}` : `${won} comes before ${lost} by name`;
}
