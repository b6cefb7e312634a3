/**
 * The law of connectors (`sources/contract.ts`) held against a source as it answers: each thing is asked of it once, and
 * then answered again turned over, with fields missing or odd, failing, or of no shape at all.
 */
import { compareItems, type ListPart, type PartItem } from '../customer/parts';
import type { IdentifierType, SourceRecord } from '../customer/source-record';
import { SourceError, type SourceFault } from '../remote/fault';
import type { CallContext, Connector, KeyedLookup, PartKey, PartOptions, PartPage, Slot } from '../sources/contract';
import { memberNames, ODD_VALUES, reversed, withMember } from './odd-answers';
import { ReplayingClient } from './replaying-client';

export interface LawCheck {
  readonly name: string;
  /** What was expected and what came; absent: it holds. */
  readonly problem?: string;
  /** Why it was not tried. */
  readonly skipped?: string;
}

const FAULT: SourceFault = { state: 'UNAVAILABLE', message: 'a fault of the test' };
const NOBODY = ['onefold-nobody-1', 'onefold-nobody-2'];
const MALFORMED = ['', ' ', '../1', '%2e%2e', '__proto__', '1,2', '1|2', "' OR '1'='1", '{"$ne":null}', '\r\nx: y'];
const SHAPELESS: readonly unknown[] = [undefined, null, [], {}, 'text', 7];
/** Items of a list that are read, by pages of a few. */
const MOST_ITEMS = 200;
const FEW = 3;

type Lists = KeyedLookup<PartKey, PartPage<PartItem>, PartOptions>;
type Read = readonly [label: string, read: (context: CallContext) => Promise<readonly Slot<unknown>[]>];

export class SourceLaw {
  private records: readonly SourceRecord[] = [];

  constructor(
    private readonly connector: Connector,
    private readonly wire: ReplayingClient,
    private readonly ids: readonly string[],
    private readonly context: CallContext,
  ) {}

  static readonly FAULT = FAULT;

  async *checks(): AsyncGenerator<LawCheck> {
    yield await this.tried('the credential works', () => this.credential());
    yield await this.tried('each id is answered with its own record, in whatever order they are asked', () =>
      this.byId(),
    );
    if (this.records.length === 0) return;
    yield await this.tried('ids that nobody has, and malformed ones, spoil no neighbour', () => this.strangers());
    yield await this.tried('records are matched by id when an answer is turned over', () => this.turnedOver());
    for (const type of ['EMAIL', 'PHONE'] as const) yield await this.finds(type);
    for (const part of Object.keys(this.connector.parts) as ListPart[]) {
      const name = part.toLowerCase();
      yield await this.tried(`${name} page to the end, newest first, none lost or twice`, () => this.pages(part));
      yield await this.tried(`${name} of several customers in one call are each their own`, () => this.together(part));
    }
    this.wire.live = false;
    yield await this.tried('a fault in one call costs what it concerns and nothing else', () => this.faults());
    yield await this.tried('a field that is missing or odd is no exception', () => this.oddFields());
    yield await this.tried('an answer of no shape is a fault, never nobody', () => this.shapeless());
    yield await this.tried('nothing is asked after a deadline', () => this.deadline());
  }

  private async tried(name: string, attempt: () => Promise<string | undefined>): Promise<LawCheck> {
    this.wire.reset();
    try {
      const problem = await attempt();
      return problem === undefined ? { name } : { name, problem };
    } catch (error) {
      if (error instanceof SourceError) return { name, problem: `${error.fault.state}: ${error.fault.message}` };
      return { name, problem: `an exception left the connector: ${(error as Error).name}` };
    } finally {
      this.wire.reset();
    }
  }

  private async credential(): Promise<string | undefined> {
    const { ok, message, missingPermissions } = await this.connector.check(this.context);
    const missing = missingPermissions.map(({ permission }) => permission);
    return ok && missing.length === 0 ? undefined : [message, ...missing.map((one) => `missing ${one}`)].join(' ');
  }

  private async byId(): Promise<string | undefined> {
    const slots = await this.read(this.ids);
    this.records = slots.flatMap((slot) => (slot.state === 'found' ? [slot.value] : []));
    const wrong = this.ids.flatMap((id, i) =>
      stateOf(slots[i]) === `found ${id}` ? [] : [`${id}: ${stateOf(slots[i])}`],
    );
    if (wrong.length > 0) return `expected a record for each id, received ${wrong.join(', ')}`;
    const reversed = await this.read([...this.ids].reverse());
    return same(slots, [...reversed].reverse()) ? undefined : 'another order of ids gave other records';
  }

  private async strangers(): Promise<string | undefined> {
    const [first] = this.ids as [string];
    for (const odd of [...NOBODY, ...MALFORMED]) {
      const slots = await this.read([odd, first]);
      const states = slots.map(stateOf);
      if (states[0] !== 'none' || states[1] !== `found ${first}`) {
        return `expected none for ${JSON.stringify(odd)} and a record beside it, received ${states.join(' and ')}`;
      }
    }
    return undefined;
  }

  private async turnedOver(): Promise<string | undefined> {
    this.wire.rewrite = reversed;
    const slots = await this.read(this.ids);
    const states = this.ids.map((id, i) => (stateOf(slots[i]) === `found ${id}` ? id : stateOf(slots[i])));
    return same(states, this.ids) ? undefined : `expected the same records, received ${states.join(', ')}`;
  }

  private async finds(type: IdentifierType): Promise<LawCheck> {
    const name = `a search by ${type === 'EMAIL' ? 'e-mail' : 'phone'} finds whole records, and only those that carry it`;
    const lookup = this.connector.find[type];
    const carriers = this.records.flatMap(({ ref, identifiers }) =>
      identifiers.filter((one) => one.type === type).map(({ normal }) => ({ id: ref.id, normal })),
    );
    if (!lookup) return { name, skipped: 'the source offers no such search' };
    if (carriers.length === 0) return { name, skipped: 'none of these records has one' };
    return this.tried(name, async () => {
      for (const { id, normal } of carriers.slice(0, FEW)) {
        const [slot] = await lookup.fetch([normal], undefined, this.context);
        const records = slot?.state === 'found' ? slot.value : [];
        const own = records.find(({ ref }) => ref.id === id);
        if (!own)
          return `expected ${id} among the hits, received ${slot?.state === 'found' ? records.map(({ ref }) => ref.id).join(', ') : stateOf(slot)}`;
        if (
          !same(
            own,
            this.records.find(({ ref }) => ref.id === id),
          )
        )
          return `${id} is told otherwise by the search than by its id`;
        const stranger = records.find(
          ({ identifiers }) => !identifiers.some((one) => one.type === type && one.normal === normal),
        );
        if (stranger) return `${stranger.ref.id} does not carry what was searched for`;
      }
      return undefined;
    });
  }

  private async pages(part: ListPart): Promise<string | undefined> {
    for (const id of this.ids.slice(0, FEW)) {
      const whole = await this.list(part, id, MOST_ITEMS);
      if (typeof whole === 'string') return whole;
      if (!same(whole, [...whole].sort(compareItems))) return `the list of ${id} is not sorted newest first`;
      if (new Set(whole.map((item) => item.id)).size < whole.length) return `the list of ${id} has an item twice`;
      const byPages = await this.list(part, id, FEW);
      if (typeof byPages === 'string') return byPages;
      const length = Math.min(whole.length, byPages.length, MOST_ITEMS);
      if (!same(whole.slice(0, length), byPages.slice(0, length)))
        return `the list of ${id} is another when it is read in small pages`;
    }
    return undefined;
  }

  private async list(part: ListPart, id: string, first: number): Promise<readonly PartItem[] | string> {
    const items: PartItem[] = [];
    let after: string | undefined;
    do {
      const [slot] = await this.lists(part).fetch([{ id, after }], { first, detail: 'full' }, this.context);
      if (slot?.state === 'failed') return `the list of ${id}: ${stateOf(slot)}`;
      if (slot?.state !== 'found') return items;
      const { items: page, next } = slot.value;
      if (next !== undefined && page.length < first)
        return `expected ${first} items or the end, received ${page.length} and more`;
      items.push(...page);
      after = next;
    } while (after !== undefined && items.length < MOST_ITEMS);
    return items;
  }

  private async together(part: ListPart): Promise<string | undefined> {
    const lookup = this.lists(part);
    const people = this.ids.slice(0, Math.min(lookup.maxBatch, 10));
    const options: PartOptions = { first: FEW, detail: 'full' };
    const slots = await lookup.fetch(
      people.map((id) => ({ id })),
      options,
      this.context,
    );
    for (const [i, id] of people.entries()) {
      const [alone] = await lookup.fetch([{ id }], options, this.context);
      const [own, other] = [slots[i], alone].map((slot) =>
        slot?.state === 'found' ? slot.value.items.slice(0, FEW) : [],
      );
      if (own?.some(({ record }) => record.id !== id)) return `the list of ${id} has somebody else’s items`;
      if (!same(own, other)) return `the list of ${id} is another when it is read with others`;
    }
    return undefined;
  }

  private async faults(): Promise<string | undefined> {
    for (const [label, read] of this.reads()) {
      this.wire.reset();
      const healthy = await read(this.context);
      for (const request of [...this.wire.seen]) {
        this.wire.reset();
        this.wire.failing = request;
        const slots = await read(this.context).catch((error: unknown) => {
          if (error instanceof SourceError)
            return healthy.map((): Slot<unknown> => ({ state: 'failed', fault: error.fault }));
          throw error;
        });
        if (!slots.some(({ state }) => state === 'failed')) return `${label}: a call that failed went unnoticed`;
        if (slots.some((slot, i) => slot.state !== 'failed' && !same(slot, healthy[i])))
          return `${label}: a call that failed changed another’s answer`;
      }
    }
    return undefined;
  }

  private async oddFields(): Promise<string | undefined> {
    for (const [label, read] of this.reads()) {
      this.wire.reset();
      const names = new Set<string>();
      this.wire.rewrite = (body) => {
        memberNames(body, names);
        return body;
      };
      const { length } = await read(this.context);
      for (const member of names) {
        for (const odd of ODD_VALUES) {
          this.wire.rewrite = (body) => withMember(body, member, odd);
          try {
            const slots = await read(this.context);
            if (slots.length !== length)
              return `${label}: ${slots.length} slots for ${length} keys, with an odd ${member}`;
          } catch (error) {
            if (!(error instanceof SourceError)) return `${label}: ${(error as Error).name}, with an odd ${member}`;
          }
        }
      }
    }
    return undefined;
  }

  private async shapeless(): Promise<string | undefined> {
    for (const [label, read] of this.reads()) {
      for (const body of SHAPELESS) {
        this.wire.rewrite = () => body;
        const slots = await read(this.context).catch((error: unknown) => {
          if (error instanceof SourceError) return [];
          throw error;
        });
        const taken = slots.find(({ state }) => state !== 'failed');
        if (taken) return `${label}: ${JSON.stringify(body) ?? 'an empty body'} passes for ${taken.state}`;
      }
    }
    return undefined;
  }

  private async deadline(): Promise<string | undefined> {
    for (const [label, read] of this.reads()) {
      this.wire.reset();
      await read({ signal: AbortSignal.abort() }).catch((error: unknown) => {
        if (!(error instanceof SourceError)) throw error;
      });
      if (this.wire.seen.size > 0) return `${label}: ${this.wire.seen.size} calls after the deadline`;
    }
    return undefined;
  }

  /** Reads that were made before, so that they can be answered again. */
  private reads(): readonly Read[] {
    const { connector, ids, records } = this;
    const normals = (type: IdentifierType) =>
      records
        .flatMap(({ identifiers }) => identifiers.filter((one) => one.type === type).map(({ normal }) => normal))
        .slice(0, 1);
    const parts = Object.keys(connector.parts) as ListPart[];
    return [
      ['records', () => this.read(ids)] as Read,
      ...(['EMAIL', 'PHONE'] as const).flatMap((type): Read[] => {
        const lookup = connector.find[type];
        const some = normals(type);
        return lookup && some.length > 0
          ? [[`a search by ${type}`, (context) => lookup.fetch(some, undefined, context)]]
          : [];
      }),
      ...parts.map(
        (part): Read => [
          part.toLowerCase(),
          (context) => this.lists(part).fetch([{ id: ids[0]! }], { first: FEW, detail: 'full' }, context),
        ],
      ),
    ].map(
      ([label, read]): Read => [label, (context) => (label === 'records' ? this.read(ids, context) : read(context))],
    );
  }

  private lists(part: ListPart): Lists {
    return this.connector.parts[part] as Lists;
  }

  private async read(ids: readonly string[], context = this.context): Promise<readonly Slot<SourceRecord>[]> {
    const { records } = this.connector;
    const slots: Slot<SourceRecord>[] = [];
    for (let at = 0; at < ids.length; at += records.maxBatch) {
      slots.push(...(await records.fetch(ids.slice(at, at + records.maxBatch), 'full', context)));
    }
    return slots;
  }
}

function stateOf(slot: Slot<unknown> | undefined): string {
  if (!slot) return 'nothing';
  if (slot.state === 'failed') return `${slot.fault.state} (${slot.fault.message})`;
  return slot.state === 'found' ? `found ${(slot.value as Partial<SourceRecord>).ref?.id ?? ''}`.trim() : slot.state;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
