import { batched } from '../../../src/identity/store/batches';

/** Work that ends when the test says so. */
class Held {
  readonly batches: { readonly pieces: readonly number[]; readonly end: (error?: Error) => void }[] = [];

  readonly work = (pieces: readonly number[]): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      const end = (error?: Error): void => (error ? reject(error) : resolve(pieces.map(String)));
      this.batches.push({ pieces, end });
    });

  get pieces(): readonly (readonly number[])[] {
    return this.batches.map(({ pieces }) => pieces);
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('batched', () => {
  it('hands on what several callers ask for in one turn together, and answers each its own in order', async () => {
    const held = new Held();
    const ask = batched(held.work, { size: 10, atOnce: 1 });
    const answers = [ask([3, 1]), ask([2])];
    await nextTurn();
    expect(held.pieces).toEqual([[3, 1, 2]]);
    held.batches[0]?.end();
    expect(await Promise.all(answers)).toEqual([['3', '1'], ['2']]);
  });

  it('gathers what comes while enough batches are under way', async () => {
    const held = new Held();
    const ask = batched(held.work, { size: 10, atOnce: 2 });
    const answers: Promise<string[]>[] = [];
    for (const piece of [1, 2, 3, 4]) {
      answers.push(ask([piece]));
      await nextTurn();
    }
    expect(held.pieces).toEqual([[1], [2]]);
    held.batches[0]?.end();
    await nextTurn();
    expect(held.pieces).toEqual([[1], [2], [3, 4]]);
    for (const { end } of held.batches) end();
    expect(await Promise.all(answers)).toEqual([['1'], ['2'], ['3'], ['4']]);
  });

  it('keeps to the largest size, and forgets nobody', async () => {
    const held = new Held();
    const ask = batched(held.work, { size: 2, atOnce: 1 });
    const answer = ask([1, 2, 3, 4, 5]);
    for (let i = 0; i < 3; i++) {
      await nextTurn();
      held.batches[i]?.end();
    }
    expect(await answer).toEqual(['1', '2', '3', '4', '5']);
    expect(held.pieces).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('tells all callers of a batch of its failure, and goes on', async () => {
    const held = new Held();
    const ask = batched(held.work, { size: 10, atOnce: 1 });
    const failing = Promise.allSettled([ask([1]), ask([2])]);
    await nextTurn();
    held.batches[0]?.end(new Error('lost'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = ask([1]);
    await nextTurn();
    held.batches[1]?.end();
    expect(await next).toEqual(['1']);
  });

  it('does nothing for nothing', async () => {
    const held = new Held();
    expect(await batched(held.work, { size: 10, atOnce: 1 })([])).toEqual([]);
    expect(held.batches).toEqual([]);
  });
});
