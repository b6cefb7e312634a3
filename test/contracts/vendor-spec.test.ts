import { readFileSync } from 'node:fs';
import { itWithFile, loadVendorSpec, validateExchange, vendorSpecFile } from './vendor-spec';

const maybe = itWithFile(vendorSpecFile('hubspot'));

const CONTACT = {
  id: '101',
  properties: { email: 'ada@example.com', phone: null },
  createdAt: '2025-03-02T10:15:30.000Z',
  updatedAt: '2026-01-20T08:00:00.000Z',
};
const BATCH_READ = {
  method: 'POST',
  path: '/crm/v3/objects/contacts/batch/read',
  query: {},
  requestBody: { properties: ['email'], inputs: [{ id: '101' }] },
  status: 200,
  responseBody: {
    status: 'COMPLETE',
    results: [CONTACT],
    startedAt: '2026-01-22T12:00:00.000Z',
    completedAt: '2026-01-22T12:00:00.030Z',
  },
};

maybe('accepts an exchange that fits', () => {
  expect(validateExchange(loadVendorSpec('hubspot'), BATCH_READ)).toEqual([]);
});

maybe('names each departure from the description', () => {
  const spec = loadVendorSpec('hubspot');
  const breaches = validateExchange(spec, {
    ...BATCH_READ,
    query: { archived: 'perhaps', page: '2' },
    requestBody: { propertys: ['email'], inputs: [{ id: 101 }] },
    responseBody: { ...BATCH_READ.responseBody, results: [{ ...CONTACT, properties: { email: 1 }, colour: 'red' }] },
  });
  expect(breaches.map((breach) => breach.replace(/^POST \S+ /, ''))).toEqual([
    'query parameter page is not described',
    'query parameter archived must be boolean',
    'request/inputs/0/id must be string',
    'request must NOT have unevaluated properties (propertys)',
    'response 200/results/0/properties/email must be string,null',
    'response 200/results/0 must NOT have unevaluated properties (colour)',
  ]);
});

maybe('refuses a path, a method and a list that the description does not know', () => {
  const spec = loadVendorSpec('hubspot');
  expect(validateExchange(spec, { ...BATCH_READ, path: '/crm/v3/objects/contact/batch/read' })).toHaveLength(1);
  expect(validateExchange(spec, { ...BATCH_READ, method: 'PUT' })).toHaveLength(1);
  const inputs = Array.from({ length: 101 }, (_, i) => ({ id: String(i) }));
  expect(validateExchange(spec, { ...BATCH_READ, requestBody: { inputs } })).toEqual([
    expect.stringContaining('must NOT have more than 100 items'),
  ]);
});

maybe('reads query values as the vendor would and literal paths before templates', () => {
  const spec = loadVendorSpec('zendesk', { undescribedResponseProperties: ['next_page', 'previous_page', 'count'] });
  expect(spec.operation('GET', '/api/v2/users/show_many')?.template).toBe('/api/v2/users/show_many');
  expect(spec.operation('GET', '/api/v2/users/7')?.template).toBe('/api/v2/users/{user_id}');
  const breaches = validateExchange(spec, {
    method: 'GET',
    path: '/api/v2/users',
    query: { 'page[size]': '101' },
    requestBody: undefined,
    status: 200,
    responseBody: { users: [], next_page: null, previous_page: null, count: 0 },
  });
  expect(breaches).toEqual([expect.stringContaining('query parameter page[size] must be <= 100')]);
});

// The other descriptions' own samples hold properties that their schemas do not name.
maybe.each(['hubspot', 'zendesk'])('finds no fault with the examples in the description of %s', (vendor) => {
  const spec = loadVendorSpec(vendor);
  const complaints: unknown[] = [];
  let checked = 0;
  for (const { method, template, status, value } of responseExamples(vendor)) {
    checked += 1;
    const validate = spec.operation(method, template.replace(/\{[^}]+\}/g, '1'))?.response(status);
    if (!validate?.(value)) complaints.push([method, template, status, validate?.errors]);
  }
  expect(complaints).toEqual([]);
  expect(checked).toBeGreaterThan(20);
});

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Paths = Record<
  string,
  Record<string, { responses?: Record<string, { content?: { 'application/json'?: Media } }> }>
>;

function* responseExamples(vendor: string) {
  const { paths } = JSON.parse(readFileSync(vendorSpecFile(vendor), 'utf8')) as { paths: Paths };
  for (const [template, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        const media = response.content?.['application/json'];
        if (!media || !/^\d+$/.test(status)) continue;
        const values = media.examples ? Object.values(media.examples).map((e) => e.value) : [media.example];
        for (const value of values) {
          if (value !== undefined) yield { method, template, status: Number(status), value };
        }
      }
    }
  }
}
