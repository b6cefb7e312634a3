import { setImmediate as turn } from 'node:timers/promises';
import { Company } from '../../src/sources/company';
import { Pace } from '../../src/sources/pace';

// Only the timers of gaps are faked; turns of the event loop are real.
beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const paced = () => {
  const company = new Company();
  const pace = new Pace({ gapMs: 4, maxGapMs: 16 }, company);
  const left: string[] = [];
  return { company, pace, left, open: (name: string) => pace.schedule(() => left.push(name)) };
};

test('with nothing under way, all batches of one turn leave at its end', async () => {
  const { left, open } = paced();
  open('a');
  open('b');
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

test('it waits no longer than a gap, which each one more under way doubles', async () => {
  const { left, open } = paced();
  open('a');
  await turn();
  const gapOfNext = async (): Promise<number> => {
    open('next');
    const before = left.length;
    await turn();
    let gap = 0;
    while (left.length === before) {
      jest.advanceTimersByTime(1);
      gap += 1;
    }
    return gap;
  };
  expect([await gapOfNext(), await gapOfNext(), await gapOfNext(), await gapOfNext()]).toEqual([4, 8, 16, 16]);
});

test('when one of several lands, the next waits as if the others alone were under way', async () => {
  const { pace, left, open } = paced();
  open('a');
  await turn();
  open('b');
  await turn();
  jest.advanceTimersByTime(4);
  open('c');
  await turn();
  jest.advanceTimersByTime(5);
  expect(left).toEqual(['a', 'b']);
  pace.landed();
  expect(left).toEqual(['a', 'b', 'c']);
});

test('a batch waits for the operations that are on the way when it opens, and not for later ones', async () => {
  const { company, left, open } = paced();
  const [first, second] = [company.setsOut(), company.setsOut()];
  first.arrived();
  open('a');
  await turn();
  company.setsOut();
  await turn();
  await turn();
  expect(left).toEqual([]);
  second.arrived();
  // Keys of the one who arrived join before the turn is over.
  expect(left).toEqual([]);
  await turn();
  expect(left).toEqual(['a']);
});

test('it does not wait for ever for those who are on the way', async () => {
  const { company, left, open } = paced();
  company.setsOut();
  open('a');
  await turn();
  jest.advanceTimersByTime(15);
  expect(left).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(left).toEqual(['a']);
});

test('what overflows a batch that waited for nobody under way does not wait for it either', async () => {
  const { left, open } = paced();
  open('a');
  open('overflow');
  await turn();
  expect(left).toEqual(['a', 'overflow']);
});

test('a full batch leaves as soon as another opens', async () => {
  const { left, open } = paced();
  open('a');
  await turn();
  open('full');
  open('next');
  expect(left).toEqual(['a', 'full']);
});
