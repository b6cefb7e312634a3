/** The value of the source that the policy ranks first. Two records of one source are a tie. */
import { type ChoiceRule, keepLargest, sourceOf } from './rule';

export const mostTrusted: ChoiceRule = {
  name: 'mostTrusted',
  keep: (candidates) => keepLargest(candidates, (candidate) => -candidate.rank),
  whyLost: (loser, winner) => `the policy ranks ${sourceOf(winner)} before ${sourceOf(loser)}`,
  couldBeat: (absentRank, winner) => (absentRank < winner.rank ? 'yes' : absentRank > winner.rank ? 'no' : 'tie'),
};
