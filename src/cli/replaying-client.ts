/** Stands between a connector and its source: asks each thing once, and answers it again as told, changed or not at all. */
import type { HttpClient, HttpRequest, HttpResponse } from '../remote/client';
import { SourceError, type SourceFault, timeout } from '../remote/fault';

export class ReplayingClient {
  /** What answers become. */
  rewrite: ((body: unknown) => unknown) | undefined;
  /** The request that fails, as `seen` names it. */
  failing: string | undefined;
  /** Requests made since the last reset. */
  readonly seen = new Set<string>();
  /** Whether something that was never asked is asked of the source; otherwise it fails. */
  live = true;
  private readonly answers = new Map<string, HttpResponse>();

  constructor(private readonly fault: SourceFault) {}

  reset(): void {
    this.rewrite = undefined;
    this.failing = undefined;
    this.seen.clear();
  }

  around(http: HttpClient): HttpClient {
    return {
      request: (request) => this.request(http, request),
      relative: (url) => http.relative(url),
      close: () => http.close(),
    };
  }

  private async request(http: HttpClient, request: HttpRequest): Promise<HttpResponse> {
    const { method, path, query, body } = request;
    const text = JSON.stringify([method, path, query, body]);
    if (request.signal.aborted) throw timeout();
    this.seen.add(text);
    if (text === this.failing) throw new SourceError(this.fault);
    const known = this.answers.get(text);
    if (!known && !this.live) throw new SourceError(this.fault);
    const response = known ?? (await http.request(request));
    this.answers.set(text, response);
    return this.rewrite ? { ...response, body: this.rewrite(response.body) } : response;
  }
}
