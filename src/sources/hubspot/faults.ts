/**
 * What HubSpot's refusals mean. Its error body is `{ status, message, correlationId, category, errors? }`; only closed
 * words of it (category, policy, scope names) may be shown.
 */
import type { HttpResponse } from '../../remote/client';
import { SourceError, type SourceFault } from '../../remote/fault';
import { isObject, type Json } from './payload';

/** Statuses whose body says more than the number. The client would map them without looking inside. */
export const EXPLAINED_STATUSES = [400, 403, 429] as const;

const HOUR_MS = 3_600_000;

/** @param now ms since the epoch. */
export function refusal(response: HttpResponse, now: number): SourceError {
  const body = isObject(response.body) ? response.body : {};
  if (response.status === 429) return new SourceError(rateLimited(body, response.headers, now));
  if (response.status === 403) {
    return new SourceError({ state: 'UNAUTHORISED', message: describe(403, body), permission: missingScope(body) });
  }
  return new SourceError({ state: 'INVALID_RESPONSE', message: describe(response.status, body) });
}

function rateLimited(body: Json, headers: HttpResponse['headers'], now: number): SourceFault {
  const policy = word(body.policyName);
  const told = seconds(headers['retry-after']);
  if (policy === 'DAILY') {
    // The day ends at midnight of the account's own time zone, which no answer tells; midnights fall on the hour (and
    // for a few zones on a quarter), so asking at each full hour costs 24 calls a day at worst.
    const retryAfterMs = told ?? HOUR_MS - (now % HOUR_MS);
    return { state: 'RATE_LIMITED', message: 'HTTP 429 (the daily limit is used up)', retryAfterMs };
  }
  const windowMs = positive(headers['x-hubspot-ratelimit-interval-milliseconds']);
  const policyMs = policy === 'SECONDLY' ? 1000 : policy === 'TEN_SECONDLY_ROLLING' ? 10_000 : undefined;
  const retryAfterMs = told ?? policyMs ?? windowMs ?? 1000;
  return { state: 'RATE_LIMITED', message: policy ? `HTTP 429 (${policy})` : 'HTTP 429', retryAfterMs };
}

/** `errors[].context.requiredGranularScopes` of a MISSING_SCOPES refusal; `requiredScopes` on older endpoints. */
function missingScope(body: Json): string | undefined {
  const errors = Array.isArray(body.errors) ? body.errors : [];
  for (const error of errors) {
    const context = isObject(error) && isObject(error.context) ? error.context : {};
    for (const scopes of [context.requiredGranularScopes, context.requiredScopes]) {
      const scope = Array.isArray(scopes) ? scopes.find((s) => word(s) !== undefined) : undefined;
      if (scope !== undefined) return word(scope);
    }
  }
  return undefined;
}

function describe(status: number, body: Json): string {
  const category = word(body.category);
  return category ? `HTTP ${status} (${category})` : `HTTP ${status}`;
}

/** A closed word of the vendor's, safe to show: letters, digits, dots, underscores, hyphens. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][\w.-]{0,79}$/.test(value) ? value : undefined;
}

function seconds(header: string | undefined): number | undefined {
  const value = positive(header);
  return value === undefined ? undefined : Math.round(value * 1000);
}

function positive(header: string | undefined): number | undefined {
  const value = header === undefined ? Number.NaN : Number(header);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
