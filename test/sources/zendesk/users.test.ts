/** How the Zendesk connector reads persons: by id, by identifier, by words, all of them. */
import type { SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import type { World } from '../../../src/demo/world';
import type { Slot } from '../../../src/sources/contract';
import { type SimulatedZendesk, startZendesk } from './simulated-zendesk';
import { account, user } from './small-account';

const context = { signal: new AbortController().signal };
const NOW = Date.parse('2026-11-01T12:00:00Z');

let zendesk: SimulatedZendesk | undefined;
afterEach(() => zendesk?.close());

async function open(world: World): Promise<SimulatedZendesk> {
  zendesk = await startZendesk(world, { now: () => NOW });
  return zendesk;
}

const ADA = user(7, {
  name: 'Ada Lovelace',
  email: 'Ada@Example.com',
  phone: '(213) 555-0100',
  verified: true,
  external_id: 'shop:123',
  organization_id: 5,
  locale: 'en-GB',
  iana_time_zone: 'Europe/London',
  tags: ['vip', 'press'],
  updated_at: '2026-02-03T04:05:06Z',
  identities: [
    { id: 1, type: 'email', value: 'Ada@Example.com', verified: true, primary: true },
    { id: 2, type: 'email', value: 'countess@example.org', verified: false, primary: false },
    { id: 3, type: 'phone_number', value: '+12135550101', verified: true, primary: false },
  ],
});
const ORGANIZATIONS = [{ id: 5, name: 'Analytical Engines', domain_names: [] }];

/** The simulator's answer with something in its body changed. */
function altered(change: (body: Record<string, unknown>) => Record<string, unknown>) {
  return (request: SimulatedRequest): SimulatedResponse => {
    const response = zendesk!.dialect.handle(request);
    return { ...response, body: change(response.body as Record<string, unknown>) };
  };
}

function ids(slot: Slot<readonly { ref: { id: string } }[]> | undefined): string[] | string | undefined {
  return slot?.state === 'found' ? slot.value.map((record) => record.ref.id) : slot?.state;
}

describe('records by id', () => {
  test('say what the user says, in our words', async () => {
    const { connector } = await open(account({ users: [ADA], organizations: ORGANIZATIONS }));
    expect(await connector.records.fetch(['7'], 'full', context)).toEqual([
      {
        state: 'found',
        value: {
          ref: { source: 'support', id: '7' },
          createdAt: '2025-01-02T03:04:05.000Z',
          updatedAt: '2026-02-03T04:05:06.000Z',
          identifiers: [
            { type: 'EMAIL', value: 'Ada@Example.com', normal: 'ada@example.com', proof: 'VERIFIED', primary: true },
            { type: 'PHONE', value: '(213) 555-0100', normal: '+12135550100', proof: 'ASSERTED', primary: true },
            {
              type: 'EMAIL',
              value: 'countess@example.org',
              normal: 'countess@example.org',
              proof: 'ASSERTED',
              primary: false,
            },
            { type: 'PHONE', value: '+12135550101', normal: '+12135550101', proof: 'VERIFIED', primary: false },
          ],
          issuedIds: [{ source: 'shop', id: 'gid://shopify/Customer/123' }],
          attributes: {
            displayName: 'Ada Lovelace',
            company: 'Analytical Engines',
            locale: 'en-GB',
            timeZone: 'Europe/London',
            tags: ['vip', 'press'],
          },
        },
      },
    ]);
  });

  test.each(['summary', 'profile', 'full'] as const)('a hundred cost one call in shape %s', async (shape) => {
    const users = Array.from({ length: 100 }, (_, i) => user(i + 1, { email: `u${i}@example.com` }));
    const { connector, exchanges } = await open(account({ users }));
    const slots = await connector.records.fetch(
      users.map(({ id }) => String(id)),
      shape,
      context,
    );
    expect(slots.every((slot) => slot.state === 'found' && slot.value.identifiers.length === 1)).toBe(true);
    expect(exchanges).toHaveLength(1);
  });

  test('of a deleted user are gone, of a merged one too, and the survivor takes over what it owned', async () => {
    const { connector, dialect } = await open(account({ users: [ADA, user(8), user(9)] }));
    dialect.merge('7', '8');
    dialect.remove('9');
    const slots = await connector.records.fetch(['7', '8', '9'], 'full', context);
    expect(slots.map((slot) => slot.state)).toEqual(['gone', 'found', 'gone']);
    const [, survivor] = slots;
    const normals = survivor?.state === 'found' ? survivor.value.identifiers.map(({ normal }) => normal) : [];
    expect(normals).toEqual(['ada@example.com', 'countess@example.org', '+12135550101']);
  });

  test('are complete even where the vendor sends no identities along', async () => {
    const { connector, exchanges } = await open(account({ users: [ADA] }));
    zendesk!.intercept = altered(({ identities, ...body }) => (body.users ? body : { ...body, identities }));
    const [slot] = await connector.records.fetch(['7'], 'profile', context);
    expect(slot?.state === 'found' && slot.value.identifiers).toHaveLength(4);
    expect(exchanges.map(({ path }) => path)).toEqual(['/api/v2/users/show_many', '/api/v2/users/7/identities']);
  });

  test('without identities go by whether the user is verified', async () => {
    const { connector } = await open(account({ users: [ADA] }));
    zendesk!.intercept = altered(({ identities: _, ...body }) => body);
    const [slot] = await connector.records.fetch(['7'], 'summary', context);
    const proofs = slot?.state === 'found' ? slot.value.identifiers.map(({ type, proof }) => [type, proof]) : [];
    expect(proofs).toEqual([
      ['EMAIL', 'VERIFIED'],
      ['PHONE', 'ASSERTED'],
    ]);
  });

  test.each(['email', 'external_id'])('tell that %s goes by another name, and are read but for it', async (field) => {
    const { connector } = await open(account({ users: [ADA] }));
    zendesk!.intercept = altered((body) => JSON.parse(JSON.stringify(body).replaceAll(`"${field}":`, '"renamed":')));
    expect(await connector.records.fetch(['7'], 'full', context)).toMatchObject([
      { state: 'found', value: { drift: [{ field, received: 'nothing' }], attributes: { tags: ['vip', 'press'] } } },
    ]);
  });

  test.each(['active', 'users', 'id'])('are a fault and not empty when %s goes by another name', async (field) => {
    const { connector } = await open(account({ users: [ADA] }));
    zendesk!.intercept = altered((body) => JSON.parse(JSON.stringify(body).replaceAll(`"${field}":`, '"renamed":')));
    await expect(connector.records.fetch(['7'], 'full', context)).rejects.toMatchObject({
      fault: { state: 'INVALID_RESPONSE' },
    });
  });
});

describe('find', () => {
  test('knows a user by any of its addresses, and takes no neighbour for it', async () => {
    const neighbours = [
      user(8, { email: 'x.ada@example.com' }),
      user(9, { email: 'ada@example.com.au' }),
      user(10, { email: 'countess@example.net', name: 'countess@example.org' }),
    ];
    const { connector, exchanges } = await open(account({ users: [ADA, ...neighbours] }));
    const slots = await connector.find.EMAIL!.fetch(
      ['countess@example.org', 'ada@example.com', 'nobody@example.com'],
      undefined,
      context,
    );
    expect(slots.map(ids)).toEqual([['7'], ['7'], 'none']);
    // The vendor's own search did bring the neighbours up.
    const hits = exchanges.map(({ responseBody }) => (responseBody as { users: unknown[] }).users.length);
    expect(hits.sort()).toEqual([0, 1, 3]);
  });

  test('asks for an address in the spellings that its normal form stands for', async () => {
    const users = [user(7, { email: 'ada@googlemail.com' }), user(8, { email: 'ada@büro.example' })];
    const { connector } = await open(account({ users }));
    const slots = await connector.find.EMAIL!.fetch(['ada@gmail.com', 'ada@xn--bro-hoa.example'], undefined, context);
    expect(slots.map(ids)).toEqual([['7'], ['8']]);
  });

  test('knows a number however it was typed, in one call', async () => {
    const spellings = ['+1 213.555.0100', '(213) 555 0100', '213-555-0100', '2135550100', '001 213 555 0100'];
    const others = [user(90, { phone: '+44 213 555 0100' }), user(91, { phone: '213 555 0101' })];
    const users = [...spellings.map((phone, i) => user(i + 1, { phone })), ...others];
    const { connector, exchanges } = await open(account({ users }));
    const [slot] = await connector.find.PHONE!.fetch(['+12135550100'], undefined, context);
    expect(ids(slot)).toEqual(['1', '2', '3', '4', '5']);
    expect(exchanges).toHaveLength(1);
  });

  test('reads every page of fuzzy hits before it says there is none', async () => {
    const users = Array.from({ length: 150 }, (_, i) => user(i + 1, { email: `u${i}.ada@example.com` }));
    const { connector, exchanges } = await open(
      account({ users: [...users, user(700, { email: 'ada@example.com' })] }),
    );
    const [slot] = await connector.find.EMAIL!.fetch(['ada@example.com'], undefined, context);
    expect(ids(slot)).toEqual(['700']);
    expect(exchanges.map(({ query }) => new URLSearchParams(query).get('page'))).toEqual(['1', '2']);
  });

  test('costs only the key whose call failed', async () => {
    const { connector, dialect } = await open(account({ users: [ADA] }));
    zendesk!.intercept = ({ query }) => (query.get('query')?.includes('countess') ? dialect.failure(503) : undefined);
    const slots = await connector.find.EMAIL!.fetch(['countess@example.org', 'ada@example.com'], undefined, context);
    expect(slots.map(ids)).toEqual(['failed', ['7']]);
  });

  test('does not take agents for customers, nor the deleted', async () => {
    const { connector, dialect } = await open(account({ users: [ADA, user(8, { email: 'bob@example.com' })] }));
    zendesk!.intercept = altered((body) => ({
      ...body,
      users: (body.users as object[]).map((found) => ({ ...found, role: 'agent' })),
    }));
    const agents = await connector.find.EMAIL!.fetch(['ada@example.com'], undefined, context);
    expect(agents.map(ids)).toEqual(['none']);
    expect(await connector.search!('ada', 5, context)).toEqual([]);
    zendesk!.intercept = undefined;
    dialect.remove('8');
    const deleted = await connector.find.EMAIL!.fetch(['bob@example.com'], undefined, context);
    expect(deleted.map(ids)).toEqual(['none']);
  });

  test('goes from the id that another source issued to the users that carry it, many a call', async () => {
    const users = [ADA, user(8, { external_id: 'shop:1234' }), user(9, { external_id: 'crm:123' })];
    const { connector, exchanges } = await open(account({ users }));
    expect(connector.findIssued?.issuer).toBe('shop');
    const keys = ['123', '1234', '12', '123,1234'].map((number) => `gid://shopify/Customer/${number}`);
    const slots = await connector.findIssued!.lookup.fetch([...keys, '123'], undefined, context);
    expect(slots.map(ids)).toEqual([['7'], ['8'], 'none', 'none', 'none']);
    expect(exchanges).toHaveLength(1);
  });
});

describe('search', () => {
  test('finds by the beginnings of words, at most as many as asked for', async () => {
    const users = [ADA, user(8, { name: 'Adam Smith' }), user(9, { name: 'Eve Adams' })];
    const { connector } = await open(account({ users, organizations: ORGANIZATIONS }));
    const search = async (words: string, first: number) =>
      (await connector.search!(words, first, context)).map(({ ref }) => ref.id);
    expect(await search('ada', 10)).toEqual(['7', '8', '9']);
    expect(await search('ada', 2)).toEqual(['7', '8']);
    expect(await search('love ada', 10)).toEqual(['7']);
  });

  test.each([
    ['role:agent', 'role:end-user role agent'],
    ['-ada "smith', 'role:end-user ada smith'],
    ['a* created>2020 (b)', 'role:end-user a created 2020 b'],
    ['ada@example.com', 'role:end-user ada@example.com'],
  ])('takes %s for words', async (words, asked) => {
    const { connector, exchanges } = await open(account({ users: [ADA] }));
    await connector.search!(words, 5, context);
    expect(new URLSearchParams(exchanges[0]!.query).get('query')).toBe(asked);
  });

  test('asks nothing where no words are left', async () => {
    const { connector, exchanges } = await open(account({ users: [ADA] }));
    expect(await connector.search!(' -:"* ', 5, context)).toEqual([]);
    expect(exchanges).toEqual([]);
  });
});

describe('a walk', () => {
  test('tells who was changed since, who is gone, and goes on from a page', async () => {
    const users = Array.from({ length: 1100 }, (_, i) =>
      user(i + 1, { updated_at: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString().replace('.000', '') }),
    );
    const { connector, dialect } = await open(account({ users }));
    dialect.remove('3');
    const since = '2026-01-01T00:00:00Z';
    const met: string[] = [];
    const deleted: string[] = [];
    let after: string | undefined;
    do {
      const page = await connector.listSince!(since, after, context);
      met.push(...page.records.map(({ ref }) => ref.id));
      deleted.push(...page.deletedIds);
      after = page.next;
    } while (after !== undefined);
    expect(deleted).toEqual(['3']);
    expect(met).toHaveLength(1099);
    expect(new Set(met).size).toBe(1099);
  });

  test('from a moment ago starts a minute earlier, as the vendor demands', async () => {
    const { connector, exchanges } = await open(account({ users: [ADA] }));
    await connector.listSince!(new Date(NOW).toISOString(), undefined, context);
    expect(new URLSearchParams(exchanges[0]!.query).get('start_time')).toBe(String(NOW / 1000 - 60));
  });
});
