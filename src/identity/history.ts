/**
 * Reads what was decided (`IdentityHistory` in identity.ts). Versions are found by their numbers alone, so a page of a
 * history costs the same however long it is, and a time is found by halving.
 */
import type { CustomerId } from '../customer/customer-id';
import { type RecordRef, refKey } from '../customer/source-record';
import { nameOf, replayed } from './customer-state';
import type { Head, Heads } from './heads';
import type { AsOf, EventId, IdentityEvent, IdentityHistory } from './identity';
import type { People } from './people';
import type { Sealer } from './sealing';
import type { CustomerVersion, Handle, IdentityStore } from './store/contract';
import type { Streams } from './streams';

const PAGE = 100;

/** Reads versions that count. */
export class EventReader {
  constructor(
    private readonly store: IdentityStore,
    private readonly heads: Heads,
  ) {}

  /** The versions of a customer from a number on, oldest first. */
  async counting(customer: CustomerId, from: number, { next }: Head): Promise<readonly CustomerVersion[]> {
    const counting: CustomerVersion[] = [];
    for (let at = from; at < next; at += PAGE) {
      counting.push(...(await this.read(customer, at, Math.min(at + PAGE, next))));
    }
    return counting;
  }

  /** An event as each of its customers has it, the one that was named first; nothing if there is none that counts. */
  async versionsOf(event: EventId): Promise<readonly CustomerVersion[]> {
    const [customer, v] = parsed(event);
    if (!Number.isSafeInteger(v) || v < 0) return [];
    const [version] = await this.read(customer, v, v + 1);
    if (!version) return [];
    const others = await this.heads.read(version.others ?? []);
    const siblings = await Promise.all([...others.values()].map((head) => this.newestUntil(head, version.at)));
    // All versions of an operation have the same time.
    return [version, ...siblings.filter((sibling) => sibling?.op === version.op).map((sibling) => sibling!)];
  }

  /** The newest version that counts at a time. */
  async newestUntil(head: Head, at: number): Promise<CustomerVersion | undefined> {
    if (head.version && head.version.at <= at) return head.version;
    // Below `low` all are older or as old, from `high` on all are younger.
    let [low, high] = [0, head.next];
    while (low < high) {
      const middle = (low + high) >> 1;
      const [version] = await this.store.versions([{ customer: head.customer, v: middle }]);
      if (version && version.at <= at) low = middle + 1;
      else high = middle;
    }
    for (let end = low; end > 0; end -= PAGE) {
      const newest = (await this.read(head.customer, Math.max(0, end - PAGE), end)).at(-1);
      if (newest) return newest;
    }
    return undefined;
  }

  /** All who became a part of a customer, and a part of a part. */
  async partsOf(head: Head): Promise<readonly Head[]> {
    const found = new Map<CustomerId, Head>();
    let open = [head];
    while (open.length > 0) {
      const parts = open.flatMap(({ version }) => Object.keys(version?.state.parts ?? {}) as CustomerId[]);
      open = [...(await this.heads.read(parts.filter((part) => !found.has(part)))).values()];
      for (const part of open) found.set(part.customer, part);
    }
    return [...found.values()];
  }

  private async read(customer: CustomerId, from: number, to: number): Promise<readonly CustomerVersion[]> {
    const numbers = Array.from({ length: to - from }, (_, i) => ({ customer, v: from + i }));
    const versions = (await this.store.versions(numbers)).flatMap((version) => version ?? []);
    const counts = await Promise.all(
      versions.map(async ({ op }) => op === undefined || (await this.heads.decision(op)) === 'COMMIT'),
    );
    return versions.filter((_, i) => counts[i]);
  }
}

export interface HistoryOptions {
  readonly store: IdentityStore;
  readonly people: People;
  readonly streams: Streams;
  readonly events: EventReader;
  readonly sealer: Sealer;
}

export class StoredHistory implements IdentityHistory {
  constructor(private readonly options: HistoryOptions) {}

  async history(customer: CustomerId, limit: number, before?: EventId): Promise<readonly IdentityEvent[]> {
    const { events, streams } = this.options;
    const head = (await streams.decidedHeads([customer])).get(customer)!;
    const newest: CustomerVersion[] = [];
    let end = Math.min(before === undefined ? head.next : parsed(before)[1], head.next);
    while (end > 0 && newest.length < limit) {
      const from = Math.max(0, end - limit);
      newest.push(...[...(await events.counting(customer, from, { ...head, next: end }))].reverse());
      end = from;
    }
    return this.told(newest.slice(0, limit));
  }

  async asOf(customer: CustomerId, at: number): Promise<AsOf> {
    const { events, people, streams } = this.options;
    const [now] = await people.survivors([customer]);
    if (now?.version?.state.erased) return { status: 'ERASED' };
    let id = customer;
    for (;;) {
      // Of an operation that is under way it is not known yet whether it happened by then.
      const head = (await streams.decidedHeads([id])).get(id)!;
      const version = await events.newestUntil(head, at);
      if (!version) return { status: 'UNKNOWN' };
      const { erased, handles, into } = version.state;
      if (erased) return { status: 'ERASED' };
      if (into === undefined) {
        const refs = await this.refsOf(handles);
        const records = handles.flatMap((handle) => refs.get(handle) ?? []);
        return { status: 'KNOWN', id, records: records.sort(byRef) };
      }
      id = into;
    }
  }

  async verify(customer: CustomerId): Promise<{ readonly events: number; readonly differsAt?: number }> {
    const { events, streams } = this.options;
    const head = (await streams.decidedHeads([customer])).get(customer)!;
    const versions = await events.counting(customer, 0, head);
    const { differsAt } = replayed(versions);
    return { events: versions.length, ...(differsAt !== undefined && { differsAt }) };
  }

  private async told(versions: readonly CustomerVersion[]): Promise<readonly IdentityEvent[]> {
    const refs = await this.refsOf(versions.flatMap((version) => [...cameIn(version), ...leftIn(version)]));
    const named = (handle: Handle): RecordRef | null => refs.get(handle) ?? null;
    return versions.map((version) => ({
      id: nameOf(version),
      type: version.event,
      at: version.at,
      who: version.who,
      why: version.why,
      came: cameIn(version).map(named),
      left: leftIn(version).map(named),
      others: version.others ?? [],
      undoes: version.undoes ?? null,
    }));
  }

  private async refsOf(handles: readonly Handle[]): Promise<ReadonlyMap<Handle, RecordRef>> {
    const wanted = [...new Set(handles)];
    const links = await this.options.store.links(wanted);
    return new Map(
      links.flatMap((link) => (link ? [[link.handle, this.options.sealer.openRef(link.handle, link.ref)]] : [])),
    );
  }
}

function parsed(event: EventId): [CustomerId, number] {
  const at = event.lastIndexOf(':');
  return [event.slice(0, at) as CustomerId, Number(event.slice(at + 1))];
}

const cameIn = ({ change }: CustomerVersion): readonly Handle[] => change.gains ?? [];

function leftIn({ change, state }: CustomerVersion): readonly Handle[] {
  return change.losses?.handles ?? (change.into === undefined ? [] : (state.was ?? []));
}

function byRef(a: RecordRef, b: RecordRef): number {
  return refKey(a) < refKey(b) ? -1 : 1;
}
