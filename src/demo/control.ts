/**
 * The control endpoint of a simulator, under `/__control`, which no fault can reach:
 *
 * | request | does |
 * | --- | --- |
 * | `GET /__control` | says vendor, fault in force, calls so far |
 * | `PUT /__control/fault` `{ fault, match?, times? }` | switches a fault on, in place of any other |
 * | `DELETE /__control/fault` | switches it off |
 * | `POST /__control/merge` `{ from, into }` | merges one person record into another, as the vendor does |
 * | `POST /__control/delete` `{ id }` | deletes a person record |
 * | `GET /__control/calls` | the newest calls |
 * | `DELETE /__control/calls` | forgets them |
 */
import type { CallLog } from './call-log';
import { type ArmedFault, FaultRuleError, parseFaultRule } from './fault-rule';
import type { Dialect, SimulatedRequest, SimulatedResponse } from './simulator';

export const CONTROL_PATH = '/__control';

export interface Controls {
  readonly dialect: Dialect;
  readonly fault: ArmedFault;
  readonly calls: CallLog;
}

export function isControl(path: string): boolean {
  return path === CONTROL_PATH || path.startsWith(`${CONTROL_PATH}/`);
}

export function control(request: SimulatedRequest, controls: Controls): SimulatedResponse {
  // A page in a browser can post a form to a loopback port, but not JSON.
  if (request.body !== undefined && !request.headers['content-type']?.startsWith('application/json')) {
    return complaint(415, 'Send application/json.');
  }
  const { dialect, fault, calls } = controls;
  switch (`${request.method} ${request.path.slice(CONTROL_PATH.length)}`) {
    case 'GET ':
    case 'GET /':
      return { status: 200, body: { vendor: dialect.vendor, fault: fault.current, calls: calls.total } };
    case 'PUT /fault':
      try {
        fault.set(parseFaultRule(request.body));
      } catch (error) {
        if (error instanceof FaultRuleError) return complaint(400, error.message);
        throw error;
      }
      return { status: 200, body: { fault: fault.current } };
    case 'DELETE /fault':
      fault.set(null);
      return { status: 204 };
    case 'POST /merge': {
      const [from, into] = [textIn(request.body, 'from'), textIn(request.body, 'into')];
      if (from === undefined || into === undefined) return complaint(400, 'Expected { "from": id, "into": id }.');
      return change(() => dialect.merge(from, into));
    }
    case 'POST /delete': {
      const id = textIn(request.body, 'id');
      if (id === undefined) return complaint(400, 'Expected { "id": id }.');
      return change(() => dialect.remove(id));
    }
    case 'GET /calls':
      return { status: 200, body: { calls: calls.list() } };
    case 'DELETE /calls':
      calls.clear();
      return { status: 204 };
    default:
      return complaint(404, 'No such control.');
  }
}

/** A dialect throws where there is no such record. */
function change(act: () => void): SimulatedResponse {
  try {
    act();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return complaint(404, error.message);
  }
  return { status: 204 };
}

function complaint(status: number, message: string): SimulatedResponse {
  return { status, body: { message } };
}

/** Ids come as text, or as the numbers that Zendesk makes of them. */
function textIn(body: unknown, key: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value = (body as Readonly<Record<string, unknown>>)[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
