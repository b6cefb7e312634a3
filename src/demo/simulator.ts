/**
 * What a vendor's dialect is to the simulator server: a pure function from a request to a response over the world.
 * The server (`simulator-server.ts`) adds sockets, faults and the control endpoint, the same for every vendor.
 */
export interface SimulatedRequest {
  readonly method: string;
  /** Path without the query, percent-encoded as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined sends no body. */
  readonly body?: unknown;
}

export interface Dialect {
  readonly vendor: 'hubspot' | 'shopify' | 'zendesk';
  /** Answers one request: authentication, routing, limits, paging and error bodies as the vendor does them. */
  handle(request: SimulatedRequest): SimulatedResponse;
  /** The vendor's own way of saying "too many requests" (Shopify: 200 with THROTTLED). */
  rateLimited(retryAfterSeconds: number, request: SimulatedRequest): SimulatedResponse;
  /** The vendor's error body for a status of 500 or above, or 401/403. */
  failure(status: number): SimulatedResponse;
  /** Merges one person record into another, as the vendor does it. Ids in the vendor's form. */
  merge(from: string, into: string): void;
  /** Deletes a person record. */
  remove(id: string): void;
}

/** Faults that a test or a demo switches on, per simulator, over its control endpoint. */
export type Fault =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'rateLimit'; readonly retryAfterSeconds: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'wrongBody'; readonly body: 'html' | 'empty' | 'null' | 'list' | 'otherShape' }
  | { readonly kind: 'renamedField'; readonly from: string; readonly to: string }
  | { readonly kind: 'retypedField'; readonly field: string };
