/**
 * Lists of a customer, newest first, and single items by their number.
 *
 * A list that the API sorts (`newestFirst`) is read as far as it is wanted. A page is cut where the time changes, never
 * between two items of one moment, so that none is lost or shown twice however the API orders those; its position is the
 * page on which the cut lies, and the time. Any other list is read to its end and sorted here.
 *
 * Several customers are read together as far as that is cheaper; whoever it leaves short is read alone.
 */
import { compareItems, type ListPart, type ListPartItems } from '../../customer/parts';
import { invalidResponse } from '../../remote/fault';
import { found, type KeyedLookup, NONE, type PartKey, type PartLookup, type PartPage, type Slot } from '../contract';
import { slotsInParallel } from '../in-parallel';
import { idGuard, inRequests, type KeyedPlan, mostPages, type Reach, readWhole } from './customers';
import { isObject, type JsonPath } from './json-path';
import { toItem } from './mapping';
import { nextPosition } from './paging';
import { keyGuard, type Position } from './request';
import { type Row, rowsOf } from './rows';
import type { Lookups } from './shape';

type ListPlan = NonNullable<Lookups['ordersByCustomer']>;
type Item<P extends ListPart> = ListPartItems[P];

const NO_VALUES = new Map<string, string>();

export function listsOf<P extends ListPart>(reach: Reach, part: P, plan: ListPlan): PartLookup<Item<P>> {
  const reader = new ListReader(reach, part, plan);
  const fits = keyGuard(plan.request);
  const isId = idGuard(reach.definition);
  const concurrency = plan.concurrency;
  return {
    mode: plan.mode,
    maxBatch: plan.mode === 'fanOut' ? 100 : plan.batch,
    ...(plan.mode === 'fanOut' && { concurrency }),
    fetch: async (keys, { first }, { signal }) => {
      const asked = keys.filter(({ id }) => fits(id) && isId(id));
      const fresh = asked.filter(({ after }) => after === undefined);
      const together = plan.mode !== 'fanOut' && fresh.length > 1 ? fresh : [];
      const alone = asked.filter((key) => !together.includes(key));
      const slots = new Map<PartKey, Slot<PartPage<Item<P>>>>();
      const [joint, single] = await Promise.all([
        together.length === 0
          ? []
          : inRequests(
              reach,
              plan,
              together.map(({ id }) => id),
              (group) => reader.joint(group, first, signal),
              { unaskable: NONE },
            ),
        slotsInParallel(concurrency, alone, signal, ({ id, after }) => reader.alone(id, after, first, signal)),
      ]);
      together.forEach((key, i) => void slots.set(key, joint[i]!));
      alone.forEach((key, i) => void slots.set(key, single[i]!));
      return keys.map((key) => slots.get(key) ?? NONE);
    },
  };
}

/** Where a further page starts: the API's page on which the cut lies, and the time of the cut. */
interface Cut {
  readonly position: Position;
  readonly at: string;
}

/** What of a list was read so far. */
class Collected<I extends { readonly id: string; readonly at: string }> {
  private readonly items = new Map<string, { readonly item: I; readonly position: Position }>();

  constructor(private readonly from: string | undefined) {}

  add(items: readonly I[], position: Position): void {
    for (const item of items) {
      const shown = this.from !== undefined && item.at > this.from;
      if (!shown && !this.items.has(item.id)) this.items.set(item.id, { item, position });
    }
  }

  /** Everything, which is the end of the list. */
  whole(): I[] {
    return [...this.items.values()].map(({ item }) => item).sort(compare);
  }

  /** What stands above the cut, and the cut. */
  above(horizon: string): { readonly items: I[]; readonly cut: Cut } {
    const all = [...this.items.values()];
    const below = all.find(({ item }) => item.at <= horizon);
    return {
      items: all
        .map(({ item }) => item)
        .filter(({ at }) => at > horizon)
        .sort(compare),
      cut: { position: below?.position, at: horizon },
    };
  }

  get oldest(): string | undefined {
    let oldest: string | undefined;
    for (const { item } of this.items.values()) if (oldest === undefined || item.at < oldest) oldest = item.at;
    return oldest;
  }
}

function compare(a: { id: string; at: string }, b: { id: string; at: string }): number {
  return compareItems(a as never, b as never);
}

class ListReader<P extends ListPart> {
  constructor(
    private readonly reach: Reach,
    private readonly part: P,
    private readonly plan: ListPlan,
  ) {}

  /** One customer's list from where an earlier page ended. */
  async alone(
    id: string,
    after: string | undefined,
    first: number,
    signal: AbortSignal,
  ): Promise<Slot<PartPage<Item<P>>>> {
    const cut = after === undefined ? undefined : parseCut(after);
    const { request, page } = this.plan;
    const collected = new Collected<Item<P>>(cut?.at);
    let position = cut?.position;
    let last: string | undefined;
    for (let pages = 0; ; pages += 1) {
      if (pages > 0 && pages >= mostPages(page)) throw invalidResponse(`a list has more than ${pages} pages`);
      const verdict = await this.reach.api.call({ request, page, keys: [id], position, values: NO_VALUES }, signal);
      if (verdict.is !== 'answer')
        return pages === 0 && verdict.is === 'none' ? NONE : goneOr(verdict, collected.whole());
      const answered = rowsOf(this.plan, verdict.response, [id]);
      for (const fault of answered.failed.values()) return { state: 'failed', fault };
      let { rows } = answered;
      let source = verdict.response;
      if (answered.parents) {
        const own = answered.parents.get(id);
        if (!own && answered.parents.size > 0) throw stranger();
        if (!own) return pages === 0 ? NONE : found({ items: collected.whole() });
        rows = own.rows;
        source = { ...verdict.response, body: own.parent };
      }
      const items = rows.map((row) => this.itemOf(row, id));
      if (items.some(({ record }) => record.id !== id)) throw stranger();
      const next = nextPosition(page, position, source, rows.length);
      if (next === undefined) {
        collected.add(items, position);
        return found({ items: collected.whole() });
      }
      last = this.inOrder(items, last);
      collected.add(items, position);
      position = next;
      if (this.plan.order === 'any') continue;
      const horizon = collected.oldest;
      if (horizon === undefined) continue;
      const { items: shown, cut: further } = collected.above(horizon);
      if (shown.length >= first) return found({ items: shown, next: JSON.stringify(further) });
    }
  }

  /** Several customers' lists from their beginnings. */
  async joint(
    ids: readonly string[],
    first: number,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Slot<PartPage<Item<P>>>>> {
    const slots =
      this.plan.mode === 'nested' ? await this.nested(ids, first, signal) : await this.merged(ids, first, signal);
    const short = ids.filter((id) => !slots.has(id));
    const single = await slotsInParallel(this.plan.concurrency, short, signal, (id) =>
      this.alone(id, undefined, first, signal),
    );
    return new Map([...slots, ...short.map((id, i) => [id, single[i]!] as const)]);
  }

  /** Lists that came with their parents, as far as these say enough. */
  private async nested(
    ids: readonly string[],
    first: number,
    signal: AbortSignal,
  ): Promise<Map<string, Slot<PartPage<Item<P>>>>> {
    const { request, page } = this.plan;
    const verdict = await this.reach.api.call({ request, page, keys: ids, values: NO_VALUES }, signal);
    if (verdict.is === 'none') return new Map(ids.map((id) => [id, NONE]));
    if (verdict.is !== 'answer') throw invalidResponse(`an answer about ${ids.length} keys says ${verdict.is} of one`);
    const { parents = new Map(), failed } = rowsOf(this.plan, verdict.response, ids);
    if ([...parents.keys()].some((id) => !ids.includes(id))) throw stranger();
    const slots = new Map<string, Slot<PartPage<Item<P>>>>();
    for (const id of ids) {
      const own = parents.get(id);
      const fault = failed.get(id);
      if (fault) slots.set(id, { state: 'failed', fault });
      else if (!own) slots.set(id, NONE);
      else {
        const items = own.rows.map((row: Row) => this.itemOf(row, id));
        if (items.some(({ record }: Item<P>) => record.id !== id)) throw stranger();
        const next = nextPosition(page, undefined, { ...verdict.response, body: own.parent }, own.rows.length);
        const enough = this.enough(items, next === undefined, first);
        if (enough) slots.set(id, enough);
      }
    }
    return slots;
  }

  /** One list that holds the items of all of them. */
  private async merged(
    ids: readonly string[],
    first: number,
    signal: AbortSignal,
  ): Promise<Map<string, Slot<PartPage<Item<P>>>>> {
    const { request, page, order } = this.plan;
    const items = new Map<string, Item<P>>();
    const slots = new Map<string, Slot<PartPage<Item<P>>>>();
    let position: Position;
    let last: string | undefined;
    for (let pages = 0; pages === 0 || pages < mostPages(page); pages += 1) {
      const verdict = await this.reach.api.call({ request, page, keys: ids, position, values: NO_VALUES }, signal);
      if (verdict.is === 'gone' || verdict.is === 'merged') {
        throw invalidResponse(`an answer about ${ids.length} keys says ${verdict.is} of one`);
      }
      let next: Position;
      if (verdict.is === 'answer') {
        const answered = rowsOf(this.plan, verdict.response, ids);
        for (const [id, fault] of answered.failed) slots.set(id, { state: 'failed', fault });
        const own = answered.rows.map((row) => this.itemOf(row, undefined));
        if (own.some(({ record }) => !ids.includes(record.id))) throw stranger();
        next = nextPosition(page, position, verdict.response, answered.rows.length);
        if (next !== undefined) last = this.inOrder(own, last);
        for (const item of own) items.set(item.id, item);
      }
      const horizon = next === undefined ? undefined : last;
      const wanting = ids.filter((id) => {
        const own = [...items.values()].filter(({ record }) => record.id === id);
        const enough =
          slots.get(id)?.state === 'failed' ? undefined : this.enough(own, next === undefined, first, horizon);
        if (enough) slots.set(id, enough);
        return !slots.has(id);
      });
      // From here on it is cheaper to ask for each of them alone.
      if (next === undefined || wanting.length === 0 || (order === 'newestFirst' && pages + 1 >= wanting.length))
        return slots;
      position = next;
    }
    return slots;
  }

  /** Undefined: the customer has to be read alone. */
  private enough(
    items: readonly Item<P>[],
    whole: boolean,
    first: number,
    horizon?: string,
  ): Slot<PartPage<Item<P>>> | undefined {
    const collected = new Collected<Item<P>>(undefined);
    collected.add(items, undefined);
    if (whole) return found({ items: collected.whole() });
    const at = horizon ?? collected.oldest;
    if (this.plan.order === 'any' || at === undefined) return undefined;
    const { items: shown, cut } = collected.above(at);
    return shown.length >= first ? found({ items: shown, next: JSON.stringify({ at: cut.at }) }) : undefined;
  }

  /** A list that is not sorted as promised would be shown with items missing. Gives the time of the last item. */
  private inOrder(items: readonly Item<P>[], before: string | undefined): string | undefined {
    if (this.plan.order === 'any') return undefined;
    let last = before;
    for (const { at } of items) {
      if (last !== undefined && at > last) throw invalidResponse('a list is not sorted newest first');
      last = at;
    }
    return last;
  }

  private itemOf(row: Row, asked: string | undefined): Item<P> {
    return toItem(this.part, row.record, row.key ?? asked, this.reach.mapping);
  }
}

function stranger(): Error {
  return invalidResponse('the answer has items of somebody nobody asked for');
}

function goneOr<I>(verdict: { readonly is: string; readonly into?: string }, items: readonly I[]): Slot<PartPage<I>> {
  if (verdict.is === 'gone') return { state: 'gone' };
  if (verdict.is === 'merged') return { state: 'merged', into: verdict.into ?? '' };
  return found({ items });
}

function parseCut(after: string): Cut {
  try {
    const parsed: unknown = JSON.parse(after);
    if (
      isObject(parsed) &&
      typeof parsed.at === 'string' &&
      ['string', 'number', 'undefined'].includes(typeof parsed.position)
    ) {
      return { at: parsed.at, position: parsed.position as Position };
    }
  } catch {
    // Told below.
  }
  throw invalidResponse('a position that this connector did not give');
}

/** Orders or tickets by the number that people know them by. */
export function itemsByNumber<P extends 'ORDERS' | 'TICKETS'>(
  reach: Reach,
  part: P,
  plan: KeyedPlan & { readonly records: { readonly key?: JsonPath } },
): KeyedLookup<string, Item<P>> {
  // What people read may have a sign before what the API knows.
  const bare = (number: string): string => (plan.records.key ? number.trim().replace(/^#/, '') : number);
  return {
    mode: plan.mode,
    maxBatch: plan.mode === 'fanOut' ? 100 : plan.batch,
    ...(plan.mode === 'fanOut' && { concurrency: plan.concurrency }),
    fetch: (numbers, _options, { signal }) =>
      inRequests(reach, plan, numbers.map(bare), async (group) => {
        const { rows, failed, instead } = await readWhole(reach, plan, group, signal);
        if (instead) return new Map(group.map((number) => [number, instead as Slot<Item<P>>]));
        const slots = new Map<string, Slot<Item<P>>>();
        for (const [number, fault] of failed) slots.set(number, { state: 'failed', fault });
        for (const row of rows) {
          const item = toItem(part, row.record, undefined, reach.mapping);
          // A search for a number may find others that contain it.
          const key = row.key ?? item.number;
          if (key !== undefined && !slots.has(key)) slots.set(key, found(item));
        }
        return new Map(group.map((number) => [number, slots.get(number) ?? (NONE as Slot<Item<P>>)]));
      }),
  };
}
