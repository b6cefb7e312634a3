/**
 * HubSpot's CRM API over the demo population: objects v3 (list, one, batch read, search) and associations v4 (batch
 * read), with bearer authentication, opt-in properties, limits, paging, partial success and error bodies as HubSpot has
 * them. Answers come in an order of their own, as HubSpot's do.
 */
import { createHash } from 'node:crypto';
import { Account } from './hubspot/account';
import { isAssociated, type ObjectType, objectType, SCHEMA } from './hubspot/crm-schema';
import {
  bodyOf,
  errorAnswer,
  invalid,
  optionalString,
  optionalStrings,
  Refusal,
  requiredList,
} from './hubspot/refusal';
import { propertyOf, search } from './hubspot/search';
import type { Dialect, SimulatedRequest, SimulatedResponse } from './simulator';
import type { HubSpotObject, World } from './world';

/** The private app token that the simulated account accepts. */
export const HUBSPOT_DEMO_TOKEN = 'pat-demo-0f1e2d3c-onefold';

const MAX_BATCH = 100;
/** Asking for histories halves the batch. */
const MAX_BATCH_WITH_HISTORY = 50;
const MAX_LIST_PAGE = 100;
const MAX_ASSOCIATION_INPUTS = 1000;
const ASSOCIATION_PAGE = 500;
const BURST = { max: 190, windowMs: 10_000 };
const DAILY = 1_000_000;

export function createHubSpotDialect(world: World): Dialect {
  return new HubSpotDialect(world);
}

class HubSpotDialect implements Dialect {
  readonly vendor = 'hubspot';
  private readonly account: Account;
  private requests = 0;

  constructor(private readonly world: World) {
    this.account = new Account(world);
  }

  handle(request: SimulatedRequest): SimulatedResponse {
    this.requests += 1;
    try {
      this.authenticate(request);
      return this.route(request);
    } catch (error) {
      if (error instanceof Refusal) return this.withLimits(request, errorAnswer(error, this.correlationId()));
      throw error;
    }
  }

  rateLimited(retryAfterSeconds: number): SimulatedResponse {
    const refusal = new Refusal(429, 'RATE_LIMITS', 'You have reached your ten_secondly_rolling limit.', {
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    });
    return {
      ...errorAnswer(refusal, this.correlationId()),
      headers: { ...this.limits(0), 'retry-after': String(retryAfterSeconds) },
    };
  }

  failure(status: number): SimulatedResponse {
    if (status === 401) return errorAnswer(UNAUTHENTICATED, this.correlationId());
    if (status === 403) {
      const refusal = new Refusal(
        403,
        'MISSING_SCOPES',
        "This app hasn't been granted all required scopes to make this call.",
        {
          errors: [
            {
              message: 'One or more of the following scopes are required.',
              context: { requiredGranularScopes: ['crm.objects.contacts.read'] },
            },
          ],
          links: { scopes: 'https://developers.hubspot.com/scopes' },
        },
      );
      return errorAnswer(refusal, this.correlationId());
    }
    return errorAnswer(new Refusal(status, 'INTERNAL_ERROR', 'internal error'), this.correlationId());
  }

  merge(from: string, into: string): void {
    this.account.merge(from, into);
  }

  remove(id: string): void {
    this.account.remove(id);
  }

  private authenticate({ headers }: SimulatedRequest): void {
    const [scheme, token] = (headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token !== HUBSPOT_DEMO_TOKEN) throw UNAUTHENTICATED;
  }

  private route(request: SimulatedRequest): SimulatedResponse {
    const { method } = request;
    const segments = request.path.split('/').slice(1).map(decodeSegment);
    const [crm, version, kind, type = '', ...rest] = segments;
    const action = `${method} ${rest.join('/')}`;
    if (crm === 'crm' && version === 'v3' && kind === 'objects' && type !== '') {
      const of = existing(type);
      if (action === 'POST batch/read') return this.withLimits(request, this.batchRead(of, request));
      // Searches do not tell the limits.
      if (action === 'POST search') return this.search(of, request);
      if (method === 'GET' && rest.length === 0) return this.withLimits(request, this.list(of, request));
      if (method === 'GET' && rest.length === 1) return this.withLimits(request, this.one(of, rest[0]!, request));
    }
    if (crm === 'crm' && version === 'v4' && kind === 'associations') {
      const [to = '', ...action4] = rest;
      if (method === 'POST' && action4.join('/') === 'batch/read') {
        return this.withLimits(request, this.associations(existing(type), existing(to), request));
      }
    }
    throw new Refusal(404, 'OBJECT_NOT_FOUND', 'There is nothing at this path.');
  }

  private batchRead(type: ObjectType, { query, body: requestBody }: SimulatedRequest): SimulatedResponse {
    const archived = flag(parameters(query, ['archived']).get('archived'));
    const body = bodyOf(requestBody, ['properties', 'propertiesWithHistory', 'idProperty', 'inputs']);
    const properties = optionalStrings(body, 'properties');
    const histories = optionalStrings(body, 'propertiesWithHistory') ?? [];
    const idProperty = optionalString(body, 'idProperty') ?? 'hs_object_id';
    const inputs = requiredList(body, 'inputs').map((input) => idOf(input, ['id']));
    const most = histories.length > 0 ? MAX_BATCH_WITH_HISTORY : MAX_BATCH;
    if (inputs.length > most) throw invalid(`Size limits exceeded: at most ${most} inputs, received ${inputs.length}`);
    if (inputs.length === 0) throw invalid('Invalid input JSON: inputs must not be empty');
    const byEmail = type === 'contacts' && idProperty === 'email';
    if (!byEmail && idProperty !== 'hs_object_id') throw invalid(`${idProperty} is not a unique property`);

    const found = new Map<string, HubSpotObject>();
    const missing: string[] = [];
    for (const id of inputs) {
      if (!byEmail && !/^\d{1,19}$/.test(id)) throw invalid(`Invalid input JSON: ${JSON.stringify(id)} is not an id`);
      const object = byEmail ? this.account.contactByEmail(id) : this.account.get(type, id);
      if (object && object.archived === archived) found.set(object.id, object);
      else missing.push(id);
    }
    const results = [...found.values()]
      .sort((a, b) => (scatter(a.id) < scatter(b.id) ? -1 : 1))
      .map((object) => this.answer(type, object, properties));
    const errors =
      missing.length === 0
        ? []
        : [
            {
              status: 'error',
              category: 'OBJECT_NOT_FOUND',
              message: `Could not get some ${type.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
              context: { ids: [...new Set(missing)] },
            },
          ];
    return this.multiStatus(results, errors);
  }

  private search(type: ObjectType, { query, body }: SimulatedRequest): SimulatedResponse {
    parameters(query, []);
    const answer = search(body, this.account.all(type), SCHEMA[type]);
    const results = answer.hits.map((object) => this.answer(type, object, answer.properties));
    const paging = answer.next === undefined ? {} : { paging: { next: { after: answer.next } } };
    return { status: 200, body: { total: answer.total, results, ...paging } };
  }

  private list(type: ObjectType, { query, body }: SimulatedRequest): SimulatedResponse {
    if (body !== undefined) throw invalid('A GET has no body');
    const given = parameters(query, [
      'limit',
      'after',
      'properties',
      'propertiesWithHistory',
      'associations',
      'archived',
    ]);
    const limit = given.get('limit') === null ? 10 : Number(given.get('limit'));
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIST_PAGE)
      throw invalid(`limit must be at most ${MAX_LIST_PAGE}`);
    const archived = flag(given.get('archived'));
    const objects = this.account
      .all(type)
      .filter((object) => object.archived === archived)
      .sort((a, b) => numeric(a.id, b.id));
    const after = given.get('after');
    // `after` is the id from which to go on, as in HubSpot.
    const start = after === null ? 0 : objects.findIndex((object) => numeric(object.id, after) >= 0);
    const page = start < 0 ? [] : objects.slice(start, start + limit);
    const next = start < 0 ? undefined : objects[start + limit];
    const results = page.map((object) => this.answer(type, object, propertiesOf(given)));
    return {
      status: 200,
      body: { results, ...(next ? { paging: { next: { after: next.id, link: `?after=${next.id}` } } } : {}) },
    };
  }

  private one(type: ObjectType, id: string, { query }: SimulatedRequest): SimulatedResponse {
    const given = parameters(query, ['properties', 'propertiesWithHistory', 'associations', 'archived', 'idProperty']);
    const byEmail = type === 'contacts' && given.get('idProperty') === 'email';
    const object = byEmail ? this.account.contactByEmail(id) : this.account.get(type, id);
    if (!object || object.archived !== flag(given.get('archived'))) {
      throw new Refusal(404, 'OBJECT_NOT_FOUND', 'resource not found');
    }
    return { status: 200, body: this.answer(type, object, propertiesOf(given)) };
  }

  private associations(from: ObjectType, to: ObjectType, { query, body }: SimulatedRequest): SimulatedResponse {
    parameters(query, []);
    if (from !== 'contacts' || !isAssociated(to)) throw invalid('No such association in this account');
    const inputs = requiredList(bodyOf(body, ['inputs']), 'inputs');
    if (inputs.length > MAX_ASSOCIATION_INPUTS) throw invalid(`At most ${MAX_ASSOCIATION_INPUTS} inputs are allowed`);
    if (inputs.length === 0) throw invalid('Invalid input JSON: inputs must not be empty');
    const results: unknown[] = [];
    const errors: unknown[] = [];
    for (const input of inputs) {
      const id = idOf(input, ['id', 'after']);
      const offset = cursorOffset(bodyOf(input, ['id', 'after']));
      const ids = this.account.associated(id, to);
      const page = ids.slice(offset, offset + ASSOCIATION_PAGE);
      if (page.length === 0) {
        errors.push({
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          message: `No ${SCHEMA[to].singular} is associated with contact ${id}.`,
          context: { fromObjectId: [id], fromObjectType: ['contact'], toObjectType: [SCHEMA[to].singular] },
        });
        continue;
      }
      const associationTypes = [
        { category: 'HUBSPOT_DEFINED', typeId: SCHEMA[to].associationTypeId ?? 0, label: null },
      ];
      const after = offset + ASSOCIATION_PAGE < ids.length ? cursor(offset + ASSOCIATION_PAGE) : undefined;
      results.push({
        from: { id },
        to: page.map((toObjectId) => ({ toObjectId, associationTypes })),
        ...(after === undefined ? {} : { paging: { next: { after, link: `?after=${after}` } } }),
      });
    }
    return this.multiStatus(results.reverse(), errors);
  }

  /** 207 as soon as one input failed. */
  private multiStatus(results: readonly unknown[], errors: readonly unknown[]): SimulatedResponse {
    const body = { status: 'COMPLETE', results, startedAt: this.world.now, completedAt: this.world.now };
    return errors.length === 0
      ? { status: 200, body }
      : { status: 207, body: { ...body, numErrors: errors.length, errors } };
  }

  /** Properties are opt-in. One that the account does not have is left out, as documented; an empty one is null. */
  private answer(type: ObjectType, object: HubSpotObject, properties: readonly string[] | undefined): unknown {
    const schema = SCHEMA[type];
    const names = new Set([...(properties ?? schema.byDefault), ...schema.always]);
    const values = [...names]
      .filter((name) => schema.properties.has(name))
      .map((name) => [name, propertyOf(object, name)]);
    return {
      id: object.id,
      properties: Object.fromEntries(values),
      createdAt: object.createdAt,
      updatedAt: object.updatedAt,
      archived: object.archived,
      ...(object.archived ? { archivedAt: object.updatedAt } : {}),
    };
  }

  private withLimits(request: SimulatedRequest, response: SimulatedResponse): SimulatedResponse {
    if (request.path.endsWith('/search')) return response;
    return { ...response, headers: { ...response.headers, ...this.limits(BURST.max - 1) } };
  }

  private limits(remaining: number): Record<string, string> {
    return {
      'x-hubspot-ratelimit-max': String(BURST.max),
      'x-hubspot-ratelimit-remaining': String(remaining),
      'x-hubspot-ratelimit-interval-milliseconds': String(BURST.windowMs),
      'x-hubspot-ratelimit-daily': String(DAILY),
      'x-hubspot-ratelimit-daily-remaining': String(Math.max(0, DAILY - this.requests)),
    };
  }

  /** Looks like a UUID and is the same in each run. */
  private correlationId(): string {
    const hex = createHash('sha256').update(`${this.world.seed}/${this.requests}`).digest('hex');
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }
}

const UNAUTHENTICATED = new Refusal(
  401,
  'INVALID_AUTHENTICATION',
  'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
);

function existing(segment: string): ObjectType {
  const type = objectType(segment);
  if (!type) throw invalid(`Unable to infer object type from: ${segment}`);
  return type;
}

function parameters(query: URLSearchParams, known: readonly string[]): URLSearchParams {
  for (const name of query.keys()) if (!known.includes(name)) throw invalid(`Unknown query parameter ${name}`);
  return query;
}

function propertiesOf(query: URLSearchParams): readonly string[] | undefined {
  return query.has('properties') ? query.getAll('properties').flatMap((names) => names.split(',')) : undefined;
}

function flag(value: string | null): boolean {
  if (value !== null && value !== 'true' && value !== 'false') throw invalid('archived must be true or false');
  return value === 'true';
}

function idOf(input: unknown, members: readonly string[]): string {
  const id = optionalString(bodyOf(input, members), 'id');
  if (id === undefined || id === '') throw invalid('Invalid input JSON: an input needs an id');
  return id;
}

function cursor(offset: number): string {
  return Buffer.from(`o:${offset}`).toString('base64url');
}

function cursorOffset(input: Readonly<Record<string, unknown>>): number {
  const after = optionalString(input, 'after');
  if (after === undefined) return 0;
  const offset = /^o:(\d{1,9})$/.exec(Buffer.from(after, 'base64url').toString())?.[1];
  if (offset === undefined) throw invalid('after must be the paging.next.after of an earlier answer');
  return Number(offset);
}

/** An order that is neither that of the request nor that of ids. */
function scatter(id: string): string {
  return [...id].reverse().join('');
}

function numeric(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid('The path is not percent-encoded');
  }
}
