/** The simulated HubSpot on a loopback port, with every exchange written down, and a connector that speaks to it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHubSpotDialect, HUBSPOT_DEMO_TOKEN } from '../../../src/demo/hubspot';
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import type { World } from '../../../src/demo/world';
import type { HttpClient } from '../../../src/remote/client';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Connector } from '../../../src/sources/contract';
import { createHubSpotConnector } from '../../../src/sources/hubspot/hubspot';
import type { Exchange } from '../../contracts/vendor-spec';

type Interception = SimulatedResponse | undefined;

export interface SimulatedHubSpot {
  readonly dialect: Dialect;
  readonly connector: Connector;
  readonly http: HttpClient;
  readonly exchanges: Exchange[];
  /** Answers in place of the dialect while set, now or later; undefined leaves the request to it. */
  intercept: ((request: SimulatedRequest) => Interception | Promise<Interception>) | undefined;
  close(): Promise<void>;
}

export async function startHubSpot(
  world: World,
  options: {
    readonly token?: string;
    readonly wire?: (http: HttpClient) => HttpClient;
    readonly now?: () => number;
  } = {},
): Promise<SimulatedHubSpot> {
  const dialect = createHubSpotDialect(world);
  const exchanges: Exchange[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', async () => {
      const text = Buffer.concat(chunks).toString();
      const url = new URL(req.url ?? '/', 'http://simulated');
      const request: SimulatedRequest = {
        method: req.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: req.headers as Record<string, string>,
        body: text === '' ? undefined : JSON.parse(text),
      };
      const response = (await hubspot.intercept?.(request)) ?? dialect.handle(request);
      const body = response.body === undefined ? undefined : JSON.parse(JSON.stringify(response.body));
      const { method, path, query } = request;
      exchanges.push({ method, path, query, requestBody: request.body, status: response.status, responseBody: body });
      res.writeHead(response.status, { 'content-type': 'application/json', ...response.headers });
      res.end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createHttpClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: { authorization: `Bearer ${options.token ?? HUBSPOT_DEMO_TOKEN}` },
  });
  const http = options.wire ? options.wire(client) : client;
  const hubspot: SimulatedHubSpot = {
    dialect,
    http,
    exchanges,
    intercept: undefined,
    connector: createHubSpotConnector({
      source: 'crm',
      http,
      issuedIds: { property: 'shopify_customer_id', issuedBy: 'shop', idPrefix: 'gid://shopify/Customer/' },
      defaultRegion: 'US',
      now: options.now,
    }),
    async close() {
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hubspot;
}
