/** Stands between a connector and its source and writes down what passes, without what signs in. */
import type { Config } from '../config';
import type { HttpClient, HttpRequest, HttpResponse } from '../remote/client';
import { SourceError, type SourceFault } from '../remote/fault';

export interface Exchange {
  readonly method: string;
  /** Path and query, secrets hidden. */
  readonly target: string;
  /** Absent: none, or the call that signs in. */
  readonly sent?: unknown;
  readonly signsIn: boolean;
  readonly durationMs: number;
  /** Absent: no answer. */
  readonly response?: HttpResponse;
  readonly fault?: SourceFault;
}

type SourceConfig = Config['sources'][string];

export class Recorder {
  private exchanges: Exchange[] = [];
  private readonly hide: (text: string) => string;
  private readonly hiddenParameters: ReadonlySet<string>;
  private readonly signInPath: string | undefined;

  constructor(settings: SourceConfig) {
    const secrets = textsIn('secrets' in settings ? settings.secrets : settings.credentials).filter(
      ({ length }) => length > 3,
    );
    const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
    this.hide = (text) => spellings.reduce((hidden, secret) => hidden.replaceAll(secret, '•••'), text);
    const auth = settings.type === 'declarative' ? settings.definition.auth : undefined;
    const parameter = auth?.type === 'login' ? auth.send.query : auth?.type === 'apiKey' ? auth.name : undefined;
    this.hiddenParameters = new Set(parameter === undefined ? [] : [parameter]);
    this.signInPath =
      auth?.type === 'login' ? auth.request.path.text : auth?.type === 'oauth2' ? auth.path.text : undefined;
  }

  around(http: HttpClient): HttpClient {
    return {
      request: (request) => this.request(http, request),
      relative: (url) => http.relative(url),
      close: () => http.close(),
    };
  }

  /** What passed since it was asked last. */
  taken(): readonly Exchange[] {
    const taken = this.exchanges;
    this.exchanges = [];
    return taken;
  }

  /** Text of an answer or a request as it may be shown. */
  shown(value: unknown): string {
    return this.hide(JSON.stringify(value, null, 2) ?? '');
  }

  private async request(http: HttpClient, request: HttpRequest): Promise<HttpResponse> {
    const started = performance.now();
    const note = (rest: Pick<Exchange, 'response' | 'fault'>): void => {
      const signsIn = request.path === this.signInPath;
      this.exchanges.push({
        method: request.method,
        target: this.targetOf(request),
        sent: signsIn ? undefined : request.body,
        signsIn,
        durationMs: Math.round(performance.now() - started),
        ...rest,
      });
    };
    try {
      const response = await http.request(request);
      note({ response });
      return response;
    } catch (error) {
      if (error instanceof SourceError) note({ fault: error.fault });
      throw error;
    }
  }

  private targetOf({ path, query = {} }: HttpRequest): string {
    const parameters = Object.entries(query).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(
        (one) => `${name}=${this.hiddenParameters.has(name) ? '•••' : String(one)}`,
      ),
    );
    return this.hide(parameters.length > 0 ? `${path}?${parameters.join('&')}` : path);
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
