/**
 * How requests are signed: with what never changes, or with a token that is got by a call, shared by all requests, and got
 * anew when it has run out or is refused. Of many requests that meet a refusal, one signs in.
 */
import type { HttpClient, HttpRequest } from '../../remote/client';
import { invalidResponse, SourceError, type SourceFault, timeout } from '../../remote/fault';
import { judge } from './answers';
import { isObject, scalarText, valueAt } from './json-path';
import { renderJson } from './json-template';
import type { AuthPlan, Rule } from './shape';
import { render, type Template, type Values } from './template';

/** What is added to a request. */
export interface Signature {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface Credential {
  sign(signal: AbortSignal): Promise<Signature>;
  /** After `refused` was refused: another one, if there can be one. */
  renew(refused: Signature, signal: AbortSignal): Promise<Signature | undefined>;
}

export interface CredentialOptions {
  readonly auth: AuthPlan;
  readonly answers: readonly Rule[];
  /** Variables, and secrets as `secrets.name`. */
  readonly values: Values;
  readonly http: HttpClient;
  readonly now: () => number;
}

const UNSIGNED: Signature = { headers: {}, query: {} };
const inHeader = (name: string, value: string): Signature => ({ headers: { [name.toLowerCase()]: value }, query: {} });
const inQuery = (name: string, value: string): Signature => ({ headers: {}, query: { [name]: value } });
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export function createCredential(options: CredentialOptions): Credential {
  const { auth, values } = options;
  const text = (template: Template): string => render(template, values);
  switch (auth.type) {
    case 'none':
      return constant(UNSIGNED);
    case 'bearer':
      return constant(inHeader('authorization', `Bearer ${text(auth.token)}`));
    case 'basic':
      return constant(inHeader('authorization', basic(text(auth.user), text(auth.password))));
    case 'apiKey':
      return constant((auth.in === 'header' ? inHeader : inQuery)(auth.name, text(auth.value)));
    case 'oauth2':
      return new TokenCredential(options, oauth2(auth, options));
    case 'login':
      return new TokenCredential(options, login(auth, options));
  }
}

function constant(signature: Signature): Credential {
  return { sign: async () => signature, renew: async () => undefined };
}

interface Grant {
  readonly signature: Signature;
  /** ms since the epoch. */
  readonly until: number;
}

/** A refusal is remembered this long: asking again and again with the same password locks accounts. */
const REFUSED_MS = 30_000;
/** A token that runs out within this is as good as gone. */
const MARGIN_MS = 30_000;
/** Signing in serves everybody who waits, so that it has a deadline of its own. */
const DEADLINE_MS = 10_000;

class TokenCredential implements Credential {
  private grant: Grant | undefined;
  private refusal: { readonly fault: SourceFault; readonly until: number } | undefined;
  private underWay:
    | { readonly grant: Promise<Grant>; readonly controller: AbortController; waiters: number }
    | undefined;

  constructor(
    private readonly options: CredentialOptions,
    private readonly signIn: (signal: AbortSignal) => Promise<Grant>,
  ) {}

  async sign(signal: AbortSignal): Promise<Signature> {
    if (this.grant && this.options.now() < this.grant.until) return this.grant.signature;
    return (await this.join(signal)).signature;
  }

  async renew(refused: Signature, signal: AbortSignal): Promise<Signature | undefined> {
    // Somebody else has signed in meanwhile.
    if (this.grant && this.grant.signature !== refused) return this.grant.signature;
    this.grant = undefined;
    return this.sign(signal);
  }

  private async join(signal: AbortSignal): Promise<Grant> {
    if (signal.aborted) throw timeout();
    if (this.refusal && this.options.now() < this.refusal.until) throw new SourceError(this.refusal.fault);
    this.underWay ??= this.start();
    const flight = this.underWay;
    flight.waiters += 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        flight.waiters -= 1;
        if (flight.waiters === 0) {
          flight.controller.abort();
          if (this.underWay === flight) this.underWay = undefined;
        }
        reject(timeout());
      };
      signal.addEventListener('abort', leave, { once: true });
      void flight.grant.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  private start(): NonNullable<TokenCredential['underWay']> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), DEADLINE_MS);
    const flight = { controller, waiters: 0, grant: this.signIn(controller.signal) };
    flight.grant
      .then(
        (grant) => {
          this.grant = grant;
        },
        (error: unknown) => {
          if (!(error instanceof SourceError) || error.fault.state !== 'UNAUTHORISED') return;
          this.refusal = { fault: error.fault, until: this.options.now() + REFUSED_MS };
        },
      )
      .finally(() => {
        clearTimeout(timer);
        if (this.underWay === flight) this.underWay = undefined;
      });
    return flight;
  }
}

function oauth2(
  auth: Extract<AuthPlan, { type: 'oauth2' }>,
  { http, values, now, answers }: CredentialOptions,
): (signal: AbortSignal) => Promise<Grant> {
  const text = (template: Template): string => render(template, values);
  let refreshToken = auth.refreshToken && text(auth.refreshToken);
  return async (signal) => {
    const [id, secret] = [text(auth.clientId), text(auth.clientSecret)];
    const form: Record<string, string> = {
      grant_type: auth.grant === 'refreshToken' ? 'refresh_token' : 'client_credentials',
    };
    if (auth.grant === 'refreshToken' && refreshToken !== undefined) form.refresh_token = refreshToken;
    if (auth.scope !== undefined) form.scope = auth.scope;
    if (auth.client === 'form') Object.assign(form, { client_id: id, client_secret: secret });
    // RFC 6749 2.3.1: both are form-encoded before they become user and password.
    const headers =
      auth.client === 'basic'
        ? { authorization: basic(encodeURIComponent(id), encodeURIComponent(secret)) }
        : undefined;
    const body = await signInWith(http, { method: 'POST', path: text(auth.path), form, headers, signal }, answers, now);
    const token = scalarText(isObject(body.body) ? own(body.body, 'access_token') : undefined);
    if (token === undefined) throw invalidResponse('signing in gave no token');
    const rotated = isObject(body.body) ? scalarText(own(body.body, 'refresh_token')) : undefined;
    if (rotated !== undefined) refreshToken = rotated;
    const seconds = isObject(body.body) ? own(body.body, 'expires_in') : undefined;
    return {
      signature: inHeader('authorization', `Bearer ${oneLine(token)}`),
      until: runsOut(seconds, undefined, now()),
    };
  };
}

function login(
  auth: Extract<AuthPlan, { type: 'login' }>,
  { http, values, now, answers }: CredentialOptions,
): (signal: AbortSignal) => Promise<Grant> {
  const text = (template: Template): string => render(template, values);
  const texts = (templates: Readonly<Record<string, Template>>): Record<string, string> =>
    Object.fromEntries(Object.entries(templates).map(([name, template]) => [name, text(template)]));
  return async (signal) => {
    const { method, path, headers, body, form } = auth.request;
    const request: HttpRequest = {
      method,
      path: text(path),
      headers: texts(headers),
      ...(body && { body: renderJson(body, values) }),
      ...(form && { form: texts(form) }),
      signal,
    };
    const answer = await signInWith(http, request, answers, now);
    const { token: place, send } = auth;
    const token = scalarText(
      place.header ? answer.headers[place.header.toLowerCase()] : place.body && valueAt(answer.body, place.body),
    );
    if (token === undefined) throw invalidResponse('signing in gave no token');
    const value = oneLine(render(send.value, new Map([['token', token]])));
    const seconds = auth.expiresIn && valueAt(answer.body, auth.expiresIn);
    return {
      signature:
        send.query === undefined ? inHeader(send.header ?? 'authorization', value) : inQuery(send.query, token),
      until: runsOut(seconds, auth.lifetime, now()),
    };
  };
}

async function signInWith(http: HttpClient, request: HttpRequest, answers: readonly Rule[], now: () => number) {
  const response = await http.request({ ...request, accept: 'any' });
  const verdict = judge(response, answers, now());
  if (verdict.is === 'answer') return verdict.response;
  const message = verdict.is === 'refused' ? 'signing in was refused' : 'signing in gave no answer';
  throw new SourceError({ state: verdict.is === 'refused' ? 'UNAUTHORISED' : 'INVALID_RESPONSE', message });
}

/** A token comes from an answer, and goes into a header. */
function oneLine(token: string): string {
  if (/[^\x20-\x7e]/.test(token) || token.length > 8000)
    throw invalidResponse('the token is none that a header can carry');
  return token;
}

function runsOut(seconds: unknown, lifetimeMs: number | undefined, now: number): number {
  const number = Number(scalarText(seconds));
  const ms = Number.isFinite(number) && number > 0 ? number * 1000 : lifetimeMs;
  return ms === undefined ? Number.POSITIVE_INFINITY : now + Math.max(ms - MARGIN_MS, ms / 2);
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
