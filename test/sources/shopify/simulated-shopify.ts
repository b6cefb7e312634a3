/** The simulated shop on a loopback port, with every exchange written down, and a connector that speaks to it. */
import { createShopifyDialect, SHOPIFY_DEMO_TOKEN, type ShopifyDialectOptions } from '../../../src/demo/shopify';
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import { type RunningSimulator, startSimulator } from '../../../src/demo/simulator-server';
import type { World } from '../../../src/demo/world';
import type { HttpClient } from '../../../src/remote/client';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Connector } from '../../../src/sources/contract';
import { createShopifyConnector } from '../../../src/sources/shopify/shopify';

export interface GraphQlExchange {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly Readonly<Record<string, unknown>>[];
    readonly extensions?: {
      readonly cost: { readonly requestedQueryCost: number; readonly actualQueryCost: number | null };
    };
  };
}

export interface SimulatedShopify {
  readonly dialect: Dialect;
  readonly simulator: RunningSimulator;
  readonly connector: Connector;
  /** GraphQL requests and their answers, in order. */
  readonly exchanges: GraphQlExchange[];
  /** Answers in place of the dialect while set; undefined leaves the request to it. */
  intercept: ((request: SimulatedRequest) => SimulatedResponse | undefined) | undefined;
  close(): Promise<void>;
}

export interface ShopifySetup extends ShopifyDialectOptions {
  readonly token?: string;
  readonly wire?: (http: HttpClient) => HttpClient;
  readonly defaultRegion?: string;
}

export async function startShopify(world: World, setup: ShopifySetup = {}): Promise<SimulatedShopify> {
  const dialect = createShopifyDialect(world, setup);
  const exchanges: GraphQlExchange[] = [];
  const simulator = await startSimulator(
    {
      vendor: 'shopify',
      handle: (request) => shopify.intercept?.(request) ?? dialect.handle(request),
      rateLimited: (seconds, request) => dialect.rateLimited(seconds, request),
      failure: (status) => dialect.failure(status),
      merge: (from, into) => dialect.merge(from, into),
      remove: (id) => dialect.remove(id),
    },
    {
      onExchange: (request, response) => {
        if (!request.path.endsWith('/graphql.json')) return;
        const { query, variables } = request.body as Pick<GraphQlExchange, 'query' | 'variables'>;
        exchanges.push({ query, variables, body: JSON.parse(JSON.stringify(response.body)) });
      },
    },
  );
  const client = createHttpClient({
    baseUrl: simulator.baseUrl,
    headers: { 'x-shopify-access-token': setup.token ?? SHOPIFY_DEMO_TOKEN },
  });
  const http = setup.wire ? setup.wire(client) : client;
  const shopify: SimulatedShopify = {
    dialect,
    simulator,
    exchanges,
    intercept: undefined,
    connector: createShopifyConnector({ source: 'shop', http, now: setup.now, defaultRegion: setup.defaultRegion }),
    async close() {
      await client.close();
      await simulator.close();
    },
  };
  return shopify;
}
