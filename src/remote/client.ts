/**
 * The one way out to an upstream: an HTTP client for one base URL and one credential.
 *
 * `request` resolves for every status listed in `accept` (default 200–299) with the parsed JSON body, and throws a
 * `SourceError` for everything else: 401 and 403 UNAUTHORISED, 429 RATE_LIMITED (Retry-After in seconds or as a date),
 * 5xx and connection errors UNAVAILABLE, the signal TIMEOUT, a body that is too large, truncated or not JSON
 * INVALID_RESPONSE, any other status INVALID_RESPONSE. Redirects are never followed. A 204 or empty body is `undefined`.
 * Paths are joined to the base URL and may not leave it: an id is data, so build paths with `path\`…\``.
 */
export interface HttpRequest {
  /** What only reads: an interrupted one may be sent again. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'SEARCH' | 'REPORT';
  /** Absolute path below the base URL, made with `path` so that ids cannot change its shape. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined | readonly string[]>>;
  /** Beside the client's own; for credentials that change. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as an HTML form, instead of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /**
   * Further statuses that are an answer and not a fault, for instance 404. `any`: the caller judges every status itself;
   * then a body that is no JSON under a status that is no success is `undefined`.
   */
  readonly accept?: readonly number[] | 'any';
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
  /** The vendor's absolute `next` link as a path below the base URL; throws INVALID_RESPONSE if it leaves the origin. */
  relative(url: string): { path: string; query: Record<string, string | string[]> };
  close(): Promise<void>;
}

/** Joins path segments with each interpolated value percent-encoded: `path\`/users/${id}\``. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return strings.reduce((whole, part, i) => {
    const value = i < values.length ? encodeSegment(String(values[i])) : '';
    return whole + part + value;
  }, '');
}

/** `.` and `..` survive encodeURIComponent and would climb; their dots are encoded too. */
export function encodeSegment(value: string): string {
  return encodeURIComponent(value).replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'));
}
