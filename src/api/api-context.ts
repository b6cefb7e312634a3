/** What every resolver of one operation shares. */
import type { Caller } from '../access/caller';
import type { CustomerView, ReadContext, SourceInfo } from '../view/snapshot';
import type { EntityBatches } from './entities';
import type { Losses } from './losses';

export interface ApiContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** When the request's headers arrived, by the same clock as `now` of the API's options. */
  readonly startedAt: number;
  readonly view: CustomerView;
  /** One object for the whole operation: root fields that share it share their reads. */
  readonly read: ReadContext;
  readonly sources: readonly SourceInfo[];
  /** How national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  readonly losses: Losses;
  readonly entities: EntityBatches;
}
