import { StoreUnavailable } from '../../src/identity/store/contract';
import type { CustomerWant } from '../../src/view/snapshot';
import { GRACE_MS, MEMBERSHIP_MAX_AGE_MS, MINUTE, profileStates, recordsOf, SmallWorld, SUMMARY } from './small-world';

const TWO_DAYS = 2 * MEMBERSHIP_MAX_AGE_MS;

let world: SmallWorld;
beforeEach(() => {
  world = new SmallWorld();
});
afterEach(() => expect(world.defects).toEqual([]));

describe('a source is NOT_LINKED only if it was searched for everything known of the customer', () => {
  it('so not when the only record could not be read', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });
    world.crm.down = { records: true };

    const customer = await world.read(id);
    expect(profileStates(customer)).toEqual({ crm: 'UNAVAILABLE', shop: 'NOT_SEARCHED', support: 'NOT_SEARCHED' });
    expect(customer.orderSummary).toBeNull();
  });

  it('so not when one of two records could not be read, and it is searched for as soon as it can be', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    world.support.hold({ ref: 'support:1', emails: ['ada@example.com', 'lovelace@example.com'] });
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hold({ ref: 'shop:1', emails: ['lovelace@example.com'], orders: 5 });
    world.support.down = { records: true, find: true };

    const meanwhile = await world.read(id);
    expect(profileStates(meanwhile)).toEqual({ crm: 'FRESH', shop: 'NOT_SEARCHED', support: 'UNAVAILABLE' });
    expect(meanwhile.orderSummary).toBeNull();

    world.support.down = {};
    world.pass(MINUTE);
    expect(await world.read(id)).toMatchObject({ orderSummary: { count: 5, exact: true } });
  });

  it('so not when the look-up was by one e-mail and another record has one more', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    world.support.hold({ ref: 'support:1', emails: ['ada@example.com', 'lovelace@example.com'] });
    await world.link('ada@example.com');
    world.support.hold({ ref: 'support:1', emails: ['lovelace@example.com'] });
    await world.lookUp('lovelace@example.com');
    await world.lookUp('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hold({ ref: 'shop:1', emails: ['lovelace@example.com'], orders: 5 });

    const { customer } = await world.lookUp('ada@example.com');
    expect(recordsOf(customer)).toEqual(['crm:1', 'shop:1', 'support:1']);
    expect(customer).toMatchObject({ orderSummary: { count: 5, exact: true } });
  });

  it('so not when a record of it is named by its id and cannot be read', async () => {
    world.shop.hold({ ref: 'shop:9', emails: ['other@example.com'], orders: 5 });
    world.support.hold({ ref: 'support:1', emails: ['ada@example.com'], issued: ['shop:9'] });
    world.shop.down = { records: true };
    const orders = { key: 'orders', part: 'ORDERS', first: 5, detail: 'summary' } as const;

    const { customer } = await world.lookUp('ada@example.com', {}, { ...SUMMARY, connections: [orders] });
    expect(profileStates(customer)).toMatchObject({ shop: 'NOT_SEARCHED' });
    expect(customer!.orderSummary).toBeNull();
    expect(customer!.connections.get('orders')).toBeNull();
  });

  it('so not when its id is all that is known, and it cannot be read', async () => {
    world.shop.hold({ ref: 'shop:9', emails: ['other@example.com'], orders: 5 });
    world.support.hold({ ref: 'support:1', issued: ['shop:9'] });
    world.shop.down = { records: true };

    const byRecord = { by: 'RECORD', ref: { source: 'support', id: '1' } } as const;
    const [answer] = await world.view.lookup([byRecord], SUMMARY, world.operation());
    expect(answer!.status).toBe('FOUND');
    expect(profileStates(answer!.customer)).toMatchObject({ shop: 'NOT_SEARCHED' });
    expect(answer!.customer!.orderSummary).toBeNull();
  });

  it('so not when a word search found more people than may be searched for', async () => {
    world = new SmallWorld(20);
    const people = Array.from({ length: 10 }, (_, i) => ({ ref: `crm:${i}`, emails: [`p${i}@example.com`] }));
    world.crm.hold(...people);
    const idsOnly: CustomerWant = { ...SUMMARY, fields: new Set(), orderSummary: false };
    const { customers } = await world.view.search('p', people.length, idsOnly, world.operation());
    expect(customers).toHaveLength(people.length);
    const unsearched = people.find(({ emails }) => !world.shop.searches.includes(emails[0]!))!;
    const { id } = customers.find((customer) => recordsOf(customer).includes(unsearched.ref))!;

    world.pass(MINUTE);
    world.shop.hold({ ref: 'shop:1', emails: unsearched.emails, orders: 5 });
    expect(await world.read(id)).toMatchObject({ orderSummary: { count: 5, exact: true } });
  });

  it('so not when a caller who may not link found a record there, and the next who may links it', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });

    const unlinked = await world.read(id, { mayLink: false });
    expect(profileStates(unlinked)).toMatchObject({ shop: 'NOT_SEARCHED' });
    expect(unlinked.orderSummary).toBeNull();

    world.pass(MINUTE);
    expect(await world.read(id)).toMatchObject({ orderSummary: { count: 5, exact: true } });
  });

  it('so not when the store told who the customer is and then fell silent, which costs only the search', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.storeStep = async (method) => {
      if (method === 'refs') throw new StoreUnavailable('gone');
    };

    const customer = await world.read(id);
    expect(recordsOf(customer)).toEqual(['crm:1']);
    expect(profileStates(customer)).toEqual({ crm: 'FRESH', shop: 'NOT_SEARCHED', support: 'NOT_SEARCHED' });
  });
});

describe('whoever an identifier belongs to is found', () => {
  it('though a stranger merely claims it', async () => {
    world.support.hold({ ref: 'support:mallory', emails: ['mallory@example.com', 'ada@example.com ASSERTED'] });
    await world.link('mallory@example.com');
    world.shop.hold({ ref: 'shop:ada', emails: ['ada@example.com'], orders: 5 });

    const { status, customer } = await world.lookUp('ada@example.com');
    expect(status).toBe('FOUND');
    expect(recordsOf(customer)).toEqual(['shop:ada']);
  });

  it('though their source holds a spelling that its search does not match', async () => {
    world.shop.hold({ ref: 'shop:1', emails: ['jo.hn+news@gmail.com'], orders: 5 });
    const id = await world.link('jo.hn+news@gmail.com');
    expect(await world.lookUp('john@gmail.com')).toMatchObject({ status: 'FOUND', customer: { id } });
    world.pass(TWO_DAYS);
    expect(await world.lookUp('john@gmail.com')).toMatchObject({ status: 'FOUND', customer: { id } });
  });

  it('and a record of a source that the config does not name belongs to nobody, which is no defect', async () => {
    const byRecord = { by: 'RECORD', ref: { source: 'old', id: '1' } } as const;
    const [answer] = await world.view.lookup([byRecord], SUMMARY, world.operation());
    expect(answer).toMatchObject({
      status: 'NOT_FOUND',
      customer: null,
      sourceStatus: [{ source: 'old', part: 'PROFILE', state: 'SKIPPED' }],
    });
  });
});

it('counts the orders of two records once after their source merged one into the other', async () => {
  world.shop.hold(
    { ref: 'shop:1', emails: ['ada@example.com'], orders: 5 },
    { ref: 'shop:2', emails: ['ada@example.com'], orders: 3 },
  );
  const id = await world.link('ada@example.com');
  world.shop.merge('1', '2');
  world.shop.hold({ ref: 'shop:2', emails: ['ada@example.com'], orders: 8 });
  world.pass(MINUTE);
  expect(await world.read(id)).toMatchObject({ orderSummary: { count: 8, exact: true } });
});

describe('a source that fails', () => {
  beforeEach(async () => {
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });
  });

  it('is stood in for by what it answered before, as long as the operation allows, and that is said', async () => {
    const id = await world.link('ada@example.com');
    world.pass(MINUTE / 2);
    world.shop.down = { records: true };
    const customer = await world.read(id, { staleIfErrorMs: MINUTE });
    expect(customer).toMatchObject({ orderSummary: { count: 5 } });
    expect(customer.sourceStatus.find(({ source, part }) => source === 'shop' && part === 'PROFILE')).toMatchObject({
      state: 'STALE_SERVED',
      ageMs: MINUTE / 2,
      message: expect.any(String),
    });
    expect(profileStates(await world.read(id, { staleIfErrorMs: MINUTE / 3 }))).toMatchObject({ shop: 'UNAVAILABLE' });
    expect(profileStates(await world.read(id))).toMatchObject({ shop: 'UNAVAILABLE' });
  });

  it('is not said to have been searched by what it answered before', async () => {
    const id = await world.link('ada@example.com');
    world.pass(MINUTE / 2);
    world.shop.down = { records: true, find: true };
    const { status } = await world.lookUp('nobody@example.com', { staleIfErrorMs: MINUTE });
    expect(status).toBe('INCOMPLETE');
    expect(profileStates(await world.read(id, { staleIfErrorMs: MINUTE }))).toMatchObject({ shop: 'STALE_SERVED' });
  });
});

it('answers though it cannot be noted that the sources were searched', async () => {
  world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
  const id = await world.link('ada@example.com');
  world.pass(TWO_DAYS);
  world.storeStep = async (method) => {
    if (method === 'putCards') throw new StoreUnavailable('read-only');
  };
  const customer = await world.read(id);
  expect(profileStates(customer)).toEqual({ crm: 'FRESH', shop: 'NOT_LINKED', support: 'NOT_LINKED' });
});

describe('after the deadline', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  /** Turn by turn, since what is asked of identity leaves at the end of a turn. */
  const elapse = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed++) await jest.advanceTimersByTimeAsync(1);
  };

  it('identity has one grace for all the steps that are left', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hangs = true;
    world.storeStep = async (_, when) => {
      if (when === 'BEFORE') await new Promise((resolve) => setTimeout(resolve, 15));
    };
    const deadline = new AbortController();
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    const answer = world.lookUp('ada@example.com', { signal: deadline.signal }).then(settle, settle);

    await elapse(500);
    expect(settled).toBe(false);
    deadline.abort();
    await elapse(GRACE_MS + 1);
    expect(settled).toBe(true);
    await answer;
  });
});

describe('a record whose identifiers cannot be read as its source promises', () => {
  const lost = {
    field: 'email',
    expected: 'text',
    received: 'object',
    affects: ['email', 'emails'],
    identifying: true,
  } as const;

  it('keeps its links, is told as SCHEMA_DRIFT, and leaves nobody NOT_LINKED', async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.crm.hold({ ref: 'crm:1', emails: [], drift: [lost] });
    world.shop.hold({ ref: 'shop:1', emails: ['ada@example.com'], orders: 5 });

    const customer = await world.read(id);
    expect(profileStates(customer)).toEqual({ crm: 'SCHEMA_DRIFT', shop: 'NOT_SEARCHED', support: 'NOT_SEARCHED' });
    expect(customer.sourceStatus).toContainEqual(
      expect.objectContaining({ source: 'crm', message: 'email: expected text, received object' }),
    );

    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
    world.pass(MINUTE);
    const healed = await world.lookUp('ada@example.com');
    expect(healed.customer).toMatchObject({ id, orderSummary: { count: 5, exact: true } });
  });
});

it('asks the store who else holds an e-mail, in spellings that no vendor’s search matches', async () => {
  world.shop.hold({ ref: 'shop:1', emails: ['a.da@gmail.com'], orders: 5 });
  await world.link('a.da@gmail.com');
  world.pass(MINUTE);
  world.support.hold({ ref: 'support:1', emails: ['ada@gmail.com', 'ada@example.com'] });

  const { customer } = await world.lookUp('ada@example.com');
  expect(recordsOf(customer)).toEqual(['shop:1', 'support:1']);
  expect(customer).toMatchObject({ orderSummary: { count: 5, exact: true } });
});

describe('a source that was not searched is NOT_SEARCHED, not NOT_LINKED', () => {
  beforeEach(async () => {
    world.crm.hold({ ref: 'crm:1', emails: ['ada@example.com'] });
  });

  it('where its search failed, until it succeeds', async () => {
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.down = { find: true };
    expect(profileStates(await world.read(id))).toEqual({ crm: 'FRESH', shop: 'NOT_SEARCHED', support: 'NOT_LINKED' });
    world.shop.down = {};
    world.pass(MINUTE);
    expect(profileStates(await world.read(id))).toMatchObject({ shop: 'NOT_LINKED' });
  });

  it('where the deadline cut its search off', async () => {
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.shop.hangs = true;
    const deadline = new AbortController();
    const reading = world.read(id, { signal: deadline.signal });
    await new Promise((resolve) => setImmediate(resolve));
    deadline.abort();
    expect(profileStates(await reading)).toMatchObject({ shop: 'NOT_SEARCHED' });
  });

  it('where the searches that one question may start were used up', async () => {
    const id = await world.link('ada@example.com');
    world.pass(TWO_DAYS);
    world.crm.hold({ ref: 'crm:1', emails: Array.from({ length: 60 }, (_, n) => `ada${n}@example.com`) });
    expect(profileStates(await world.read(id))).toMatchObject({ shop: 'NOT_SEARCHED', support: 'NOT_SEARCHED' });
  });
});
