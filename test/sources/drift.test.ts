/** What counts as drift, and what of it is told. */
import type { PartItem } from '../../src/customer/parts';
import { driftIn, driftMessage, driftOf, type FieldPromises, withDrift } from '../../src/sources/drift';

const PROMISES: FieldPromises<string> = {
  name: { expected: 'text', feeds: ['name'], always: true },
  places: { expected: 'list', feeds: ['places'] },
  'places.city': { expected: 'text', feeds: ['places'], always: true },
};
const fields = (object: Readonly<Record<string, unknown>>) => driftIn(object, PROMISES)?.map(({ field }) => field);

test('null is no drift, a field that may be lacking is none, another type is', () => {
  expect(fields({ name: null })).toBeUndefined();
  expect(fields({})).toEqual(['name']);
  expect(fields({ name: 7, places: 'Bonn' })).toEqual(['name', 'places']);
});

test('each object of a list keeps the promises of its fields', () => {
  expect(fields({ name: 'a', places: [] })).toBeUndefined();
  expect(fields({ name: 'a', places: [{ city: 'Bonn' }, { city: null }, null] })).toBeUndefined();
  const drift = driftIn({ name: 'a', places: [{ city: 'Bonn' }, { town: 'Bonn' }] }, PROMISES);
  expect(driftMessage(drift!)).toBe('places.city: expected text, received nothing');
});

test('an item loses what its drift affects, and a page tells each way of drifting once', () => {
  const item = { source: 's', id: '1', record: { source: 's', id: 'p' }, at: '2026', name: 'a' };
  const drift = driftIn({}, PROMISES)!;
  const { name: _name, ...rest } = item;
  expect(withDrift(item, drift)).toEqual({ ...rest, drift });
  expect(withDrift(item, undefined)).toBe(item);
  const items: readonly PartItem[] = [withDrift(item, drift), item, withDrift(item, drift)];
  expect(driftOf({ items })).toEqual(drift);
  expect(driftOf({ items: [item] })).toEqual([]);
});
