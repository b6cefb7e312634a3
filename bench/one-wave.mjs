/**
 * One customer with everything the API offers, upstream at 20 ms, one connection: does the answer take one wave of
 * upstream time? Deals, activities and tasks of HubSpot take two when the process first reads them for a contact:
 * associations first, then the objects they name. Without the answer cache, in which linking has just left what it read.
 */
import { askOnce, drive } from './load.mjs';
import { cpuMsOf } from './processes.mjs';
import { printTable, written } from './report.mjs';
import { PEOPLE } from './world.mjs';

const DELAY_MS = 20;
const TARGET_MS = 30;

const PROFILE = `
  id requestedId displayName firstName lastName email phone emails phones company jobTitle locale timeZone birthDate tags
  addresses { line1 line2 city region postalCode country }
  defaultAddress { line1 line2 city region postalCode country }
  consents { channel state nativeStatus updatedAt }
  createdAt updatedAt
  records { source id }
  provenance {
    field source record { source id } rule sourceUpdatedAt fetchedAt pinned missing
    alternatives { value record { source id } sourceUpdatedAt whyLost }
  }
  conflicts { field severity }
  sourceStatus { source part state fetchedAt ageMs latencyMs retryAfterMs message }
  masks { field reason hint }`;
const COMMON = 'id source nativeId record { source id }';
const PAGE = 'pageInfo { hasNextPage endCursor } gaps { source cause resumeCursor }';
const SHOP = `
  orderSummary { count total { amount currencyCode } lastPlacedAt exact missing }
  orders(first: 5) { edges { cursor node {
    ${COMMON} number status nativeStatus paymentStatus nativePaymentStatus fulfillmentStatus nativeFulfillmentStatus
    total { amount currencyCode } placedAt updatedAt cancelledAt
    lines { title sku quantity unitPrice { amount currencyCode } }
  } } ${PAGE} }`;
const SUPPORT = `
  ticketSummary { count open lastUpdatedAt exact missing }
  tickets(first: 3) { edges { cursor node {
    ${COMMON} number subject status nativeStatus priority nativePriority type channel tags createdAt updatedAt
  } } ${PAGE} }`;
const OWNER = 'owner { id name email } lifecycleStage';
const SALES = `
  deals(first: 10) { edges { cursor node {
    ${COMMON} name status nativeStatus pipeline amount { amount currencyCode } closeAt createdAt updatedAt
  } } ${PAGE} }
  activities(first: 10) { edges { cursor node {
    ${COMMON} type nativeType subject direction occurredAt updatedAt
  } } ${PAGE} }
  tasks(first: 10) { edges { cursor node { ${COMMON} subject status nativeStatus dueAt createdAt updatedAt } } ${PAGE} }`;

const EVERYTHING = `${PROFILE} crm { ${OWNER} ${SALES} } ${SHOP} ${SUPPORT} lastContactAt`;

/** Some are read until the compiler is done; the others have not been read before. */
const everybody = Array.from({ length: PEOPLE }, (_, n) => n);
const KNOWN = everybody.slice(0, PEOPLE / 2);
const NEW = everybody.slice(PEOPLE / 2);

const CASES = [
  { name: 'profile', waves: 1, people: KNOWN, fields: `${PROFILE} crm { ${OWNER} }` },
  {
    name: 'profile, orders, tickets, summaries',
    waves: 1,
    people: KNOWN,
    fields: `${PROFILE} crm { ${OWNER} } ${SHOP} ${SUPPORT}`,
  },
  { name: 'everything: also deals, activities, tasks', waves: 1, people: KNOWN, fields: EVERYTHING },
  { name: 'everything, of a customer read for the first time', waves: 2, people: NEW, fields: EVERYTHING },
].map((one) => ({ ...one, query: `query Whole($id: ID!) { customer(id: $id) { ${one.fields} } }` }));

export async function measureOneWave(server, upstream, quick) {
  const durationMs = quick ? 2000 : 5000;
  console.log(`\nOne linked customer, upstream at ${DELAY_MS} ms, one connection, another customer each time.\n`);
  const rows = [];
  const timelines = [];
  let met = true;
  for (const { name, waves, people, query } of CASES) {
    const { url, headers } = server;
    const ask = (some, connections, ms) => {
      const bodies = some.map((n) => server.ask(query, n));
      return drive({ url, headers, bodies, connections, durationMs: ms, from: 0 });
    };
    // Some hundreds of queries without the latency, so that what is measured is not the compiler at work.
    upstream.delay(0);
    while ((await ask(KNOWN, 8, durationMs)).queries < KNOWN.length);
    upstream.delay(DELAY_MS);
    await upstream.report();
    const before = cpuMsOf(server.pid);
    const told = await ask(people, 1, durationMs);
    if (people === NEW && told.queries >= NEW.length) throw new Error('some were not read for the first time');
    const cpu = (cpuMsOf(server.pid) - before) / told.queries;
    const { served } = await upstream.report();
    const own = told.p50 - waves * DELAY_MS;
    rows.push([
      name,
      String(waves),
      written(told.p50, 1),
      written(told.p99, 1),
      written(own, 1),
      written(cpu, 2),
      written(served / told.queries, 1),
    ]);
    if (waves === 1) met &&= told.p50 < TARGET_MS;
    await askOnce({ url, headers, body: server.ask(query, people.at(-1)) });
    timelines.push({ name, calls: (await upstream.report()).calls });
  }
  printTable(['asked', 'waves of the API', 'p50 ms', 'p99 ms', 'p50 - waves', 'CPU ms/query', 'calls/query'], rows);
  console.log(
    `\nOne wave: p50 under ${TARGET_MS} ms ${met ? 'holds' : 'DOES NOT HOLD'} where the vendors allow one wave.`,
  );
  for (const { name, calls } of timelines) {
    console.log(`\n${name}: when each call reached the upstream and was answered, ms since the first`);
    const [first] = calls.map(({ arrived }) => arrived).sort((a, b) => a - b);
    for (const { call, arrived, left } of calls.sort((a, b) => a.arrived - b.arrived)) {
      console.log(`  ${written(arrived - first, 1).padStart(6)} to ${written(left - first, 1).padStart(6)}  ${call}`);
    }
  }
}
