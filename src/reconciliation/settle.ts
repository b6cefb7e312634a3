/**
 * Settles the claims of one customer, field by field and group by group. Pure: the same claims in any order, with the
 * same policies and context, give the same values, provenance and conflicts.
 *
 * A settled value is always one of the claims (for lists, their items together), and every claim on a settled field is
 * the winner or among the alternatives: nothing is lost, nothing is made up.
 */
import { CUSTOMER_FIELD_NAMES, type CustomerField } from '../customer/fields';
import type { RecordRef, SourceName } from '../customer/source-record';
import type { Claim, Conflict, SettledValue } from './claim';
import { Clocks } from './clocks';
import { conflictOf } from './conflicts';
import { alternativesTo, decide, decidingRule, mightHaveWon } from './decision';
import { type Pins, validPins, withPins } from './pins';
import { groupOf, type Policies } from './policy';
import { Ranking } from './ranking';
import type { Candidate, RuleContext } from './rules/rule';
import { CHOICE_RULES, isChoiceRule, isListRule, LIST_RULES, type ListRuleName } from './rules/rules';

export interface SettleContext {
  /** ms since the epoch. A source's clock that is ahead of it by more than the skew is not believed. */
  readonly now: number;
  /** Clocks of two sources that differ by no more are not told apart. Default: two minutes. */
  readonly skewMs?: number;
  /** Sources that hold records of the customer, or may, and could not be asked. Repeats are fine. */
  readonly unavailable: readonly SourceName[];
  /** Sources that answered, but not about this field. */
  readonly drifted?: ReadonlyMap<CustomerField, readonly SourceName[]>;
  readonly pins?: Pins;
}

export interface Settlement {
  /** In the order of the register of fields. A field without a claim has no entry. */
  readonly settled: ReadonlyMap<CustomerField, SettledValue>;
  readonly conflicts: readonly Conflict[];
}

const DEFAULT_SKEW_MS = 120_000;

export function settle(claims: readonly Claim[], policies: Policies, context: SettleContext): Settlement {
  const settling: Settling = {
    byField: claimsByField(claims),
    policies,
    context,
    clocks: new Clocks(context.now, context.skewMs ?? DEFAULT_SKEW_MS),
    settled: new Map(),
    conflicts: [],
  };
  const lists: [CustomerField, ListRuleName][] = [];
  for (const unit of UNITS) {
    const listRule = policies[unit.fields[0]].rules.find(isListRule);
    if (listRule === undefined) settleChoice(unit, settling);
    else lists.push([unit.fields[0], listRule]);
  }
  for (const [field, rule] of lists) settleList(field, rule, settling);
  return withPins(validPins(context.pins ?? NO_PINS, context.now), context.now, settling, settling.byField);
}

const NO_PINS: Pins = new Map();

/** What is decided at once: a field, or a group. */
interface Unit {
  readonly fields: readonly [CustomerField, ...CustomerField[]];
  /** The value is itself a time, which no other source's clock can doubt. */
  readonly isTime: boolean;
  /** Fields that a complete record fills; a display name follows from the others. */
  readonly fieldCount: number;
}

const UNITS: readonly Unit[] = CUSTOMER_FIELD_NAMES.flatMap((field) => {
  const group = groupOf(field);
  const [first = field, ...others] = CUSTOMER_FIELD_NAMES.filter((name) =>
    group === undefined ? name === field : groupOf(name) === group,
  );
  if (first !== field) return [];
  const fields: Unit['fields'] = [first, ...others];
  return {
    fields,
    isTime: field === 'createdAt' || field === 'updatedAt',
    fieldCount: fields.filter((name) => name !== 'displayName').length,
  };
});

interface Settling {
  readonly byField: ReadonlyMap<CustomerField, Claim[]>;
  readonly policies: Policies;
  readonly context: SettleContext;
  readonly clocks: Clocks;
  readonly settled: Map<CustomerField, SettledValue>;
  readonly conflicts: Conflict[];
}

function claimsByField(claims: readonly Claim[]): Map<CustomerField, Claim[]> {
  const byField = new Map<CustomerField, Claim[]>();
  for (const claim of claims) {
    const known = byField.get(claim.field);
    if (known === undefined) byField.set(claim.field, [claim]);
    else known.push(claim);
  }
  return byField;
}

/** Of each list, the field that shows one of its items. It is settled before, and the items of its record come first. */
const SHOWN_BY: Readonly<Partial<Record<CustomerField, CustomerField>>> = {
  emails: 'email',
  phones: 'phone',
  addresses: 'defaultAddress',
};

function settleList(field: CustomerField, rule: ListRuleName, settling: Settling): void {
  const { byField, policies, context, settled } = settling;
  const ranking = new Ranking(policies[field].sources);
  const shownBy = SHOWN_BY[field];
  const shown = shownBy && settled.get(shownBy)?.record;
  const isOther = ({ record }: Claim): number => (shown && isSameRecord(record, shown) ? 0 : 1);
  const claims = byField.get(field)?.sort((a, b) => isOther(a) - isOther(b) || ranking.compareClaims(a, b));
  const first = claims?.[0];
  if (claims === undefined || first === undefined) return;
  settled.set(field, {
    field,
    value: LIST_RULES[rule].combine(claims as Claim<readonly unknown[]>[]),
    record: first.record,
    rule: isSameRecord(first.record, claims.at(-1)!.record) ? 'only' : rule,
    sourceUpdatedAt: first.sourceUpdatedAt,
    fetchedAt: first.fetchedAt,
    pinned: false,
    missing: absentSources([field], context, ranking, () => true),
    // Nothing lost: every item is in the value, or has a stricter one beside it.
    alternatives: [],
  });
}

function settleChoice(unit: Unit, { byField, policies, context, clocks, settled, conflicts }: Settling): void {
  const policy = policies[unit.fields[0]];
  const ranking = new Ranking(policy.sources);
  const candidates = candidatesOf(unit, byField, ranking, clocks);
  if (candidates.length === 0) return;

  const ruleContext: RuleContext = {
    skewMs: clocks.skewMs,
    timeIsValue: unit.isTime,
    fieldCount: unit.fieldCount,
  };
  const rules = policy.rules.filter(isChoiceRule).map((name) => CHOICE_RULES[name]);
  const decision = decide(candidates, rules, ruleContext);
  const rule = decidingRule(decision);
  const missing = absentSources(unit.fields, context, ranking, (rank) => mightHaveWon(rank, decision, ruleContext));

  for (const field of unit.fields) {
    const chosen = decision.winner.claims.find((claim) => claim.field === field);
    if (chosen !== undefined) {
      settled.set(field, {
        field,
        value: chosen.value,
        record: chosen.record,
        rule,
        sourceUpdatedAt: chosen.sourceUpdatedAt,
        fetchedAt: chosen.fetchedAt,
        pinned: false,
        missing,
        alternatives: alternativesTo(chosen, decision),
      });
    }
    if (candidates.length === 1) continue;
    const conflict = conflictOf(field, rivalsFor(field, decision.winner, candidates), chosen);
    if (conflict !== undefined) conflicts.push(conflict);
  }
}

/** A candidate per record, best-ranked first. */
function candidatesOf(unit: Unit, byField: Settling['byField'], ranking: Ranking, clocks: Clocks): Candidate[] {
  const perRecord: Claim[][] = [];
  for (const field of unit.fields) {
    for (const claim of byField.get(field) ?? []) {
      const known = perRecord.find(([first]) => isSameRecord(first!.record, claim.record));
      const latest = known?.at(-1);
      if (known === undefined || latest === undefined) perRecord.push([claim]);
      else if (latest.field !== field) known.push(claim);
      // A record says one thing of a field. Should it say two, which one counts must not depend on their order.
      else if (claim.normal < latest.normal) known[known.length - 1] = claim;
    }
  }
  const candidates = perRecord.map((claims) => candidate(claims, unit, ranking, clocks));
  return candidates.length < 2
    ? candidates
    : candidates.sort((a, b) => ranking.compareClaims(a.claims[0]!, b.claims[0]!));
}

function isSameRecord(a: RecordRef, b: RecordRef): boolean {
  return a === b || (a.id === b.id && a.source === b.source);
}

function candidate(claims: readonly Claim[], unit: Unit, ranking: Ranking, clocks: Clocks): Candidate {
  const first = claims[0]!;
  return {
    claims,
    normal: unit.fields.length === 1 ? first.normal : normalOfGroup(unit, claims),
    rank: ranking.rankOf(first.record.source),
    time: clocks.believed(unit.isTime ? String(first.value) : first.sourceUpdatedAt),
  };
}

function normalOfGroup({ fields }: Unit, claims: readonly Claim[]): string {
  return fields.map((name) => claims.find(({ field }) => field === name)?.normal ?? '').join('\n');
}

/**
 * The claims on a field that may disagree. Where records hold first and last names, those tell the disagreement; to tell
 * it again of the display name that follows from them would be noise.
 */
function rivalsFor(field: CustomerField, winner: Candidate, candidates: readonly Candidate[]): Claim[] {
  const hasParts = ({ claims }: Candidate): boolean => claims.length > 1;
  const rivals =
    field === 'displayName' && hasParts(winner)
      ? candidates.filter((one) => one === winner || !hasParts(one))
      : candidates;
  return rivals.flatMap(({ claims }) => claims.filter((claim) => claim.field === field));
}

function absentSources(
  fields: readonly CustomerField[],
  context: SettleContext,
  ranking: Ranking,
  mattersAt: (rank: number) => boolean,
): readonly SourceName[] {
  const unavailable = [...context.unavailable, ...fields.flatMap((field) => context.drifted?.get(field) ?? [])];
  if (unavailable.length === 0) return unavailable;
  return [...new Set(unavailable)]
    .filter((source) => mattersAt(ranking.rankOf(source)))
    .sort((a, b) => ranking.compareSources(a, b));
}
