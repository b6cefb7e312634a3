/** Reading and writing documents of one MongoDB collection by exact `_id`, gathered into few commands. */
import DataLoader from 'dataloader';
import type { Collection, Filter, OptionalUnlessRequiredId } from 'mongodb';
import { isDuplicateKey } from './mongo-errors';

export interface DocumentsByIdOptions {
  /** Up to how many documents are found one by one (at once) instead of by one list of ids. */
  readonly singleFinds: number;
  /** Makes one round trip: counts it and translates its errors. */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
}

const LARGEST_LIST = 1_000;

export class DocumentsById<D extends { readonly _id: string }> {
  private readonly loader: DataLoader<string, D | undefined>;

  constructor(
    private readonly collection: Collection<D>,
    private readonly options: DocumentsByIdOptions,
  ) {
    // Only gathers what is asked for in one turn of the event loop, by whomever: nothing is remembered.
    this.loader = new DataLoader((ids) => this.load(ids), { cache: false, maxBatchSize: LARGEST_LIST });
  }

  /** Order kept; undefined where there is none. */
  async find(ids: readonly string[]): Promise<(D | undefined)[]> {
    return Promise.all(ids.map((id) => this.loader.load(id)));
  }

  /** Unless `ordered`, each on its own: one that is there already does not keep the others out. */
  async insert(documents: readonly D[], ordered: boolean): Promise<void> {
    await this.collection.insertMany(documents as readonly OptionalUnlessRequiredId<D>[], { ordered });
  }

  /** Overwrites each, or makes it. */
  async replace(documents: readonly D[]): Promise<void> {
    if (documents.length === 0) return;
    const writes = documents.map((document) => ({
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
  }

  private async load(ids: readonly string[]): Promise<(D | undefined)[]> {
    const wanted = [...new Set(ids)];
    const documents = await this.options.call(() =>
      wanted.length <= this.options.singleFinds ? this.findEach(wanted) : this.findAll(wanted),
    );
    const byId = new Map(documents.map((document) => [document._id, document]));
    return ids.map((id) => byId.get(id));
  }

  private async findEach(ids: readonly string[]): Promise<D[]> {
    const documents = await Promise.all(ids.map((id) => this.collection.findOne(idIs<D>(id))));
    return documents.filter((document) => document !== null) as D[];
  }

  private async findAll(ids: readonly string[]): Promise<D[]> {
    const filter = { _id: { $in: ids } } as unknown as Filter<D>;
    // One batch, so one round trip.
    return (await this.collection.find(filter, { batchSize: ids.length + 1 }).toArray()) as D[];
  }
}

function idIs<D>(id: string): Filter<D> {
  return { _id: id } as unknown as Filter<D>;
}
