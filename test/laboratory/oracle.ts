/**
 * What may be said of a customer while a part of a source has a fault: each value is the truth, or what is left of it
 * with a cause that names the source. Judges the answer to `QUERY` against the answer without faults. Pure.
 */
import type { LaboratorySource } from './faults';

export const QUERY = `query Everything($id: ID!) { customer(id: $id) {
  id displayName firstName lastName email phone emails phones company jobTitle locale timeZone birthDate tags createdAt
  records { source id }
  provenance { field source missing }
  orders(first: 3) { edges { node { number status total { amount currencyCode } } } gaps { source cause } }
  orderSummary { count total { amount currencyCode } exact missing }
  tickets(first: 3) { edges { node { subject status } } gaps { source cause } }
  ticketSummary { count open exact missing }
  crm {
    lifecycleStage
    deals(first: 3) { edges { node { name status } } gaps { source cause } }
    activities(first: 3) { edges { node { type } } gaps { source cause } }
    tasks(first: 3) { edges { node { subject } } gaps { source cause } }
  }
  sourceStatus { source part state record { id } message }
} }`;

interface StatusRow {
  readonly source: string;
  readonly part: string;
  readonly state: string;
}

export interface Card {
  readonly id: string;
  readonly sourceStatus: readonly StatusRow[];
  readonly provenance: readonly {
    readonly field: string;
    readonly source: string;
    readonly missing: readonly string[];
  }[];
  readonly crm: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly data: { readonly customer: Card | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

export interface Cell {
  readonly source: LaboratorySource;
  /** Parts whose calls met the fault. */
  readonly parts: readonly string[];
  readonly states: readonly string[];
}

const LISTS: Readonly<Record<string, readonly [LaboratorySource, string]>> = {
  orders: ['shop', 'ORDERS'],
  tickets: ['support', 'TICKETS'],
  'crm.deals': ['crm', 'DEALS'],
  'crm.activities': ['crm', 'ACTIVITIES'],
  'crm.tasks': ['crm', 'TASKS'],
};
const SUMMARIES: Readonly<Record<string, readonly [LaboratorySource, readonly string[]]>> = {
  // A shop keeps its totals with the customer.
  orderSummary: ['shop', ['PROFILE', 'ORDERS']],
  ticketSummary: ['support', ['TICKETS']],
};
/** What a settled field is made of: every profile. */
const NOT_SETTLED: ReadonlySet<string> = new Set([
  ...Object.keys(LISTS).map((path) => path.split('.')[0]!),
  ...Object.keys(SUMMARIES),
  'id',
  'records',
  'provenance',
  'sourceStatus',
]);
const ANSWERED: ReadonlySet<string> = new Set(['FRESH', 'CACHED', 'NOT_LINKED']);

/** Everything in the answer that is neither the truth nor explained; empty when all is well. */
export function violations(answer: Answer, healthy: Card, { source, parts, states }: Cell): string[] {
  const card = answer.data?.customer;
  if (!card) return ['no customer in the answer'];
  const wrong: string[] = [];
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const lost = (part: string): boolean =>
    card.sourceStatus.some((row) => row.source === source && row.part === part && !ANSWERED.has(row.state));

  for (const row of card.sourceStatus) {
    const before = healthy.sourceStatus.find((other) => other.source === row.source && other.part === row.part);
    if (before?.state === row.state) continue;
    if (row.source !== source || !(parts.includes(row.part) || row.part === 'SEARCH')) {
      wrong.push(`${row.source} ${row.part} is ${row.state}, which the fault does not explain`);
    } else if (!states.includes(row.state)) wrong.push(`${row.source} ${row.part} is ${row.state}`);
  }

  const toldOf = (part: string): boolean =>
    lost(part) &&
    (answer.errors ?? []).some(({ extensions }) => extensions?.source === source && extensions.part === part);

  for (const [path, [owner, part]] of Object.entries(LISTS)) {
    const [now, then] = [at(card, path), at(healthy, path)] as const;
    if (same(now, then)) continue;
    const gaps = (now as { gaps?: readonly { source: string }[] } | null)?.gaps ?? [];
    const explained =
      owner === source &&
      (now === null || now === undefined ? toldOf(part) : gaps.some((gap) => gap.source === source));
    const gone = lost('PROFILE') && stateOf(card, source, 'PROFILE') === 'RECORD_GONE';
    if (!explained && !(owner === source && gone)) wrong.push(`${path} changed without a cause`);
  }
  for (const [path, [owner, ofParts]] of Object.entries(SUMMARIES)) {
    const [now, then] = [card[path], healthy[path]] as const;
    if (same(now, then)) continue;
    const missing = (now as { missing?: readonly string[] } | null)?.missing ?? [source];
    if (owner !== source || !missing.includes(source) || !ofParts.some(lost))
      wrong.push(`${path} changed without a cause`);
  }
  for (const field of Object.keys(healthy)) {
    if (NOT_SETTLED.has(field) || same(card[field], healthy[field])) continue;
    if (!lost('PROFILE')) wrong.push(`${field} changed though every profile was read`);
    else if (card[field] !== null) {
      const { missing = [] } = card.provenance.find((entry) => camel(entry.field) === field) ?? {};
      const isList = Array.isArray(card[field]);
      const gone = stateOf(card, source, 'PROFILE') === 'RECORD_GONE';
      if (!isList && !gone && !missing.includes(source)) wrong.push(`${field} is another source’s and does not say so`);
    }
  }
  for (const { message, extensions } of answer.errors ?? []) {
    if (extensions?.code !== 'SOURCE_UNAVAILABLE' || extensions.source !== source) {
      wrong.push(`an error that the fault does not explain: ${message}`);
    }
  }
  return wrong;
}

function at(card: Card, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], card);
}

function stateOf(card: Card, source: string, part: string): string | undefined {
  return card.sourceStatus.find((row) => row.source === source && row.part === part && !ANSWERED.has(row.state))?.state;
}

const camel = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
