/** The value that most records agree on, by normal form. */
import { type ChoiceRule, keepLargest } from './rule';

export const mostFrequent: ChoiceRule = {
  name: 'mostFrequent',
  keep: (candidates) => {
    const counts = new Map<string, number>();
    for (const { normal } of candidates) counts.set(normal, (counts.get(normal) ?? 0) + 1);
    return keepLargest(candidates, ({ normal }) => counts.get(normal) ?? 0);
  },
  whyLost: () => 'more records agree on another value',
  couldBeat: () => 'yes',
};
