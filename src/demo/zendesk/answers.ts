/** Zendesk's answers that are not data: errors in its two shapes, and the headers that every answer carries. */
import type { SimulatedResponse } from '../simulator';

/** `{ error, description }`: what the API itself says. */
export function refused(status: number, error: string, description?: string): SimulatedResponse {
  return { status, body: description === undefined ? { error } : { error, description } };
}

/** `{ error: { title, message } }`: what the layers around the API say. */
export function titled(status: number, title: string, message: string): SimulatedResponse {
  return { status, body: { error: { title, message } } };
}

export const NOT_AUTHENTICATED = refused(401, "Couldn't authenticate you");
export const RECORD_NOT_FOUND = refused(404, 'RecordNotFound', 'Not found');
export const NO_SUCH_ENDPOINT = refused(404, 'InvalidEndpoint', 'Not found');

/** Thrown where a request is refused half-way through answering it. */
export class Refusal extends Error {
  constructor(readonly response: SimulatedResponse) {
    super(`refused with ${response.status}`);
  }
}

export function invalidParameter(name: string, expected: string): Refusal {
  return new Refusal(
    titled(400, 'Invalid attribute', `You passed an invalid value for the ${name} attribute. ${expected}`),
  );
}
