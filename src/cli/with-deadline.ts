/** Work that ends at a deadline, or when the person at the terminal has had enough. */
import { setMaxListeners } from 'node:events';

export async function withDeadline<T>(
  deadlineMs: number,
  interrupted: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  // Every call of every source listens; Node takes more than ten for a leak.
  setMaxListeners(0, deadline.signal);
  const stop = (): void => deadline.abort();
  const timer = setTimeout(stop, deadlineMs);
  interrupted.addEventListener('abort', stop);
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', stop);
  }
}
