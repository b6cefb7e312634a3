/** The value that has stood longest; the mirror of `mostRecent`, with the same doubts about clocks. */
import { type ChoiceRule, leadOf, yieldsTo } from './rule';

export const oldest: ChoiceRule = {
  name: 'oldest',
  keep: (candidates, context) =>
    candidates.filter(
      (candidate) =>
        !candidates.some((other) => leadOf(other, candidate, context) < 0 || yieldsTo(candidate, other, context)),
    ),
  whyLost: ({ time }) => (time === undefined ? 'its time cannot be believed' : 'another record has an earlier time'),
  couldBeat: () => 'yes',
};
