/** Texts as numbers: equal texts have one number, and how often each occurs is counted on the way. */
import { Column } from './columns';
import { lettersOf } from './similarity';

/** No text. */
export const MISSING = 0;

/** How often texts occurred where a model was trained: of `total` occurrences, those of each frequent text. */
export interface TermFrequencies {
  readonly total: number;
  readonly counts: ReadonlyMap<string, number>;
}

export class Terms {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [''];
  private readonly hashes = new Column();
  private readonly letterSets = new Column();
  private readonly counts = new Column();
  private total = 0;
  private frozen: TermFrequencies | undefined;
  private rarities: number[] = [];

  /**
   * @param usual how frequent a text of this kind usually is: what a small table is too small to tell, and of which a
   *   large one is hardly told anything.
   */
  constructor(private readonly usual = 0.01) {
    this.hashes.push(0);
    this.letterSets.push(0);
    this.counts.push(0);
  }

  /** The number of a text, counting this occurrence; the empty text is `MISSING` and is not counted. */
  intern(text: string): number {
    if (text === '') return MISSING;
    this.total++;
    const known = this.ids.get(text);
    if (known !== undefined) {
      this.counts.set(known, this.counts.at(known) + 1);
      return known;
    }
    const id = this.texts.length;
    this.ids.set(text, id);
    this.texts.push(text);
    this.hashes.push(hashText(text));
    this.letterSets.push(lettersOf(text));
    this.counts.push(1);
    return id;
  }

  /** The number of a text that has one, without counting. */
  find(text: string): number | undefined {
    return this.ids.get(text);
  }

  text(id: number): string {
    return this.texts[id]!;
  }

  /** Of the text, so that it does not depend on the order in which texts came. */
  hash(id: number): number {
    return this.hashes.at(id);
  }

  /** Which letters a text holds, a bit each; see `similarity.ts`. */
  letters(id: number): number {
    return this.letterSets.at(id);
  }

  count(id: number): number {
    return this.counts.at(id);
  }

  get size(): number {
    return this.texts.length;
  }

  /** From now on `rarity` goes by these counts, whatever is still to come. */
  freeze(frequencies: TermFrequencies): void {
    this.frozen = frequencies;
    this.rarities = [];
  }

  /** How rare a text is, in bits: -log2 of its share of occurrences, as counted when frozen. */
  rarity(id: number): number {
    for (let next = this.rarities.length; next <= id; next++) {
      const { total, counts } = this.frozen ?? NOTHING_COUNTED;
      const share = ((counts.get(this.texts[next]!) ?? 1) + 1) / (total + 1 / this.usual);
      this.rarities.push(-Math.log2(share));
    }
    return this.rarities[id]!;
  }

  /** The counts so far: the total, and of each text that occurs at least `least` times. */
  frequencies(least: number): TermFrequencies {
    const counts = new Map<string, number>();
    for (let id = 1; id < this.texts.length; id++) {
      if (this.counts.at(id) >= least) counts.set(this.texts[id]!, this.counts.at(id));
    }
    return { total: this.total, counts };
  }
}

const NOTHING_COUNTED: TermFrequencies = { total: 0, counts: new Map() };

/** FNV-1a over UTF-16 units, finished so that all bits count. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash, 0);
}

/** One 32-bit number out of two. */
export function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}
