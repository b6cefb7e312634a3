/**
 * Shopify's Admin GraphQL API over the demo population: customers, orders and their lines, with the access token, global
 * ids, limits, search syntax, cursors, calculated query cost and errors (with status 200) as Shopify has them.
 */
import {
  type DocumentNode,
  executeSync,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
} from 'graphql';
import {
  actualCost,
  type Bucket,
  type CostSubject,
  LeakyBucket,
  MAX_REQUEST_COST,
  requestedCost,
} from './shopify/cost';
import { isDocument, readDocument, schemaWithout } from './shopify/documents';
import { refusal } from './shopify/refusal';
import { SHOPIFY_SCHEMA } from './shopify/schema';
import { type ProtectedData, type Scope, SimulatedShop } from './shopify/shop';
import type { Dialect, SimulatedRequest, SimulatedResponse } from './simulator';
import type { World } from './world';

/** The Admin API access token that the simulated shop accepts. */
export const SHOPIFY_DEMO_TOKEN = 'shpat-demo-onefold-3d1f5e7a';

/**
 * Ten times what Shopify's largest plan gives an app, so that a crowd of look-ups, or a test that asks for everybody, is
 * throttled only where that is switched on.
 */
const DEMO_BUCKET: Bucket = { maximumAvailable: 400_000, restoreRate: 20_000 };

export interface ShopifyDialectOptions {
  /** Ms since the epoch; refills the bucket. Default `Date.now`. */
  readonly now?: () => number;
  /** Default: a generous one. Shopify's plans give 2,000 points and 100 a second (standard) to 40,000 and 2,000. */
  readonly bucket?: Bucket;
  /** Scopes of the token. Default: all. */
  readonly scopes?: readonly Scope[];
  /** Protected customer data for which the app was not approved. Default: none. */
  readonly withheld?: readonly ProtectedData[];
  /** Fields that this version of the API does not know, as `Customer.locale`. Default: none. */
  readonly unknownFields?: readonly string[];
}

const ALL_SCOPES: readonly Scope[] = ['read_customers', 'read_orders', 'read_all_orders'];
const GRAPHQL = /^\/admin\/api\/(\d{4}-\d{2}|unstable)\/graphql\.json$/;

export function createShopifyDialect(world: World, options: ShopifyDialectOptions = {}): Dialect {
  return new ShopifyDialect(world, options);
}

interface Cost {
  readonly requestedQueryCost: number;
  /** Null: the request did not run. */
  readonly actualQueryCost: number | null;
}

/** A request that may run. */
interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly subject: CostSubject;
}

class ShopifyDialect implements Dialect {
  readonly vendor = 'shopify';
  private readonly shop: SimulatedShop;
  private readonly bucket: LeakyBucket;
  private readonly scopes: readonly Scope[];
  private readonly schema: GraphQLSchema;
  /** Clients send few documents, many times. */
  private readonly documents = new Map<string, DocumentNode | readonly GraphQLFormattedError[]>();

  constructor(
    world: World,
    { now = Date.now, bucket = DEMO_BUCKET, scopes, withheld, unknownFields = [] }: ShopifyDialectOptions,
  ) {
    this.schema = schemaWithout(SHOPIFY_SCHEMA, unknownFields);
    this.scopes = scopes ?? ALL_SCOPES;
    this.shop = new SimulatedShop(world, { scopes: this.scopes, withheld: withheld ?? [] });
    this.bucket = new LeakyBucket(bucket, now);
  }

  handle(request: SimulatedRequest): SimulatedResponse {
    if (request.headers['x-shopify-access-token'] !== SHOPIFY_DEMO_TOKEN) return this.failure(401);
    const { method, path } = request;
    if (method === 'GET' && path === '/admin/oauth/access_scopes.json') {
      return { status: 200, body: { access_scopes: this.scopes.map((handle) => ({ handle })) } };
    }
    const version = GRAPHQL.exec(path)?.[1];
    if (version === undefined || method !== 'POST') return { status: 404, body: { errors: 'Not Found' } };
    const headers = { 'x-shopify-api-version': version };
    const prepared = this.prepare(request.body);
    if ('errors' in prepared) return { status: prepared.status, headers, body: { errors: prepared.errors } };
    return { status: 200, headers, body: this.run(prepared) };
  }

  rateLimited(retryAfterSeconds: number, request: SimulatedRequest): SimulatedResponse {
    const prepared = this.prepare(request.body);
    const requestedQueryCost = 'errors' in prepared ? 100 : Math.max(1, requestedCost(prepared.subject));
    // Shopify names no time. A client waits (requested - available) / restoreRate, which is made to be what was wished.
    const throttleStatus = {
      maximumAvailable: this.bucket.size.maximumAvailable,
      currentlyAvailable: 0,
      restoreRate: requestedQueryCost / Math.max(0.001, retryAfterSeconds),
    };
    const cost = { requestedQueryCost, actualQueryCost: null, throttleStatus };
    return { status: 200, body: { errors: [THROTTLED.toJSON()], extensions: { cost } } };
  }

  failure(status: number): SimulatedResponse {
    return { status, body: { errors: FAILURES[status] ?? 'Internal Server Error' } };
  }

  merge(from: string, into: string): void {
    this.shop.merge(from, into);
  }

  remove(id: string): void {
    this.shop.remove(id);
  }

  private run({ document, operation, subject }: Prepared): unknown {
    const requestedQueryCost = requestedCost(subject);
    if (requestedQueryCost > MAX_REQUEST_COST) {
      const message = `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit (${MAX_REQUEST_COST}).`;
      const error = refusal(message, 'MAX_COST_EXCEEDED', { cost: requestedQueryCost, maxCost: MAX_REQUEST_COST });
      return { errors: [error.toJSON()], extensions: this.costs({ requestedQueryCost, actualQueryCost: null }) };
    }
    if (!this.bucket.take(requestedQueryCost)) {
      return { errors: [THROTTLED.toJSON()], extensions: this.costs({ requestedQueryCost, actualQueryCost: null }) };
    }
    const result = executeSync({
      schema: this.schema,
      document,
      rootValue: this.shop,
      variableValues: subject.variables,
      operationName: operation.name?.value,
    });
    const actualQueryCost = actualCost(subject, result.data);
    this.bucket.giveBack(requestedQueryCost - actualQueryCost);
    const errors = result.errors?.map((error) => error.toJSON());
    return {
      data: result.data,
      ...(errors && { errors }),
      extensions: this.costs({ requestedQueryCost, actualQueryCost }),
    };
  }

  private costs(cost: Cost): unknown {
    return { cost: { ...cost, throttleStatus: this.bucket.status() } };
  }

  private prepare(body: unknown): Prepared | { status: number; errors: unknown } {
    if (!isObject(body) || typeof body.query !== 'string') {
      return { status: 400, errors: { query: 'Required parameter missing or invalid' } };
    }
    const document = this.documentOf(body.query);
    if (!isDocument(document)) return { status: 200, errors: document };
    const operation = getOperationAST(
      document,
      typeof body.operationName === 'string' ? body.operationName : undefined,
    );
    if (operation?.operation !== 'query') {
      return { status: 200, errors: [refusal('The simulated shop only reads.', 'BAD_REQUEST').toJSON()] };
    }
    const variables = isObject(body.variables) ? body.variables : {};
    const malformed = malformedId(operation, variables);
    if (malformed) return { status: 200, errors: [malformed.toJSON()] };
    const fragments = Object.fromEntries(
      document.definitions.flatMap((d) => (d.kind === Kind.FRAGMENT_DEFINITION ? [[d.name.value, d] as const] : [])),
    );
    return { document, operation, subject: { schema: this.schema, operation, fragments, variables } };
  }

  private documentOf(query: string): DocumentNode | readonly GraphQLFormattedError[] {
    const known = this.documents.get(query);
    if (known) return known;
    const read = readDocument(this.schema, query);
    if (this.documents.size >= 1000) this.documents.clear();
    this.documents.set(query, read);
    return read;
  }
}

const THROTTLED = refusal('Throttled', 'THROTTLED', { documentation: 'https://shopify.dev/api/usage/rate-limits' });

const FAILURES: Readonly<Record<number, string>> = {
  401: '[API] Invalid API key or access token (unrecognized login or wrong password)',
  403: '[API] This action requires merchant approval for read_customers scope.',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** Variables of type `ID` have to be global ids; one that is not refuses the whole request. */
function malformedId(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  for (const { variable, type } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (namedType(type) !== 'ID') continue;
    const value = variables[name];
    const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
    const at = ids.findIndex((id) => typeof id !== 'string' || !/^gid:\/\/shopify\/[A-Za-z]+\/\d{1,20}$/.test(id));
    if (value === undefined || value === null || at < 0) continue;
    return refusal(`Variable $${name} of type ID was provided invalid value (Invalid global id)`, 'INVALID_VARIABLE', {
      problems: [{ path: Array.isArray(value) ? [at] : [], explanation: 'Invalid global id' }],
    });
  }
  return undefined;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
