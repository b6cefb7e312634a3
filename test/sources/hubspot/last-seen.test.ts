/** What a contact was last seen to have saves a wave and never answers: associations decide, over HTTP. */
import fc from 'fast-check';
import type { Deal } from '../../../src/customer/parts';
import type { SimulatedRequest, SimulatedResponse } from '../../../src/demo/simulator';
import type { HubSpotObject, World } from '../../../src/demo/world';
import type { SourceError } from '../../../src/remote/fault';
import type { PartPage, Slot } from '../../../src/sources/contract';
import { LastSeen } from '../../../src/sources/hubspot/last-seen';
import { type SimulatedHubSpot, startHubSpot } from './simulated-hubspot';
import { account, contact, day, object } from './small-account';

const context = { signal: new AbortController().signal };

let hubspot: SimulatedHubSpot;
let world: World;
afterEach(() => hubspot.close());

/** Contacts 1 and 2; deals 10 to 14, of which each has those named here. */
async function start(deals: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const ids = ['10', '11', '12', '13', '14'];
  world = account({
    contacts: [contact('1'), contact('2')],
    objects: { deals: ids.map((id, i) => deal(id, i)) },
    associations: { deals },
  });
  hubspot = await startHubSpot(world);
}

function deal(id: string, days: number): HubSpotObject {
  const empty = { dealstage: null, pipeline: null, amount: null, closedate: null };
  return object(id, { createdate: day(days), dealname: `Deal ${id}`, ...empty }, day(days));
}

function associate(contactId: string, ids: readonly string[]): void {
  world.hubspot.associations.deals.set(contactId, [...ids]);
}

async function read(...contactIds: string[]): Promise<readonly Slot<PartPage<Deal>>[]> {
  const keys = contactIds.map((id) => ({ id }));
  return hubspot.connector.parts
    .DEALS!.fetch(keys, { first: 10, detail: 'full' }, context)
    .catch((error: SourceError) => keys.map(() => ({ state: 'failed', fault: error.fault }) as const));
}

function shown(slot: Slot<PartPage<Deal>> | undefined): readonly string[] | string | undefined {
  if (slot?.state === 'failed') return slot.fault.state;
  return slot?.state === 'found' ? slot.value.items.map((item) => item.id) : slot?.state;
}

const readOne = async () => shown((await read('1'))[0]);

/** What each call since the last look asked for: `has` whom, or `read` which deals. */
function calls(): string[] {
  return hubspot.exchanges.splice(0).map(({ path, requestBody }) => asked(path, requestBody));
}

function asked(path: string, body: unknown): string {
  const ids = (body as { inputs: { id: string }[] }).inputs.map(({ id }) => id);
  return `${path.includes('/associations/') ? 'has' : 'read'} ${ids.join(' ')}`;
}

/** Answers requests for associations, or for deals, in place of the simulator. */
function intercept(
  what: 'has' | 'read',
  answer: (request: SimulatedRequest) => SimulatedResponse | undefined | Promise<undefined>,
): void {
  hubspot.intercept = (request) => (asked(request.path, request.body).startsWith(what) ? answer(request) : undefined);
}

test('the first read waits for the associations, the next asks both at once', async () => {
  await start({ 1: ['10', '11'] });
  expect(await readOne()).toEqual(['11', '10']);
  expect(calls()).toEqual(['has 1', 'read 10 11']);

  // No answer leaves before both questions have come.
  const arrived: string[] = [];
  let bothCame: (() => void) | undefined;
  const both = new Promise<void>((resolve) => {
    bothCame = resolve;
  });
  hubspot.intercept = async ({ path, body }) => {
    arrived.push(asked(path, body));
    if (arrived.length === 2) bothCame?.();
    await both;
    return undefined;
  };
  expect(await readOne()).toEqual(['11', '10']);
  expect(arrived.sort()).toEqual(['has 1', 'read 10 11']);
});

test('a contact without deals costs one call, then and later', async () => {
  await start({});
  for (const _ of [1, 2]) {
    expect(await readOne()).toEqual([]);
    expect(calls()).toEqual(['has 1']);
  }
});

test('a deal that has come is read by itself, and at hand the next time', async () => {
  await start({ 1: ['10'] });
  await readOne();
  associate('1', ['10', '12']);
  calls();
  expect(await readOne()).toEqual(['12', '10']);
  expect(calls().sort()).toEqual(['has 1', 'read 10', 'read 12']);
  expect(await readOne()).toEqual(['12', '10']);
  expect(calls().sort()).toEqual(['has 1', 'read 10 12']);
});

test('a deal that is no longer the contact’s is not shown, nor read again', async () => {
  await start({ 1: ['10', '11'] });
  await readOne();
  associate('1', ['11']);
  calls();
  expect(await readOne()).toEqual(['11']);
  expect(calls().sort()).toEqual(['has 1', 'read 10 11']);
  expect(await readOne()).toEqual(['11']);
  expect(calls().sort()).toEqual(['has 1', 'read 11']);
});

test('what is read ahead of need is not waited for where nothing of it is needed', async () => {
  await start({ 1: ['10'] });
  await readOne();
  associate('1', []);
  intercept('read', () => new Promise(() => undefined));
  expect(await readOne()).toEqual([]);
});

test('several people wait for the one who is new, at no more calls than without memory', async () => {
  await start({ 1: ['10'], 2: ['11'] });
  await readOne();
  calls();
  expect((await read('1', '2')).map(shown)).toEqual([['10'], ['11']]);
  expect(calls()).toEqual(['has 1 2', 'read 10 11']);
  expect((await read('1', '2')).map(shown)).toEqual([['10'], ['11']]);
  expect(calls().sort()).toEqual(['has 1 2', 'read 10 11']);
});

test('what another connector saw is not known to this one', async () => {
  await start({ 1: ['10'] });
  await readOne();
  const other = await startHubSpot(world);
  await other.connector.parts.DEALS!.fetch([{ id: '1' }], { first: 10, detail: 'full' }, context);
  expect(other.exchanges.map(({ path, requestBody }) => asked(path, requestBody))).toEqual(['has 1', 'read 10']);
  await other.close();
});

describe('a fault', () => {
  test('of the associations is the list’s, whatever was read ahead', async () => {
    await start({ 1: ['10'] });
    await readOne();
    intercept('has', () => hubspot.dialect.failure(503));
    expect(await readOne()).toBe('UNAVAILABLE');
    hubspot.intercept = undefined;
    expect(await readOne()).toEqual(['10']);
  });

  test('of the associations is told at once, though what is read ahead hangs', async () => {
    await start({ 1: ['10'] });
    await readOne();
    hubspot.intercept = ({ path }) =>
      path.includes('/associations/') ? hubspot.dialect.failure(503) : new Promise(() => undefined);
    expect(await readOne()).toBe('UNAVAILABLE');
  });

  test.each([
    [503, 'UNAVAILABLE'],
    [429, 'RATE_LIMITED'],
    [403, 'UNAUTHORISED'],
  ])('%d of the read ahead is the list’s, and is not asked for again', async (status, state) => {
    await start({ 1: ['10'] });
    await readOne();
    calls();
    intercept('read', () => ({ status, body: {} }));
    expect(await readOne()).toBe(state);
    expect(calls().sort()).toEqual(['has 1', 'read 10']);
  });

  test('of the read ahead costs nothing where the contact has no deals any more', async () => {
    await start({ 1: ['10'] });
    await readOne();
    associate('1', []);
    intercept('read', () => hubspot.dialect.failure(503));
    expect(await readOne()).toEqual([]);
  });

  test('that what was read ahead itself may have caused has it read as usual', async () => {
    await start({ 1: ['10', '11'] });
    await readOne();
    associate('1', ['11']);
    calls();
    intercept('read', ({ path, body }) => (asked(path, body) === 'read 10 11' ? { status: 400, body: {} } : undefined));
    expect(await readOne()).toEqual(['11']);
    expect(calls().sort()).toEqual(['has 1', 'read 10 11', 'read 11']);
  });

  test('of one object that is still the contact’s costs the list its cause', async () => {
    await start({ 1: ['10', '11'] });
    await readOne();
    intercept('read', (request) => {
      const { results } = hubspot.dialect.handle(request).body as { results: { id: string }[] };
      const error = { category: 'INTERNAL_ERROR', context: { ids: ['11'] } };
      return { status: 207, body: { results: results.filter(({ id }) => id !== '11'), numErrors: 1, errors: [error] } };
    });
    expect(await readOne()).toBe('UNAVAILABLE');
    // Of one that is not, nothing.
    associate('1', ['10']);
    expect(await readOne()).toEqual(['10']);
  });

  test('that leaves an object out has it read as usual', async () => {
    await start({ 1: ['10', '11'] });
    await readOne();
    calls();
    let first = true;
    intercept('read', () => {
      if (!first) return undefined;
      first = false;
      return { status: 200, body: { results: [] } };
    });
    expect(await readOne()).toEqual(['11', '10']);
    expect(calls().sort()).toEqual(['has 1', 'read 10 11', 'read 10 11']);
  });
});

test('whatever came and went between reads, a list is what it would be without memory', async () => {
  await start({});
  const some = fc.uniqueArray(fc.constantFrom('10', '11', '12', '13', '14'));
  const step = fc.record({
    one: some,
    two: some,
    people: fc.constantFrom<string[]>(['1'], ['2'], ['1', '2'], ['2', '1']),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      for (const { one, two, people } of steps) {
        associate('1', one);
        associate('2', two);
        const newestFirst = { 1: [...one].sort().reverse(), 2: [...two].sort().reverse() };
        expect((await read(...people)).map(shown)).toEqual(people.map((id) => newestFirst[id as '1' | '2']));
      }
    }),
    { numRuns: 40 },
  );
});

test('memory is bounded: whoever was not seen for long is forgotten', async () => {
  await start({});
  const lastSeen = new LastSeen(10);
  const note = (contactId: string, ...ids: string[]) =>
    lastSeen.note('deals', { ids: new Map([[contactId, ids]]), faults: new Map() });
  note('1', 'a', 'b', 'c');
  note('2', 'd', 'e', 'f');
  expect(lastSeen.idsOf('deals', ['1', '2'])).toEqual(new Set(['a', 'b', 'c', 'd', 'e', 'f']));
  expect(lastSeen.idsOf('tasks', ['1'])).toBeUndefined();
  note('3', 'g', 'h', 'i');
  expect(lastSeen.idsOf('deals', ['1'])).toBeUndefined();
  expect(lastSeen.idsOf('deals', ['2', '3'])?.size).toBe(6);
  // One who alone is too much is not remembered.
  note('4', ...Array.from({ length: 50 }, (_, i) => String(i)));
  expect(lastSeen.idsOf('deals', ['4'])).toBeUndefined();
});
