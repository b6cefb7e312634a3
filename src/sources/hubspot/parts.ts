/**
 * Lists of many people's items in two hops: which objects belong to whom (a thousand people a call), then the objects (a
 * hundred a call, whoever they belong to). Associations carry no time, so a person's whole list is read and sorted here;
 * `after` is our own position in it, (time, id) of the last item given.
 */
import { compareItems, type PartItem } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import { SourceError, type SourceFault } from '../../remote/fault';
import { found, type PartKey, type PartLookup, type PartPage, type Slot } from '../contract';
import { type Associations, type BatchAnswer, type HubSpotApi, MAX_ASSOCIATION_INPUTS } from './api';
import type { ItemType } from './items';
import type { CrmObject } from './payload';
import { isRecordId } from './record-id';

interface TypeAnswer<Item extends PartItem> {
  readonly itemType: ItemType<Item>;
  readonly associations: Associations;
  readonly objects: ReadonlyMap<string, CrmObject>;
  readonly read: BatchAnswer;
}

/** One list of the contract, made of objects of one or several types. */
export function partLookup<Item extends PartItem>(
  api: HubSpotApi,
  source: SourceName,
  itemTypes: readonly ItemType<Item>[],
): PartLookup<Item> {
  return {
    mode: 'multiGet',
    maxBatch: MAX_ASSOCIATION_INPUTS,
    async fetch(keys, options, { signal }) {
      const people = [...new Set(keys.map((key) => key.id))].filter(isRecordId);
      const answers = await Promise.all(itemTypes.map((itemType) => readType(api, itemType, people, signal)));
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
  signal: AbortSignal,
): Promise<TypeAnswer<Item>> {
  const associations = await api.associations(people, itemType.type, signal);
  const ids = [...new Set([...associations.ids.values()].flat())];
  const read = await api.batchRead(itemType.type, ids, itemType.properties, signal);
  return { itemType, associations, read, objects: new Map(read.objects.map((object) => [object.id, object])) };
}

/** Everything one person has, or why it cannot be told. An object that is gone meanwhile is left out. */
function itemsOf<Item extends PartItem>(
  personId: string,
  source: SourceName,
  answers: readonly TypeAnswer<Item>[],
): { readonly items: Item[] } | { readonly fault: SourceFault } {
  const record = { source, id: personId };
  const items: Item[] = [];
  for (const { itemType, associations, objects, read } of answers) {
    const refused = associations.faults.get(personId);
    if (refused) return { fault: refused };
    for (const id of new Set(associations.ids.get(personId))) {
      const object = objects.get(id);
      const fault = object ? undefined : (read.faults.get(id) ?? read.unreadable);
      if (fault) return { fault };
      if (!object || object.archived) continue;
      try {
        const item = itemType.item(object, record);
        if (item) items.push(item);
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
