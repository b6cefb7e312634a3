/**
 * The stage of the journeys: the demo's simulators in this process, and real gateways as child processes, started by the
 * command that an operator would use, with a config file, on one identity store: embedded, or MongoDB where
 * `MONGODB_URI` is set.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DocumentNode, print } from 'graphql';
import { MongoClient } from 'mongodb';
import { stringify } from 'yaml';
import { startDemoSources } from '../../src/demo/demo-sources';

type DemoSources = Awaited<ReturnType<typeof startDemoSources>>;

interface Answer<Data> {
  readonly data: Data;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

export interface Stage {
  readonly demo: DemoSources;
  readonly folder: string;
  readonly database: string | undefined;
  readonly gateways: readonly Gateway[];
  /** Those of identity, so that another process may write to the same store. */
  readonly secrets: { readonly pepper: Buffer; readonly encryptionKey: Buffer };
  /** Everything that the gateways wrote to standard output and standard error. */
  output(): string;
  /** Every byte that the identity store keeps. */
  storedBytes(): Promise<Buffer>;
  /** Kills a gateway in the middle of whatever it does; another takes its place, on the same store. */
  crash(which: number): Promise<void>;
  /** Stops the gateways; the store stays for a look. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** What graphql-codegen says of a document. */
type Typed<Data, Variables> = DocumentNode & { readonly __apiType?: (variables: Variables) => Data };

export interface Gateway {
  readonly url: string;
  /** A typed operation (operations.graphql), or text where the text is what is tried. */
  query<Data, Variables extends object>(document: Typed<Data, Variables>, variables: Variables): Promise<Answer<Data>>;
  query<Data>(query: string, variables?: Record<string, unknown>, key?: string): Promise<Answer<Data>>;
  metrics(): Promise<string>;
  /** Stops the process in its tracks, and lets it go on: what was sent meanwhile comes to it all at once. */
  freeze(): void;
  thaw(): void;
  /** Sends a signal; answers once the process has ended, with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface StageOptions {
  readonly persons?: number;
  readonly gateways?: number;
  /** Merged over the config that the stage writes. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Share of each source's quota that is left alone; default none: journeys ask more in a minute than a vendor grants. */
  readonly quotaReserve?: number;
  /** Caps on the requests to each source; default none, as for the quota. */
  readonly rate?: readonly { readonly requests: number; readonly perMs: number }[];
  /** Where the gateways reach a source; default: where it is. */
  readonly route?: (source: string, baseUrl: string) => Promise<string>;
  /** Where the gateways reach the database; default: where it is. */
  readonly databaseRoute?: (uri: string) => Promise<string>;
  /** A command that starts what follows it, for instance with fewer resources. */
  readonly launcher?: readonly string[];
  /** Default: what `MONGODB_URI` says. Null: the embedded store, whatever it says. */
  readonly mongodbUri?: string | null;
  /** Arguments of the runtime, before the program. */
  readonly nodeArguments?: readonly string[];
}

export const READER_KEY = `of_reader_${'r'.repeat(43)}`;
export const STEWARD_KEY = `of_steward_${'s'.repeat(43)}`;
const OPERATOR_KEY = `of_operator_${'o'.repeat(43)}`;
const ROOT = resolve(__dirname, '../..');

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const demo = await startDemoSources({ seed: 7, persons: options.persons });
  const folder = await mkdtemp(join(tmpdir(), 'onefold-stage-'));
  const mongodbUri = options.mongodbUri === undefined ? process.env.MONGODB_URI : options.mongodbUri;
  const database = mongodbUri ? `stage_${randomBytes(6).toString('hex')}` : undefined;
  const secrets = stageSecrets(demo);
  const { route = async (_source, baseUrl) => baseUrl, databaseRoute = async (uri) => uri } = options;
  const routes = new Map<string, string>();
  for (const { name, baseUrl } of demo.sources) routes.set(name, await route(name, baseUrl));
  const { quotaReserve = 0, rate = [] } = options;
  const config = { ...stageConfig(demo, routes, folder, database, quotaReserve, rate), ...options.config };
  await writeFile(join(folder, 'onefold.yml'), stringify(config));
  const output: string[] = [];
  const environment = { ...secrets, ...(mongodbUri ? { MONGODB_URI: await databaseRoute(mongodbUri) } : {}) };
  const start = () => startGateway(folder, environment, output, options);
  const gateways = await Promise.all(Array.from({ length: options.gateways ?? 1 }, start));
  const stop = async (): Promise<void> => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  };
  return {
    demo,
    folder,
    database,
    gateways,
    secrets: {
      pepper: Buffer.from(secrets.ONEFOLD_PEPPER!, 'base64'),
      encryptionKey: Buffer.from(secrets.ONEFOLD_ENCRYPTION_KEY!, 'base64'),
    },
    output: () => output.join(''),
    storedBytes: () =>
      database && mongodbUri ? mongoBytes(mongodbUri, database) : folderBytes(join(folder, 'identity')),
    async crash(which) {
      await gateways[which]?.stop('SIGKILL');
      gateways[which] = await start();
    },
    stop,
    async close() {
      await stop();
      await demo.close();
      if (database && mongodbUri) await dropDatabase(mongodbUri, database);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function stageSecrets(demo: DemoSources): Record<string, string> {
  const { hubspotToken, shopifyToken, zendesk } = demo.credentials;
  return {
    HUBSPOT_TOKEN: hubspotToken,
    SHOPIFY_TOKEN: shopifyToken,
    ZENDESK_TOKEN: zendesk.token,
    READER_KEY,
    STEWARD_KEY,
    OPERATOR_KEY,
    ONEFOLD_PEPPER: randomBytes(32).toString('base64'),
    ONEFOLD_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  };
}

function stageConfig(
  demo: DemoSources,
  routes: ReadonlyMap<string, string>,
  folder: string,
  database: string | undefined,
  quotaReserve: number,
  rate: readonly object[],
): Record<string, unknown> {
  const shopGid = 'gid://shopify/Customer/';
  return {
    server: { port: 0 },
    defaultRegion: 'US',
    // Journeys ask what is true, not how fast this machine is today; those about deadlines set their own.
    budget: { deadlineMs: 30_000 },
    identity: {
      store: database ? { type: 'mongodb', database } : { type: 'embedded', path: join(folder, 'identity') },
      pepper: { env: 'ONEFOLD_PEPPER' },
      encryptionKey: { env: 'ONEFOLD_ENCRYPTION_KEY' },
    },
    sources: {
      crm: {
        type: 'hubspot',
        quotaReserve,
        rate,
        searchRate: rate,
        baseUrl: routes.get('crm'),
        credentials: { token: { env: 'HUBSPOT_TOKEN' } },
        issuedIds: { property: 'shopify_customer_id', issuedBy: 'shop', idPrefix: shopGid },
      },
      shop: {
        type: 'shopify',
        shop: 'demo',
        quotaReserve,
        rate,
        baseUrl: routes.get('shop'),
        credentials: { accessToken: { env: 'SHOPIFY_TOKEN' } },
      },
      support: {
        type: 'zendesk',
        subdomain: 'demo',
        quotaReserve,
        rate,
        baseUrl: routes.get('support'),
        credentials: { email: demo.credentials.zendesk.email, apiToken: { env: 'ZENDESK_TOKEN' } },
        externalId: { prefix: 'shop:', issuedBy: 'shop', idPrefix: shopGid },
      },
    },
    access: {
      keys: [
        { id: 'reader', name: 'Journey reader', role: 'reader', secret: { env: 'READER_KEY' } },
        { id: 'steward', name: 'Journey steward', role: 'steward', secret: { env: 'STEWARD_KEY' } },
        { id: 'operator', name: 'Journey operator', role: 'operator', secret: { env: 'OPERATOR_KEY' } },
      ],
    },
  };
}

async function startGateway(
  folder: string,
  secrets: Record<string, string>,
  output: string[],
  { launcher = [], nodeArguments = [] }: StageOptions,
): Promise<Gateway> {
  const { PATH, HOME } = process.env;
  const program = [join(ROOT, 'dist/cli.js'), 'start', '--config', join(folder, 'onefold.yml')];
  const [command, ...rest] = [...launcher, process.execPath, ...nodeArguments, ...program];
  const child = spawn(command as string, rest, {
    cwd: folder,
    env: { PATH, HOME, NODE_ENV: 'production', ...secrets },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyUrl(child, output);
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  return {
    url,
    async query(query: string | DocumentNode, variables: object = {}, key = READER_KEY) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query: typeof query === 'string' ? query : print(query), variables }),
      });
      return (await response.json()) as Answer<never>;
    },
    async metrics() {
      const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPERATOR_KEY}` } });
      return response.text();
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** The gateway says where it listens in its ready line; anything that it says before it ends is the complaint. */
function readyUrl(child: ChildProcess, output: string[]): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const take = (chunk: Buffer): void => {
      text += chunk;
      output.push(String(chunk));
      const url = /ready at (http:\/\/[\w.:[\]]+)/.exec(text)?.[1];
      if (url) done(url.replace(/\/$/, ''));
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    child.once('exit', (code) => fail(new Error(`the gateway ended with ${code} before it was ready:\n${text}`)));
  });
}

async function folderBytes(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

async function mongoBytes(uri: string, database: string): Promise<Buffer> {
  const client = await MongoClient.connect(uri);
  try {
    const collections = await client.db(database).listCollections().toArray();
    const texts = await Promise.all(
      collections.map(async ({ name }) => {
        const documents = await client.db(database).collection(name).find({}, { promoteBuffers: true }).toArray();
        return documents.map((document) => rawText(document)).join('\n');
      }),
    );
    return Buffer.from(texts.join('\n'), 'latin1');
  } finally {
    await client.close();
  }
}

/** Every string and binary value of a document, as bytes. */
function rawText(value: unknown): string {
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('latin1');
  if (Array.isArray(value)) return value.map(rawText).join('\n');
  if (value !== null && typeof value === 'object') {
    return Object.entries(value)
      .map(([key, item]) => `${rawText(key)}\n${rawText(item)}`)
      .join('\n');
  }
  return String(value);
}

async function dropDatabase(uri: string, database: string): Promise<void> {
  const client = await MongoClient.connect(uri);
  await client.db(database).dropDatabase();
  await client.close();
}
