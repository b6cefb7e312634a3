/** What the connector makes of HubSpot's ways, on an account small enough to know by heart. */
import type { SourceRecord } from '../../../src/customer/source-record';
import type { SimulatedResponse } from '../../../src/demo/simulator';
import type { World } from '../../../src/demo/world';
import type { HttpClient, HttpRequest } from '../../../src/remote/client';
import { SourceError, type SourceFault } from '../../../src/remote/fault';
import type { PartPage, Slot } from '../../../src/sources/contract';
import { createHubSpotConnector } from '../../../src/sources/hubspot/hubspot';
import { type SimulatedHubSpot, startHubSpot } from './simulated-hubspot';
import { account, contact, day, object } from './small-account';

const { signal } = new AbortController();
const context = { signal };
const NOW = Date.UTC(2026, 10, 24, 10, 20);

let hubspot: SimulatedHubSpot;
afterEach(() => hubspot.close());

async function start(world: World): Promise<SimulatedHubSpot> {
  hubspot = await startHubSpot(world, { now: () => NOW });
  return hubspot;
}

async function faultOf(promise: Promise<unknown>): Promise<SourceFault> {
  const error = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).fault;
}

async function read(id: string): Promise<Slot<SourceRecord>> {
  const [slot] = await hubspot.connector.records.fetch([id], 'full', context);
  return slot!;
}

async function recordOf(properties: Record<string, string | null>): Promise<SourceRecord> {
  await start(account({ contacts: [contact('1', properties)] }));
  const slot = await read('1');
  if (slot.state !== 'found') throw new Error(slot.state);
  return slot.value;
}

const find = (type: 'EMAIL' | 'PHONE', ...keys: string[]) =>
  hubspot.connector.find[type]!.fetch(keys, undefined, context).then((slots) =>
    slots.map((slot) => (slot.state === 'found' ? slot.value.map((record) => record.ref.id) : slot.state)),
  );

describe('a contact', () => {
  test('is mapped to our words', async () => {
    const record = await recordOf({
      email: 'Ada.Lovelace@Example.com',
      hs_additional_emails: 'ada@engine.example;ADA@ENGINE.example; ;not an address',
      phone: '020 7946 0001',
      mobilephone: '+44 7700 900123',
      firstname: ' Ada ',
      lastname: 'Lovelace',
      company: 'Engines',
      jobtitle: 'Analyst',
      address: '12 St James’s Square',
      city: 'London',
      state: '',
      zip: 'SW1Y 4LB',
      country: 'UNITED KINGDOM',
      hs_language: 'en-gb',
      hs_timezone: 'europe_slash_london',
      date_of_birth: '1815-12-10',
      lifecyclestage: 'customer',
      hubspot_owner_id: '77',
      hs_email_optout: 'true',
      shopify_customer_id: '4711',
    });
    const address = {
      line1: '12 St James’s Square',
      city: 'London',
      postalCode: 'SW1Y 4LB',
      country: 'UNITED KINGDOM',
    };
    expect(record).toEqual({
      ref: { source: 'crm', id: '1' },
      createdAt: '2025-01-02T03:04:05.000Z',
      updatedAt: '2026-02-03T04:05:06.000Z',
      identifiers: [
        {
          type: 'EMAIL',
          value: 'Ada.Lovelace@Example.com',
          normal: 'ada.lovelace@example.com',
          proof: 'OBSERVED',
          primary: true,
        },
        { type: 'EMAIL', value: 'ada@engine.example', normal: 'ada@engine.example', proof: 'OBSERVED', primary: false },
        { type: 'PHONE', value: '020 7946 0001', normal: '+442079460001', proof: 'OBSERVED', primary: true },
        { type: 'PHONE', value: '+44 7700 900123', normal: '+447700900123', proof: 'OBSERVED', primary: false },
      ],
      issuedIds: [{ source: 'shop', id: 'gid://shopify/Customer/4711' }],
      attributes: {
        displayName: 'Ada Lovelace',
        firstName: 'Ada',
        lastName: 'Lovelace',
        company: 'Engines',
        jobTitle: 'Analyst',
        locale: 'en-GB',
        timeZone: 'Europe/London',
        birthDate: '1815-12-10',
        addresses: [address],
        defaultAddress: address,
        consents: [{ channel: 'EMAIL', state: 'REVOKED', nativeStatus: 'hs_email_optout=true' }],
        lifecycleStage: 'customer',
        owner: { id: '77' },
      },
    });
  });

  test('says nothing where HubSpot holds nothing: no empty names, lists or addresses', async () => {
    const record = await recordOf({ firstname: '', country: 'Germany', date_of_birth: '10.12.1815', phone: 'n/a' });
    expect(record).toMatchObject({ identifiers: [], issuedIds: [] });
    expect(record.attributes).toEqual({});
  });

  test('reads a national number in the contact’s own country, else in the default region', async () => {
    const german = await recordOf({ phone: '030 23125 001', country: 'de' });
    expect(german.identifiers[0]?.normal).toBe('+493023125001');
    await hubspot.close();
    const unknown = await recordOf({ phone: '(213) 555-0100', country: 'Atlantis' });
    expect(unknown.identifiers[0]?.normal).toBe('+12135550100');
  });

  test('that was merged away is answered by the survivor, even over several merges', async () => {
    const world = account({ contacts: ['1', '2', '3', '4'].map((id) => contact(id, { email: `p${id}@example.com` })) });
    const { connector, dialect } = await start(world);
    dialect.merge('1', '2');
    dialect.merge('2', '3');
    const slots = await connector.records.fetch(['4', '1', '3', '2'], 'summary', context);
    expect(slots.map((slot) => (slot.state === 'merged' ? `into ${slot.into}` : slot.state))).toEqual([
      'found',
      'into 3',
      'found',
      'into 3',
    ]);
    expect(slots[1]).toMatchObject({ value: { ref: { id: '3' } } });
    expect(await find('EMAIL', 'p1@example.com')).toEqual([['3']]);
  });

  test('that was deleted is not there, and what it carried is not found', async () => {
    const { dialect } = await start(
      account({ contacts: [contact('1', { email: 'a@example.com', phone: '+12135550100' })] }),
    );
    dialect.remove('1');
    expect(await read('1')).toEqual({ state: 'none' });
    expect(await find('EMAIL', 'a@example.com')).toEqual(['none']);
    expect(await find('PHONE', '+12135550100')).toEqual(['none']);
  });

  test('in the recycle bin is gone where an answer shows it', async () => {
    const { dialect } = await start(account({ contacts: [contact('1')] }));
    hubspot.intercept = (request) => {
      hubspot.intercept = undefined;
      const response = dialect.handle(request);
      const body = response.body as { results: { archived: boolean }[] };
      return { ...response, body: { ...body, results: body.results.map((result) => ({ ...result, archived: true })) } };
    };
    expect(await read('1')).toEqual({ state: 'gone' });
  });

  test('without a property that every account has is told as drift, not as an empty contact', async () => {
    const { dialect } = await start(account({ contacts: [contact('1', { email: 'a@example.com' }), contact('2')] }));
    hubspot.intercept = (request) => renamed(dialect.handle(request), 'email', 'e_mail');
    const slots = await hubspot.connector.records.fetch(['1', '2'], 'full', context);
    const drift = [{ field: 'email', received: 'nothing', affects: ['email', 'emails'], identifying: true }];
    expect(slots).toMatchObject([
      { state: 'found', value: { drift } },
      { state: 'found', value: { drift } },
    ]);
    await expect(hubspot.connector.search?.('a@example.com', 5, context)).rejects.toMatchObject({
      fault: { state: 'SCHEMA_DRIFT', message: 'email: expected text, received nothing' },
    });
  });

  test('that HubSpot failed to answer is a fault of its own; its neighbours are answered', async () => {
    const { dialect } = await start(account({ contacts: [contact('1'), contact('2')] }));
    hubspot.intercept = (request) => {
      const { body } = dialect.handle(request);
      const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'x', context: { ids: ['3'] } };
      return { status: 207, body: { ...(body as object), numErrors: 1, errors: [error] } };
    };
    const slots = await hubspot.connector.records.fetch(['1', '2', '3', '4'], 'full', context);
    expect(slots.map((slot) => (slot.state === 'failed' ? slot.fault.state : slot.state))).toEqual([
      'found',
      'found',
      'UNAVAILABLE',
      'none',
    ]);
  });
});

describe('an answer that cannot be right', () => {
  const two = () => account({ contacts: [contact('1', { email: 'a@example.com' }), contact('2')] });

  test('because nobody asked for that contact is not taken for "there is none"', async () => {
    const { dialect, connector } = await start(two());
    hubspot.intercept = (request) => {
      const other = { ...request, body: { ...(request.body as object), inputs: [{ id: '1' }, { id: '2' }] } };
      return dialect.handle(other);
    };
    const slots = await connector.records.fetch(['1', '3'], 'full', context);
    expect(slots).toMatchObject([
      { state: 'found' },
      { state: 'failed', fault: { state: 'INVALID_RESPONSE', message: 'the answer has a contact nobody asked for' } },
    ]);
  });

  test('because it counts errors and lists none fails what it leaves out', async () => {
    const { dialect, connector } = await start(two());
    hubspot.intercept = (request) => renamed(dialect.handle(request), 'errors', 'problems');
    const slots = await connector.records.fetch(['1', '3'], 'full', context);
    expect(slots.map((slot) => slot.state)).toEqual(['found', 'failed']);
  });

  test('because a search ends before its last hit is a fault', async () => {
    const contacts = Array.from({ length: 201 }, (_, i) => contact(String(i + 1), { firstname: 'Ada' }));
    const { dialect, connector } = await start(account({ contacts }));
    hubspot.intercept = (request) => renamed(dialect.handle(request), 'paging', 'pages');
    expect(await faultOf(connector.search!('ada', 300, context))).toMatchObject({ state: 'INVALID_RESPONSE' });
  });
});

describe('looking up', () => {
  const people = () =>
    account({
      contacts: [
        contact('1', { email: 'Jane@Example.com', hs_additional_emails: 'jane@home.example;jane@club.example' }),
        contact('2', {
          email: 'john.doe+shop@gmail.com',
          phone: '(213) 555-0100',
          hs_searchable_calculated_phone_number: '2135550100',
        }),
        contact('3', { email: 'janet@example.com', mobilephone: '213-555-0100' }),
        contact('4', {
          email: 'ann@example.com',
          phone: '020 7946 0000',
          country: 'GB',
          hs_searchable_calculated_phone_number: '2079460000',
        }),
        contact('5', { phone: '+1 (213) 555 0100 or at work', shopify_customer_id: '12' }),
      ],
    });

  test('by e-mail finds primary and additional addresses, whatever their case, and nobody else’s', async () => {
    await start(people());
    expect(
      await find(
        'EMAIL',
        'jane@example.com',
        'jane@club.example',
        'ane@example.com',
        'jane@home.example',
        'x@y.example',
      ),
    ).toEqual([['1'], ['1'], 'none', ['1'], 'none']);
  });

  test('by a spelling finds the address that was written so, and answers its mailbox', async () => {
    await start(people());
    expect(await find('EMAIL', 'John.Doe+shop@gmail.com', 'johndoe@gmail.com')).toEqual([['2'], ['2']]);
  });

  test('by phone finds the calculated number and typed spellings, and tells countries apart', async () => {
    await start(people());
    expect(await find('PHONE', '+12135550100', '+442079460000', '+12079460000')).toEqual([['2', '3'], ['4'], 'none']);
  });

  test('by the id that the shop issued finds the contact that carries it', async () => {
    const { connector } = await start(people());
    const slots = await connector.findIssued!.lookup.fetch(
      ['gid://shopify/Customer/12', 'gid://shopify/Customer/1'],
      undefined,
      context,
    );
    expect(slots.map((slot) => slot.state)).toEqual(['found', 'none']);
    expect(connector.findIssued?.issuer).toBe('shop');
  });

  test('of a hundred addresses costs one batch read and searches within the vendor’s 3000 characters', async () => {
    const { exchanges } = await start(people());
    const keys = Array.from({ length: 100 }, (_, i) => `somebody.with.a.long.name.${i}@department.example.com`);
    expect(await find('EMAIL', ...keys)).toEqual(keys.map(() => 'none'));
    const searches = exchanges.filter(({ path }) => path.endsWith('/search'));
    expect(exchanges.length - searches.length).toBe(1);
    for (const { requestBody } of searches) expect(JSON.stringify(requestBody).length).toBeLessThanOrEqual(3000);
  });

  test('pages a search to its end', async () => {
    const many = Array.from({ length: 450 }, (_, i) =>
      contact(String(1000 + i), { phone: '+1 213 555 0100', hs_searchable_calculated_phone_number: '2135550100' }),
    );
    const { exchanges } = await start(account({ contacts: many }));
    const [ids] = await find('PHONE', '+12135550100');
    expect(new Set(ids).size).toBe(450);
    expect(exchanges).toHaveLength(3);
  });

  test('by words takes them as words, a page at a time', async () => {
    const { connector, exchanges } = await start(people());
    const names = async (query: string, first: number) =>
      (await connector.search!(query, first, context)).map((record) => record.ref.id);
    expect(await names('jan example', 10)).toEqual(expect.arrayContaining(['1', '3']));
    expect(await names('jan example', 1)).toHaveLength(1);
    expect(await names('  ', 5)).toEqual([]);
    expect(exchanges).toHaveLength(2);
  });
});

describe('lists', () => {
  const deal = (id: string, days: number, properties: Record<string, string | null> = {}) =>
    object(
      id,
      {
        createdate: day(days),
        hs_lastmodifieddate: day(days + 1),
        dealname: `Deal ${id}`,
        dealstage: 'qualifiedtobuy',
        pipeline: 'default',
        amount: '12.50',
        deal_currency_code: 'EUR',
        closedate: null,
        hs_is_closed: 'false',
        hs_is_closed_won: 'false',
        ...properties,
      },
      day(days),
    );

  async function page<Item>(slots: Promise<readonly Slot<PartPage<Item>>[]>): Promise<PartPage<Item>> {
    const [slot] = await slots;
    if (slot?.state !== 'found') throw new Error(slot?.state);
    return slot.value;
  }

  test('of deals are mapped, newest first', async () => {
    await start(
      account({
        contacts: [contact('1')],
        objects: {
          deals: [
            deal('10', 1),
            deal('11', 3, { hs_is_closed: 'true', hs_is_closed_won: 'true', closedate: day(9) }),
            deal('12', 2, { hs_is_closed: 'true', deal_currency_code: null }),
            deal('13', 0, { hs_is_closed: null, dealstage: 'closedlost', amount: 'much' }),
          ],
        },
        associations: { deals: { 1: ['10', '11', '12', '13'] } },
      }),
    );
    const { items, next, totalCount } = await page(
      hubspot.connector.parts.DEALS!.fetch([{ id: '1' }], { first: 10, detail: 'full' }, context),
    );
    expect([items.map((item) => item.id), next, totalCount]).toEqual([['11', '12', '10', '13'], undefined, 4]);
    expect(items[0]).toEqual({
      source: 'crm',
      id: '11',
      record: { source: 'crm', id: '1' },
      at: day(3),
      updatedAt: day(4),
      name: 'Deal 11',
      status: 'WON',
      nativeStatus: 'qualifiedtobuy',
      pipeline: 'default',
      amount: { amount: '12.50', currencyCode: 'EUR' },
      closeAt: day(9),
    });
    expect(items.map((item) => item.status)).toEqual(['WON', 'LOST', 'OPEN', 'LOST']);
    expect(items.map((item) => item.amount?.amount)).toEqual(['12.50', undefined, '12.50', undefined]);
  });

  test('of activities mix four kinds by time, and tasks know their due time', async () => {
    const engagement = (id: string, days: number, own: Record<string, string | null>) =>
      object(id, { hs_timestamp: day(days), hs_lastmodifieddate: day(days), ...own }, day(0));
    await start(
      account({
        contacts: [contact('1')],
        objects: {
          calls: [engagement('7', 1, { hs_call_title: 'Renewal', hs_call_direction: 'INBOUND' })],
          emails: [engagement('7', 4, { hs_email_subject: 'Re: Renewal', hs_email_direction: 'INCOMING_EMAIL' })],
          meetings: [engagement('8', 2, { hs_meeting_title: null })],
          notes: [engagement('9', 3, { hs_note_body: '<p>Said &lt;no&gt;,\n <b>twice</b></p>' })],
          tasks: [engagement('5', 30, { hs_task_subject: 'Call back', hs_task_status: 'WAITING' })],
        },
        associations: {
          calls: { 1: ['7'] },
          emails: { 1: ['7'] },
          meetings: { 1: ['8'] },
          notes: { 1: ['9'] },
          tasks: { 1: ['5'] },
        },
      }),
    );
    const { ACTIVITIES, TASKS } = hubspot.connector.parts;
    const options = { first: 10, detail: 'summary' } as const;
    const { items } = await page(ACTIVITIES!.fetch([{ id: '1' }], options, context));
    expect(items.map(({ id, type, direction, subject }) => [id, type, direction, subject])).toEqual([
      ['emails/7', 'EMAIL', 'INBOUND', 'Re: Renewal'],
      ['notes/9', 'NOTE', undefined, 'Said <no>, twice'],
      ['meetings/8', 'MEETING', undefined, undefined],
      ['calls/7', 'CALL', 'INBOUND', 'Renewal'],
    ]);
    const tasks = await page(TASKS!.fetch([{ id: '1' }], options, context));
    expect(tasks.items).toEqual([
      expect.objectContaining({
        at: day(0),
        dueAt: day(30),
        status: 'OPEN',
        nativeStatus: 'WAITING',
        subject: 'Call back',
      }),
    ]);
  });

  test('of many people cost one association call and a read per hundred objects, however many people', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => String(1000 + i));
    const { exchanges, connector } = await start(
      account({
        contacts: ids.map((id) => contact(id)),
        objects: { deals: ids.map((id, i) => deal(`9${id}`, i)) },
        associations: { deals: Object.fromEntries(ids.map((id) => [id, [`9${id}`]])) },
      }),
    );
    const keys = ids.map((id) => ({ id }));
    const slots = await connector.parts.DEALS!.fetch(keys, { first: 5, detail: 'summary' }, context);
    expect(slots.map((slot) => (slot.state === 'found' ? slot.value.items.map((item) => item.id) : slot))).toEqual(
      ids.map((id) => [`9${id}`]),
    );
    expect(exchanges.map(({ path }) => path)).toEqual([
      '/crm/v4/associations/contacts/deals/batch/read',
      '/crm/v3/objects/deals/batch/read',
      '/crm/v3/objects/deals/batch/read',
    ]);
  });

  test('of somebody with more associations than a page are read to the end', async () => {
    const deals = Array.from({ length: 1203 }, (_, i) => deal(String(5000 + i), i % 300));
    const { exchanges, connector } = await start(
      account({
        contacts: [contact('1'), contact('2')],
        objects: { deals },
        associations: { deals: { 1: deals.map(({ id }) => id), 2: ['5000'] } },
      }),
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await page(
        connector.parts.DEALS!.fetch([{ id: '1', after }], { first: 500, detail: 'full' }, context),
      );
      seen.push(...items.map((item) => item.id));
      after = next;
    } while (after !== undefined);
    expect(seen).toHaveLength(1203);
    expect(new Set(seen).size).toBe(1203);
    const pagesOfOne = exchanges.slice(0, 3).map(({ requestBody }) => (requestBody as { inputs: unknown[] }).inputs);
    expect(pagesOfOne).toEqual([
      [{ id: '1' }],
      [{ id: '1', after: expect.any(String) }],
      [{ id: '1', after: expect.any(String) }],
    ]);
  });

  /** Deals 10 and 11 of one contact; `change` happens to the properties of 11 on their way. */
  async function drifting(change: (object: { properties: Record<string, unknown>; createdAt?: unknown }) => void) {
    const { dialect, connector } = await start(
      account({
        contacts: [contact('1')],
        objects: { deals: [deal('10', 1), deal('11', 2)] },
        associations: { deals: { 1: ['10', '11'] } },
      }),
    );
    hubspot.intercept = (request) => {
      const response = dialect.handle(request);
      if (!request.path.startsWith('/crm/v3')) return response;
      const body = JSON.parse(JSON.stringify(response.body));
      change(body.results.find(({ id }: { id: string }) => id === '11'));
      return { ...response, body };
    };
    const [slot] = await connector.parts.DEALS!.fetch([{ id: '1' }], { first: 5, detail: 'full' }, context);
    return slot!;
  }

  test('lose of the one item what a property that drifted is part of, and nothing else', async () => {
    const slot = await drifting(({ properties }) => {
      delete properties.dealstage;
      properties.amount = 12.5;
    });
    const [changed, whole] = slot.state === 'found' ? slot.value.items : [];
    expect(whole).toMatchObject({
      id: '10',
      status: 'OPEN',
      nativeStatus: 'qualifiedtobuy',
      amount: expect.anything(),
    });
    expect(whole).not.toHaveProperty('drift');
    expect(changed).toMatchObject({
      id: '11',
      name: 'Deal 11',
      drift: [
        { field: 'dealstage', expected: 'text', received: 'nothing', affects: ['nativeStatus', 'status'] },
        { field: 'amount', expected: 'text', received: 'number', affects: ['amount'] },
      ],
    });
    for (const lost of ['status', 'nativeStatus', 'amount']) expect(changed).not.toHaveProperty(lost);
  });

  test.each([
    ['is missing', undefined],
    ['is no time', 'soon'],
    ['is of another type', 7],
  ])('fail where the time of an item %s: it has no place in them and may not be left out', async (_, createdate) => {
    const slot = await drifting(({ properties }) => {
      properties.createdate = createdate;
    });
    const fault = { state: 'INVALID_RESPONSE', message: 'one of the deals in the answer has no time' };
    expect(slot).toEqual({ state: 'failed', fault });
  });

  test('fail for the person whose object could not be read, and only for that person', async () => {
    const { dialect, connector } = await start(
      account({
        contacts: [contact('1'), contact('2')],
        objects: { deals: [deal('10', 1), deal('20', 1)] },
        associations: { deals: { 1: ['10'], 2: ['20'] } },
      }),
    );
    hubspot.intercept = (request) => {
      const response = dialect.handle(request);
      if (!request.path.startsWith('/crm/v3')) return response;
      const body = response.body as { results: { id: string }[] };
      const error = { status: 'error', category: 'INTERNAL_ERROR', message: 'x', context: { ids: ['20'] } };
      return { status: 207, body: { ...body, results: body.results.filter(({ id }) => id !== '20'), errors: [error] } };
    };
    const slots = await connector.parts.DEALS!.fetch([{ id: '1' }, { id: '2' }], { first: 5, detail: 'full' }, context);
    expect(slots.map((slot) => slot.state)).toEqual(['found', 'failed']);
  });
});

describe('refusals', () => {
  const one = () => account({ contacts: [contact('1')] });

  test('a used-up day is not asked again before the next full hour', async () => {
    await start(one());
    hubspot.intercept = () => ({
      status: 429,
      body: { status: 'error', policyName: 'DAILY', correlationId: 'c', message: 'm' },
    });
    expect(await faultOf(hubspot.connector.records.fetch(['1'], 'full', context))).toEqual({
      state: 'RATE_LIMITED',
      message: 'HTTP 429 (the daily limit is used up)',
      retryAfterMs: 40 * 60_000,
    });
  });

  test.each([
    [{ policyName: 'SECONDLY' }, {}, 1000],
    [{ policyName: 'TEN_SECONDLY_ROLLING' }, {}, 10_000],
    [{}, { 'x-hubspot-ratelimit-interval-milliseconds': '5000' }, 5000],
    [{ policyName: 'SECONDLY' }, { 'retry-after': '7' }, 7000],
    [undefined, {}, 1000],
  ])('a burst over the limit %j %j is to be left alone for %d ms', async (body, headers, retryAfterMs) => {
    await start(one());
    hubspot.intercept = () => ({ status: 429, headers, body });
    expect(await faultOf(hubspot.connector.records.fetch(['1'], 'full', context))).toMatchObject({
      state: 'RATE_LIMITED',
      retryAfterMs,
    });
  });

  test('a missing scope is named', async () => {
    await start(one());
    hubspot.intercept = () => hubspot.dialect.failure(403);
    expect(await faultOf(hubspot.connector.records.fetch(['1'], 'full', context))).toEqual({
      state: 'UNAUTHORISED',
      message: 'HTTP 403 (MISSING_SCOPES)',
      permission: 'crm.objects.contacts.read',
    });
  });

  test('a wrong token is refused, and the check says so without the token', async () => {
    hubspot = await startHubSpot(one(), { token: 'not-the-token' });
    expect(await faultOf(hubspot.connector.records.fetch(['1'], 'full', context))).toMatchObject({
      state: 'UNAUTHORISED',
    });
    expect(await hubspot.connector.check(context)).toEqual({
      ok: false,
      message: 'HubSpot refused the token: HTTP 401',
      missingPermissions: [],
    });
  });

  test('a check names the scopes that parts lack', async () => {
    const { dialect, connector } = await start(one());
    hubspot.intercept = (request) => {
      if (request.path.endsWith('/deals')) return { status: 403, body: { category: 'MISSING_SCOPES' } };
      if (!request.path.endsWith('/emails')) return undefined;
      const context = { requiredScopes: ['sales-email-read'] };
      return { ...dialect.failure(403), body: { category: 'MISSING_SCOPES', errors: [{ message: 'm', context }] } };
    };
    expect(await connector.check(context)).toEqual({
      ok: false,
      message: 'the token lacks crm.objects.deals.read, sales-email-read',
      missingPermissions: [
        { permission: 'crm.objects.deals.read', parts: ['DEALS'] },
        { permission: 'sales-email-read', parts: ['ACTIVITIES'] },
      ],
    });
  });

  test('the body of a refusal never reaches the fault', async () => {
    await start(one());
    const secret = 'ada@example.com http://internal/ Bearer abc';
    for (const status of [400, 403, 429]) {
      const errors = [{ context: { requiredGranularScopes: [secret] } }];
      hubspot.intercept = () => ({ status, body: { message: secret, category: secret, policyName: secret, errors } });
      const fault = await faultOf(hubspot.connector.records.fetch(['1'], 'full', context));
      expect(fault.message).toBe(`HTTP ${status}`);
      expect(JSON.stringify(fault)).not.toContain('ada');
    }
  });

  test('the quota is what the last answer said that said something', async () => {
    const { connector } = await start(one());
    expect(connector.quota()).toBeUndefined();
    await read('1');
    expect(connector.quota()).toEqual({
      unit: 'requests',
      limit: 190,
      remaining: 189,
      windowMs: 10_000,
      observedAt: NOW,
    });
    await connector.search!('x', 1, context);
    expect(connector.quota()).toMatchObject({ remaining: 189 });
    hubspot.intercept = () => ({
      status: 200,
      headers: {
        'x-hubspot-ratelimit-max': '190',
        'x-hubspot-ratelimit-remaining': '150',
        'x-hubspot-ratelimit-daily': '250000',
        'x-hubspot-ratelimit-daily-remaining': '1000',
      },
      body: { results: [] },
    });
    await read('1');
    expect(connector.quota()).toMatchObject({ limit: 250_000, remaining: 1000, windowMs: 86_400_000 });
  });
});

describe('a walk', () => {
  async function walk(since: string | undefined): Promise<{ ids: string[]; deleted: string[] }> {
    const ids: string[] = [];
    const deleted: string[] = [];
    let after: string | undefined;
    do {
      const page = await hubspot.connector.listSince!(since, after, context);
      ids.push(...page.records.map((record) => record.ref.id));
      deleted.push(...page.deletedIds);
      after = page.next;
    } while (after !== undefined);
    return { ids, deleted };
  }
  const modified = (id: number, at: number) => contact(String(id), { lastmodifieddate: new Date(at).toISOString() });
  const T = Date.UTC(2026, 5, 1);

  test('since a time meets each contact modified since then once, times that many share included', async () => {
    // Pages of 200: a run of 1, of 350 equal times, of 3 each, and older ones that are not wanted.
    const contacts = [
      ...Array.from({ length: 90 }, (_, i) => modified(1000 + i, T - 1 - i)),
      ...Array.from({ length: 130 }, (_, i) => modified(2000 + i, T + i)),
      ...Array.from({ length: 350 }, (_, i) => modified(3000 + i, T + 500)),
      ...Array.from({ length: 300 }, (_, i) => modified(4000 + i, T + 1000 + Math.floor(i / 3))),
    ];
    await start(account({ contacts }));
    const { ids } = await walk(new Date(T).toISOString());
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(contacts.slice(90).map(({ id }) => id)));
  });

  test('does not lose anybody when contacts are modified meanwhile', async () => {
    const contacts = Array.from({ length: 600 }, (_, i) => modified(1000 + i, T + i));
    const world = account({ contacts });
    await start(world);
    const met = new Set<string>();
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await hubspot.connector.listSince!(new Date(T).toISOString(), after, context);
      for (const record of page.records) met.add(record.ref.id);
      after = page.next;
      pages += 1;
      // Fifty contacts of the pages that are done move to the end.
      for (const moved of world.hubspot.contacts.slice((pages - 1) * 50, pages * 50)) {
        moved.properties.lastmodifieddate = new Date(T + 10_000 + pages).toISOString();
      }
    } while (after !== undefined && pages < 30);
    expect(met.size).toBe(600);
  });

  test('tells what was deleted since, and not before', async () => {
    const { dialect } = await start(account({ contacts: [modified(1, T), modified(2, T)] }));
    dialect.remove('1');
    expect(await walk('2026-10-01T00:00:00Z')).toEqual({ ids: [], deleted: ['1'] });
    expect(await walk('2026-11-02T00:00:00Z')).toEqual({ ids: [], deleted: [] });
  });

  test('refuses a position that it did not give', async () => {
    await start(account({ contacts: [] }));
    await expect(hubspot.connector.listSince!(undefined, '{"walk":"elsewhere"}', context)).rejects.toThrow(RangeError);
    await expect(hubspot.connector.listSince!('yesterday', undefined, context)).rejects.toThrow(RangeError);
  });
});

test('paths are those of the configured version', async () => {
  await start(account({ contacts: [] }));
  const paths: string[] = [];
  const http: HttpClient = {
    request: async (request: HttpRequest) => {
      paths.push(request.path);
      return { status: 200, headers: {}, body: { results: [] } };
    },
    relative: () => ({ path: '/', query: {} }),
    close: async () => undefined,
  };
  const connector = createHubSpotConnector({
    source: 'crm',
    http,
    basePath: { objects: '/crm/objects/2026-03', associations: '/crm/associations/2026-09' },
  });
  await connector.records.fetch(['1'], 'summary', context);
  await connector.parts.TASKS!.fetch([{ id: '1' }], { first: 1, detail: 'summary' }, context);
  expect(paths).toEqual([
    '/crm/objects/2026-03/contacts/batch/read',
    '/crm/associations/2026-09/contacts/tasks/batch/read',
  ]);
  expect(connector.findIssued).toBeUndefined();
});

function renamed(response: SimulatedResponse, from: string, to: string): SimulatedResponse {
  return { ...response, body: JSON.parse(JSON.stringify(response.body).replaceAll(`"${from}":`, `"${to}":`)) };
}
