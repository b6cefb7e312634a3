/**
 * The calls of HubSpot's CRM API that the connector makes: objects v3 and associations v4. Each method keeps within the
 * vendor's limits per call, pages to the end, and says which inputs were not found and which could not be answered.
 */
import type { HttpClient, HttpRequest } from '../../remote/client';
import { invalidResponse, SourceError, type SourceFault } from '../../remote/fault';
import type { Quota } from '../contract';
import { EXPLAINED_STATUSES, refusal } from './faults';
import { answerResults, type CrmObject, crmObject, idOf, isObject, nextAfter } from './payload';

export const MAX_BATCH_READ = 100;
export const MAX_ASSOCIATION_INPUTS = 1000;
export const MAX_SEARCH_PAGE = 200;
/** Searches answer 400 beyond this many hits. */
const MAX_SEARCH_HITS = 10_000;
/** Characters of a search request's body; a longer one answers 400. */
export const MAX_SEARCH_BODY = 3000;
export const MAX_LIST_PAGE = 100;

export type ObjectType = 'contacts' | 'deals' | 'calls' | 'emails' | 'meetings' | 'notes' | 'tasks';

export interface HubSpotPaths {
  /** HubSpot publishes dated paths beside v3, for instance `/crm/objects/2026-03`. */
  readonly objects: string;
  readonly associations: string;
}

/** What a read of many ids came to. An id that is in neither map was answered with "there is no such object". */
export interface BatchAnswer {
  readonly objects: readonly CrmObject[];
  readonly faults: ReadonlyMap<string, SourceFault>;
  /** Something in the answer could not be read, so ids without an object may not be taken for absent. */
  readonly unreadable?: SourceFault;
}

export interface SearchFilter {
  readonly propertyName: string;
  readonly operator: 'IN' | 'GTE';
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface SearchRequest {
  /** Groups are alternatives; five at most. */
  readonly filterGroups?: readonly { readonly filters: readonly SearchFilter[] }[];
  readonly query?: string;
  readonly sorts?: readonly string[];
  readonly properties: readonly string[];
  readonly limit: number;
  readonly after?: string;
}

export interface SearchPage {
  readonly objects: readonly CrmObject[];
  readonly after?: string;
}

export interface ListPage {
  readonly objects: readonly CrmObject[];
  readonly after?: string;
}

/** Ids of the objects of one type that belong to each contact, or why they could not be told. */
export interface Associations {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly faults: ReadonlyMap<string, SourceFault>;
}

/** Searches have a limit of their own. */
export function isSearch({ path }: Pick<HttpRequest, 'path'>): boolean {
  return path.endsWith('/search');
}

const UNREADABLE: SourceFault = {
  state: 'INVALID_RESPONSE',
  message: 'an object in the answer has no id or properties',
};

export class HubSpotApi {
  private lastQuota: Quota | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly paths: HubSpotPaths,
    private readonly now: () => number,
  ) {}

  get quota(): Quota | undefined {
    return this.lastQuota;
  }

  /** Reads objects by id or by a unique property; any number, a hundred a call, the calls in parallel. */
  async batchRead(
    type: ObjectType,
    ids: readonly string[],
    properties: readonly string[],
    signal: AbortSignal,
    idProperty?: 'email',
  ): Promise<BatchAnswer> {
    const answers = await Promise.all(
      chunks(ids, MAX_BATCH_READ).map(async (chunk) => {
        const inputs = chunk.map((id) => ({ id }));
        const body = await this.call({
          method: 'POST',
          path: `${this.paths.objects}/${type}/batch/read`,
          body: idProperty ? { idProperty, properties, inputs } : { properties, inputs },
          signal,
        });
        return batchAnswer(body);
      }),
    );
    return {
      objects: answers.flatMap((answer) => answer.objects),
      faults: new Map(answers.flatMap((answer) => [...answer.faults])),
      unreadable: answers.find((answer) => answer.unreadable)?.unreadable,
    };
  }

  async searchPage(type: ObjectType, request: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    const body = await this.call({
      method: 'POST',
      path: `${this.paths.objects}/${type}/search`,
      body: request,
      signal,
    });
    const objects = objectsOf(body);
    const after = nextAfter(body);
    const total = isObject(body) ? body.total : undefined;
    // A page without a next that is not the last one: paging is told in some way that we cannot read.
    if (after === undefined && typeof total === 'number' && total > Number(request.after ?? 0) + objects.length) {
      throw invalidResponse('a search ends before its last hit');
    }
    return { objects, after };
  }

  /**
   * A search to its end. Throws INVALID_RESPONSE where there are more hits than a search can page through, for a list
   * that is cut short is not the list.
   */
  async searchAll(type: ObjectType, request: SearchRequest, signal: AbortSignal): Promise<CrmObject[]> {
    const objects: CrmObject[] = [];
    let after: string | undefined;
    do {
      const page: SearchPage = await this.searchPage(type, after ? { ...request, after } : request, signal);
      objects.push(...page.objects);
      after = advanced(after, page.after);
      if (after !== undefined && objects.length >= MAX_SEARCH_HITS) throw invalidResponse('a search has too many hits');
    } while (after !== undefined);
    return objects;
  }

  /** A page of all objects of a type, in the vendor's own order. */
  async listPage(
    type: ObjectType,
    query: { readonly properties: string; readonly archived: boolean; readonly after?: string; readonly limit: number },
    signal: AbortSignal,
  ): Promise<ListPage> {
    const body = await this.call({ method: 'GET', path: `${this.paths.objects}/${type}`, query, signal });
    return { objects: objectsOf(body), after: nextAfter(body) };
  }

  /** Which objects of a type belong to each contact: batches of a thousand contacts, each contact paged to its end. */
  async associations(contactIds: readonly string[], type: ObjectType, signal: AbortSignal): Promise<Associations> {
    const ids = new Map<string, string[]>(contactIds.map((id) => [id, []]));
    const faults = new Map<string, SourceFault>();
    let inputs: { readonly id: string; readonly after?: string }[] = contactIds.map((id) => ({ id }));
    while (inputs.length > 0) {
      const bodies = await Promise.all(
        chunks(inputs, MAX_ASSOCIATION_INPUTS).map((chunk) =>
          this.call({
            method: 'POST',
            path: `${this.paths.associations}/contacts/${type}/batch/read`,
            body: { inputs: chunk },
            signal,
          }),
        ),
      );
      const sent = new Map(inputs.map((input) => [input.id, input.after]));
      inputs = [];
      for (const body of bodies) {
        const told = itemFaults(body, 'fromObjectId');
        if (told.unattributed) throw new SourceError(told.unattributed);
        for (const [id, fault] of told.byId) faults.set(id, fault);
        for (const result of answerResults(body)) {
          const { from, targets, after } = association(result);
          const known = ids.get(from);
          // A contact that is left out has none, so an answer about somebody else may not pass for that.
          if (!known) throw invalidResponse('the answer has associations of a contact nobody asked for');
          known.push(...targets);
          const next = advanced(sent.get(from), after);
          if (next !== undefined) inputs.push({ id: from, after: next });
        }
      }
    }
    return { ids, faults };
  }

  private async call(request: HttpRequest): Promise<unknown> {
    const response = await this.http.request({ ...request, accept: EXPLAINED_STATUSES });
    this.observe(response.headers);
    if (response.status >= 400) throw refusal(response, this.now());
    return response.body;
  }

  /** Searches do not carry the headers; then the last word stands. */
  private observe(headers: Readonly<Record<string, string | undefined>>): void {
    const burst = {
      limit: count(headers['x-hubspot-ratelimit-max']),
      remaining: count(headers['x-hubspot-ratelimit-remaining']),
      windowMs: count(headers['x-hubspot-ratelimit-interval-milliseconds']),
    };
    const daily = {
      limit: count(headers['x-hubspot-ratelimit-daily']),
      remaining: count(headers['x-hubspot-ratelimit-daily-remaining']),
      windowMs: 86_400_000,
    };
    // OAuth apps have no daily limit, private apps have both: the one nearer to its end is the one to know.
    const windows = [burst, daily].filter((window) => window.remaining !== undefined);
    const nearest = windows.sort((a, b) => share(a) - share(b))[0];
    if (nearest) this.lastQuota = { unit: 'requests', ...nearest, observedAt: this.now() };
  }
}

function share(window: { limit?: number; remaining?: number }): number {
  return window.limit && window.remaining !== undefined ? window.remaining / window.limit : 1;
}

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

function batchAnswer(body: unknown): BatchAnswer {
  const results = answerResults(body);
  const objects = results.flatMap((result) => crmObject(result) ?? []);
  const faults = itemFaults(body, 'ids');
  const unreadable = objects.length < results.length ? UNREADABLE : faults.unattributed;
  return { objects, faults: faults.byId, unreadable };
}

/**
 * 207 Multi-Status: what went wrong with which inputs. Not found is an answer and therefore no fault; anything else
 * (a refusal, a failure inside the vendor) may not pass for "there is none".
 */
function itemFaults(body: unknown, contextKey: string): { byId: Map<string, SourceFault>; unattributed?: SourceFault } {
  const byId = new Map<string, SourceFault>();
  let unattributed: SourceFault | undefined;
  const { errors: told, numErrors = 0 } = isObject(body) ? body : {};
  const errors: readonly unknown[] = Array.isArray(told) ? told : [];
  if (numErrors !== 0 && errors.length === 0) {
    unattributed = { state: 'INVALID_RESPONSE', message: 'the answer counts errors that it does not list' };
  }
  for (const error of errors) {
    if (isObject(error) && error.category === 'OBJECT_NOT_FOUND') continue;
    const refused = isObject(error) && (error.category === 'MISSING_SCOPES' || error.category === 'FORBIDDEN');
    const fault: SourceFault = refused
      ? { state: 'UNAUTHORISED', message: 'refused for this record' }
      : { state: 'UNAVAILABLE', message: 'the vendor failed for this record' };
    const context = isObject(error) && isObject(error.context) ? error.context : {};
    const listed: unknown = context[contextKey];
    const ids = Array.isArray(listed) ? listed.map(idOf) : [];
    for (const id of ids) if (id !== undefined) byId.set(id, fault);
    // An error that names nobody, or somebody whom we cannot read, may be anybody's.
    if (ids.length === 0 || ids.includes(undefined)) unattributed = fault;
  }
  return { byId, unattributed };
}

function objectsOf(body: unknown): CrmObject[] {
  return answerResults(body).map((result) => {
    const object = crmObject(result);
    if (!object) throw invalidResponse(UNREADABLE.message);
    return object;
  });
}

function association(result: unknown): { from: string; targets: string[]; after: string | undefined } {
  const from = isObject(result) && isObject(result.from) ? idOf(result.from.id) : undefined;
  const to = isObject(result) ? result.to : undefined;
  if (from === undefined || !Array.isArray(to)) throw invalidResponse('an association in the answer has no ends');
  const targets = to.map((target) => {
    const id = isObject(target) ? idOf(target.toObjectId) : undefined;
    if (id === undefined) throw invalidResponse('an association in the answer has no ends');
    return id;
  });
  return { from, targets, after: nextAfter(result) };
}

/** A position that does not move would be asked for ever. */
function advanced(before: string | undefined, after: string | undefined): string | undefined {
  if (after !== undefined && after === before) throw invalidResponse('a page points to itself');
  return after;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
