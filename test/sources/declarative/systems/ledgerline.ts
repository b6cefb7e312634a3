/** The API that ledgerline.yml describes, with a few dozen clients. */
import { type Answered, type Asked, type LoopbackServer, startServer } from './loopback-server';

const FIRST = ['Ada', 'Ben', 'Cleo', 'Dag', 'Eva', 'Fay', 'Gus', 'Ida'];
const LAST = ['Moser', 'Novak', 'Olsen', 'Peters', 'Quist', 'Rossi', 'Sand', 'Thal'];

export interface Client {
  readonly client_no: number;
  readonly email: string;
  readonly phone: string | undefined;
  readonly orders: number;
  readonly status?: 'erased';
  readonly moved_to?: number;
}

/** Clients 1001 to 1060; the last two were erased and merged away. */
export const CLIENTS: readonly Client[] = Array.from({ length: 60 }, (_, i) => ({
  client_no: 1001 + i,
  email: emailOf(i),
  phone: i % 3 === 0 ? `+4317123${String(400 + i)}` : undefined,
  orders: i === 0 ? 31 : i % 4 === 1 ? 0 : i % 5,
  ...(i === 58 && { status: 'erased' as const }),
  ...(i === 59 && { moved_to: 1003 }),
}));

/** Addresses of which one is the end of another: the search takes parts for wholes. */
function emailOf(i: number): string {
  const name = `${FIRST[i % 8]}.${LAST[Math.floor(i / 8)]}`.toLowerCase();
  return i === 7 ? `a${emailOf(6)}` : `${name}@example.com`;
}

export const PRESENT = CLIENTS.filter(({ status, moved_to }) => !status && !moved_to);
export const USER = 'gateway';
export const PASSWORD = 'ledger-password-canary';

export interface Ledgerline extends LoopbackServer {
  /** Ends every session, as a restart of the system would. */
  endSessions(): void;
  /** Answers in place of the API while set. */
  intercept: ((asked: Asked) => Answered | undefined) | undefined;
  logins(): number;
}

export async function startLedgerline(): Promise<Ledgerline> {
  let session = 0;
  const server = await startServer((asked, origin) => {
    if (asked.path === '/api/session') {
      const form = new URLSearchParams(asked.text);
      if (form.get('user') !== USER || form.get('password') !== PASSWORD) return { status: 401, body: { code: 'NO' } };
      session += 1;
      return { headers: { 'x-session-token': `s-${session}` }, body: { status: 'ok' } };
    }
    const intercepted = ledgerline.intercept?.(asked);
    if (intercepted) return intercepted;
    // The system never says 401: it answers 200 and an error.
    if (asked.headers['x-session'] !== `Session s-${session}`)
      return { body: { status: 'error', code: 'SESSION_EXPIRED' } };
    return { ...route(asked, origin) };
  });
  const ledgerline: Ledgerline = Object.assign(server, {
    intercept: undefined,
    endSessions() {
      session += 1;
    },
    logins: () => server.count('/api/session'),
  });
  return ledgerline;
}

function route({ path, query, text }: Asked, origin: string): Answered {
  switch (path) {
    case '/api/v3/ping':
      return { body: { status: 'ok' } };
    case '/api/v3/clients': {
      const size = Number(query.get('size') ?? 5);
      const asked = (query.get('client') ?? '').split('|');
      const list = CLIENTS.filter(({ client_no }) => asked.includes(String(client_no))).slice(0, size);
      // Its own order, whatever was asked.
      return {
        headers: { 'x-calls-allowed': '600', 'x-calls-left': '599' },
        body: clients(list.reverse().map(clientJson)),
      };
    }
    case '/api/v3/clients/find': {
      const hits = CLIENTS.filter((client) => matches(client, query));
      const from = Number(query.get('from') ?? 0);
      const count = Number(query.get('count') ?? 3);
      // Too little to tell who it is.
      const list = hits.slice(from, from + count).map(({ client_no }) => ({ client_no }));
      return { body: { ...clients(list), found: hits.length } };
    }
    case '/api/v3/clients/changes': {
      const size = Number(query.get('size'));
      const page = Number(query.get('page') ?? 0);
      const after = Number(query.get('after') ?? 0);
      const changed = CLIENTS.filter(({ client_no }) => changedAt(client_no) >= after);
      const list = changed.slice(page * size, (page + 1) * size).map(clientJson);
      const more = (page + 1) * size < changed.length;
      const next = `<${origin}/api/v3/clients/changes?after=${after}&size=${size}&page=${page + 1}>; rel="next"`;
      return { headers: more ? { link: `<${origin}/api/docs>; rel="help", ${next}` } : {}, body: clients(list) };
    }
    case '/api/v3/orders/query': {
      const { filter, page } = JSON.parse(text) as {
        filter: { clients: number[] };
        page: { no: number; size: number };
      };
      if (!filter.clients.every((one) => typeof one === 'number'))
        return { status: 400, body: { code: 'NUMBERS_PLEASE' } };
      const all = filter.clients.flatMap(ordersOf).sort((a, b) => b.ms - a.ms || (a.id < b.id ? 1 : -1));
      const orders = all.slice(page.no * page.size, (page.no + 1) * page.size).map(orderJson);
      return { headers: { 'x-pages': String(Math.ceil(all.length / page.size)) }, body: { orders } };
    }
    default: {
      const reference = /^\/api\/v3\/orders\/by-reference\/([^/]+)$/.exec(path)?.[1];
      const order = CLIENTS.flatMap(({ client_no }) => ordersOf(client_no)).find(
        (one) => one.reference === decodeURIComponent(reference ?? ''),
      );
      return order
        ? { body: { order: orderJson(order) } }
        : { status: 404, body: { code: reference ? 'NO_SUCH_ORDER' : 'NO_SUCH_PAGE' } };
    }
  }
}

const clients = (list: readonly unknown[]) => ({ status: 'ok', clients: { list } });

function matches(client: Client, query: URLSearchParams): boolean {
  const mail = query.get('mail');
  const tel = query.get('tel');
  const text = query.get('text')?.toLowerCase();
  if (mail !== null) return client.email.includes(mail);
  if (tel !== null) return client.phone?.includes(tel.replace(/\D/g, '').replace(/^0+/, '')) ?? false;
  return text !== undefined && client.email.includes(text);
}

function clientJson({ client_no, email, phone, orders, status, moved_to }: Client): object {
  const [given = '', family = ''] = email.split('@')[0]!.split('.');
  return {
    client_no,
    since: '07.03.2021',
    changed: changedAt(client_no),
    person: { given: capital(given), family: capital(family), firm: null, born: '24.12.1980' },
    labels: 'VIP;Newsletter',
    language: 'de-AT',
    contacts: [{ kind: 'mail', value: email.toUpperCase() }, ...(phone ? [{ kind: 'tel', value: phone }] : [])].map(
      (one) => one,
    ),
    places: [
      { street: 'Ring 1', town: 'Wien', zip: '1010', land: 'at', main: true },
      { street: 'Gasse 2', town: 'Graz', zip: '8010', land: 'at', main: false },
    ],
    stats: { orders, spent_cents: orders * 1250 },
    status: status ?? 'active',
    moved_to: moved_to ?? null,
  };
}

/** Seconds since the epoch. */
const changedAt = (client_no: number): number => 1_760_000_000 + client_no;
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

interface LedgerOrder {
  readonly id: string;
  readonly client: number;
  readonly n: number;
  readonly reference: string;
  readonly ms: number;
}

/** Three of a client's orders share a moment, so that pages are cut between equal times. */
export function ordersOf(client: number): LedgerOrder[] {
  const count = CLIENTS.find(({ client_no }) => client_no === client)?.orders ?? 0;
  return Array.from({ length: count }, (_, n) => ({
    id: `o-${client}-${n}`,
    client,
    n,
    reference: `${client}/${n}`,
    ms: Date.UTC(2025, 0, 1 + Math.floor(n / 3), 12, 0, 0),
  }));
}

function orderJson({ id, client, n, reference, ms }: LedgerOrder): object {
  // Local time, an hour ahead.
  const [date, time] = new Date(ms + 3_600_000).toISOString().slice(0, 19).split('T') as [string, string];
  return {
    id,
    client_no: client,
    reference,
    placed: `${date.split('-').reverse().join('.')} ${time}`,
    state: ['running', 'done', 'storno', 'limbo'][n % 4],
    paid: n % 2 === 0,
    cents: 1250,
    currency: 'EUR',
    rows: [{ text: 'Pencil', article: 'P-1', pieces: 5, cents: 250 }],
  };
}
