/** Whatever JSON an upstream sends, reads end in slots or in a SourceError. */
import fc from 'fast-check';
import type { HttpClient } from '../../../src/remote/client';
import { SourceError } from '../../../src/remote/fault';
import type { Slot } from '../../../src/sources/contract';
import { createHubSpotConnector } from '../../../src/sources/hubspot/hubspot';

const context = { signal: new AbortController().signal };

function answering(body: unknown, status = 200) {
  const http: HttpClient = {
    request: async () => ({ status, headers: {}, body }),
    relative: () => ({ path: '/', query: {} }),
    close: async () => undefined,
  };
  return createHubSpotConnector({
    source: 'crm',
    http,
    defaultRegion: 'US',
    issuedIds: { property: 'shop_id', issuedBy: 'shop', idPrefix: 'gid:' },
  });
}

/** The law: one slot a key, or a SourceError. */
async function keepsTheLaw(read: Promise<readonly Slot<unknown>[]>, keys: number): Promise<void> {
  const slots = await read.catch((error: unknown) => {
    if (error instanceof SourceError) return undefined;
    throw error;
  });
  if (slots) expect(slots).toHaveLength(keys);
}

const id = fc.oneof(fc.constantFrom('1', '2', '3'), fc.integer({ min: 1, max: 3 }), fc.jsonValue());
const PROPERTIES =
  'email hs_additional_emails phone mobilephone firstname lastname country createdate lastmodifieddate hs_merged_object_ids company jobtitle address city state zip hs_language hs_timezone date_of_birth lifecyclestage hubspot_owner_id hs_email_optout shop_id dealname dealstage pipeline amount deal_currency_code closedate hs_timestamp hs_note_body hs_call_title hs_task_subject hs_task_status'.split(
    ' ',
  );
const value = fc.oneof(fc.constant(null), fc.string(), fc.string({ unit: 'binary' }), fc.jsonValue());
const object = fc.record(
  {
    id,
    properties: fc.oneof(
      { weight: 9, arbitrary: fc.record(Object.fromEntries(PROPERTIES.map((name) => [name, value]))) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    createdAt: value,
    updatedAt: value,
    archived: fc.oneof(fc.boolean(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const association = fc.record(
  { from: fc.record({ id }), to: fc.array(fc.record({ toObjectId: id })) },
  { requiredKeys: [] },
);
const answer = fc.oneof(
  fc.jsonValue(),
  fc.record({
    results: fc.array(fc.oneof(object, association, fc.jsonValue()), { maxLength: 4 }),
    errors: fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ category: value, context: fc.record({ ids: fc.array(id) }) })),
    ),
  }),
);

test('records, finds and lists keep the law over any answer', async () => {
  await fc.assert(
    fc.asyncProperty(answer, fc.constantFrom(200, 207, 400, 403, 429), async (body, status) => {
      const { records, find, parts, findIssued } = answering(body, status);
      await keepsTheLaw(records.fetch(['1', '2', 'x'], 'full', context), 3);
      await keepsTheLaw(find.EMAIL!.fetch(['a@example.com', 'b@example.com'], undefined, context), 2);
      await keepsTheLaw(find.PHONE!.fetch(['+12135550100'], undefined, context), 1);
      await keepsTheLaw(findIssued!.lookup.fetch(['gid:1'], undefined, context), 1);
      for (const lookup of [parts.DEALS!, parts.ACTIVITIES!, parts.TASKS!]) {
        await keepsTheLaw(
          lookup.fetch([{ id: '1' }, { id: '2', after: 'odd' }], { first: 2, detail: 'full' }, context),
          2,
        );
      }
    }),
    { numRuns: 400 },
  );
});

test('a record is its own id or the survivor of the id that was asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 4 }), async (results) => {
      const slots = await answering({ results }).records.fetch(['1', '2'], 'full', context);
      slots.forEach((slot, i) => {
        if (slot.state === 'found') expect(slot.value.ref.id).toBe(['1', '2'][i]);
        if (slot.state === 'merged') expect(slot.into).not.toBe(['1', '2'][i]);
      });
    }),
    { numRuns: 300 },
  );
});
