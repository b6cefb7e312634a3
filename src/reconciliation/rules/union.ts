/** All items of all records, each once by normal form; the best-ranked source's spelling and order come first. */
import { isListedIdentifier } from '../claims';
import type { ListRule } from './rule';

export const union: ListRule = {
  name: 'union',
  combine: (claims) => {
    const items = new Map<string, unknown>();
    for (const { value, normal } of claims) {
      const normals = normal.split('\n');
      for (const [position, item] of value.entries()) {
        const key = normals[position] ?? '';
        const known = items.get(key);
        items.set(key, known === undefined ? item : merged(known, item));
      }
    }
    return [...items.values()];
  },
};

/** One source's verification holds for the address, whoever else knows it. */
function merged(known: unknown, again: unknown): unknown {
  if (!isListedIdentifier(known) || !isListedIdentifier(again) || known.isVerified || !again.isVerified) return known;
  return { ...known, isVerified: true };
}
