import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DemoSources, startDemoSources } from '../../src/demo/demo-sources';

type Name = DemoSources['sources'][number]['name'];

let demo: DemoSources;

afterEach(() => demo?.close());

const source = (name: Name) => demo.sources.find((candidate) => candidate.name === name)!;

function ask(name: Name, authorised = true): Promise<Response> {
  const { hubspotToken, shopifyToken, zendesk } = demo.credentials;
  const { baseUrl } = source(name);
  switch (name) {
    case 'crm': {
      const headers = { authorization: `Bearer ${authorised ? hubspotToken : 'x'}` };
      return fetch(`${baseUrl}/crm/v3/objects/contacts?limit=1`, { headers });
    }
    case 'shop':
      return fetch(`${baseUrl}/admin/api/2025-10/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': authorised ? shopifyToken : 'x' },
        body: JSON.stringify({ query: '{ customers(first: 1) { nodes { id } } }' }),
      });
    case 'support': {
      const pair = `${zendesk.email}/token:${authorised ? zendesk.token : 'x'}`;
      const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
      return fetch(`${baseUrl}/api/v2/users.json?page[size]=1`, { headers });
    }
  }
}

const NAMES = ['crm', 'shop', 'support'] as const;

describe('startDemoSources', () => {
  it('starts three vendors over one population, each for its own credentials only', async () => {
    demo = await startDemoSources({ seed: 7, persons: 60 });
    expect(demo.sources.map(({ name, vendor }) => `${name} ${vendor}`)).toEqual([
      'crm hubspot',
      'shop shopify',
      'support zendesk',
    ]);
    expect(demo.population.persons.length).toBeGreaterThanOrEqual(60);
    for (const name of NAMES) {
      expect([name, (await ask(name)).status]).toEqual([name, 200]);
      expect([name, (await ask(name, false)).status]).toEqual([name, 401]);
      expect(source(name).calls()).toHaveLength(2);
    }
  });

  it('lets a fault of one vendor touch no other', async () => {
    demo = await startDemoSources({ seed: 7, persons: 20 });
    source('shop').setFault({ fault: { kind: 'status', status: 503 } });
    const statuses = await Promise.all(NAMES.map(async (name) => (await ask(name)).status));
    expect(statuses).toEqual([200, 503, 200]);
  });

  it('shows the traffic of each vendor to who wants to check it', async () => {
    const seen: string[] = [];
    demo = await startDemoSources({
      seed: 7,
      persons: 20,
      onExchange: (name, _asked, { status }) => seen.push(`${name} ${status}`),
    });
    for (const name of NAMES) await ask(name);
    expect(seen).toEqual(['crm 200', 'shop 200', 'support 200']);
  });

  it('leaves nothing running when a port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const taken = (squatter.address() as AddressInfo).port;
    await expect(startDemoSources({ seed: 7, persons: 20, ports: { support: taken } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await new Promise((resolve) => squatter.close(resolve));
    demo = await startDemoSources({ seed: 7, persons: 20, ports: { support: taken } });
    expect(source('support').baseUrl).toBe(`http://127.0.0.1:${taken}`);
  });
});
