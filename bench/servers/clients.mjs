/** The two HTTP clients that hand-written servers use, each as its manual shows it, with connections kept alive. */
import { Agent } from 'node:http';
import axios from 'axios';
import { Pool } from 'undici';

export function axiosClient(baseURL) {
  const client = axios.create({ baseURL, httpAgent: new Agent({ keepAlive: true }) });
  return {
    get: async (path) => (await client.get(path)).data,
    post: async (path, body) => (await client.post(path, body)).data,
  };
}

export function undiciClient(origin) {
  const pool = new Pool(origin, { connections: 64 });
  const json = async (request) => {
    const { statusCode, body } = await pool.request(request);
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
    return body.json();
  };
  return {
    get: (path) => json({ method: 'GET', path }),
    post: (path, body) =>
      json({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  };
}
