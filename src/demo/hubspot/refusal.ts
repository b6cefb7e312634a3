/** HubSpot's error answers: `{ status, message, correlationId, category }`. */
import type { SimulatedResponse } from '../simulator';

/** Thrown where a request is refused; the dialect answers it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly category: string,
    message: string,
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export const invalid = (message: string): Refusal => new Refusal(400, 'VALIDATION_ERROR', message);

export function errorAnswer(refusal: Refusal, correlationId: string): SimulatedResponse {
  return {
    status: refusal.status,
    body: {
      status: 'error',
      message: refusal.message,
      correlationId,
      category: refusal.category,
      ...refusal.more,
    },
  };
}

type Body = Readonly<Record<string, unknown>>;

/** The request's JSON object; refuses what is none, and members that the endpoint does not have. */
export function bodyOf(body: unknown, members: readonly string[]): Body {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw invalid('Invalid input JSON');
  for (const member of Object.keys(body)) {
    if (!members.includes(member)) throw invalid(`Invalid input JSON: unknown member "${member}"`);
  }
  return body as Body;
}

export function optionalString(body: Body, member: string): string | undefined {
  const value = body[member];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(`Invalid input JSON: ${member} must be a string`);
  return value;
}

export function optionalStrings(body: Body, member: string): readonly string[] | undefined {
  const value = body[member];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
    throw invalid(`Invalid input JSON: ${member} must be a list of strings`);
  }
  return value as readonly string[];
}

export function requiredList(body: Body, member: string): readonly unknown[] {
  const value = body[member];
  if (!Array.isArray(value)) throw invalid(`Invalid input JSON: ${member} must be a list`);
  return value;
}
