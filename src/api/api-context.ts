/** What every resolver of one operation shares. */
import type { Caller } from '../access/caller';
import type { DecisionView } from '../view/decisions';
import type { CustomerView, ReadContext, SourceInfo } from '../view/snapshot';
import type { Budget } from './budget';
import type { EntityBatches } from './entities';
import type { Losses } from './losses';
import type { OperationTally } from './operation-tally';

export interface ApiContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** When the request's headers arrived, on the clock of `performance.now`. */
  readonly startedAt: number;
  readonly view: CustomerView & DecisionView;
  /** One object for the whole operation: root fields that share it share their reads. Final once the budget is known. */
  read: ReadContext;
  /** The header's, then also the directive's. */
  budget: Budget;
  /** By when the answer comes, in ms after the arrival of the headers. */
  deadlineMs: number;
  /** Sets it. Answers the times that go with it. */
  readonly setDeadline: (deadlineMs: number) => Pick<ReadContext, 'until' | 'graceMs'>;
  /** What the operation cost the sources. */
  readonly tally: OperationTally;
  readonly sources: readonly SourceInfo[];
  /** How national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  readonly losses: Losses;
  readonly entities: EntityBatches;
}
