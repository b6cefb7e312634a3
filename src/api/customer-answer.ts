/** From a finished snapshot to the objects that graphql-js reads. Values pass through as they are; nothing waits. */

import { CUSTOMER_FIELDS, type CustomerField } from '../customer/fields';
import type { ListPart, ListPartItems, TimelineItem } from '../customer/parts';
import type { SourceName } from '../customer/source-record';
import type { ConnectionSnapshot, CustomerSnapshot, RecordSnapshot } from '../view/snapshot';
import type { Connection, Edge } from './connection-types';
import { type CustomerPlan, type CustomerSelection, isEmpty } from './customer-plan';
import { Crm, Customer, FIELD_PLACES, type Pages } from './customer-type';
import { FAILED_STATES, mayHaveCost } from './failed-states';
import type { LinkedRecord } from './source-types';
import { type TimelineEntry, timelineEntry } from './timeline-types';

/** @param crmSources names of the sources of kind CRM. */
export function customerAnswer(
  snapshot: CustomerSnapshot,
  plan: CustomerPlan,
  crmSources: ReadonlySet<SourceName>,
): Customer {
  const { settled } = snapshot;
  const pages = pagesOf(snapshot);
  const onCustomer: Partial<Record<CustomerField, unknown>> = {};
  const onCrm: Partial<Record<CustomerField, unknown>> = {};
  const lost = snapshot.sourceStatus.filter(
    (row) => (row.part === 'PROFILE' || row.part === 'SEARCH') && FAILED_STATES.has(row.state),
  );
  for (const field of plan.want.fields) {
    const target = FIELD_PLACES[field] === 'crm' ? onCrm : onCustomer;
    // An empty list says "none"; where a source failed nobody can say that.
    const mayHaveBeen = lost.some((row) => mayHaveCost(row, field));
    const absent = CUSTOMER_FIELDS[field].list && !mayHaveBeen ? [] : null;
    target[field] = settled.has(field) ? settled.get(field)?.value : absent;
  }
  return Object.assign(new Customer(), onCustomer, {
    id: snapshot.id,
    requestedId: snapshot.requestedId,
    lookupEmail: null,
    pages,
    timelines: timelinesOf(snapshot),
    histories: snapshot.histories ?? new Map(),
    settled,
    crm: crmLost(snapshot, plan.selections, crmSources) ? null : Object.assign(new Crm(), onCrm, { pages }),
    orderSummary: snapshot.orderSummary,
    ticketSummary: snapshot.ticketSummary,
    lastContactAt: snapshot.lastContactAt,
    records: snapshot.records.map(linkedRecord),
    conflicts: snapshot.conflicts,
    sourceStatus: snapshot.sourceStatus,
    masks: [],
  });
}

const CRM_PARTS: ReadonlySet<string> = new Set(['PROFILE', 'SEARCH', 'DEALS', 'ACTIVITIES', 'TASKS']);

/** Nothing at all came from the CRMs, and that is because all of them failed. */
function crmLost(
  snapshot: CustomerSnapshot,
  selections: readonly CustomerSelection[],
  crmSources: ReadonlySet<SourceName>,
): boolean {
  const failed = new Set(
    snapshot.sourceStatus
      .filter((row) => CRM_PARTS.has(row.part) && FAILED_STATES.has(row.state) && !row.affects)
      .map((row) => row.source),
  );
  if (crmSources.size === 0 || ![...crmSources].every((source) => failed.has(source))) return false;
  const readings = selections.flatMap((selection) => selection.readings.filter(({ path }) => path.length > 1));
  return readings.every(({ of }) => isEmpty(of, snapshot));
}

function linkedRecord({ ref, kind, state, createdAt, updatedAt, fetchedAt }: RecordSnapshot): LinkedRecord {
  return { source: ref.source, id: ref.id, kind, state, createdAt, updatedAt, fetchedAt };
}

function pagesOf(snapshot: CustomerSnapshot): Pages {
  const pages = new Map<string, Connection<object> | null>();
  for (const [key, connection] of snapshot.connections) {
    pages.set(key, connection && connectionAnswer(key.slice(0, key.indexOf('|')) as ListPart, connection));
  }
  return pages;
}

function timelinesOf({ timelines }: CustomerSnapshot): Customer['timelines'] {
  const answer = (edge: { readonly node: TimelineItem; readonly cursor: string }): Edge<TimelineEntry> =>
    new AnsweredEdge(timelineEntry(edge.node, entryItem(edge.node)), edge);
  return new Map(
    [...timelines].map(([key, connection]) => [
      key,
      connection && { edges: connection.edges.map(answer), pageInfo: connection.pageInfo, gaps: connection.gaps },
    ]),
  );
}

function entryItem({ part, item }: TimelineItem): object {
  return part === 'CONSENTS' ? item : itemAnswer(part, item as ListPartItems[typeof part]);
}

function connectionAnswer<P extends ListPart>(
  part: P,
  { edges, pageInfo, gaps }: ConnectionSnapshot<ListPartItems[ListPart]>,
): Connection<object> {
  return {
    edges: edges.map((edge) => new AnsweredEdge(itemAnswer(part, edge.node as ListPartItems[P]), edge)),
    pageInfo,
    gaps,
  };
}

/** Leaves the cursor, which costs a sealing, until somebody selects it. */
class AnsweredEdge<Node extends object> implements Edge<Node> {
  constructor(
    readonly node: Node,
    private readonly edge: { readonly cursor: string },
  ) {}

  get cursor(): string {
    return this.edge.cursor;
  }
}

/** What the time is called by which the items of a list are ordered. */
const TIME_NAMES = {
  ORDERS: 'placedAt',
  TICKETS: 'createdAt',
  DEALS: 'createdAt',
  ACTIVITIES: 'occurredAt',
  TASKS: 'createdAt',
} as const satisfies Record<ListPart, string>;

export function itemAnswer<P extends ListPart>(part: P, item: ListPartItems[P]): object {
  return { ...item, id: `${item.source}:${item.id}`, nativeId: item.id, [TIME_NAMES[part]]: item.at };
}
