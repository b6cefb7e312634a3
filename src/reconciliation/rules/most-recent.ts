/**
 * The value that changed last. Two sources have two clocks: times within the skew, and claims without a clock that can
 * be believed, are left to the next rule rather than guessed. Two records of one source share a clock, which is exact.
 */
import { type ChoiceRule, leadOf, yieldsTo } from './rule';

export const mostRecent: ChoiceRule = {
  name: 'mostRecent',
  keep: (candidates, context) =>
    candidates.filter(
      (candidate) =>
        !candidates.some((other) => leadOf(other, candidate, context) > 0 || yieldsTo(candidate, other, context)),
    ),
  whyLost: ({ time }) => (time === undefined ? 'its time cannot be believed' : 'another record was changed later'),
  couldBeat: () => 'yes',
};
