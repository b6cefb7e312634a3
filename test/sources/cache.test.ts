import { AnswerCache } from '../../src/sources/cache';
import { found, NONE } from '../../src/sources/contract';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('serves an answer up to the age that the budget allows', () => {
  const cache = new AnswerCache(100_000, 5000, Date.now);
  cache.put('a', { slot: found('x'), fetchedAt: 1000 });
  expect(cache.get('a', 500, 1500)?.slot).toEqual(found('x'));
  expect(cache.get('a', 499, 1500)).toBeUndefined();
  expect(cache.get('a', 0, 1000)).toBeUndefined();
});

test('keeps "nothing" and "gone", never a failure', () => {
  const cache = new AnswerCache(100_000, 5000, Date.now);
  cache.put('none', { slot: NONE, fetchedAt: 0 });
  cache.put('gone', { slot: { state: 'gone' }, fetchedAt: 0 });
  cache.put('failed', { slot: { state: 'failed', fault: { state: 'TIMEOUT', message: 'late' } }, fetchedAt: 0 });
  expect(cache.get('none', 1000, 10)?.slot.state).toBe('none');
  expect(cache.get('gone', 1000, 10)?.slot.state).toBe('gone');
  expect(cache.get('failed', 1000, 10)).toBeUndefined();
});

test('stays below its bound in bytes, the least used leave first', () => {
  const cache = new AnswerCache(20_000, 5000, Date.now);
  for (let i = 0; i < 200; i++) cache.put(`key ${i}`, { slot: found('x'.repeat(500)), fetchedAt: 0 });
  expect(cache.bytes).toBeLessThanOrEqual(20_000);
  expect(cache.get('key 0', 1000, 0)).toBeUndefined();
  expect(cache.get('key 199', 1000, 0)).toBeDefined();
});

test('forgets what nobody asks for again', () => {
  const cache = new AnswerCache(100_000, 5000, Date.now);
  cache.put('a', { slot: found('a person'), fetchedAt: 0 });
  jest.advanceTimersByTime(10_001);
  expect(cache.bytes).toBe(0);
});
