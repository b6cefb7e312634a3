/** What training finds out and matching goes by. Trained once, kept in a file, the same for every record that follows. */
import { z } from 'zod';
import { COMPARISONS } from './comparisons/register';
import { TERM_KINDS, type TermKind } from './features';
import type { TermFrequencies } from './terms';

/** Of the shape of a model and of what its levels mean: a change of either is a new version. */
export const MODEL_VERSION = 1;

export interface Model {
  readonly version: typeof MODEL_VERSION;
  /** How many records it was trained on. */
  readonly records: number;
  /** Pairs of one person, per record: how many duplicates there are. */
  readonly pairsPerRecord: number;
  /** Pairs of two persons of one household, per record. */
  readonly householdPairsPerRecord: number;
  readonly comparisons: Readonly<Record<string, readonly LevelShares[]>>;
  readonly frequencies: Readonly<Record<TermKind, TermFrequencies>>;
}

/** Of one level: its share among pairs of one person, and among pairs of two. */
export interface LevelShares {
  readonly level: string;
  readonly m: number;
  readonly u: number;
}

/** The shares from which training starts. */
export function untrainedShares(): Record<string, LevelShares[]> {
  return Object.fromEntries(
    COMPARISONS.map(({ name, levels }) => [name, levels.map(({ name: level, m, u }) => ({ level, m, u }))]),
  );
}

/** Says what is wrong with what was to be a model, and what to do. */
export class ModelMistake extends Error {
  override readonly name = 'ModelMistake';
}

const FORMAT = 'onefold-matching-model';
const modelShape = z.object({
  records: z.int().nonnegative(),
  pairsPerRecord: z.number().positive(),
  householdPairsPerRecord: z.number().positive(),
  comparisons: z.record(
    z.string(),
    z.array(z.object({ level: z.string(), m: z.number().gt(0).lte(1), u: z.number().gt(0).lte(1) })),
  ),
  frequencies: z.record(
    z.string(),
    z.object({ total: z.int().nonnegative(), counts: z.record(z.string(), z.int().positive()) }),
  ),
});

/** A model as JSON. Equal models are equal texts. */
export function modelText(model: Model): string {
  const frequencies = Object.fromEntries(
    Object.entries(model.frequencies).map(([kind, { total, counts }]) => [
      kind,
      { total, counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))) },
    ]),
  );
  return `${JSON.stringify({ format: FORMAT, ...model, frequencies }, null, 1)}\n`;
}

/** @throws ModelMistake */
export function readModel(text: string): Model {
  const data = parsed(text);
  if (data.format !== FORMAT)
    throw new ModelMistake('expected a model written by `onefold train`, received other JSON');
  if (data.version !== MODEL_VERSION) {
    throw new ModelMistake(
      `expected a model of version ${MODEL_VERSION}, received version ${String(data.version)}; train it again: onefold train`,
    );
  }
  const { success, data: model } = modelShape.safeParse(data);
  if (!success) throw new ModelMistake('the model is damaged; train it again: onefold train');
  const fits = COMPARISONS.every(({ name, levels }) => {
    const shares = Object.hasOwn(model.comparisons, name) ? model.comparisons[name]! : [];
    return shares.length === levels.length && shares.every(({ level }, at) => level === levels[at]!.name);
  });
  if (!fits || !TERM_KINDS.every((kind) => Object.hasOwn(model.frequencies, kind))) {
    throw new ModelMistake('the model knows other comparisons than this version; train it again: onefold train');
  }
  const frequencies = Object.fromEntries(
    TERM_KINDS.map((kind) => {
      const { total, counts } = model.frequencies[kind]!;
      return [kind, { total, counts: new Map(Object.entries(counts)) }];
    }),
  ) as unknown as Record<TermKind, TermFrequencies>;
  return { ...model, version: MODEL_VERSION, frequencies };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null) return data as Record<string, unknown>;
  } catch {
    // Answered below.
  }
  throw new ModelMistake('expected a model written by `onefold train`, received no JSON object');
}
