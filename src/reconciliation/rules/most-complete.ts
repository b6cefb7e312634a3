/** For groups: the record that fills the most fields of the group. */
import { type Candidate, type ChoiceRule, keepLargest } from './rule';

export const mostComplete: ChoiceRule = {
  name: 'mostComplete',
  keep: (candidates) => keepLargest(candidates, filled),
  whyLost: () => 'another record says more',
  couldBeat: (_absentRank, winner, { fieldCount }) => (filled(winner) < fieldCount ? 'yes' : 'tie'),
};

/** A display name follows from the names; alone it tells less than either of them. */
function filled({ claims }: Candidate): number {
  let count = 0;
  for (const { field } of claims) if (field !== 'displayName') count++;
  return count;
}
