/** Whatever JSON an upstream sends, the mappers map, and reads end in slots or in a SourceError. */
import fc from 'fast-check';
import type { HttpClient } from '../../../src/remote/client';
import { SourceError } from '../../../src/remote/fault';
import type { Slot } from '../../../src/sources/contract';
import { isObject, type Json } from '../../../src/sources/zendesk/payload';
import { toTicket } from '../../../src/sources/zendesk/ticket';
import { toSourceRecord } from '../../../src/sources/zendesk/user';
import { createZendeskConnector } from '../../../src/sources/zendesk/zendesk';

const context = { signal: new AbortController().signal };
const externalId = { prefix: 'shop:', issuedBy: 'shop', idPrefix: 'gid:' };

function answering(body: unknown, status = 200) {
  const http: HttpClient = {
    request: async () => ({ status, headers: { 'x-rate-limit': 'odd' }, body }),
    relative: () => ({ path: '/', query: {} }),
    close: async () => undefined,
  };
  return createZendeskConnector({ source: 'support', http, defaultRegion: 'US', externalId });
}

/** The law: one slot a key, or a SourceError. */
async function keepsTheLaw(read: Promise<readonly Slot<unknown>[]>, keys: number): Promise<void> {
  const slots = await read.catch((error: unknown) => {
    if (error instanceof SourceError) return undefined;
    throw error;
  });
  if (slots) expect(slots).toHaveLength(keys);
}

const id = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('1', '2'), fc.jsonValue());
const value = fc.oneof(
  fc.constant(null),
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.date().map(String),
  fc.constantFrom('2026-01-01T00:00:00Z', 'a@example.com', '+12135550100', 'shop:1', true, false),
  fc.jsonValue(),
);
const named = (names: string, ids: string) =>
  fc.record({
    ...Object.fromEntries(names.split(' ').map((name) => [name, value])),
    ...Object.fromEntries(ids.split(' ').map((name) => [name, id])),
  });
const user = named(
  'name email phone active role verified external_id locale iana_time_zone tags created_at updated_at',
  'id organization_id',
);
const ticket = named('subject status priority type via tags created_at updated_at', 'id requester_id');
const identity = named('type value verified primary', 'id user_id');
const rows = (row: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 9, arbitrary: fc.array(row, { maxLength: 4 }) }, { weight: 1, arbitrary: fc.jsonValue() });
const answer = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      users: rows(user),
      tickets: rows(ticket),
      results: rows(ticket),
      identities: rows(identity),
      organizations: rows(named('name', 'id')),
      count: fc.oneof(fc.integer(), value),
      next_page: value,
      after_cursor: value,
      end_of_stream: value,
      error: value,
    },
    { requiredKeys: [] },
  ),
);

test('records, finds and lists keep the law over any answer', async () => {
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom(200, 404), async (body, status) => {
      const { records, find, findIssued, parts, byNumber } = answering(body, status);
      await keepsTheLaw(records.fetch(['1', '2', 'x'], 'full', context), 3);
      await keepsTheLaw(records.fetch(['1', '2'], 'summary', context), 2);
      await keepsTheLaw(find.EMAIL!.fetch(['a@example.com', 'b@gmail.com'], undefined, context), 2);
      await keepsTheLaw(find.PHONE!.fetch(['+12135550100'], undefined, context), 1);
      await keepsTheLaw(findIssued!.lookup.fetch(['gid:1', 'odd'], undefined, context), 2);
      await keepsTheLaw(byNumber.TICKETS!.fetch(['1', '#2', 'x'], undefined, context), 3);
      for (const people of [['1'], ['1', '2', 'x']]) {
        const keys = [...people.map((person) => ({ id: person })), { id: '3', after: '2026-01-01T00:00:00Z' }];
        await keepsTheLaw(parts.TICKETS!.fetch(keys, { first: 2, detail: 'full' }, context), keys.length);
      }
    }),
    { numRuns: 400 },
  );
});

test('searches, walks and checks end in an answer or in a SourceError', async () => {
  await fc.assert(
    fc.asyncProperty(answer, async (body) => {
      const connector = answering(body);
      const calls = [
        () => connector.search!('ada', 5, context),
        () => connector.listSince!('2026-01-01T00:00:00Z', undefined, context),
        () => connector.check(context),
      ];
      for (const call of calls) {
        await call().catch((error: unknown) => expect(error).toBeInstanceOf(SourceError));
      }
    }),
    { numRuns: 200 },
  );
});

test('the mappers map anything: no exception, no empty text, no null, times in UTC', () => {
  const mapping = { source: 'support', defaultRegion: 'US', externalId };
  const payload = fc.oneof(user, ticket, fc.jsonValue().filter(isObject)) as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(payload, fc.array(identity), (json, identities) => {
      const record = toSourceRecord(
        json,
        { identitiesOf: () => identities, organizationName: () => undefined },
        mapping,
      );
      for (const said of Object.values(record?.attributes ?? {})) {
        expect(said === null || said === '' || (Array.isArray(said) && said.length === 0)).toBe(false);
      }
      for (const at of [record?.createdAt, record?.updatedAt, toTicket(json, 'support')?.at]) {
        if (at !== undefined) expect(new Date(at).toISOString()).toBe(at);
      }
      const normals = record?.identifiers.map(({ type, normal }) => type + normal) ?? [];
      expect(new Set(normals).size).toBe(normals.length);
    }),
    { numRuns: 500 },
  );
});
