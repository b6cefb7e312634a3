/** Implements `HttpClient` (client.ts): one base URL, one credential, faults instead of exceptions of three libraries. */
import { Axios } from 'axios';
import { Pool } from 'undici';
import type { HttpClient, HttpRequest, HttpResponse } from './client';
import { invalidResponse, SourceError, timeout } from './fault';
import { faultOfStatus } from './status';
import { BadEncoding, BodyTooLarge, undiciAdapter } from './undici-adapter';

export interface HttpClientOptions {
  /** Origin and optional path prefix, for instance `https://api.hubapi.com`. */
  readonly baseUrl: string;
  /** Sent with every request: the credential and what the vendor wants to see. Values are never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** Connections to the upstream at once; further requests wait in line, as long as it is not too long. Default 8. */
  readonly connections?: number;
  /** Longest answer read, decompressed. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Told of every request that got an answer or failed, for metrics. */
  readonly onCall?: (call: { readonly status: number | undefined; readonly durationMs: number }) => void;
}

/** Requests under way and in line, whatever asks for them. */
const MOST_PENDING = 1_000;

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/+$/, '');
  const maxBodyBytes = options.maxBodyBytes ?? 8 * 1024 * 1024;
  // The operation's deadline is the only clock: undici's own timeouts would fire with other words at other times.
  const pool = new Pool(base.origin, {
    connections: options.connections ?? 8,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 10_000 },
  });
  // Of the class, without the library's defaults: nothing here reads them, and axios merges them into every request.
  const client = new Axios({
    adapter: undiciAdapter(pool, maxBodyBytes),
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'onefold',
      ...options.headers,
    },
  });

  let pending = 0;
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    if (request.signal.aborted) throw timeout('the deadline had passed before the call');
    if (pending >= MOST_PENDING) {
      throw new SourceError({ state: 'UNAVAILABLE', message: 'too many calls to it are waiting', unsent: true });
    }
    pending += 1;
    const started = performance.now();
    let status: number | undefined;
    try {
      const response = await client.request<string>({
        method: request.method,
        url: prefix + request.path + queryString(request.query),
        ...content(request),
        signal: request.signal,
      });
      status = response.status;
      const headers = response.headers as unknown as Record<string, string | undefined>;
      const success = status >= 200 && status < 300;
      if (!success && request.accept === 'any') return { status, headers, body: jsonOrNothing(response.data) };
      if (!success && (request.accept === 'any' || !request.accept?.includes(status))) {
        throw new SourceError(faultOfStatus(status, headers, Date.now()));
      }
      return { status, headers, body: parseJson(response.data) };
    } catch (error) {
      throw asSourceError(error, request.signal);
    } finally {
      pending -= 1;
      options.onCall?.({ status, durationMs: performance.now() - started });
    }
  };

  return {
    request: send,
    relative(url) {
      let target: URL;
      try {
        target = new URL(url, base);
      } catch {
        throw invalidResponse('a next link is not a URL');
      }
      if (target.origin !== base.origin || !target.pathname.startsWith(`${prefix}/`)) {
        throw invalidResponse('a next link leaves the configured base URL');
      }
      return { path: target.pathname.slice(prefix.length), query: repeated(target.searchParams) };
    },
    close: () => pool.destroy(),
  };
}

function content({ body, form, headers }: HttpRequest): { data?: string; headers?: Record<string, string> } {
  if (form) {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return { data: new URLSearchParams(form).toString(), headers: { ...type, ...headers } };
  }
  if (body === undefined) return { headers: { ...headers } };
  return { data: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

/** Parameters with all their values: a list is often written as one name, repeated. */
function repeated(parameters: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

function queryString(query: HttpRequest['query']): string {
  if (!query) return '';
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) parameters.append(name, one);
    else if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalidResponse(`the answer is not JSON (${text.length} characters)`);
  }
}

function jsonOrNothing(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asSourceError(error: unknown, signal: AbortSignal): SourceError {
  if (error instanceof SourceError) return error;
  if (signal.aborted) return timeout();
  if (error instanceof BodyTooLarge || error instanceof BadEncoding) {
    return new SourceError({ state: 'INVALID_RESPONSE', message: error.message }, { cause: error });
  }
  // axios wraps what the adapter threw; the code (ECONNREFUSED, UND_ERR_SOCKET …) says enough and holds no address.
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new SourceError({ state: 'UNAVAILABLE', message: `connection failed (${code})` }, { cause: error });
}
