import { createCursorSealer } from '../../src/view/cursor';
import { prefetch } from '../../src/view/lists';
import type { Reading } from '../../src/view/reading';
import { SUMMARY } from './small-world';

/** How many rows a source is asked for where a query selects `first` orders. */
function rowsAskedFor(first: number): number {
  const sizes: number[] = [];
  const reading = {
    source: () => ({ has: (part: string) => part === 'ORDERS' }),
    page: async (_part: string, _ref: unknown, size: { first: number }) => sizes.push(size.first),
  } as unknown as Reading;
  const want = { ...SUMMARY, connections: [{ key: 'orders', part: 'ORDERS', first, detail: 'full' } as const] };
  prefetch({ source: 'shop', id: '1' }, want, reading, createCursorSealer(Buffer.alloc(32)));
  expect(sizes).toHaveLength(1);
  return sizes[0]!;
}

describe('lists are asked for in a few sizes, so that queries share calls', () => {
  it.each([
    [1, 5],
    // A page of ten would let half as many people share one of Shopify's requests, whose cost is bounded.
    [5, 5],
    [6, 10],
    [11, 25],
    [100, 100],
  ])('%i rows as %i', (first, asked) => {
    expect(rowsAskedFor(first)).toBe(asked);
  });
});
