/**
 * The link rules: which of the records in view are one person. Pure, and independent of the order of records.
 *
 * - **ISSUED_ID**: one record names the other by the id that the other's source issued.
 * - **SAME_EMAIL**: both carry one e-mail with enough proof, it is not blocked and not carried by too many, and their
 *   names do not contradict. Where names of its carriers contradict, only those are joined who clearly belong together.
 *
 * A phone number links nobody: father and son on one line are not one customer. Never-links outrank every rule. Joins
 * through several e-mails do not chain people together: a group in which names contradict falls apart again.
 */
import { namesContradict } from '../../customer/normal-forms/name';
import {
  meetsFloor,
  PROOFS,
  type Proof,
  type RecordRef,
  refKey,
  type SourceRecord,
} from '../../customer/source-record';
import { blockedEmails } from './blocked-emails';
import { clearMembers } from './clear-classes';
import { DisjointSets } from './disjoint-sets';

export interface LinkRules {
  /** An e-mail with less proof links nobody. */
  readonly floor: Proof;
  /** Addresses that identify nobody, besides those of roles; see `blockedEmails`. */
  readonly blockedEmails: readonly string[];
  /** What more records than this carry is shared, and links nobody. */
  readonly maxRecordsPerIdentifier: number;
}

/** What is known of the records already. */
export interface LinkKnowledge {
  /** Groups of records that belong to one customer: their names contradict each other no more. */
  readonly joined: readonly (readonly RecordRef[])[];
  /** Pairs that must never be joined. */
  readonly never: readonly (readonly [RecordRef, RecordRef])[];
  /** How many records carry an e-mail (normal form), beyond those in view too. */
  readonly carriers: (email: string) => number;
}

/** Why two records are one person. Says nothing of whom. */
export interface LinkDecision {
  readonly a: RecordRef;
  readonly b: RecordRef;
  readonly rule: 'ISSUED_ID' | 'SAME_EMAIL';
  /** How well each side vouches for the e-mail, weaker first; empty for an issued id. */
  readonly evidence: readonly Proof[];
}

/** The records in groups of one person each, alone where nothing joins them. `records` name each ref once. */
export function linkGroups(
  records: readonly SourceRecord[],
  rules: LinkRules,
  known?: Partial<LinkKnowledge>,
): readonly (readonly SourceRecord[])[] {
  const positions = positionsOf(records);
  const sets = new DisjointSets(records.length);
  for (const { a, b } of linkDecisions(records, rules, known)) {
    sets.union(positions.get(refKey(a))!, positions.get(refKey(b))!);
  }
  for (const group of known?.joined ?? []) {
    const members = group.flatMap((ref) => positions.get(refKey(ref)) ?? []);
    for (const member of members) sets.union(members[0]!, member);
  }
  return sets.sets().map((set) => set.map((i) => records[i]!));
}

/** The joins that the rules make, as few as connect each group. `records` name each ref once. */
export function linkDecisions(
  records: readonly SourceRecord[],
  rules: LinkRules,
  known: Partial<LinkKnowledge> = {},
): readonly LinkDecision[] {
  return new Linking(records, rules, known).decisions();
}

interface Join {
  readonly i: number;
  readonly j: number;
  readonly decision: LinkDecision;
}

class Linking {
  /** In the order of their names, so that nothing depends on the order in which they came. */
  private readonly records: readonly SourceRecord[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly neverPairs: ReadonlySet<string>;
  /** The position of the first record of the same name, for each. */
  private readonly names: readonly number[];
  /** By pairs of names. */
  private readonly contradictions = new Map<string, boolean>();
  /** Records joined by what was known and by issued ids; e-mails join these further. */
  private readonly units: DisjointSets;

  constructor(
    records: readonly SourceRecord[],
    private readonly rules: LinkRules,
    private readonly known: Partial<LinkKnowledge>,
  ) {
    const keys = new Map(records.map((record) => [record, refKey(record.ref)]));
    this.records = [...records].sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
    this.positions = positionsOf(this.records);
    this.neverPairs = new Set((known.never ?? []).flatMap(([a, b]) => this.pairOf(a, b) ?? []));
    this.names = firstOfEachName(this.records);
    this.units = new DisjointSets(this.records.length);
  }

  decisions(): readonly LinkDecision[] {
    for (const group of this.known.joined ?? []) {
      const members = group.flatMap((ref) => this.positions.get(refKey(ref)) ?? []);
      for (const member of members.slice(1)) this.units.union(members[0]!, member);
    }
    const issued = this.joinsByIssuedId();
    for (const { i, j } of issued) this.units.union(i, j);
    return [...issued, ...this.unchained(this.joinsByEmail())].map(({ decision }) => decision);
  }

  private joinsByIssuedId(): readonly Join[] {
    const namedBy = new Map<number, Set<number>>();
    for (const [i, record] of this.records.entries()) {
      for (const issued of record.issuedIds) {
        const j = this.positions.get(refKey(issued));
        if (j !== undefined && j !== i) addTo(namedBy, j, i);
      }
    }
    const joins = [...namedBy].flatMap(([j, naming]) =>
      naming.size > this.rules.maxRecordsPerIdentifier ? [] : [...naming].map((i) => this.join(i, j, 'ISSUED_ID', [])),
    );
    const sets = new DisjointSets(this.records.length);
    for (const { i, j } of joins) sets.union(i, j);
    const torn = new Set<number>();
    for (const set of sets.sets()) {
      if (anyPair(set, (a, b) => this.mustNever(a, b))) torn.add(set[0]!);
    }
    return joins.filter(({ i }) => !torn.has(sets.find(i)));
  }

  private joinsByEmail(): readonly Join[] {
    const isBlocked = blockedEmails(this.rules.blockedEmails);
    const carriers = new Map<string, Map<number, Proof>>();
    for (const [i, record] of this.records.entries()) {
      for (const { type, normal, proof } of record.identifiers) {
        if (type !== 'EMAIL' || !meetsFloor(proof, this.rules.floor) || isBlocked(normal)) continue;
        const proofs = carriers.get(normal) ?? new Map<number, Proof>();
        const before = proofs.get(i);
        proofs.set(i, before !== undefined && meetsFloor(before, proof) ? before : proof);
        carriers.set(normal, proofs);
      }
    }
    return [...carriers].flatMap(([email, proofs]) => {
      if (proofs.size < 2) return [];
      const count = Math.max(proofs.size, this.known.carriers?.(email) ?? 0);
      if (count > this.rules.maxRecordsPerIdentifier) return [];
      const clear = clearMembers([...proofs.keys()], (a, b) => this.contradict(a, b));
      // Among clear members compatibility is transitive: the first compatible one stands for its class.
      return clear.flatMap((i, at) => {
        const j = clear.slice(0, at).find((other) => !this.contradict(i, other));
        return j === undefined ? [] : [this.join(j, i, 'SAME_EMAIL', [proofs.get(i)!, proofs.get(j)!])];
      });
    });
  }

  /** Leaves out joins by which people whose names contradict would become one through others between them. */
  private unchained(joins: readonly Join[]): readonly Join[] {
    const unitMembers = new Map<number, readonly number[]>(this.units.sets().map((unit) => [unit[0]!, unit]));
    const clusters = new DisjointSets(this.records.length);
    for (const unit of unitMembers.values()) for (const member of unit) clusters.union(unit[0]!, member);
    for (const { i, j } of joins) clusters.union(i, j);
    const contradict = (a: number, b: number): boolean =>
      this.unitsContradict(unitMembers.get(a) ?? [], unitMembers.get(b) ?? []);
    const clear = new Set<number>();
    for (const cluster of clusters.sets()) {
      const units = cluster.filter((member) => unitMembers.has(member));
      const members = clearMembers(units, contradict);
      for (const unit of members) clear.add(unit);
    }
    return joins.filter(({ i, j }) => {
      const [a, b] = [this.units.find(i), this.units.find(j)];
      return a === b || (clear.has(a) && clear.has(b) && !contradict(a, b));
    });
  }

  /** A unit that goes by two names contradicts neither. */
  private unitsContradict(a: readonly number[], b: readonly number[]): boolean {
    const pairs = a.flatMap((i) => b.map((j) => [i, j] as const));
    if (pairs.some(([i, j]) => this.mustNever(i, j))) return true;
    if (!pairs.some(([i, j]) => this.contradict(i, j))) return false;
    return !pairs.some(([i, j]) => this.isNamed(i) && this.isNamed(j) && !this.contradict(i, j));
  }

  private contradict(i: number, j: number): boolean {
    if (this.mustNever(i, j)) return true;
    if (this.units.find(i) === this.units.find(j)) return false;
    const [a, b] = [this.names[i]!, this.names[j]!];
    const pair = pairKey(a, b);
    const known = this.contradictions.get(pair);
    if (known !== undefined) return known;
    const answer = namesContradict(this.records[a]!.attributes, this.records[b]!.attributes);
    this.contradictions.set(pair, answer);
    return answer;
  }

  private mustNever(i: number, j: number): boolean {
    return this.neverPairs.has(pairKey(i, j));
  }

  private isNamed(i: number): boolean {
    const { firstName, lastName, displayName } = this.records[i]!.attributes;
    return firstName !== undefined || lastName !== undefined || displayName !== undefined;
  }

  private pairOf(a: RecordRef, b: RecordRef): string | undefined {
    const [i, j] = [this.positions.get(refKey(a)), this.positions.get(refKey(b))];
    return i === undefined || j === undefined ? undefined : pairKey(i, j);
  }

  private join(i: number, j: number, rule: LinkDecision['rule'], proofs: readonly Proof[]): Join {
    const evidence = [...proofs].sort((p, q) => PROOFS.indexOf(p) - PROOFS.indexOf(q));
    return { i, j, decision: { a: this.records[i]!.ref, b: this.records[j]!.ref, rule, evidence } };
  }
}

function positionsOf(records: readonly SourceRecord[]): ReadonlyMap<string, number> {
  return new Map(records.map((record, i) => [refKey(record.ref), i]));
}

function firstOfEachName(records: readonly SourceRecord[]): readonly number[] {
  const first = new Map<string, number>();
  return records.map(({ attributes: { displayName, firstName, lastName } }, i) => {
    const name = JSON.stringify([firstName, lastName, displayName]);
    const known = first.get(name) ?? i;
    first.set(name, known);
    return known;
  });
}

const pairKey = (i: number, j: number): string => (i < j ? `${i} ${j}` : `${j} ${i}`);

function anyPair(members: readonly number[], test: (a: number, b: number) => boolean): boolean {
  return members.some((a, at) => members.slice(at + 1).some((b) => test(a, b)));
}

function addTo<K, V>(index: Map<K, Set<V>>, key: K, value: V): void {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}
