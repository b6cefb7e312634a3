/** The simulated Zendesk on a loopback port, with every exchange written down, and a connector that speaks to it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import type { World } from '../../../src/demo/world';
import { createZendeskDialect, ZENDESK_DEMO_CREDENTIALS } from '../../../src/demo/zendesk';
import type { HttpClient } from '../../../src/remote/client';
import { createHttpClient } from '../../../src/remote/http-client';
import type { Connector } from '../../../src/sources/contract';
import { createZendeskConnector } from '../../../src/sources/zendesk/zendesk';
import type { Exchange } from '../../contracts/vendor-spec';

export interface SimulatedZendesk {
  readonly dialect: Dialect;
  readonly connector: Connector;
  readonly http: HttpClient;
  readonly exchanges: Exchange[];
  /** Answers in place of the dialect while set; undefined leaves the request to it. */
  intercept: ((request: SimulatedRequest) => SimulatedResponse | undefined) | undefined;
  close(): Promise<void>;
}

export async function startZendesk(
  world: World,
  options: {
    readonly token?: string;
    readonly wire?: (http: HttpClient) => HttpClient;
    readonly now?: () => number;
  } = {},
): Promise<SimulatedZendesk> {
  const dialect = createZendeskDialect(world, options.now);
  const exchanges: Exchange[] = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://simulated');
    const method = req.method ?? 'GET';
    const { pathname: path, searchParams: query } = url;
    const request = { method, path, query, headers: req.headers as Record<string, string>, body: undefined };
    const response = zendesk.intercept?.(request) ?? dialect.handle(request);
    const body = response.body === undefined ? undefined : JSON.parse(JSON.stringify(response.body));
    exchanges.push({ method, path, query, requestBody: undefined, status: response.status, responseBody: body });
    res.writeHead(response.status, { 'content-type': 'application/json', ...response.headers });
    res.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { email, token } = ZENDESK_DEMO_CREDENTIALS;
  const credential = Buffer.from(`${email}/token:${options.token ?? token}`).toString('base64');
  const client = createHttpClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: { authorization: `Basic ${credential}` },
  });
  const http = options.wire ? options.wire(client) : client;
  const zendesk: SimulatedZendesk = {
    dialect,
    http,
    exchanges,
    intercept: undefined,
    connector: createZendeskConnector({
      source: 'support',
      http,
      externalId: { prefix: 'shop:', issuedBy: 'shop', idPrefix: 'gid://shopify/Customer/' },
      defaultRegion: 'US',
      now: options.now,
    }),
    async close() {
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return zendesk;
}
