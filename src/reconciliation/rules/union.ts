/** All items of all records, each once by normal form, in the spelling and order of those that come first. */
import type { ListRule } from './rule';

export const union: ListRule = {
  name: 'union',
  combine: (claims) => {
    const items = new Map<string, unknown>();
    for (const { value, normal } of claims) {
      const normals = normal.split('\n');
      for (const [position, item] of value.entries()) {
        const key = normals[position] ?? '';
        if (!items.has(key)) items.set(key, item);
      }
    }
    return [...items.values()];
  },
};
