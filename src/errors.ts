/**
 * The register of error codes: every `extensions.code` a caller can meet, what it means and whether asking again can
 * help. `docs/errors.md` prints this table, and a test fails when the two differ.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: {
    retryable: false,
    httpStatus: 200,
    meaning: 'An argument is malformed. The message names the argument and what was expected.',
  },
  BAD_REQUEST: {
    retryable: false,
    httpStatus: 400,
    meaning:
      'The HTTP request is not one of GraphQL over HTTP: no document, no JSON, no such operation, or a browser form.',
  },
  AMBIGUOUS_IDENTIFIER: {
    retryable: false,
    httpStatus: 200,
    meaning: 'A federated reference names several customers. None is preferred; `customerByIdentifier` lists them.',
  },
  NO_CUSTOMER_THEN: {
    retryable: false,
    httpStatus: 200,
    meaning:
      '`customer(id, at)` asks for a time before the id was issued, or for somebody who was erased since. `extensions.cause` is `UNKNOWN` or `ERASED`.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    retryable: false,
    httpStatus: 200,
    meaning: 'Automatic persisted queries are off. Clients that use them then send the document itself.',
  },
  UNAUTHENTICATED: { retryable: false, httpStatus: 401, meaning: 'No API key, or one that is unknown or revoked.' },
  FORBIDDEN: { retryable: false, httpStatus: 403, meaning: 'The caller’s role does not include this operation.' },
  GRAPHQL_PARSE_FAILED: { retryable: false, httpStatus: 400, meaning: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { retryable: false, httpStatus: 400, meaning: 'The document does not fit the schema.' },
  DOCUMENT_TOO_COMPLEX: {
    retryable: false,
    httpStatus: 400,
    meaning: 'The document exceeds the limit on depth, aliases, tokens or estimated size.',
  },
  REQUEST_TOO_LARGE: { retryable: false, httpStatus: 413, meaning: 'The request body exceeds the configured limit.' },
  SOURCE_UNAVAILABLE: {
    retryable: true,
    httpStatus: 200,
    meaning:
      'A source could not answer for one part and a selected field is null because of it. `extensions` names source, part and state.',
  },
  REQUIRED_SOURCE_MISSING: {
    retryable: true,
    httpStatus: 200,
    meaning:
      'A source of a kind that `@budget(require:)` names did not answer, so there is no data. `extensions` names kind, source, part and state.',
  },
  OVERLOADED: {
    retryable: true,
    httpStatus: 503,
    meaning:
      'Too many operations are under way for another of this caller’s role. Nothing was done; `Retry-After` says when to ask again.',
  },
  IDENTITY_UNAVAILABLE: {
    retryable: true,
    httpStatus: 200,
    meaning:
      'The identity store cannot be reached, or cannot write and had to, so nobody can be told apart. Nothing was guessed.',
  },
  INTERNAL_SERVER_ERROR: {
    retryable: false,
    httpStatus: 500,
    meaning: 'A defect of the gateway. The log holds the cause under the request id; the answer holds nothing.',
  },
} as const satisfies Record<string, { retryable: boolean; httpStatus: number; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The one error class that may reach a caller. Its message is written for the caller: it never holds an upstream body,
 * a URL, a token or a personal value. Everything else that is thrown leaves as INTERNAL_SERVER_ERROR.
 */
export class OnefoldError extends Error {
  override readonly name = 'OnefoldError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, string | number | boolean | null>> = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}

/** A malformed argument: names it, what was expected, and the shape (never the value) of what came. */
export function badInput(argument: string, expected: string, received: string): OnefoldError {
  return new OnefoldError('BAD_USER_INPUT', `${argument}: expected ${expected}, received ${received}`, { argument });
}
