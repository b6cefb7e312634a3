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
