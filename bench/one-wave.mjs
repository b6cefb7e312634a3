/**
 * One customer with everything the API offers, upstream at 20 ms, one connection: does the answer take one wave of
 * upstream time? Deals, activities and tasks of HubSpot cannot: associations first, then the objects they name. Without
 * the answer cache, in which linking has just left what it read.
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

const CASES = [
  ['profile', 1, `${PROFILE} crm { ${OWNER} }`],
  ['profile, orders, tickets, summaries', 1, `${PROFILE} crm { ${OWNER} } ${SHOP} ${SUPPORT}`],
  [
    'everything: also deals, activities, tasks',
    2,
    `${PROFILE} crm { ${OWNER} ${SALES} } ${SHOP} ${SUPPORT} lastContactAt`,
  ],
].map(([name, waves, fields]) => ({ name, waves, query: `query Whole($id: ID!) { customer(id: $id) { ${fields} } }` }));

export async function measureOneWave(server, upstream, quick) {
  const durationMs = quick ? 2000 : 5000;
  console.log(`\nOne linked customer, upstream at ${DELAY_MS} ms, one connection, another customer each time.\n`);
  const rows = [];
  const timelines = [];
  let met = true;
  for (const { name, waves, query } of CASES) {
    const bodies = Array.from({ length: PEOPLE }, (_, n) => server.ask(query, n));
    const { url, headers } = server;
    // Some hundreds of queries without the latency, so that what is measured is not the compiler at work.
    upstream.delay(0);
    const warm = await drive({ url, headers, bodies, connections: 8, durationMs, from: 0 });
    upstream.delay(DELAY_MS);
    await upstream.report();
    const before = cpuMsOf(server.pid);
    const told = await drive({ url, headers, bodies, connections: 1, durationMs, from: warm.next });
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
    await askOnce({ url, headers, body: bodies[(told.next + 1) % PEOPLE] });
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
