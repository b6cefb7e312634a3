/**
 * Compares Onefold with what a team would write by hand: see README.md beside it.
 *
 *   npm run bench                 about five minutes
 *   npm run bench -- --quick      about one
 *   npm run bench -- --one-wave   one customer with everything, upstream at 20 ms
 *   npm run bench -- --only onefold,apollo --query q2   some servers, one query
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { askOnce, drive } from './load.mjs';
import { measureOneWave } from './one-wave.mjs';
import { PARTICIPANTS } from './participants.mjs';
import { canPin, cores, cpuMsOf, endAll, pinSelf, rssMiBOf } from './processes.mjs';
import { printCell } from './report.mjs';
import { startUpstream } from './upstream-process.mjs';
import { expected, PEOPLE } from './world.mjs';

const MANY = 50;
const SETS = 100;
const SETTINGS = { quick: { rounds: 2, roundMs: 400, warmMs: 200 }, usual: { rounds: 5, roundMs: 1700, warmMs: 1000 } };
const LATENCIES = [
  { delayMs: 0, connections: 32 },
  { delayMs: 20, connections: 1 },
];

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    'one-wave': { type: 'boolean', default: false },
    only: { type: 'string' },
    query: { type: 'string' },
  },
});
const { rounds, roundMs, warmMs } = options.quick ? SETTINGS.quick : SETTINGS.usual;

/** A quick run checks one answer in so many. */
const checkedEach = options.quick ? 10 : 1;

/** People of the `i`th set, always the same and each set another. */
const setOf = (i) => Array.from({ length: MANY }, (_, j) => (i * 37 + j * (1 + 2 * (i % 5))) % PEOPLE);
const everybody = Array.from({ length: PEOPLE }, (_, n) => n);
const sets = Array.from({ length: SETS }, (_, i) => setOf(i));

const QUERIES = [
  {
    name: 'q1: one customer',
    bodies: ({ one }) => everybody.map(one),
    answers: ({ customer }) => [customer],
    people: (i) => [everybody[i]],
  },
  {
    name: `q2: ${MANY} customers`,
    bodies: ({ many }) => sets.map(many),
    answers: ({ customers }) => customers,
    people: (i) => sets[i],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'onefold-bench-'));
const stop = () => endAll().finally(() => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stop().finally(() => process.exit(1)));
}
try {
  await run();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stop();
}

async function run() {
  const mine = cores[0];
  const theirs = cores.at(-1);
  pinSelf(mine);
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cores.length} cores`);
  console.log(
    canPin
      ? `Servers on core ${theirs}; upstream and load on core ${mine}.`
      : 'NOT PINNED (one core, or no taskset): servers, upstream and load share the cores, so trust nothing but ratios.',
  );
  const upstream = await startUpstream(mine);
  const entering = PARTICIPANTS.filter(({ name }) => {
    if (options['one-wave']) return name === 'onefold uncached';
    return !options.only || options.only.split(',').includes(name);
  });
  const servers = [];
  if (entering.length === 0) throw new Error(`--only: expected ${PARTICIPANTS.map(({ name }) => name).join(', ')}`);
  const queries = QUERIES.filter(({ name }) => !options.query || name.startsWith(`${options.query}:`));
  if (queries.length === 0) throw new Error('--query: expected q1 or q2');
  for (const { name, about, start } of entering) {
    servers.push({ name, ...(await start({ core: theirs, upstream: upstream.origin, folder })) });
    console.log(`  ${name.padEnd(18)}${about}`);
  }
  if (options['one-wave']) return measureOneWave(servers[0], upstream, options.quick);
  for (const server of servers) await check(server);
  const checked = options.quick ? `one in ${checkedEach} checked` : 'all checked';
  console.log(`Every answer is right: ${PEOPLE} people and ${SETS} sets of ${MANY} a server, ${checked}.\n`);
  for (const latency of LATENCIES) {
    upstream.delay(latency.delayMs);
    for (const query of queries) {
      const title = `${query.name}, upstream at ${latency.delayMs} ms, ${latency.connections} connection(s)`;
      printCell(title, await compare(servers, query, latency, upstream));
    }
  }
}

/** The answers to all queries, before anything is timed. */
async function check({ name, url, headers, canonical, ...bodies }) {
  for (const query of QUERIES) {
    for (const [i, body] of query.bodies(bodies).entries()) {
      if (i % checkedEach !== 0) continue;
      const { data, errors } = await askOnce({ url, headers, body });
      if (errors) throw new Error(`${name}, ${query.name}: ${JSON.stringify(errors[0])}`);
      const people = query.people(i);
      for (const [j, answer] of query.answers(data).entries()) {
        const received = canonical(answer);
        const wanted = expected(people[j]);
        if (isDeepStrictEqual(received, wanted)) continue;
        throw new Error(
          `${name}, ${query.name}, person ${people[j]}: expected ${JSON.stringify(wanted)}, received ${JSON.stringify(received)}`,
        );
      }
    }
  }
}

/** Rounds of all servers in turn: what else the machine does meets all of them alike. */
async function compare(servers, query, { connections }, upstream) {
  const entries = servers.map((server) => ({ server, bodies: query.bodies(server), next: 0, rounds: [] }));
  const ask = async (entry, durationMs) => {
    const { url, headers } = entry.server;
    const told = await drive({ url, headers, bodies: entry.bodies, connections, durationMs, from: entry.next });
    entry.next = told.next;
    return told;
  };
  for (const entry of entries) await ask(entry, warmMs);
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of entries) {
      await upstream.report();
      const [serverBefore, loadBefore] = [cpuMsOf(entry.server.pid), cpuMsOf(process.pid)];
      const told = await ask(entry, roundMs);
      const [serverCpu, loadCpu] = [cpuMsOf(entry.server.pid) - serverBefore, cpuMsOf(process.pid) - loadBefore];
      const { served, unknown, cpuMs } = await upstream.report();
      if (unknown.length > 0) throw new Error(`the upstream does not know: ${unknown[0]}`);
      entry.rounds.push({
        cpuMs: serverCpu / told.queries,
        perSecond: (1000 * told.queries) / told.elapsedMs,
        p50: told.p50,
        p99: told.p99,
        rssMiB: rssMiBOf(entry.server.pid),
        calls: served / told.queries,
        serverShare: serverCpu / told.elapsedMs,
        upstreamShare: cpuMs / told.elapsedMs,
        loadShare: loadCpu / told.elapsedMs,
      });
    }
  }
  return entries.map(({ server, rounds: measured }) => ({ name: server.name, rounds: measured }));
}
