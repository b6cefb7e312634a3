/**
 * What Shopify's GraphQL errors mean. They come with HTTP status 200, beside whatever data there is; only closed words of
 * them (code, scope names) may be shown.
 */
import type { FaultState, SourceFault } from '../../remote/fault';
import { isObject, type Json } from './payload';

/** Response keys and list positions from the top of `data` down to where the error arose. */
type ErrorPath = readonly (string | number)[];

export interface GraphQlError {
  /** Absent: the error belongs to no field. */
  readonly path?: ErrorPath;
  readonly fault: SourceFault;
  /** The response keys down to a field that the API does not know, for which it refuses the document. */
  readonly unknownField?: readonly string[];
}

/** `extensions.cost` of an answer. */
export interface Cost {
  readonly requested?: number;
  readonly maximumAvailable?: number;
  readonly currentlyAvailable?: number;
  /** Points a second. */
  readonly restoreRate?: number;
}

const UNKNOWN_FIELD = 'undefinedField';

const STATES: Readonly<Record<string, FaultState>> = {
  [UNKNOWN_FIELD]: 'SCHEMA_DRIFT',
  THROTTLED: 'RATE_LIMITED',
  ACCESS_DENIED: 'UNAUTHORISED',
  SHOP_INACTIVE: 'UNAVAILABLE',
  INTERNAL_SERVER_ERROR: 'UNAVAILABLE',
  TIMEOUT: 'UNAVAILABLE',
};

export function costOf(body: Json): Cost {
  const cost = isObject(body.extensions) && isObject(body.extensions.cost) ? body.extensions.cost : {};
  const status = isObject(cost.throttleStatus) ? cost.throttleStatus : {};
  return {
    requested: points(cost.requestedQueryCost),
    maximumAvailable: points(status.maximumAvailable),
    currentlyAvailable: points(status.currentlyAvailable),
    restoreRate: points(status.restoreRate),
  };
}

/** The `errors` of an answer; some of Shopify's front doors write one text instead of a list. */
export function errorsOf(body: Json): readonly GraphQlError[] {
  if (body.errors === undefined || body.errors === null) return [];
  const listed: readonly unknown[] = Array.isArray(body.errors) ? body.errors : [body.errors];
  const cost = costOf(body);
  return listed.map((error) => ({
    path: pathOf(error),
    fault: faultOf(error, cost),
    unknownField: unknownFieldOf(error),
  }));
}

/** Whether an error arose at `path` or below it, or for all of the answer. */
export function concerns(error: GraphQlError, path: ErrorPath): boolean {
  const at = error.path;
  if (!at) return true;
  // An error found before execution names fields, not list positions.
  const whole = at.some((key) => typeof key === 'number') ? path : path.filter((key) => typeof key === 'string');
  return whole.length <= at.length && whole.every((key, i) => at[i] === key);
}

function faultOf(error: unknown, cost: Cost): SourceFault {
  const extensions = isObject(error) && isObject(error.extensions) ? error.extensions : {};
  const code = typeof extensions.code === 'string' && /^\w{1,60}$/.test(extensions.code) ? extensions.code : undefined;
  const state = (code !== undefined && Object.hasOwn(STATES, code) && STATES[code]) || 'INVALID_RESPONSE';
  const told = code === UNKNOWN_FIELD && nameOf(extensions.fieldName);
  const message = code === undefined ? 'GraphQL error' : `GraphQL error ${code}${told ? ` (${told})` : ''}`;
  if (state === 'RATE_LIMITED') return { state, message, retryAfterMs: waitMs(cost) };
  if (state === 'UNAUTHORISED') return { state, message, permission: scopeOf(extensions.requiredAccess) };
  return { state, message };
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined;
}

/** What is wrong with a document is found by a way through it: the operation, fields, and conditions on types. */
function unknownFieldOf(error: unknown): readonly string[] | undefined {
  if (!isObject(error) || !isObject(error.extensions) || error.extensions.code !== UNKNOWN_FIELD) return undefined;
  const [, ...way] = pathOf(error) ?? [];
  const fields = way.flatMap((step) => (typeof step === 'string' && !step.startsWith('... ') ? [step] : []));
  return fields.length > 0 && fields.every((name) => nameOf(name)) ? fields : undefined;
}

/** Until the bucket holds what was asked for; there is no Retry-After on these. */
function waitMs({ requested, currentlyAvailable, restoreRate }: Cost): number | undefined {
  if (requested === undefined || currentlyAvailable === undefined || !restoreRate) return undefined;
  return Math.max(0, Math.ceil(((requested - currentlyAvailable) / restoreRate) * 1000));
}

/** The scope that a sentence such as "`read_orders` access scope." asks for. */
function scopeOf(requiredAccess: unknown): string | undefined {
  if (typeof requiredAccess !== 'string') return undefined;
  return /\b(?:read|write)_[a-z_]{1,60}\b/.exec(requiredAccess)?.[0];
}

function pathOf(error: unknown): ErrorPath | undefined {
  if (!isObject(error) || !Array.isArray(error.path) || error.path.length === 0) return undefined;
  const path: readonly unknown[] = error.path;
  return path.every((key) => typeof key === 'string' || typeof key === 'number') ? (path as ErrorPath) : undefined;
}

function points(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
