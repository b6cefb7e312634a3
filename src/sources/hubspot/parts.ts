/**
 * Lists of many people's items in two hops: which objects belong to whom (a thousand people a call), then the objects (a
 * hundred a call, whoever they belong to). Associations carry no time, so a person's whole list is read and sorted here;
 * `after` is our own position in it, (time, id) of the last item given.
 *
 * The second hop does not wait for the first where everybody's objects were seen before: what they had then is read at
 * the same time. The associations alone decide what is answered; they only decide it of objects that are already here.
 */
import { compareItems, type PartItem } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { SourceError, type SourceFault } from '../../remote/fault';
import { Ahead } from '../ahead';
import { found, type PartKey, type PartLookup, type PartPage, type Slot } from '../contract';
import { type Associations, type BatchAnswer, type HubSpotApi, MAX_ASSOCIATION_INPUTS } from './api';
import type { ItemType } from './items';
import { LastSeen } from './last-seen';
import type { CrmObject } from './payload';
import { isRecordId } from './record-id';

interface TypeAnswer<Item extends PartItem> {
  readonly itemType: ItemType<Item>;
  readonly associations: Associations;
  readonly objects: ReadonlyMap<string, CrmObject>;
  readonly faults: ReadonlyMap<string, SourceFault>;
  readonly unreadable?: SourceFault;
}

/** One list of the contract, made of objects of one or several types. */
export function partLookup<Item extends PartItem>(
  api: HubSpotApi,
  source: SourceName,
  itemTypes: readonly ItemType<Item>[],
): PartLookup<Item> {
  const lastSeen = new LastSeen();
  return {
    mode: 'multiGet',
    maxBatch: MAX_ASSOCIATION_INPUTS,
    async fetch(keys, options, { signal }) {
      const people = [...new Set(keys.map((key) => key.id))].filter(isRecordId);
      const answers = await Promise.all(itemTypes.map((itemType) => readType(api, itemType, people, lastSeen, signal)));
      return keys.map((key) => {
        if (!isRecordId(key.id)) return found({ items: [], totalCount: 0 });
        const list = itemsOf(key.id, source, answers);
        return 'fault' in list ? { state: 'failed', fault: list.fault } : pageOf(list.items, key, options.first);
      });
    },
  };
}

async function readType<Item extends PartItem>(
  api: HubSpotApi,
  itemType: ItemType<Item>,
  people: readonly string[],
  lastSeen: LastSeen,
  signal: AbortSignal,
): Promise<TypeAnswer<Item>> {
  const { type, properties } = itemType;
  const expected = lastSeen.idsOf(type, people) ?? new Set();
  const ahead = new Ahead(signal, (either) => api.batchRead(type, [...expected], properties, either));
  try {
    const associations = await api.associations(people, type, signal);
    lastSeen.note(type, associations);
    const ids = [...new Set([...associations.ids.values()].flat())];
    const added = ids.filter((id) => !expected.has(id));
    const [seenBefore, others] = await Promise.all([
      added.length < ids.length ? unlessMistaken(ahead.answer) : NOTHING,
      api.batchRead(type, added, properties, signal),
    ]);
    const objects = new Map([...seenBefore.objects, ...others.objects].map((object) => [object.id, object]));
    const unanswered = ids.filter((id) => expected.has(id) && !objects.has(id) && !seenBefore.faults.has(id));
    const again = await api.batchRead(type, unanswered, properties, signal);
    for (const object of again.objects) objects.set(object.id, object);
    const faults = new Map([...seenBefore.faults, ...others.faults, ...again.faults]);
    return { itemType, associations, objects, faults, unreadable: others.unreadable ?? again.unreadable };
  } finally {
    ahead.end();
  }
}

const NOTHING: BatchAnswer = { objects: [], faults: new Map() };

/**
 * What was asked for before it was known to exist may be what HubSpot could not answer: then it is asked for again, by
 * what exists. Any other failure would be the same without.
 */
async function unlessMistaken(answer: Promise<BatchAnswer>): Promise<BatchAnswer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SourceError && error.fault.state === 'INVALID_RESPONSE') return NOTHING;
    throw error;
  }
}

/** Everything one person has, or why it cannot be told. An object that is gone meanwhile is left out. */
function itemsOf<Item extends PartItem>(
  personId: string,
  source: SourceName,
  answers: readonly TypeAnswer<Item>[],
): { readonly items: Item[] } | { readonly fault: SourceFault } {
  const record = { source, id: personId };
  const items: Item[] = [];
  for (const { itemType, associations, objects, faults, unreadable } of answers) {
    const refused = associations.faults.get(personId);
    if (refused) return { fault: refused };
    for (const id of new Set(associations.ids.get(personId))) {
      const object = objects.get(id);
      const fault = object ? undefined : (faults.get(id) ?? unreadable);
      if (fault) return { fault };
      if (!object || object.archived) continue;
      try {
        items.push(itemType.item(object, record));
      } catch (error) {
        if (error instanceof SourceError) return { fault: error.fault };
        throw error;
      }
    }
  }
  return { items: items.sort(compareItems) };
}

function pageOf<Item extends PartItem>(all: readonly Item[], key: PartKey, first: number): Slot<PartPage<Item>> {
  const start = key.after === undefined ? 0 : indexAfter(all, position(key.after));
  const items = all.slice(start, start + first);
  const last = items.at(-1);
  const more = last !== undefined && start + items.length < all.length;
  return found({ items, totalCount: all.length, ...(more ? { next: `${last.at}|${last.id}` } : {}) });
}

/** Items that came or went since the page before do not shift the position. */
function indexAfter(all: readonly PartItem[], at: Pick<PartItem, 'at' | 'id'>): number {
  const index = all.findIndex((item) => item.at < at.at || (item.at === at.at && item.id > at.id));
  return index < 0 ? all.length : index;
}

function position(after: string): { readonly at: string; readonly id: string } {
  const bar = after.indexOf('|');
  return { at: after.slice(0, Math.max(0, bar)), id: after.slice(bar + 1) };
}
