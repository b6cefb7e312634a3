/** What a simulator was asked: for tests that count calls and look at their order. */

export interface CallRecord {
  /** Counts from 1, in the order in which requests arrived. */
  readonly sequence: number;
  readonly method: string;
  readonly path: string;
  /** Pairs in the order of the query string. */
  readonly query: readonly (readonly [string, string])[];
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  /** Milliseconds of a clock that only runs forward (`performance.now()`); comparable between simulators of a process. */
  readonly startedAt: number;
  /** Null while under way. */
  endedAt: number | null;
  /** Null while under way, and where no answer was sent: hung, reset, or given up by the caller. */
  status: number | null;
  /** The fault that hit it. */
  fault: string | null;
  /** The caller went away before the answer. */
  aborted: boolean;
}

/** Keeps the newest calls. */
export class CallLog {
  private records: CallRecord[] = [];
  private count = 0;

  constructor(private readonly capacity = 10_000) {}

  /** Calls since the start, forgotten ones too. */
  get total(): number {
    return this.count;
  }

  begin(call: Pick<CallRecord, 'method' | 'path' | 'query' | 'body'>): CallRecord {
    this.count += 1;
    const { method, path, query, body } = call;
    const open = { endedAt: null, status: null, fault: null, aborted: false };
    const record = { sequence: this.count, method, path, query, body, startedAt: performance.now(), ...open };
    this.records.push(record);
    // Trimmed in strides, so that a long run does not shift the whole list with every call.
    if (this.records.length >= this.capacity * 2) this.records = this.records.slice(-this.capacity);
    return record;
  }

  list(): readonly CallRecord[] {
    return this.records.slice(-this.capacity);
  }

  clear(): void {
    this.records = [];
  }
}
