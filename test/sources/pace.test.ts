import { setImmediate as turn } from 'node:timers/promises';
import { Pace } from '../../src/sources/pace';

// Only the timers of gaps are faked; turns of the event loop are real.
beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const paced = () => {
  const pace = new Pace({ minGapMs: 4, maxGapMs: 16 });
  const left: string[] = [];
  return { pace, left, open: (name: string) => pace.schedule(() => left.push(name)) };
};

test('with nothing under way, all batches of one turn leave at its end', async () => {
  const { left, open } = paced();
  open('a');
  open('b');
  expect(left).toEqual([]);
  await turn();
  expect(left).toEqual(['a', 'b']);
});

test('while a batch is under way the next waits for it to land', async () => {
  const { pace, left, open } = paced();
  open('a');
  await turn();
  open('b');
  await turn();
  expect(left).toEqual(['a']);
  pace.landed();
  expect(left).toEqual(['a', 'b']);
});

test('it waits no longer than the gap, which grows only where waiting brings company', async () => {
  const { pace, left, open } = paced();
  open('a');
  await turn();
  const gapOf = async (company: boolean): Promise<number> => {
    open('next');
    const before = left.length;
    await turn();
    if (company) pace.arrived();
    let gap = 0;
    while (left.length === before) {
      jest.advanceTimersByTime(1);
      gap += 1;
    }
    return gap;
  };
  expect([await gapOf(true), await gapOf(true), await gapOf(true), await gapOf(true)]).toEqual([4, 8, 16, 16]);
  expect([await gapOf(false), await gapOf(false), await gapOf(false), await gapOf(false)]).toEqual([16, 8, 4, 4]);
});

test('a full batch leaves as soon as another opens', async () => {
  const { left, open } = paced();
  open('a');
  await turn();
  open('full');
  open('next');
  expect(left).toEqual(['a', 'full']);
});
