/**
 * The errors of an answer that is otherwise good: one for each source and part whose failure nulled a field that was
 * selected. A failure that others made good, or that a connection reports as a gap, is told by `sourceStatus` alone.
 */
import type { GraphQLFormattedError } from 'graphql';
import type { CustomerField } from '../customer/fields';
import type { PartItem, TimelinePart } from '../customer/parts';
import type { Part, SourceKind, SourceName } from '../customer/source-record';
import type { CustomerSnapshot, SourceInfo, SourceState, SourceStatus } from '../view/snapshot';
import { type CustomerSelection, isEmpty, type Reading } from './customer-plan';
import type { Customer } from './customer-type';
import { FAILED_STATES, isRetryable, mayHaveCost } from './failed-states';
import type { SelectedField } from './selection';
import { ITEM_TYPES } from './timeline-types';

type ListReading = Extract<Reading['of'], { readonly kind: 'page' | 'timeline' }>;

export type ResponsePath = readonly (string | number)[];

interface Loss {
  readonly row: SourceStatus;
  readonly path: ResponsePath;
}

/** What one operation lost, gathered from all its root fields. */
export class Losses {
  private readonly byCause = new Map<string, Loss>();
  private readonly rows: SourceStatus[] = [];

  constructor(private readonly sources: readonly SourceInfo[]) {}

  /** Notes the selected fields of a customer that a failure nulled. `path` leads to the customer. */
  ofCustomer(customer: Customer, snapshot: CustomerSnapshot, selection: CustomerSelection, path: ResponsePath): void {
    for (const { path: below, of } of selection.readings) {
      if (!isEmpty(of, snapshot)) {
        if (of.kind === 'page' || of.kind === 'timeline') this.ofItems(of, snapshot, [...path, ...below]);
        continue;
      }
      const place = customer.crm === null && below.length > 1 ? below.slice(0, 1) : below;
      for (const row of this.causes(of, below.length > 1 ? 'CRM' : undefined, snapshot.sourceStatus)) {
        this.add(row, [...path, ...place]);
      }
    }
    if (customer.crm === null && selection.crm[0] !== undefined && selection.readings.length === 0) {
      for (const row of this.failuresOf('CRM', snapshot.sourceStatus)) this.add(row, [...path, selection.crm[0]]);
    }
  }

  /** Notes the selected fields of an item that drift nulled. `path` leads to the item. */
  ofItem(
    part: Part,
    item: Pick<PartItem, 'source' | 'drift'>,
    selected: readonly SelectedField[],
    rows: readonly SourceStatus[],
    path: ResponsePath,
  ): void {
    const affected = new Set(item.drift?.flatMap(({ affects }) => affects));
    const row = rows.find((one) => one.source === item.source && one.part === part && one.state === 'SCHEMA_DRIFT');
    if (!row || affected.size === 0) return;
    for (const field of selected) {
      const within = field.name === 'lines' && field.fields().some(({ name }) => affected.has(`lines.${name}`));
      if (within || affected.has(field.name)) this.add(row, [...path, field.responseKey]);
    }
  }

  /** Takes note of how sources did, whether anything was lost by it or not. */
  saw(rows: readonly SourceStatus[]): void {
    this.rows.push(...rows);
  }

  /**
   * What an operation lacks that cannot do without these kinds of source: a row for each source and part that was needed
   * and did not answer, or a kind of which there is no source at all.
   */
  missing(kinds: readonly SourceKind[]): readonly GraphQLFormattedError[] {
    return [...new Set(kinds)].sort().flatMap((kind) => {
      const names = this.sources.filter((source) => source.kind === kind).map(({ name }) => name);
      const lacking = new Map<string, SourceStatus>();
      for (const row of this.rows) {
        if (names.includes(row.source) && !SUFFICIENT.has(row.state)) lacking.set(`${row.source}|${row.part}`, row);
      }
      if (names.length === 0 && lacking.size === 0) return [missingError(kind, undefined)];
      return [...lacking.keys()].sort().map((key) => missingError(kind, lacking.get(key)));
    });
  }

  /** Notes that a field is null because these sources failed, if they did. */
  ofRows(rows: readonly SourceStatus[], path: ResponsePath): void {
    for (const row of rows) if (FAILED_STATES.has(row.state)) this.add(row, path);
  }

  /** In an order that does not depend on who answered first. */
  errors(): readonly GraphQLFormattedError[] {
    return [...this.byCause.keys()].sort().map((cause) => errorOf(this.byCause.get(cause) as Loss));
  }

  private ofItems(of: ListReading, snapshot: CustomerSnapshot, path: ResponsePath): void {
    if (!snapshot.sourceStatus.some(({ state }) => state === 'SCHEMA_DRIFT')) return;
    itemsOf(of, snapshot).forEach(([part, item], i) => {
      if (!item.drift) return;
      for (const edges of of.selected.field('edges')) {
        for (const node of edges.field('node')) {
          const at = [...path, edges.responseKey, i, node.responseKey];
          if (of.kind === 'page') this.ofItem(part, item, node.fields(), snapshot.sourceStatus, at);
          for (const inner of of.kind === 'timeline' ? node.field('item') : []) {
            const selected = inner.fields(ITEM_TYPES[part as TimelinePart]);
            this.ofItem(part, item, selected, snapshot.sourceStatus, [...at, inner.responseKey]);
          }
        }
      }
    });
  }

  private add(row: SourceStatus, path: ResponsePath): void {
    const cause = `${row.source}|${row.part}`;
    const other = this.byCause.get(cause);
    if (!other || path.join('.') < other.path.join('.')) this.byCause.set(cause, { row, path });
  }

  private causes(
    of: Reading['of'],
    kind: SourceKind | undefined,
    rows: readonly SourceStatus[],
  ): readonly SourceStatus[] {
    const parts = partsOf(of);
    const able = rows.filter(({ source }) => {
      const info = this.sources.find(({ name }) => name === source);
      if (!info) return false;
      return of.kind === 'field' ? !kind || info.kind === kind : parts.some((part) => info.parts.includes(part));
    });
    const failed = (among: readonly Part[]) =>
      able.filter((row) => among.includes(row.part) && FAILED_STATES.has(row.state) && mayHaveCost(row, fieldOf(of)));
    // A list is lost with its own part; only where that was never asked did finding the person's records fail.
    const own = failed(parts);
    if (own.length > 0 || of.kind === 'field') return own;
    const search = failed(['SEARCH', 'PROFILE']);
    return search.length > 0 ? search : able.filter((row) => row.state === 'NOT_SEARCHED');
  }

  private failuresOf(kind: SourceKind, rows: readonly SourceStatus[]): readonly SourceStatus[] {
    return rows.filter(
      (row) =>
        FAILED_STATES.has(row.state) &&
        !row.affects &&
        this.sources.some(({ name, kind: k }) => name === row.source && k === kind),
    );
  }
}

/** The items that a selection shows, each of its part, in their order. */
function itemsOf(
  of: ListReading,
  snapshot: CustomerSnapshot,
): readonly (readonly [Part, Pick<PartItem, 'source' | 'drift'>])[] {
  if (of.kind === 'page') return (snapshot.connections.get(of.key)?.edges ?? []).map(({ node }) => [of.part, node]);
  return (snapshot.timelines.get(of.key)?.edges ?? []).map(({ node: { part, item, source } }) => [
    part,
    { source, drift: 'drift' in item ? item.drift : undefined },
  ]);
}

/** States in which a required source has said all that it has to say. */
const SUFFICIENT: ReadonlySet<SourceState> = new Set<SourceState>([
  'FRESH',
  'CACHED',
  'NOT_LINKED',
  'RECORD_GONE',
  // Nothing that was selected needs it, so it is not what the operation lacks.
  'SKIPPED',
]);

function missingError(kind: SourceKind, row: SourceStatus | undefined): GraphQLFormattedError {
  const { source, part, state, retryAfterMs } = row ?? {};
  return {
    message: row
      ? `The operation requires ${kind}: source ${source} is ${state} for ${part}`
      : `The operation requires ${kind}, and no source is of this kind`,
    extensions: {
      code: 'REQUIRED_SOURCE_MISSING',
      kind,
      ...(row ? { source, part, state } : {}),
      retryable: state === undefined ? false : isRetryable(state),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}

/** The settled field that a selection shows, or that shows in it. */
function fieldOf(of: Reading['of']): CustomerField | undefined {
  if (of.kind === 'field') return of.field;
  return of.kind === 'timeline' && of.parts.includes('CONSENTS') ? 'consents' : undefined;
}

/** The parts of which a field is made. */
function partsOf(of: Reading['of']): readonly Part[] {
  switch (of.kind) {
    case 'field':
      return of.field === 'consents' ? ['PROFILE', 'SEARCH', 'CONSENTS'] : ['PROFILE', 'SEARCH'];
    case 'page':
      return [of.part];
    case 'timeline':
      return of.parts.flatMap((part): readonly Part[] => (part === 'CONSENTS' ? ['PROFILE', 'SEARCH'] : [part]));
    case 'orderSummary':
      return ['ORDERS'];
    case 'ticketSummary':
      return ['TICKETS'];
    case 'lastContactAt':
      return ['ACTIVITIES', 'TICKETS'];
  }
}

function errorOf({ row, path }: Loss): GraphQLFormattedError {
  const { source, part, state, message, retryAfterMs } = row;
  return {
    message: `Source ${source} ${row.affects ? 'answered other than its vendor promises' : 'did not answer'} for ${part}${message ? `: ${message}` : ''}`,
    path,
    extensions: {
      code: 'SOURCE_UNAVAILABLE',
      source: source satisfies SourceName,
      part,
      state,
      retryable: isRetryable(state),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}
