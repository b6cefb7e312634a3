/** The longest value, by normal form: what folding takes away is no information. */
import { type ChoiceRule, keepLargest } from './rule';

export const longest: ChoiceRule = {
  name: 'longest',
  keep: (candidates) => keepLargest(candidates, ({ normal }) => normal.length),
  whyLost: () => 'another value is longer',
  couldBeat: () => 'yes',
};
