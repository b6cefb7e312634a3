/** What an answer means, by the rules of the file and then by HTTP itself. */
import type { HttpResponse } from '../../remote/client';
import { invalidResponse, SourceError, type SourceFault } from '../../remote/fault';
import { faultOfStatus, retryAfter, sentAt } from '../../remote/status';
import { holds, passes } from './condition';
import { isObject, scalarText, valueAt } from './json-path';
import type { Rule } from './shape';

export type Verdict =
  | { readonly is: 'answer'; readonly response: HttpResponse }
  | { readonly is: 'none' }
  | { readonly is: 'gone' }
  | { readonly is: 'merged'; readonly into: string }
  /** The credential was refused; a new one may be let in. */
  | { readonly is: 'refused'; readonly fault: SourceFault };

/** Longer waits are no help to whoever asks now; the gate would be shut for nothing. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** @throws SourceError where the answer is none. */
export function judge(response: HttpResponse, rules: readonly Rule[], now: number): Verdict {
  const rule = rules.find(({ when }) => fits(when, response));
  return rule ? byRule(rule, response, now) : byStatus(response, now);
}

function fits({ status, header, body }: Rule['when'], response: HttpResponse): boolean {
  const ranks = [response.status, `${Math.floor(response.status / 100)}xx`];
  if (status && !status.some((one) => ranks.includes(one))) return false;
  if (header && !passes(header.test, response.headers[header.name])) return false;
  return !body || holds(body, response.body);
}

function byRule(rule: Rule, response: HttpResponse, now: number): Verdict {
  const message = `HTTP ${response.status}, ${WORDS[rule.cause]}`;
  switch (rule.cause) {
    case 'fine':
      return { is: 'answer', response };
    case 'none':
      return { is: 'none' };
    case 'gone':
      return { is: 'gone' };
    case 'merged': {
      const into = rule.into && scalarText(valueAt(response.body, rule.into));
      if (into === undefined) throw invalidResponse('a merged record does not say into which');
      return { is: 'merged', into };
    }
    case 'unauthorised':
      return { is: 'refused', fault: { state: 'UNAUTHORISED', message } };
    case 'forbidden':
      throw new SourceError({
        state: 'UNAUTHORISED',
        message,
        ...(rule.permission && { permission: rule.permission }),
      });
    case 'rateLimited':
      throw new SourceError({ state: 'RATE_LIMITED', message, retryAfterMs: waitMs(rule, response, now) });
    case 'unavailable':
      throw new SourceError({ state: 'UNAVAILABLE', message, retryAfterMs: waitMs(rule, response, now) });
    case 'invalid':
      throw invalidResponse(message);
  }
}

const WORDS = {
  fine: 'an answer',
  none: 'nothing',
  gone: 'deleted',
  merged: 'merged',
  unauthorised: 'the credential is refused',
  forbidden: 'a permission is lacking',
  rateLimited: 'rate limited',
  unavailable: 'unavailable',
  invalid: 'refused as invalid',
} as const;

function byStatus(response: HttpResponse, now: number): Verdict {
  const { status } = response;
  if (status === 204) return { is: 'none' };
  if (status >= 200 && status < 300) return { is: 'answer', response };
  const fault = faultOfStatus(status, response.headers, now);
  if (status === 401) return { is: 'refused', fault };
  throw new SourceError(fault);
}

function waitMs({ wait }: Rule, { headers, body }: HttpResponse, ours: number): number | undefined {
  const now = sentAt(headers, ours);
  if (!wait) return retryAfter(headers['retry-after'], now);
  const written = scalarText(wait.header ? headers[wait.header.toLowerCase()] : wait.body && valueAt(body, wait.body));
  return written === undefined ? undefined : waitOf(written, wait.unit, now);
}

/** Undefined: no number. */
export function waitOf(written: string, unit: 's' | 'ms' | 'unix' | 'unixMs', now: number): number | undefined {
  if (!/^\d{1,15}(\.\d{1,9})?$/.test(written)) return unit === 's' ? retryAfter(written, now) : undefined;
  const number = Number(written);
  const ms =
    unit === 's' ? number * 1000 : unit === 'ms' ? number : unit === 'unix' ? number * 1000 - now : number - now;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, Math.ceil(ms)));
}

/** The first error of a GraphQL answer, if any: only a closed word of it may be shown. */
export function graphQlFault(errors: readonly unknown[]): SourceFault {
  const [error] = errors;
  const extensions = isObject(error) && isObject(error.extensions) ? error.extensions : {};
  const code = typeof extensions.code === 'string' && /^\w{1,60}$/.test(extensions.code) ? ` ${extensions.code}` : '';
  return { state: 'INVALID_RESPONSE', message: `GraphQL error${code}` };
}
