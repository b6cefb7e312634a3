/**
 * Decides whether a history is linearizable (Herlihy and Wing, 1990): whether its operations can be put into one order
 * that a sequential model allows and in which no operation comes before one that had ended when it began. The search is
 * the one of Wing and Gong (1993), with Lowe's memory (2017) of what was tried: the same operations done, in the same
 * world, need not be gone on from twice.
 */
import { type Answer, after, fingerprint, type Operation, type World } from './model';

export interface Completed {
  readonly operation: Operation;
  readonly answer: Answer;
  readonly begun: number;
  readonly ended: number;
}

export interface Verdict {
  readonly linearizable: boolean;
  /** The longest order that was found, as indexes of the history. */
  readonly order: readonly number[];
  readonly visited: number;
}

/** More than that are not searched: the history is too wide to be decided. */
const MOST_VISITED = 2_000_000;

/** @throws Error when the history is too wide to be decided. */
export function linearize(world: World, history: readonly Completed[]): Verdict {
  const tried = new Set<string>();
  const order: number[] = [];
  let best: readonly number[] = [];
  let visited = 0;

  const goOn = (here: World, left: ReadonlySet<number>): boolean => {
    if (left.size === 0) return true;
    const key = `${[...left].join(',')}|${fingerprint(here)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    if (++visited > MOST_VISITED)
      throw new Error(`a history of ${history.length} operations is too wide to be decided`);
    const firstEnd = Math.min(...[...left].map((i) => history[i]!.ended));
    for (const i of left) {
      const { answer, begun, operation } = history[i]!;
      if (begun > firstEnd) continue;
      const next = after(here, operation, answer);
      if (!next) continue;
      order.push(i);
      if (order.length > best.length) best = [...order];
      const rest = new Set(left);
      rest.delete(i);
      if (goOn(next, rest)) return true;
      order.pop();
    }
    return false;
  };

  const indexes = history.map((_, i) => i).sort((a, b) => history[a]!.begun - history[b]!.begun);
  const linearizable = goOn(world, new Set(indexes));
  return { linearizable, order: best, visited };
}

/** For the message of a test: the order that was found, and what none of the rest can be. */
export function explain(history: readonly Completed[], { order }: Verdict): string {
  const line = (i: number): string => {
    const { answer, begun, ended, operation } = history[i]!;
    return `  [${begun}–${ended}] ${JSON.stringify(operation)} → ${JSON.stringify(answer)}`;
  };
  const rest = history.map((_, i) => i).filter((i) => !order.includes(i));
  return ['in order:', ...order.map(line), 'and none of these can follow:', ...rest.map(line)].join('\n');
}
