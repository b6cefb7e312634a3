/** The requests of a connector file, sent: signed, judged, and signed anew once where the credential was refused. */
import type { HttpClient, HttpResponse } from '../../remote/client';
import { SourceError, timeout } from '../../remote/fault';
import { sentAt } from '../../remote/status';
import type { Quota } from '../contract';
import { judge, type Verdict, waitOf } from './answers';
import { type Credential, createCredential, type Signature } from './credential';
import { type Ask, type Sendable, sendable, urlLength } from './request';
import type { Definition } from './shape';
import { render, type Values } from './template';

export interface ApiOptions {
  readonly definition: Definition;
  /** Values of the file's variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly http: HttpClient;
  /** For signing in, where that is another host. */
  readonly signInHttp?: HttpClient;
  readonly now: () => number;
}

export class DeclarativeApi {
  readonly variables: Values;
  private readonly credential: Credential;
  private readonly headers: Readonly<Record<string, string>>;
  private lastQuota: Quota | undefined;

  constructor(private readonly options: ApiOptions) {
    const { definition, variables, secrets, http, signInHttp = http, now } = options;
    this.variables = new Map(Object.entries(variables));
    const secretValues = Object.entries(secrets).map(([name, value]) => [`secrets.${name}`, value] as const);
    this.credential = createCredential({
      auth: definition.auth,
      answers: definition.answers,
      values: new Map([...this.variables, ...secretValues]),
      http: signInHttp,
      now,
    });
    this.headers = Object.fromEntries(
      Object.entries(definition.headers).map(([name, value]) => [name.toLowerCase(), render(value, this.variables)]),
    );
  }

  get quota(): Quota | undefined {
    return this.lastQuota;
  }

  /** Whether the keys fit into one request. */
  fits(ask: Ask): boolean {
    return urlLength(this.prepare(ask)) <= this.options.definition.maxUrlLength;
  }

  /** @throws SourceError where there is no answer. */
  async call(ask: Ask, signal: AbortSignal): Promise<Exclude<Verdict, { is: 'refused' }>> {
    const request = this.prepare(ask);
    const signature = await this.credential.sign(signal);
    const verdict = await this.send(request, signature, signal);
    if (verdict.is !== 'refused') return verdict;
    const renewed = await this.credential.renew(signature, signal);
    if (!renewed) throw new SourceError(verdict.fault);
    const again = await this.send(request, renewed, signal);
    if (again.is === 'refused') throw new SourceError(again.fault);
    return again;
  }

  private prepare(ask: Ask): Sendable {
    const values: Values = new Map([...this.variables, ...ask.values]);
    return sendable({ ...ask, values }, (url) => this.options.http.relative(url));
  }

  private async send(request: Sendable, signature: Signature, signal: AbortSignal): Promise<Verdict> {
    if (signal.aborted) throw timeout();
    const response = await this.options.http.request({
      ...request,
      query: { ...request.query, ...signature.query },
      headers: { ...this.headers, ...request.headers, ...signature.headers },
      accept: 'any',
      signal,
    });
    this.observe(response);
    return judge(response, this.options.definition.answers, this.options.now());
  }

  private observe({ headers }: HttpResponse): void {
    const { quota } = this.options.definition;
    if (!quota) return;
    const remaining = whole(headers[quota.remaining.toLowerCase()]);
    if (remaining === undefined) return;
    const now = this.options.now();
    const reset = quota.reset === undefined ? undefined : headers[quota.reset.toLowerCase()];
    this.lastQuota = {
      unit: 'requests',
      limit: quota.limit === undefined ? undefined : whole(headers[quota.limit.toLowerCase()]),
      remaining,
      windowMs:
        (reset === undefined ? undefined : waitOf(reset.trim(), quota.resetUnit, sentAt(headers, now))) ??
        quota.windowMs,
      observedAt: now,
    };
  }
}

function whole(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,12}$/.test(header.trim()) ? Number(header) : undefined;
}
