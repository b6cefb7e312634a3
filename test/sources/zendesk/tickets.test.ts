/** How the Zendesk connector reads tickets: live for one person, by one search for many, page after page. */

import type { Ticket } from '../../../src/customer/parts';
import type { ZendeskTicket } from '../../../src/demo/world';
import type { PartPage, Slot } from '../../../src/sources/contract';
import { type SimulatedZendesk, startZendesk } from './simulated-zendesk';
import { account, minute, ticket, user } from './small-account';

const context = { signal: new AbortController().signal };
const options = { first: 10, detail: 'full' } as const;

let zendesk: SimulatedZendesk | undefined;
afterEach(() => zendesk?.close());

/** `people` users, ids from 1. */
async function open(people: number, tickets: readonly ZendeskTicket[]): Promise<SimulatedZendesk> {
  const users = Array.from({ length: people }, (_, i) => user(i + 1));
  zendesk = await startZendesk(account({ users, tickets }));
  return zendesk;
}

/** `each` tickets for each of `people`, a minute between them all, ids from 1. */
function crowd(people: number, each: number): ZendeskTicket[] {
  return Array.from({ length: people * each }, (_, i) => ticket(i + 1, 1 + (i % people), minute(i)));
}

function read(keys: readonly { id: string; after?: string }[], first = 10): Promise<readonly Slot<PartPage<Ticket>>[]> {
  return zendesk!.connector.parts.TICKETS!.fetch(keys, { first, detail: 'full' }, context);
}

function idsOf(slot: Slot<PartPage<Ticket>> | undefined): string[] | string | undefined {
  return slot?.state === 'found' ? slot.value.items.map(({ id }) => id) : slot?.state;
}

const keys = (people: number) => Array.from({ length: people }, (_, i) => ({ id: String(i + 1) }));
const paths = () => zendesk!.exchanges.map(({ path }) => path);
const LIVE = /\/tickets\/requested$/;

test('a ticket says what it is in our words, under its requester', async () => {
  const asked = ticket(42, 1, minute(0), {
    status: 'hold',
    priority: 'urgent',
    type: 'incident',
    via: { channel: 'chat' },
    tags: ['delivery'],
    updated_at: minute(9),
  });
  await open(1, [asked]);
  const [slot] = await read([{ id: '1' }]);
  expect(slot).toEqual({
    state: 'found',
    value: {
      totalCount: 1,
      items: [
        {
          source: 'support',
          id: '42',
          record: { source: 'support', id: '1' },
          at: '2026-01-01T12:00:00.000Z',
          updatedAt: '2026-01-01T12:09:00.000Z',
          number: '42',
          subject: 'Where is my parcel?',
          status: 'ON_HOLD',
          nativeStatus: 'hold',
          priority: 'URGENT',
          nativePriority: 'urgent',
          type: 'incident',
          channel: 'chat',
          tags: ['delivery'],
        },
      ],
    },
  });
});

test('one person is read live, newest first', async () => {
  await open(1, crowd(1, 3));
  const [slot] = await read([{ id: '1' }]);
  expect(idsOf(slot)).toEqual(['3', '2', '1']);
  expect(paths()).toEqual(['/api/v2/users/1/tickets/requested']);
});

test('somebody whom the vendor does not know has none', async () => {
  await open(1, []);
  expect((await read([{ id: '99' }])).map(idsOf)).toEqual(['none']);
});

test('a 404 that speaks of something else than the record is a fault', async () => {
  await open(1, crowd(1, 1));
  zendesk!.intercept = () => ({
    status: 404,
    body: { error: { title: 'No help desk at example.zendesk.com', message: 'There is no help desk here.' } },
  });
  const [slot] = await read([{ id: '1' }]);
  expect(slot).toMatchObject({ state: 'failed', fault: { state: 'INVALID_RESPONSE' } });
});

test('fifty customers cost one call', async () => {
  await open(50, crowd(50, 2));
  const slots = await read(keys(50));
  expect(slots.map(idsOf)).toEqual(keys(50).map(({ id }) => [String(50 + Number(id)), id]));
  expect(paths()).toEqual(['/api/v2/search']);
});

test('a search goes on to its end while that costs fewer calls than asking for each person', async () => {
  await open(20, crowd(20, 20));
  const slots = await read(keys(20));
  expect(slots.every((slot) => slot.state === 'found' && slot.value.items.length === 20)).toBe(true);
  expect(paths()).toEqual(Array(4).fill('/api/v2/search'));
});

test('with more pages left than persons who want more, those persons are read one by one', async () => {
  await open(3, [...crowd(1, 900), ticket(1001, 2, minute(-1)), ticket(1002, 3, minute(899.5))]);
  const slots = await read(keys(3));
  expect(slots.map(idsOf)[1]).toEqual(['1001']);
  expect(slots.map(idsOf)[2]).toEqual(['1002']);
  expect((idsOf(slots[0]) as string[])[0]).toBe('900');
  expect(
    paths()
      .filter((path) => LIVE.test(path))
      .sort(),
  ).toEqual([2, 3].map((id) => `/api/v2/users/${id}/tickets/requested`));
  expect(paths().filter((path) => path === '/api/v2/search')).toHaveLength(1);
});

test('more hits than a search pages through never go missing', async () => {
  await open(30, crowd(30, 40));
  const slots = await read(keys(30), 40);
  expect(slots.every((slot) => slot.state === 'found' && slot.value.items.length === 40)).toBe(true);
});

test('pages of a search that shifted meanwhile are not taken for the whole', async () => {
  await open(20, crowd(20, 20));
  zendesk!.intercept = (request) => {
    if (request.query.get('page') === '2') request.query.set('page', '1');
    return zendesk!.dialect.handle(request);
  };
  const slots = await read(keys(20), 20);
  expect(slots.every((slot) => slot.state === 'found' && slot.value.items.length === 20)).toBe(true);
  expect(paths().filter((path) => LIVE.test(path))).toHaveLength(20);
});

test('a query that would be too long is asked in parts', async () => {
  const people = Array.from({ length: 100 }, (_, i) => 21_900_000_000_000 + i);
  const tickets = people.map((requester, i) => ticket(i + 1, requester, minute(i)));
  zendesk = await startZendesk(account({ users: people.map((id) => user(id)), tickets }));
  const slots = await read(people.map((id) => ({ id: String(id) })));
  expect(slots.map(idsOf)).toEqual(people.map((_, i) => [String(i + 1)]));
  expect(paths()).toEqual(Array(2).fill('/api/v2/search'));
  for (const { query } of zendesk.exchanges) expect(new URLSearchParams(query).toString().length).toBeLessThan(2000);
});

test('"no tickets" out of a search for many is believed only once it is proven to search for many', async () => {
  await open(4, crowd(2, 1));
  // A vendor for whom two requesters mean both at once, which no ticket has.
  zendesk!.intercept = ({ path }) =>
    path === '/api/v2/search'
      ? { status: 200, body: { results: [], count: 0, next_page: null, previous_page: null, facets: null } }
      : undefined;
  expect((await read(keys(2))).map(idsOf)).toEqual([['1'], ['2']]);
  expect(paths().filter((path) => LIVE.test(path))).toHaveLength(2);

  zendesk!.intercept = undefined;
  zendesk!.exchanges.length = 0;
  expect((await read(keys(4))).map(idsOf)).toEqual([['1'], ['2'], [], []]);
  expect(paths()).toEqual(['/api/v2/search']);
});

test('pages lose and repeat nothing, however many tickets share a second', async () => {
  const tickets = Array.from({ length: 430 }, (_, i) => ticket(i + 1, 1, minute(Math.floor(i / 130))));
  await open(1, tickets);
  for (const first of [1, 7, 100]) {
    const met: Ticket[] = [];
    let after: string | undefined;
    do {
      const [slot] = await read([{ id: '1', after }], first);
      if (slot?.state !== 'found') throw new Error('no page');
      met.push(...slot.value.items);
      after = slot.value.next;
      if (after !== undefined) expect(slot.value.items.length).toBeGreaterThanOrEqual(first);
    } while (after !== undefined);
    expect(met).toHaveLength(430);
    expect(new Set(met.map(({ id }) => id)).size).toBe(430);
    expect(met.map(({ at }) => at)).toEqual(
      met
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
  }
});

test('a list for many people goes on for each from where it ended', async () => {
  await open(2, crowd(2, 100));
  const firstPages = await read(keys(2), 3);
  const nexts = firstPages.map((slot) => (slot.state === 'found' ? slot.value.next : undefined));
  const later = await read(
    keys(2).map(({ id }, i) => ({ id, after: nexts[i] })),
    3,
  );
  for (const i of [0, 1]) {
    const whole = [...(idsOf(firstPages[i]) as string[]), ...(idsOf(later[i]) as string[])];
    expect(new Set(whole).size).toBe(100);
  }
});

test('a list that is not in the order asked for is a fault, not a list with holes', async () => {
  await open(1, crowd(1, 150));
  zendesk!.intercept = (request) => {
    request.query.delete('sort_by');
    request.query.delete('sort_order');
    return zendesk!.dialect.handle(request);
  };
  const [slot] = await read([{ id: '1' }]);
  expect(slot).toMatchObject({ state: 'failed', fault: { state: 'INVALID_RESPONSE' } });
});

test('a failed search costs its people, a failed live read its person', async () => {
  await open(3, crowd(3, 1));
  zendesk!.intercept = ({ path }) => (path === '/api/v2/search' ? zendesk!.dialect.failure(503) : undefined);
  expect((await read(keys(3))).map(idsOf)).toEqual(['failed', 'failed', 'failed']);
  expect((await read([{ id: '2' }])).map(idsOf)).toEqual([['2']]);
});

test('tickets are found by their numbers, with the requester as the record', async () => {
  await open(2, crowd(2, 1));
  const numbers = ['2', '#1', '99', 'abc', '1,2'];
  const slots = await zendesk!.connector.byNumber.TICKETS!.fetch(numbers, undefined, context);
  expect(
    slots.map((slot) => (slot.state === 'found' ? [slot.value.number, slot.value.record.id] : slot.state)),
  ).toEqual([['2', '2'], ['1', '1'], 'none', 'none', 'none']);
  expect(paths()).toEqual(['/api/v2/tickets/show_many']);
});

test('a merged person’s tickets are the survivor’s', async () => {
  await open(2, crowd(2, 1));
  zendesk!.dialect.merge('1', '2');
  const slots = await zendesk!.connector.parts.TICKETS!.fetch([{ id: '2' }], options, context);
  expect(slots.map(idsOf)).toEqual([['2', '1']]);
});

describe('a ticket that is not what Zendesk promises', () => {
  async function changed(change: (ticket: Record<string, unknown>) => void) {
    await open(1, [ticket(1, 1, minute(1)), ticket(2, 1, minute(2))]);
    zendesk!.intercept = (request) => {
      const response = zendesk!.dialect.handle(request);
      const body = JSON.parse(JSON.stringify(response.body));
      change(body.tickets.find(({ id }: { id: number }) => id === 2));
      return { ...response, body };
    };
    const [slot] = await read([{ id: '1' }]);
    return slot!;
  }

  test('loses what a field that drifted is part of, and the others nothing', async () => {
    const slot = await changed((one) => {
      delete one.status;
      one.via = 'email';
    });
    const [drifted, whole] = slot.state === 'found' ? slot.value.items : [];
    expect(whole).toMatchObject({ id: '1', status: 'OPEN', channel: 'email' });
    expect(drifted).toMatchObject({
      id: '2',
      subject: 'Where is my parcel?',
      drift: [
        { field: 'status', expected: 'text', received: 'nothing', affects: ['status', 'nativeStatus'] },
        { field: 'via', expected: 'object', received: 'text', affects: ['channel'] },
      ],
    });
    for (const lost of ['status', 'nativeStatus', 'channel']) expect(drifted).not.toHaveProperty(lost);
  });

  test.each(['id', 'requester_id', 'created_at'])('fails its list where it lacks %s', async (field) => {
    const slot = await changed((one) => {
      delete one[field];
    });
    expect(slot).toMatchObject({ state: 'failed', fault: { state: 'INVALID_RESPONSE' } });
  });
});
