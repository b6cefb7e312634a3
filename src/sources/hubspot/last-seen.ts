/**
 * Which objects each contact was last seen to have. It answers nothing: it lets them be read while HubSpot is asked what
 * the contact has now, which costs one wave instead of two. Ids and nothing else, of one credential, in process memory.
 */
import { LRUCache } from 'lru-cache';
import type { Associations, ObjectType } from './api';

/** Ids and lists of ids, some tens of bytes each: a few megabytes. */
const MOST_IDS = 100_000;

export class LastSeen {
  private readonly lists: LRUCache<string, readonly string[]>;

  constructor(mostIds = MOST_IDS) {
    this.lists = new LRUCache({ maxSize: mostIds, sizeCalculation: (ids) => 1 + ids.length });
  }

  /** What all of them had; undefined where one of them was not seen yet, for whom all would have to wait anyway. */
  idsOf(type: ObjectType, contactIds: readonly string[]): ReadonlySet<string> | undefined {
    const all = new Set<string>();
    for (const contactId of contactIds) {
      const ids = this.lists.get(`${type}|${contactId}`);
      if (!ids) return undefined;
      for (const id of ids) all.add(id);
    }
    return all;
  }

  note(type: ObjectType, { ids, faults }: Associations): void {
    for (const [contactId, list] of ids) if (!faults.has(contactId)) this.lists.set(`${type}|${contactId}`, list);
  }
}
