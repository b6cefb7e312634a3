/**
 * The source reads of one operation. Each record, page and search is asked for once, whoever in the operation needs it
 * and whenever they find out: what discovery brought along, assembly finds at hand.
 */
import type { ListPart, ListPartItems } from '../customer/parts';
import {
  type IdentifierType,
  type RecordRef,
  refKey,
  type SourceName,
  type SourceRecord,
} from '../customer/source-record';
import type { Identity } from '../identity/identity';
import type { Guest } from '../sources/company';
import { found, type PartPage, RECORD_SHAPES, type RecordShape } from '../sources/contract';
import type { Source, SourceRead } from '../sources/source';
import type { Patience } from './patience';
import type { ReadContext } from './snapshot';

interface RecordInHand {
  readonly shape: RecordShape;
  readonly read: Promise<SourceRead<SourceRecord>>;
}

export class Reading {
  private readonly records = new Map<string, RecordInHand>();
  private readonly pages = new Map<string, Promise<SourceRead<PartPage<ListPartItems[ListPart]>>>>();
  private readonly searches = new Map<string, Promise<SourceRead<readonly SourceRecord[]>>>();

  constructor(
    readonly sources: ReadonlyMap<SourceName, Source>,
    readonly context: ReadContext & { readonly guest: Guest },
    /** Bounded by the operation's time, */
    readonly identity: Identity,
    /** and so is whatever else identity is asked. */
    readonly wait: Patience,
  ) {}

  /** The source of a ref; undefined where the config no longer names it. */
  source(name: SourceName): Source | undefined {
    return this.sources.get(name);
  }

  record(ref: RecordRef, shape: RecordShape): Promise<SourceRead<SourceRecord>> {
    const key = refKey(ref);
    const inHand = this.records.get(key);
    if (inHand && RECORD_SHAPES.indexOf(inHand.shape) >= RECORD_SHAPES.indexOf(shape)) return inHand.read;
    const source = this.mustHave(ref.source);
    const read = source.record(ref.id, shape, this.context);
    this.records.set(key, { shape, read });
    return read;
  }

  find(source: Source, type: IdentifierType, normal: string): Promise<SourceRead<readonly SourceRecord[]>> {
    return this.search(`${source.name}|${type}|${normal}`, source, () => source.find(type, normal, this.context));
  }

  findIssued(source: Source, issued: RecordRef): Promise<SourceRead<readonly SourceRecord[]>> {
    return this.search(`${source.name}|issued|${refKey(issued)}`, source, () =>
      source.findIssued(issued, this.context),
    );
  }

  page<P extends ListPart>(
    part: P,
    ref: RecordRef,
    size: { readonly first: number; readonly detail: 'summary' | 'full' },
    after: string | undefined,
  ): Promise<SourceRead<PartPage<ListPartItems[P]>>> {
    const key = `${part}|${refKey(ref)}|${size.first}|${size.detail}|${after ?? ''}`;
    let read = this.pages.get(key);
    if (!read) {
      read = this.mustHave(ref.source).part(part, { id: ref.id, after }, size, this.context);
      this.pages.set(key, read);
    }
    return read as Promise<SourceRead<PartPage<ListPartItems[P]>>>;
  }

  /** Takes records that some other read brought along, in shape `full`. */
  adopt(source: Source, records: readonly SourceRecord[], read: Omit<SourceRead<unknown>, 'slot'>): void {
    for (const record of records) {
      const key = refKey(record.ref);
      if (this.records.get(key)?.shape === 'full') continue;
      this.records.set(key, { shape: 'full', read: Promise.resolve({ ...read, slot: found(record) }) });
    }
    if (!read.cached) source.remember(records, 'full', read.fetchedAt);
  }

  private search(
    key: string,
    source: Source,
    ask: () => Promise<SourceRead<readonly SourceRecord[]>>,
  ): Promise<SourceRead<readonly SourceRecord[]>> {
    let read = this.searches.get(key);
    if (!read) {
      read = ask().then((answer) => {
        if (answer.slot.state === 'found') this.adopt(source, answer.slot.value, answer);
        return answer;
      });
      this.searches.set(key, read);
    }
    return read;
  }

  private mustHave(name: SourceName): Source {
    const source = this.sources.get(name);
    if (!source) throw new Error(`no source named ${name}`);
    return source;
  }
}
