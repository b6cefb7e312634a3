/** A value that its source has verified before one that it only took down. */
import { meetsFloor } from '../../customer/source-record';
import { type Candidate, type ChoiceRule, sourceOf } from './rule';

export const verifiedFirst: ChoiceRule = {
  name: 'verifiedFirst',
  keep: (candidates) => {
    const verified = candidates.filter(isVerified);
    return verified.length > 0 ? verified : candidates;
  },
  whyLost: (loser, winner) => `${sourceOf(winner)} has verified its value and ${sourceOf(loser)} has not`,
  couldBeat: (_absentRank, winner) => (isVerified(winner) ? 'tie' : 'yes'),
};

function isVerified({ claims }: Candidate): boolean {
  return claims.every(({ proof }) => proof !== undefined && meetsFloor(proof, 'VERIFIED'));
}
