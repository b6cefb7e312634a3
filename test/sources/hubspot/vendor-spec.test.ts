/**
 * What the connector asks and what the simulated HubSpot answers, over HTTP in a real run, both held against HubSpot's
 * description. The reduced description has contacts, deals and associations; the engagement types (calls, emails,
 * meetings, notes, tasks) are the same generic CRM objects and are held against the shape of deals.
 */
import type { ListPart } from '../../../src/customer/parts';
import { generatePopulation } from '../../../src/demo/population/population';
import type { PartOptions } from '../../../src/sources/contract';
import {
  type Exchange,
  itWithFile,
  loadVendorSpec,
  validateExchange,
  vendorSpecFile,
} from '../../contracts/vendor-spec';
import { type SimulatedHubSpot, startHubSpot } from './simulated-hubspot';

const maybe = itWithFile(vendorSpecFile('hubspot'));
const { signal } = new AbortController();

let hubspot: SimulatedHubSpot;
beforeEach(async () => {
  hubspot = await startHubSpot(generatePopulation(3).world);
});
afterEach(() => hubspot.close());

const asDeals = (exchange: Exchange): Exchange => ({
  ...exchange,
  path: exchange.path.replace(
    /^\/crm\/v3\/objects\/(calls|emails|meetings|notes|tasks)(?=\/|$)/,
    '/crm/v3/objects/deals',
  ),
});

function breaches(exchanges: readonly Exchange[]): string[] {
  const spec = loadVendorSpec('hubspot');
  return exchanges.flatMap((exchange) => validateExchange(spec, asDeals(exchange)));
}

/** Requests by method and path, numbers of pages aside. */
function endpoints(exchanges: readonly Exchange[]): string[] {
  return [...new Set(exchanges.map(({ method, path }) => `${method} ${path}`))].sort();
}

maybe('every request of the connector and every answer of the simulator fit the description', async () => {
  const { connector, exchanges, dialect } = hubspot;
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await connector.listSince!(undefined, after, { signal });
    ids.push(...page.records.map((record) => record.ref.id));
    after = page.next;
  } while (after !== undefined);
  const [first, second, third, ...rest] = ids as [string, string, string, ...string[]];
  dialect.merge(first, second);
  dialect.remove(third);

  const context = { signal };
  const records = await connector.records.fetch([first, third, '1', ...rest.slice(0, 97)], 'full', context);
  expect(new Set(records.map((slot) => slot.state))).toEqual(new Set(['merged', 'none', 'found']));
  const people = records.flatMap((slot) => (slot.state === 'found' ? [slot.value] : []));
  for (const type of ['EMAIL', 'PHONE'] as const) {
    const normals = people.flatMap((person) => person.identifiers.filter((i) => i.type === type).map((i) => i.normal));
    const lookup = connector.find[type]!;
    await lookup.fetch([...new Set(normals)].slice(0, lookup.maxBatch), undefined, context);
  }
  await connector.findIssued!.lookup.fetch(['gid://shopify/Customer/1'], undefined, context);
  const options: PartOptions = { first: 10, detail: 'full' };
  for (const part of ['DEALS', 'ACTIVITIES', 'TASKS'] as const satisfies readonly ListPart[]) {
    await connector.parts[part]!.fetch(
      rest.slice(0, 200).map((id) => ({ id })),
      options,
      context,
    );
  }
  await connector.search!('de', 300, context);
  let since: string | undefined;
  do since = (await connector.listSince!('2026-01-01T00:00:00Z', since, context)).next;
  while (since !== undefined);
  await connector.check(context);

  expect(breaches(exchanges)).toEqual([]);
  expect(new Set(exchanges.map(({ status }) => status))).toEqual(new Set([200, 207]));
  const kinds = ['calls', 'deals', 'emails', 'meetings', 'notes', 'tasks'];
  expect(endpoints(exchanges)).toEqual(
    [
      ...['contacts', ...kinds].flatMap((kind) => [
        `GET /crm/v3/objects/${kind}`,
        `POST /crm/v3/objects/${kind}/batch/read`,
      ]),
      'POST /crm/v3/objects/contacts/search',
      ...kinds.map((kind) => `POST /crm/v4/associations/contacts/${kind}/batch/read`),
    ].sort(),
  );
});

maybe('refusals of the simulator fit the description', async () => {
  const { http, exchanges } = hubspot;
  const refused = async (path: string, body: unknown): Promise<void> => {
    await http.request({ method: 'POST', path, body, signal, accept: [400, 404] });
  };
  const inputs = Array.from({ length: 101 }, (_, i) => ({ id: String(i + 1) }));
  await refused('/crm/v3/objects/contacts/batch/read', { inputs });
  await refused('/crm/v3/objects/contacts/search', { limit: 201 });
  await http.request({ method: 'GET', path: '/crm/v3/objects/contacts/1', signal, accept: [404] });
  hubspot.intercept = (request) => hubspot.dialect.rateLimited(1, request);
  await http.request({ method: 'GET', path: '/crm/v3/objects/contacts', signal, accept: [429] });
  for (const status of [401, 403, 500, 503]) {
    hubspot.intercept = () => hubspot.dialect.failure(status);
    await http.request({ method: 'GET', path: '/crm/v3/objects/contacts', signal, accept: [status] });
  }
  expect(exchanges.map(({ status }) => status)).toEqual([400, 400, 404, 429, 401, 403, 500, 503]);
  // The two that are meant to be over a limit are described as such; nothing else departs.
  expect(breaches(exchanges).map((breach) => breach.replace(/^POST \S+ /, ''))).toEqual([
    'request/inputs must NOT have more than 100 items',
    'request/limit must be <= 200',
  ]);
});
