/** Customers by identifier and by words. */
import type { SourceRecord } from '../../../src/customer/source-record';
import type { Slot } from '../../../src/sources/contract';
import { context, open } from './running-shops';
import { customer, customerId, shop } from './small-shop';

const PEOPLE = [
  customer(1, { firstName: 'Ann', lastName: 'Lee', email: 'ann.lee@example.com', phone: '+12025550143' }),
  customer(2, { firstName: 'Ann', lastName: 'Lee', email: 'ann.lee@example.com.au' }),
  customer(3, { firstName: 'Or', lastName: 'Not', email: 'Or.Not@EXAMPLE.com' }),
  customer(4, { firstName: 'Gil', lastName: 'Mail', email: 'gil.mail@googlemail.com' }),
  customer(5, { firstName: 'Sean', lastName: "O'Brien (Jr.)", email: "o'brien@example.com" }),
  customer(6, { firstName: null, lastName: null, email: null, phone: '+442079460958' }),
];

const idsOf = (slot: Slot<readonly SourceRecord[]>) =>
  slot.state === 'found' ? slot.value.map(({ ref }) => ref.id) : slot.state;

test('many addresses in one request; only equal ones are hits, however many words they share', async () => {
  const { connector, exchanges } = await open(shop(PEOPLE));
  const keys = [
    'ann.lee@example.com',
    'ann.lee@example.com.au',
    'or.not@example.com',
    "o'brien@example.com",
    'lee@example.com',
    'not an address',
  ];
  const slots = await connector.find.EMAIL!.fetch(keys, undefined, context);
  expect(slots.map(idsOf)).toEqual([
    [customerId(1)],
    [customerId(2)],
    [customerId(3)],
    [customerId(5)],
    'none',
    'none',
  ]);
  expect(exchanges).toHaveLength(1);
});

test('a Gmail address is found under its other domain and in the spelling that was typed', async () => {
  const { connector } = await open(shop([...PEOPLE, customer(7, { email: 'g.il.ma+il@gmail.com' })]));
  const slots = await connector.find.EMAIL!.fetch(['gilmail@gmail.com', 'Gil.Mail@googlemail.com'], undefined, context);
  expect(slots.map(idsOf)).toEqual([[customerId(4)], [customerId(4)]]);
  const [typed] = await connector.find.EMAIL!.fetch(['G.il.ma+il@gmail.com'], undefined, context);
  expect(idsOf(typed!)).toEqual([customerId(7)]);
});

test('numbers are compared whole', async () => {
  const { connector, exchanges } = await open(shop(PEOPLE));
  const keys = ['+12025550143', '+442079460958', '+12025550199', '+442025550143'];
  const slots = await connector.find.PHONE!.fetch(keys, undefined, context);
  expect(slots.map(idsOf)).toEqual([[customerId(1)], [customerId(6)], 'none', 'none']);
  expect(exchanges).toHaveLength(1);
});

test('a search with more hits than fit a page is read to its end', async () => {
  const many = Array.from({ length: 60 }, (_, n) =>
    customer(100 + n, { email: `ann.lee@example.com.u${'abcdefghij'[n % 10]}${'abcdef'[Math.floor(n / 10)]}` }),
  );
  const { connector, exchanges } = await open(shop([...many, PEOPLE[0]!]));
  const [slot] = await connector.find.EMAIL!.fetch(['ann.lee@example.com'], undefined, context);
  expect(idsOf(slot!)).toEqual([customerId(1)]);
  expect(exchanges.length).toBeGreaterThan(1);
});

test('where e-mail addresses are withheld nobody can be said not to exist', async () => {
  const { connector } = await open(shop(PEOPLE), { withheld: ['email'] });
  await expect(connector.find.EMAIL!.fetch(['ann.lee@example.com'], undefined, context)).rejects.toMatchObject({
    fault: { state: 'UNAUTHORISED' },
  });
  const [byPhone] = await connector.find.PHONE!.fetch(['+12025550143'], undefined, context);
  expect(idsOf(byPhone!)).toEqual([customerId(1)]);
});

test('without read_customers a search is refused, with the scope’s name', async () => {
  const { connector } = await open(shop(PEOPLE), { scopes: ['read_orders'] });
  await expect(connector.find.EMAIL!.fetch(['ann.lee@example.com'], undefined, context)).rejects.toMatchObject({
    fault: { state: 'UNAUTHORISED', permission: 'read_customers' },
  });
});

describe('words', () => {
  test.each([
    ['ann lee', [1, 2]],
    ['ann OR gil', []],
    ['or not', [3]],
    ['NOT', [3]],
    ['email:*', []],
    ['email:gil', []],
    ["O'Brien (Jr.)", [5]],
    ['"ann" \\ (lee)', [1, 2]],
    ['-ann', [1, 2]],
    ['* ?', []],
    ['\u0000\n', []],
  ])('%j are words and no query language', async (words, numbers) => {
    const { connector } = await open(shop(PEOPLE));
    const found = await connector.search!(words, 10, context);
    expect(found.map(({ ref }) => ref.id)).toEqual(numbers.map(customerId));
  });

  test('are answered with as many people as asked for, in full', async () => {
    const { connector } = await open(shop(PEOPLE));
    const found = await connector.search!('ann', 1, context);
    expect(found).toHaveLength(1);
    expect(found[0]!.orderTotals).toEqual({ count: 0, total: [] });
  });
});
