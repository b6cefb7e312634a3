/**
 * Turns what an operation selects of customers into one want, and remembers where each selection stands in the answer,
 * so that an error can point at the field it nulled.
 */
import { CUSTOMER_FIELD_NAMES, type CustomerField } from '../customer/fields';
import { parseEventId } from '../customer/parse-identifier';
import type { ListPart, TimelinePart } from '../customer/parts';
import { RECORD_SHAPES, type RecordShape } from '../sources/contract';
import type { ConnectionWant, CustomerSnapshot, CustomerWant, HistoryWant, TimelineWant } from '../view/snapshot';
import { FIELD_PLACES } from './customer-type';
import { historyKey, pageKey, pageSize, timelineKey, timelineParts } from './page';
import type { SelectedField } from './selection';

/** A selected field that sources fill: where it is, below the customer, and what fills it. */
export interface Reading {
  readonly path: readonly string[];
  readonly of:
    | { readonly kind: 'field'; readonly field: CustomerField }
    | { readonly kind: 'page'; readonly part: ListPart; readonly key: string; readonly selected: SelectedField }
    | {
        readonly kind: 'timeline';
        readonly parts: readonly TimelinePart[];
        readonly key: string;
        readonly selected: SelectedField;
      }
    | { readonly kind: 'orderSummary' | 'ticketSummary' | 'lastContactAt' };
}

/** One selection set on a customer. */
export interface CustomerSelection {
  readonly readings: readonly Reading[];
  /** Response keys under which `crm` is selected. */
  readonly crm: readonly string[];
}

export interface CustomerPlan {
  readonly want: CustomerWant;
  readonly selections: readonly CustomerSelection[];
}

const LISTS_OF_CUSTOMER: Readonly<Record<string, ListPart>> = { orders: 'ORDERS', tickets: 'TICKETS' };
const LISTS_OF_CRM: Readonly<Record<string, ListPart>> = { deals: 'DEALS', activities: 'ACTIVITIES', tasks: 'TASKS' };
/** Fields that the smallest shape already brings: names, identifiers, times. */
const IN_SUMMARY: ReadonlySet<CustomerField> = new Set<CustomerField>([
  'displayName',
  'firstName',
  'lastName',
  'email',
  'phone',
  'emails',
  'phones',
  'createdAt',
  'updatedAt',
]);
const RECORD_DETAILS: ReadonlySet<string> = new Set(['state', 'createdAt', 'updatedAt', 'fetchedAt']);

/**
 * One plan for all selection sets on customers below one root field.
 * @throws OnefoldError BAD_USER_INPUT for a page size that is out of range.
 */
export function planCustomers(selectionSets: readonly (readonly SelectedField[])[]): CustomerPlan {
  const wanted = new Wanted();
  const selections = selectionSets.map((fields) => readSelection(fields, wanted));
  return { want: wanted.want(), selections };
}

/** Whether a selected field has no value in this snapshot. */
export function isEmpty(of: Reading['of'], snapshot: CustomerSnapshot): boolean {
  switch (of.kind) {
    case 'field':
      return !snapshot.settled.has(of.field);
    case 'page':
      return (snapshot.connections.get(of.key) ?? null) === null;
    case 'timeline':
      return (snapshot.timelines.get(of.key) ?? null) === null;
    default:
      return (snapshot[of.kind] ?? null) === null;
  }
}

/** What is wanted of a customer, gathered from every selection set that shows them. */
class Wanted {
  readonly fields = new Set<CustomerField>();
  readonly pages = new Map<string, ConnectionWant>();
  readonly timelines = new Map<string, TimelineWant>();
  readonly histories = new Map<string, HistoryWant>();
  readonly flags = { orderSummary: false, ticketSummary: false, lastContactAt: false };
  private shape = -1;

  field(field: CustomerField): void {
    this.fields.add(field);
    this.atLeast(IN_SUMMARY.has(field) ? 'summary' : 'profile');
  }

  atLeast(shape: RecordShape): void {
    this.shape = Math.max(this.shape, RECORD_SHAPES.indexOf(shape));
  }

  page(part: ListPart, selected: SelectedField, argument: string): string {
    const { first: size, after } = selected.args;
    const first = pageSize(size, `${argument}.first`);
    const cursor = typeof after === 'string' ? after : undefined;
    const key = pageKey(part, first, cursor);
    const full = part === 'ORDERS' && selectsLines(selected, (node) => node.fields());
    const detail = full || this.pages.get(key)?.detail === 'full' ? 'full' : 'summary';
    this.pages.set(key, { key, part, first, after: cursor, detail });
    return key;
  }

  timeline(selected: SelectedField): Pick<TimelineWant, 'key' | 'parts'> {
    const { kinds, first: size, after } = selected.args;
    const parts = timelineParts(kinds);
    const first = pageSize(size, 'timeline.first');
    const cursor = typeof after === 'string' ? after : undefined;
    const key = timelineKey(parts, first, cursor);
    const full = selectsLines(selected, (node) => node.field('item').flatMap((item) => item.fields('Order')));
    const detail = full || this.timelines.get(key)?.detail === 'full' ? 'full' : 'summary';
    this.timelines.set(key, { key, parts, first, after: cursor, detail });
    if (parts.includes('CONSENTS')) this.atLeast('profile');
    return { key, parts };
  }

  history({ args: { first, after } }: SelectedField): void {
    const size = pageSize(first, 'identityHistory.first');
    const cursor = typeof after === 'string' ? after : undefined;
    const key = historyKey(size, cursor);
    const event = cursor === undefined ? undefined : parseEventId(cursor, 'identityHistory.after');
    this.histories.set(key, { key, first: size, after: event });
  }

  want(): CustomerWant {
    const { fields, pages, timelines, histories, flags, shape } = this;
    const lists = {
      connections: [...pages.values()],
      timelines: [...timelines.values()],
      ...(histories.size > 0 && { histories: [...histories.values()] }),
    };
    return { fields, shape: RECORD_SHAPES[shape], ...lists, ...flags };
  }
}

function readSelection(selected: readonly SelectedField[], wanted: Wanted): CustomerSelection {
  const readings: Reading[] = [];
  const crm: string[] = [];

  const readField = (field: CustomerField, path: readonly string[]): void => {
    wanted.field(field);
    readings.push({ path, of: { kind: 'field', field } });
  };
  const readPage = (part: ListPart, page: SelectedField, path: readonly string[], argument: string): void => {
    readings.push({ path, of: { kind: 'page', part, key: wanted.page(part, page, argument), selected: page } });
  };

  for (const field of selected) {
    const { name, responseKey } = field;
    const list = LISTS_OF_CUSTOMER[name];
    if (list) readPage(list, field, [responseKey], name);
    else if (name === 'timeline') {
      readings.push({ path: [responseKey], of: { kind: 'timeline', ...wanted.timeline(field), selected: field } });
    } else if (isFieldOf('customer', name)) readField(name, [responseKey]);
    else if (name === 'crm') {
      crm.push(responseKey);
      for (const inner of field.fields()) {
        const path = [responseKey, inner.responseKey];
        const part = LISTS_OF_CRM[inner.name];
        if (part) readPage(part, inner, path, `crm.${inner.name}`);
        else if (isFieldOf('crm', inner.name)) readField(inner.name, path);
      }
    } else if (name === 'orderSummary' || name === 'ticketSummary' || name === 'lastContactAt') {
      wanted.flags[name] = true;
      readings.push({ path: [responseKey], of: { kind: name } });
    } else if (name === 'identityHistory') {
      wanted.history(field);
    } else if (name === 'provenance') {
      const asked = field.args.fields as readonly CustomerField[] | null | undefined;
      for (const one of asked ?? CUSTOMER_FIELD_NAMES) wanted.field(one);
    } else if (name === 'conflicts') {
      for (const one of CUSTOMER_FIELD_NAMES) wanted.field(one);
    } else if (name === 'records' && field.fields().some((inner) => RECORD_DETAILS.has(inner.name))) {
      wanted.atLeast('summary');
    }
  }
  return { readings, crm };
}

function isFieldOf(place: 'customer' | 'crm', name: string): name is CustomerField {
  return (FIELD_PLACES as Readonly<Record<string, string>>)[name] === place;
}

/** @param ordersOf what is selected of an order, below a node. */
function selectsLines(list: SelectedField, ordersOf: (node: SelectedField) => readonly SelectedField[]): boolean {
  const nodes = list.field('edges').flatMap((edges) => edges.field('node'));
  return nodes.flatMap(ordersOf).some(({ name }) => name === 'lines');
}
