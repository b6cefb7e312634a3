/** Reading and writing documents of one MongoDB collection by exact `_id`, gathered into few commands. */
import type { Collection, Filter, OptionalUnlessRequiredId } from 'mongodb';
import { type BatchOptions, batched } from './batches';
import { isDuplicateKey, isLostConnection, rejectedIndexes } from './mongo-errors';

export interface DocumentsByIdOptions {
  /** Up to how many documents are found one by one (at once) instead of by one list of ids. */
  readonly singleFinds: number;
  /** Makes one round trip: counts it and translates its errors. */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
}

const BATCHES: BatchOptions = { size: 1_000, atOnce: 4 };

export class DocumentsById<D extends { readonly _id: string }> {
  /** Order kept; undefined where there is none. */
  readonly find: (ids: readonly string[]) => Promise<(D | undefined)[]>;
  /**
   * Inserts each document unless its `_id` is there, each on its own; answers for each whether it was inserted now. After
   * a lost reply it tries once more, so one that is said to have been there may have been inserted by the first try:
   * what stands has to be compared.
   */
  readonly insert: (documents: readonly D[]) => Promise<boolean[]>;

  private readonly replaceEach: (documents: readonly D[]) => Promise<true[]>;

  constructor(
    private readonly collection: Collection<D>,
    private readonly options: DocumentsByIdOptions,
  ) {
    this.find = batched((ids: readonly string[]) => this.findBatch(ids), BATCHES);
    this.insert = batched((documents: readonly D[]) => this.insertBatch(documents), BATCHES);
    this.replaceEach = batched((documents: readonly D[]) => this.replaceBatch(documents), BATCHES);
  }

  /** Overwrites each, or makes it. */
  async replace(documents: readonly D[]): Promise<void> {
    await this.replaceEach(documents);
  }

  private async findBatch(ids: readonly string[]): Promise<(D | undefined)[]> {
    const wanted = [...new Set(ids)];
    const documents = await this.options.call(() =>
      wanted.length <= this.options.singleFinds ? this.findEach(wanted) : this.findList(wanted),
    );
    const byId = new Map(documents.map((document) => [document._id, document]));
    return ids.map((id) => byId.get(id));
  }

  private async findEach(ids: readonly string[]): Promise<D[]> {
    const documents = await Promise.all(ids.map((id) => this.collection.findOne(idIs<D>(id))));
    return documents.filter((document) => document !== null) as D[];
  }

  private async findList(ids: readonly string[]): Promise<D[]> {
    const filter = { _id: { $in: ids } } as unknown as Filter<D>;
    // One batch, so one round trip.
    return (await this.collection.find(filter, { batchSize: ids.length + 1 }).toArray()) as D[];
  }

  private async insertBatch(documents: readonly D[]): Promise<boolean[]> {
    const attempt = (): Promise<boolean[]> =>
      this.options.call(async () => {
        try {
          await this.collection.insertMany(documents as readonly OptionalUnlessRequiredId<D>[], { ordered: false });
          return documents.map(() => true);
        } catch (error) {
          const rejected = rejectedIndexes(error);
          if (!rejected) throw error;
          const wereThere = new Set(rejected);
          return documents.map((_, i) => !wereThere.has(i));
        }
      });
    try {
      return await attempt();
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      return attempt();
    }
  }

  private async replaceBatch(documents: readonly D[]): Promise<true[]> {
    const last = new Map(documents.map((document) => [document._id, document]));
    const writes = [...last.values()].map((document) => ({
      replaceOne: { filter: idIs<D>(document._id), replacement: document, upsert: true },
    }));
    const write = () => this.options.call(() => this.collection.bulkWrite(writes, { ordered: false }));
    try {
      await write();
    } catch (error) {
      // Two made the same one at once: now it is there and can be replaced.
      if (!isDuplicateKey(error)) throw error;
      await write();
    }
    return documents.map(() => true);
  }
}

function idIs<D>(id: string): Filter<D> {
  return { _id: id } as unknown as Filter<D>;
}
