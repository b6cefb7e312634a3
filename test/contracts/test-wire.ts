/** The suite's hold on the traffic between a connector and its vendor: counting, failing, hanging, rewriting answers. */
import type { HttpClient, HttpRequest, HttpResponse } from '../../src/remote/client';
import { SourceError, type SourceFault, timeout } from '../../src/remote/fault';

export class TestWire {
  rewrite: ((body: unknown) => unknown) | undefined;
  /** Which request fails, by its text in `seen`. */
  failCall: { readonly request: string; readonly fault: SourceFault } | undefined;
  hang = false;
  /** Answers by request: what was answered once is answered again without asking the vendor. */
  replay: Map<string, HttpResponse> | undefined;
  /** Calls that were let out to the vendor. */
  sent = 0;
  /** The requests made, as text. */
  readonly seen = new Set<string>();
  callsAfterAbort = 0;
  private awaitingCall: (() => void) | undefined;

  reset(): void {
    this.rewrite = undefined;
    this.failCall = undefined;
    this.hang = false;
    this.replay = undefined;
    this.sent = 0;
    this.seen.clear();
    this.callsAfterAbort = 0;
  }

  /** Settles when the connector makes its next call. */
  nextCall(): Promise<void> {
    return new Promise((resolve) => {
      this.awaitingCall = resolve;
    });
  }

  around(vendor: HttpClient): HttpClient {
    return {
      request: (request) => this.request(vendor, request),
      relative: (url) => vendor.relative(url),
      close: () => vendor.close(),
    };
  }

  private async request(vendor: HttpClient, request: HttpRequest): Promise<HttpResponse> {
    const text = JSON.stringify([request.method, request.path, request.query, request.body]);
    this.seen.add(text);
    if (request.signal.aborted) {
      this.callsAfterAbort += 1;
      throw timeout();
    }
    this.awaitingCall?.();
    if (this.failCall && (this.failCall.request === 'any' || this.failCall.request === text)) {
      throw new SourceError(this.failCall.fault);
    }
    if (this.hang) {
      await new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(timeout()), { once: true });
      });
    }
    this.sent += 1;
    const response = this.replay?.get(text) ?? (await vendor.request(request));
    this.replay?.set(text, response);
    return this.rewrite ? { ...response, body: this.rewrite(response.body) } : response;
  }
}

export function reversed(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(reversed).reverse();
  if (!isPlain(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, reversed(value)]));
}

const MISSING = Symbol('missing');
export const ODD_VALUES: readonly unknown[] = [MISSING, null, '', 'odd', -1, true, [], [null], {}, { id: null }];

export function memberNames(body: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(body)) for (const item of body) memberNames(item, names);
  else if (isPlain(body)) {
    for (const [name, value] of Object.entries(body)) {
      names.add(name);
      memberNames(value, names);
    }
  }
  return names;
}

/** The body with every member of that name replaced, or taken away. */
export function withMember(body: unknown, name: string, odd: unknown): unknown {
  if (Array.isArray(body)) return body.map((item) => withMember(item, name, odd));
  if (!isPlain(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      if (key !== name) return [[key, withMember(value, name, odd)]];
      return odd === MISSING ? [] : [[key, odd]];
    }),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
