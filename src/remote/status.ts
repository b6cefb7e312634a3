/** What HTTP itself says of an answer that is none: its status, and how long to wait. */
import type { SourceFault } from './fault';

/** What a status that nobody asked for amounts to. */
export function faultOfStatus(
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  now: number,
): SourceFault {
  const message = `HTTP ${status}`;
  const retryAfterMs = retryAfter(headers['retry-after'], sentAt(headers, now));
  if (status === 401 || status === 403) return { state: 'UNAUTHORISED', message };
  if (status === 429) return { state: 'RATE_LIMITED', message, retryAfterMs };
  if (status >= 500) return { state: 'UNAVAILABLE', message, retryAfterMs };
  return { state: 'INVALID_RESPONSE', message };
}

/** When an answer was sent, by the vendor's clock where it tells: ours may be another. */
export function sentAt(headers: Readonly<Record<string, string | undefined>>, now: number): number {
  const date = Date.parse(headers.date ?? '');
  return Number.isNaN(date) ? now : date;
}

/** RFC 9110 10.2.3: seconds, or an HTTP date. */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return Math.round(seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
