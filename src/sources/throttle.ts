/**
 * How many requests may be under way to a source at once, and how many may leave in any stretch of time. One throttle for
 * each source, around its HTTP client, since a vendor counts requests and a batch may be several.
 *
 * - A cap holds for every window of its length, wherever the window begins: vendors count by rolling windows or from a
 *   moment that nobody tells, and a bucket that refills may be emptied twice within one.
 * - What may not leave yet waits in one bounded line and leaves in the order in which it came; only what another cap holds
 *   up is overtaken.
 * - What cannot leave before its time is over is refused at once, with how long it would have waited.
 *
 * Time is handed in, so that this can be tested without waiting.
 */
import type { HttpClient, HttpRequest } from '../remote/client';
import { SourceError, type SourceFault, timeout } from '../remote/fault';
import { noteHeld, timeLeft } from '../remote/time-left';

/** At most so many requests in any stretch of `perMs`. */
export interface Rate {
  readonly requests: number;
  readonly perMs: number;
}

export interface RateCap extends Rate {
  /** Which requests it counts; absent: all of them. */
  readonly counts?: (request: HttpRequest) => boolean;
}

export interface Clock {
  /** ms, of a clock that only runs forward. */
  now(): number;
  /** Answers how to wake no more. */
  wake(afterMs: number, go: () => void): () => void;
}

export interface ThrottleOptions {
  readonly concurrency: number;
  readonly caps: readonly RateCap[];
  readonly clock?: Clock;
  /** Told how long a request was held up, where it was. */
  readonly onHeld?: (ms: number) => void;
}

const MOST_WAITING = 1_000;

const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  wake(afterMs, go) {
    const timer = setTimeout(go, afterMs);
    return () => clearTimeout(timer);
  },
};

interface Waiting {
  readonly windows: readonly Window[];
  /** Those that did not let it out when the line was last looked at. */
  heldBy: readonly Window[];
  go(): void;
}

export class Throttle {
  private readonly windows: readonly { readonly cap: RateCap; readonly window: Window }[];
  private readonly clock: Clock;
  private line: Waiting[] = [];
  /** What holds up somebody in line. */
  private readonly shut = new Set<Window>();
  private underWay = 0;
  private sleepNoMore: (() => void) | undefined;

  constructor(private readonly options: ThrottleOptions) {
    this.windows = options.caps.map((cap) => ({ cap, window: new Window(cap) }));
    this.clock = options.clock ?? SYSTEM_CLOCK;
  }

  /** How long a request would be held up by the caps that count everything, ms. */
  waitMs(): number {
    return this.expectedMs(this.windows.flatMap(({ cap, window }) => (cap.counts ? [] : [window])));
  }

  /**
   * Resolves when the request may leave, with what must be called once it has ended.
   * @throws SourceError RATE_LIMITED where it could not leave in time, TIMEOUT where its time was over meanwhile.
   */
  async enter(request: HttpRequest): Promise<() => void> {
    const { signal } = request;
    if (signal.aborted) throw timeout('the deadline had passed before the call');
    const windows = this.windows.flatMap(({ cap, window }) => (cap.counts?.(request) === false ? [] : [window]));
    const waitMs = this.expectedMs(windows);
    if (waitMs > 0 && waitMs > timeLeft(signal)) throw new SourceError(rateReached(waitMs));
    if (this.line.length >= MOST_WAITING) throw new SourceError(waitMs > 0 ? rateReached(waitMs) : CROWDED);
    await this.wait(windows, signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.underWay -= 1;
      this.letGo();
    };
  }

  private wait(windows: readonly Window[], signal: AbortSignal): Promise<void> {
    const came = this.clock.now();
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.line = this.line.filter((other) => other !== waiting);
        reject(new SourceError(LEFT_IN_LINE));
        this.letGo();
      };
      const waiting: Waiting = {
        windows,
        heldBy: [],
        go: () => {
          signal.removeEventListener('abort', giveUp);
          const now = this.clock.now();
          for (const window of windows) window.take(now);
          this.underWay += 1;
          if (now > came) {
            noteHeld(signal, now - came);
            this.options.onHeld?.(now - came);
          }
          resolve();
        },
      };
      if (this.mayGo(waiting)) return waiting.go();
      signal.addEventListener('abort', giveUp, { once: true });
      this.line.push(waiting);
      this.sleep();
    });
  }

  /** Lets out whoever may leave now. */
  private letGo(): void {
    this.shut.clear();
    this.line = this.line.filter((waiting) => {
      const goes = this.mayGo(waiting);
      if (goes) waiting.go();
      return !goes;
    });
    this.sleep();
  }

  /** Asked of each in its turn: what holds up one holds up those who come after. */
  private mayGo(waiting: Waiting): boolean {
    const now = this.clock.now();
    waiting.heldBy = waiting.windows.filter((window) => this.shut.has(window) || window.opensFor(0) > now);
    for (const window of waiting.heldBy) this.shut.add(window);
    return waiting.heldBy.length === 0 && this.underWay < this.options.concurrency;
  }

  /** Until the first cap opens that holds somebody up. Who only wants a place is let out by whoever gives one back. */
  private sleep(): void {
    this.sleepNoMore?.();
    this.sleepNoMore = undefined;
    if (this.shut.size === 0) return;
    const opensAt = Math.min(...[...this.shut].map((window) => window.opensFor(0)));
    this.sleepNoMore = this.clock.wake(Math.max(1, Math.ceil(opensAt - this.clock.now())), () => this.letGo());
  }

  /** How long the caps would hold up a request that came now, if everybody in line leaves as soon as they may. */
  private expectedMs(windows: readonly Window[]): number {
    const now = this.clock.now();
    const ahead = this.line.filter(({ heldBy }) => heldBy.every((window) => windows.includes(window)));
    return Math.max(
      0,
      ...windows.map((window) => {
        const before = ahead.filter((waiting) => waiting.windows.includes(window)).length;
        return window.opensAfter(before, now) - now;
      }),
    );
  }
}

/** The client with every request held to the throttle. */
export function throttled(http: HttpClient, throttle: Throttle): HttpClient {
  return {
    ...http,
    async request(request) {
      const ended = await throttle.enter(request);
      try {
        return await http.request(request);
      } finally {
        ended();
      }
    },
  };
}

/** When the last requests left, in a ring as long as the cap allows in its stretch of time. */
class Window {
  private readonly leftAt: number[] = [];
  private oldest = 0;

  constructor(private readonly rate: Rate) {}

  take(now: number): void {
    const { requests } = this.rate;
    if (this.leftAt.length < requests) this.leftAt.push(now);
    else {
      this.leftAt[this.oldest] = now;
      this.oldest = (this.oldest + 1) % requests;
    }
  }

  /** When the next request may leave after so many more, if each leaves as soon as it may. */
  opensAfter(ahead: number, now: number): number {
    const { requests, perMs } = this.rate;
    const rounds = Math.floor(ahead / requests);
    const opens = this.opensFor(ahead % requests);
    return rounds === 0 ? opens : Math.max(now, opens) + rounds * perMs;
  }

  /** The same for less than a whole stretch of requests ahead. */
  opensFor(ahead: number): number {
    const { requests, perMs } = this.rate;
    const free = requests - this.leftAt.length;
    if (ahead < free) return Number.NEGATIVE_INFINITY;
    return (this.leftAt[(this.oldest + ahead - free) % requests] as number) + perMs;
  }
}

const LEFT_IN_LINE: SourceFault = { state: 'TIMEOUT', message: 'no answer by the deadline', unsent: true };
const CROWDED: SourceFault = { state: 'UNAVAILABLE', message: 'too many calls to it are waiting', unsent: true };

/** @param waitMs after which another would leave. */
export function rateReached(waitMs: number): SourceFault {
  const message = 'as many requests as it may get in this time have left';
  return { state: 'RATE_LIMITED', message, retryAfterMs: Math.ceil(waitMs), unsent: true };
}
