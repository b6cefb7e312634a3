/** Faults as a test or a demo switches them on: which requests they hit, and what they make of an answer. */
import type { Fault, SimulatedRequest, SimulatedResponse } from './simulator';

export interface FaultRule {
  readonly fault: Fault;
  /** Only requests whose path contains this. */
  readonly match?: string;
  /** Only the next so many of them; then the fault is over. Absent: until it is taken away. */
  readonly times?: number;
}

/** The rule that is in force, counting down. */
export class ArmedFault {
  private rule: FaultRule | null = null;
  private left = 0;

  set(rule: FaultRule | null): void {
    this.rule = rule;
    this.left = rule?.times ?? Number.POSITIVE_INFINITY;
  }

  /** What is left of the rule; null when there is none, or it is used up. */
  get current(): FaultRule | null {
    if (this.rule === null || this.left <= 0) return null;
    return this.rule.times === undefined ? this.rule : { ...this.rule, times: this.left };
  }

  /** The fault that hits this request, which uses it once. */
  take(request: SimulatedRequest): Fault | null {
    const rule = this.current;
    if (rule === null || (rule.match !== undefined && !request.path.includes(rule.match))) return null;
    this.left -= 1;
    return rule.fault;
  }
}

export class FaultRuleError extends Error {
  override readonly name = 'FaultRuleError';
}

const WRONG_BODIES = ['html', 'empty', 'null', 'list', 'otherShape'] as const;
const MAX_LATENCY_MS = 600_000;

/** @throws FaultRuleError that says what was expected. */
export function parseFaultRule(input: unknown): FaultRule {
  const { fault, match, times, ...rest } = fieldsOf(input, 'The body');
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new FaultRuleError(`Unknown key ${unknown}: expected fault, match, times.`);
  if (match !== undefined && typeof match !== 'string') throw new FaultRuleError('match must be a text.');
  return {
    fault: parseFault(fault),
    ...(match === undefined ? {} : { match }),
    ...(times === undefined ? {} : { times: wholeNumber(times, 'times', 1, Number.MAX_SAFE_INTEGER) }),
  };
}

function parseFault(input: unknown): Fault {
  const fault = fieldsOf(input, 'fault');
  switch (fault.kind) {
    case 'latency':
      return { kind: 'latency', ms: wholeNumber(fault.ms, 'fault.ms', 0, MAX_LATENCY_MS) };
    case 'hang':
    case 'reset':
    case 'truncated':
      return { kind: fault.kind };
    case 'rateLimit': {
      const retryAfterSeconds = wholeNumber(fault.retryAfterSeconds, 'fault.retryAfterSeconds', 0, 86_400);
      return { kind: 'rateLimit', retryAfterSeconds };
    }
    case 'status':
      return { kind: 'status', status: wholeNumber(fault.status, 'fault.status', 400, 599) };
    case 'wrongBody': {
      const body = WRONG_BODIES.find((name) => name === fault.body);
      if (body === undefined) throw new FaultRuleError(`fault.body must be one of ${WRONG_BODIES.join(', ')}.`);
      return { kind: 'wrongBody', body };
    }
    case 'renamedField': {
      const { from, to } = fault;
      if (typeof from !== 'string' || typeof to !== 'string') {
        throw new FaultRuleError('fault.from and fault.to must be texts.');
      }
      return { kind: 'renamedField', from, to };
    }
    case 'retypedField': {
      if (typeof fault.field !== 'string') throw new FaultRuleError('fault.field must be a text.');
      return { kind: 'retypedField', field: fault.field };
    }
    default:
      throw new FaultRuleError(
        'fault.kind must be one of latency, hang, reset, rateLimit, status, truncated, wrongBody, renamedField, retypedField.',
      );
  }
}

function fieldsOf(input: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new FaultRuleError(`${name} must be an object.`);
  }
  return { ...input };
}

function wholeNumber(input: unknown, name: string, least: number, most: number): number {
  if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < least || input > most) {
    throw new FaultRuleError(`${name} must be a whole number from ${least} to ${most}.`);
  }
  return input;
}

/** An answer ready to be sent. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };

export function wireAnswer({ status, headers, body }: SimulatedResponse): WireAnswer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, text: body === undefined ? '' : JSON.stringify(body) };
}

/** What a proxy, a firewall or another release of the API answers instead: with 200, as they do. */
export function wrongBody(kind: (typeof WRONG_BODIES)[number]): WireAnswer {
  const text = {
    html: '<!doctype html><html><head><title>Please stand by</title></head><body>Checking your browser</body></html>',
    empty: '',
    null: 'null',
    list: '[]',
    otherShape: '{"ok":true,"payload":{"items":[1,2,3]},"version":"next"}',
  }[kind];
  return {
    status: 200,
    headers: kind === 'html' ? { 'content-type': 'text/html; charset=utf-8' } : JSON_HEADERS,
    text,
  };
}

/** Renames a key wherever it occurs, at any depth. */
export function renameField(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameField(item, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === from ? to : key, renameField(item, from, to)]),
  );
}

/** Gives a key's value another type wherever it occurs, at any depth; null stays null. */
export function retypeField(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((item) => retypeField(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === field ? retyped(item) : retypeField(item, field)]),
  );
}

function retyped(value: unknown): unknown {
  if (value === null) return null;
  return typeof value === 'object' && !Array.isArray(value) ? [value] : { value };
}
