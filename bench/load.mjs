/** A closed loop: so many connections, each asking the next query as soon as it has its answer. */
import { Client } from 'undici';

/**
 * Asks for `durationMs`, or until a failure. `bodies` are asked in turn from number `from` on.
 * @throws where an answer is not a 200, or holds errors: nothing wrong is timed.
 */
export async function drive({ url, headers, bodies, connections, durationMs, from }) {
  const { origin, pathname } = new URL(url);
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const latencies = [];
  let next = from;
  const started = performance.now();
  const until = started + durationMs;
  const worker = async (client) => {
    while (performance.now() < until) {
      const body = bodies[next % bodies.length];
      next += 1;
      const asked = performance.now();
      const text = await ask(client, pathname, headers, body);
      latencies.push(performance.now() - asked);
      if (text.includes('"errors"')) throw new Error(`an answer with errors: ${text.toString().slice(0, 300)}`);
    }
  };
  try {
    await Promise.all(clients.map(worker));
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
  }
  const elapsedMs = performance.now() - started;
  latencies.sort((a, b) => a - b);
  const percentile = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))];
  return { queries: latencies.length, next, elapsedMs, p50: percentile(0.5), p99: percentile(0.99) };
}

async function ask(client, path, headers, body) {
  const response = await client.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const answer = Buffer.from(await response.body.arrayBuffer());
  if (response.statusCode !== 200) {
    throw new Error(`HTTP ${response.statusCode}: ${answer.toString().slice(0, 300)}`);
  }
  return answer;
}

/** One query, parsed. */
export async function askOnce({ url, headers, body }) {
  const { origin, pathname } = new URL(url);
  const client = new Client(origin);
  try {
    return JSON.parse((await ask(client, pathname, headers, body)).toString());
  } finally {
    await client.destroy();
  }
}
