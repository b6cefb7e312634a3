import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { hashApiKey } from '../../src/access/api-key';
import {
  type Config,
  ConfigError,
  configJsonSchema,
  demoConfig,
  gatewayAddress,
  loadConfig,
  openDemoSecrets,
  parseConfig,
} from '../../src/config';
import { rulesFor } from '../../src/reconciliation/policy';

const KEY = Buffer.alloc(32, 7);
const ENV = {
  PEPPER: KEY.toString('base64'),
  ENCRYPTION_KEY: KEY.toString('hex'),
  HUBSPOT_TOKEN: 'pat-eu1-the-hubspot-token',
  SHOPIFY_TOKEN: 'shpat_the-shopify-token',
  ZENDESK_TOKEN: 'the-zendesk-token',
  WEBSITE_KEY: 'of_website_0123456789',
};

const IDENTITY = 'identity: { pepper: { env: PEPPER }, encryptionKey: { env: ENCRYPTION_KEY } }';
const SOURCES = 'sources: { crm: { type: hubspot, credentials: { token: { env: HUBSPOT_TOKEN } } } }';
const WHOLE = `${IDENTITY}\n${SOURCES}\n`;

function config(text: string, env: Record<string, string> = ENV): Config {
  return parseConfig(text, { env, cwd: '/srv/gateway' });
}

function complaints(text: string, env: Record<string, string> = ENV): readonly string[] {
  try {
    config(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a config', () => {
  test('needs two keys and one source; the rest has defaults', () => {
    expect(config(WHOLE)).toMatchObject({
      server: { host: '127.0.0.1', port: 4000, bodyLimitBytes: 262_144, metrics: 'operator', trustProxy: false },
      identity: {
        store: { type: 'embedded', path: '/srv/gateway/.onefold/identity' },
        membershipMaxAge: 86_400_000,
        linking: { floor: 'OBSERVED', roles: ['reader', 'steward', 'operator'], maxRecordsPerIdentifier: 10 },
      },
      sources: {
        crm: {
          type: 'hubspot',
          enabled: true,
          baseUrl: 'https://api.hubapi.com',
          credentials: { token: ENV.HUBSPOT_TOKEN },
        },
      },
      access: { keys: [] },
      budget: { deadlineMs: 2000 },
      cache: { maxBytes: 67_108_864, maxAgeMs: 5000 },
      log: { level: 'info' },
    });
  });

  test('reads key material in base64 and in hex', () => {
    const { identity } = config(WHOLE);
    expect(Buffer.from(identity.pepper)).toEqual(KEY);
    expect(Buffer.from(identity.encryptionKey)).toEqual(KEY);
  });

  test('reads durations and sizes with units or as numbers', () => {
    const read = config(`${WHOLE}budget: { deadlineMs: 3s }\ncache: { maxAgeMs: 250, maxBytes: 1MiB }\n`);
    expect([read.budget.deadlineMs, read.cache.maxAgeMs, read.cache.maxBytes]).toEqual([3000, 250, 1_048_576]);
  });

  test('keeps of an API key its hash only', () => {
    const read = config(
      `${WHOLE}access: { keys: [{ id: web, name: Website, role: reader, secret: { env: WEBSITE_KEY } }] }`,
    );
    expect(read.access).toEqual({
      keys: [{ id: 'web', name: 'Website', role: 'reader', hash: hashApiKey(ENV.WEBSITE_KEY) }],
    });
    expect(JSON.stringify(read)).not.toContain(ENV.WEBSITE_KEY);
  });

  test('gives each source the region of the whole unless it names its own', () => {
    const read = config(
      `${IDENTITY}\ndefaultRegion: DE\nsources:\n` +
        '  crm: { type: hubspot, credentials: { token: { env: HUBSPOT_TOKEN } } }\n' +
        '  shop: { type: shopify, shop: a, credentials: { accessToken: { env: SHOPIFY_TOKEN } }, defaultRegion: FR }',
    );
    expect([read.sources.crm?.defaultRegion, read.sources.shop?.defaultRegion]).toEqual(['DE', 'FR']);
  });

  test('takes PORT from the environment before its own', () => {
    expect(config(`${WHOLE}server: { port: 5000 }`, { ...ENV, PORT: '0' }).server.port).toBe(0);
  });

  test('uses MongoDB when MONGODB_URI is set and no store is named', () => {
    const uri = 'mongodb://127.0.0.1:27017';
    expect(config(WHOLE, { ...ENV, MONGODB_URI: uri }).identity.store).toEqual({
      type: 'mongodb',
      uri,
      database: 'onefold',
    });
    const named = WHOLE.replace('identity: {', 'identity: { store: { type: embedded, path: /data },');
    expect(config(named, { ...ENV, MONGODB_URI: uri }).identity.store).toEqual({ type: 'embedded', path: '/data' });
  });

  test('cannot open the gateway to callers without a key', () => {
    expect(complaints(`${WHOLE}access: { anonymousRole: reader }`)).toEqual([
      'onefold.yml:3 access.anonymousRole: unknown key; known here: keys',
    ]);
  });

  test('the example of the repository is one', () => {
    const file = path.resolve(__dirname, '../../onefold.example.yml');
    const env = {
      ...ENV,
      ONEFOLD_PEPPER: ENV.PEPPER,
      ONEFOLD_ENCRYPTION_KEY: ENV.ENCRYPTION_KEY,
      ONEFOLD_KEY_WEBSITE: ENV.WEBSITE_KEY,
      ONEFOLD_KEY_DATA_TEAM: ENV.WEBSITE_KEY,
    };
    expect(Object.keys(loadConfig({ file, env }).sources)).toEqual(['crm', 'shop', 'helpdesk']);
  });
});

const shop = (rest: string): string =>
  `${IDENTITY}\nsources:\n  shop: { type: shopify, shop: a, credentials: { accessToken: { env: SHOPIFY_TOKEN } }, ${rest} }`;
const desk = (rest: string): string => `${IDENTITY}\nsources:\n  desk: { type: zendesk, subdomain: a, ${rest} }`;

describe('a mistake is named with its line, its key, what was expected and what came:', () => {
  test.each<[name: string, text: string, complaint: string]>([
    ['a misspelt key', `${WHOLE}server:\n  prot: 1`, 'onefold.yml:4 server.prot: unknown key; did you mean port?'],
    [
      'a misspelt key of a source',
      shop('concurency: 3'),
      'onefold.yml:3 sources.shop.concurency: unknown key; did you mean concurrency?',
    ],
    [
      'a key of another vendor',
      shop('subdomain: a'),
      'onefold.yml:3 sources.shop.subdomain: unknown key; known here: type, shop, credentials, baseUrl, enabled, concurrency, rate, quotaReserve, defaultRegion, cache',
    ],
    [
      'a number out of range',
      `${WHOLE}server: { port: 70000 }`,
      'onefold.yml:3 server.port: expected a whole number from 0 to 65535, received 70000',
    ],
    [
      'a text for a number',
      `${WHOLE}server: { port: "http" }`,
      'onefold.yml:3 server.port: expected a whole number from 0 to 65535, received "http"',
    ],
    [
      'an unknown word',
      `${WHOLE}log:\n  level: loud`,
      'onefold.yml:4 log.level: expected one of fatal, error, warn, info, debug, silent, received "loud"',
    ],
    [
      'a duration without a known unit',
      `${WHOLE}budget: { deadlineMs: 2 weeks }`,
      "onefold.yml:3 budget.deadlineMs: expected a duration such as '24h', '5s' or 1500 (milliseconds) from 50ms to 60s, received \"2 weeks\"",
    ],
    [
      'a duration out of range',
      `${WHOLE}budget: { deadlineMs: 2h }`,
      "onefold.yml:3 budget.deadlineMs: expected a duration such as '24h', '5s' or 1500 (milliseconds) from 50ms to 60s, received \"2h\"",
    ],
    [
      'a cap that is no list',
      shop('rate: { requests: 5, perMs: 1s }'),
      'onefold.yml:3 sources.shop.rate: expected a list of up to 5 caps such as { requests: 100, perMs: 10s }, received keys with values below it',
    ],
    [
      'a cap of nothing',
      shop('rate: [{ requests: 0, perMs: 1s }]'),
      'onefold.yml:3 sources.shop.rate[0].requests: expected a whole number from 1 to 1000000, received 0',
    ],
    [
      'a cap on searches where there is none',
      shop('searchRate: []'),
      'onefold.yml:3 sources.shop.searchRate: unknown key; known here: type, shop, credentials, baseUrl, enabled, concurrency, rate, quotaReserve, defaultRegion, cache',
    ],
    [
      'a list for keys',
      `${WHOLE}cache: [1]`,
      'onefold.yml:3 cache: expected keys with values below it, received a list',
    ],
    [
      'no sources',
      IDENTITY,
      'onefold.yml:1 sources: expected a source by name, for instance crm: { type: hubspot, … }, received nothing',
    ],
    ['empty sources', `${IDENTITY}\nsources: {}`, 'onefold.yml:2 sources: expected at least one source, received none'],
    [
      'an unknown vendor',
      `${IDENTITY}\nsources:\n  crm: { type: hubspt }`,
      'onefold.yml:3 sources.crm.type: expected one of hubspot, shopify, zendesk, declarative, received "hubspt"',
    ],
    [
      'a source name that look-ups could not tell apart',
      WHOLE.replace('crm:', 'order:'),
      'onefold.yml:2 sources.order: expected a source name: a lower-case letter, then letters, digits or hyphens, 40 at most, and neither order nor ticket, received another',
    ],
    [
      'a host in place of a shop name',
      shop('').replace('shop: a,', 'shop: evil.example/x,'),
      'onefold.yml:3 sources.shop.shop: expected the shop’s name before .myshopify.com: lower-case letters, digits and hyphens, received "evil.example/x"',
    ],
    [
      'a base URL that sends the credential in clear',
      shop('baseUrl: http://shop.example'),
      'onefold.yml:3 sources.shop.baseUrl: expected an https URL without user, query or fragment (http only for this machine), received text of 19 characters',
    ],
    [
      'half of a way to sign in',
      desk('credentials: { email: agent@acme.example }'),
      'onefold.yml:3 sources.desk.credentials: expected email and apiToken, or oauthToken alone, received email',
    ],
    [
      'an issuer that is no source',
      desk('credentials: { oauthToken: { env: ZENDESK_TOKEN } }, externalId: { issuedBy: dask }'),
      'onefold.yml:3 sources.desk.externalId.issuedBy: expected the name of a source: desk, received the name of none; did you mean desk?',
    ],
    [
      'an issuer that is the source itself',
      desk('credentials: { oauthToken: { env: ZENDESK_TOKEN } }, externalId: { issuedBy: desk }'),
      'onefold.yml:3 sources.desk.externalId.issuedBy: expected another source, received this one',
    ],
    [
      'a country that is none',
      `${WHOLE}defaultRegion: XX`,
      'onefold.yml:3 defaultRegion: expected an ISO 3166-1 alpha-2 country code such as DE, received "XX"',
    ],
    [
      'a policy for no field',
      `${WHOLE}policies:\n  emial: { rules: [mostRecent] }`,
      'onefold.yml:4 policies.emial: unknown key; did you mean email?',
    ],
    [
      'a rule that there is not',
      `${WHOLE}policies: { email: { rules: [newest] } }`,
      `onefold.yml:3 policies.email.rules[0]: expected one of ${rulesFor('email').join(', ')}, received "newest"`,
    ],
    [
      'a list rule on a single value',
      `${WHOLE}policies: { email: { rules: [union] } }`,
      `onefold.yml:3 policies.email.rules[0]: expected one of ${rulesFor('email').join(', ')}, received "union"`,
    ],
    [
      'a policy that trusts no source of ours',
      `${WHOLE}policies: { email: { rules: [mostTrusted], sources: [shop] } }`,
      'onefold.yml:3 policies.email.sources[0]: expected the name of a source: crm, received the name of none',
    ],
    [
      'two keys with one id',
      `${WHOLE}access:\n  keys:\n${`    - { id: a, name: A, role: reader, hash: ${'0'.repeat(64)} }\n`.repeat(2)}`,
      'onefold.yml:6 access.keys[1].id: expected an id of its own, received that of access.keys[0]',
    ],
    [
      'a key without its hash',
      `${WHOLE}access: { keys: [{ id: a, name: A, role: reader }] }`,
      'onefold.yml:3 access.keys[0]: expected either hash or secret, received neither',
    ],
    ['a key that stands twice', `${WHOLE}${SOURCES}`, 'onefold.yml:3 a key stands twice in one place'],
    ['a tab', 'server:\n\tport: 1', 'onefold.yml:2 a tab is used for indentation; YAML takes spaces only'],
  ])('%s', (_name, text, complaint) => {
    expect(complaints(text)).toContain(complaint);
  });

  test('all of them at once, in the order of the file', () => {
    const text = `server: { port: -1 }\n${IDENTITY}\nsources:\n  crm: { type: hubspot, credentials: {} }\ncache: { maxBytes: many }`;
    expect(complaints(text, { ...ENV, PORT: 'x' }).map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      'environment PORT: expected a whole number from 0 to 65535, received "x"'.split(':').slice(0, 2).join(':'),
      'onefold.yml:1 server.port',
      'onefold.yml:4 sources.crm.credentials.token',
      'onefold.yml:5 cache.maxBytes',
    ]);
  });

  test('a file that is not there', () => {
    expect(() => loadConfig({ file: 'nowhere.yml', cwd: tmpdir(), env: {} })).toThrow(
      new ConfigError([{ file: 'nowhere.yml', key: '', message: 'there is no such file' }]),
    );
  });
});

describe('a secret', () => {
  const LITERALS = [
    'pat-na1-5c8f2e1b',
    'shpat_0123456789abcdef0123456789abcdef',
    'c2VjcmV0LXBlcHBlci1zZWNyZXQtcGVwcGVyLTEyMzQ=',
  ];

  test.each([
    ['the token of a source', SOURCES.replace('{ env: HUBSPOT_TOKEN }', LITERALS[0]!), 'sources.crm.credentials.token'],
    ['a pepper', `identity: { pepper: ${LITERALS[2]}, encryptionKey: { env: ENCRYPTION_KEY } }`, 'identity.pepper'],
    [
      'a connection string',
      'identity: { store: { type: mongodb, uri: "mongodb://u:hunter2@h" } }',
      'identity.store.uri',
    ],
    [
      'an API key',
      'access: { keys: [{ id: a, name: A, role: reader, secret: hunter2hunter2 }] }',
      'access.keys[0].secret',
    ],
  ])('written into the file is refused and not repeated: %s', (_name, text, key) => {
    const found = complaints(text);
    const line = found.find((complaint) => complaint.includes(`${key}: `));
    expect(line).toMatch(
      /expected a reference to an environment variable, \{ env: NAME \}.*, received text of \d+ char/,
    );
    for (const secret of [...LITERALS, 'hunter2']) expect(found.join('\n')).not.toContain(secret);
  });

  test.each([
    ['as a value of another key', `log: { level: ${LITERALS[1]} }`],
    ['as a key', `${LITERALS[1]}: x`],
    ['as a source name', `sources: { ${LITERALS[1]}: { type: hubspot } }`],
    ['in a base URL', `sources: { crm: { type: hubspot, baseUrl: "https://u:${LITERALS[1]}@h" } }`],
    ['in text that is not YAML', `a: "${LITERALS[1]}\nb: ]`],
    ['as an unfinished reference', `identity: { pepper: { env: ${LITERALS[1]}! } }`],
  ])('pasted into the wrong place is not repeated: %s', (_name, text) => {
    const found = complaints(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).not.toContain(LITERALS[1]);
  });

  test('whose variable is not set is named by its variable', () => {
    const { HUBSPOT_TOKEN: _, ...env } = ENV;
    expect(complaints(WHOLE, env)).toEqual([
      'onefold.yml:2 sources.crm.credentials.token: expected the environment variable HUBSPOT_TOKEN to be set, received nothing',
    ]);
  });

  test('that is too short or no key material is told by its size only', () => {
    expect(complaints(WHOLE, { ...ENV, PEPPER: 'c2hvcnQ=', ENCRYPTION_KEY: 'not base64!' })).toEqual([
      'onefold.yml:1 identity.pepper: expected a variable with 32 bytes or more in base64 or hex (openssl rand -base64 32), received 5 bytes',
      'onefold.yml:1 identity.encryptionKey: expected a variable with 32 bytes or more in base64 or hex (openssl rand -base64 32), received text that is neither',
    ]);
  });

  test('that is no connection string is not repeated', () => {
    const found = complaints(WHOLE, { ...ENV, MONGODB_URI: 'postgres://u:hunter2@h' });
    expect(found).toEqual([
      'onefold.yml:1 identity.store.uri: expected a variable with a mongodb:// connection string, received other text',
    ]);
  });
});

describe('the JSON Schema for editors', () => {
  const file = path.resolve(__dirname, '../../schema/onefold.schema.json');

  test('is current (npx onefold schema --config-schema > schema/onefold.schema.json)', () => {
    expect(existsSync(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(configJsonSchema());
  });

  test('accepts the example and refuses a misspelt key', () => {
    const { $comment, ...schema } = configJsonSchema();
    const validate = new Ajv({ strict: false }).compile(schema);
    const example = parse(readFileSync(path.resolve(__dirname, '../../onefold.example.yml'), 'utf8'));
    expect(validate(example) || validate.errors).toBe(true);
    expect(validate({ ...example, servr: {} })).toBe(false);
    expect($comment).toContain('Do not edit');
  });

  test('describes every key', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, at: string): void => {
      const { properties, additionalProperties, oneOf, items } = node as Record<string, unknown>;
      for (const [name, child] of Object.entries((properties ?? {}) as Record<string, Record<string, unknown>>)) {
        const key = `${at}.${name}`;
        if (!child.description && name !== 'env' && !at.startsWith('.policies')) undescribed.push(key);
        walk(child, key);
      }
      for (const child of [additionalProperties, items, ...((oneOf ?? []) as unknown[])]) {
        if (child && typeof child === 'object') walk(child, at);
      }
    };
    walk(configJsonSchema(), '');
    expect(undescribed.filter((key) => key !== '.policies')).toEqual([]);
  });
});

describe('the demo', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'onefold-demo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const demo = (seed: number) =>
    demoConfig({
      port: 0,
      dataDir: folder,
      seed,
      baseUrls: { crm: 'http://127.0.0.1:1', shop: 'http://127.0.0.1:2', support: 'http://127.0.0.1:3' },
      credentials: {
        hubspotToken: 'h',
        shopifyToken: 's',
        zendesk: { email: 'agent@demo.example', token: 'z' },
      },
    });

  test('keeps its keys over restarts, and a store for each population', () => {
    const first = demo(1);
    const again = demo(1);
    const other = demo(2);
    expect(again).toEqual(first);
    expect(other.identity.pepper).not.toEqual(first.identity.pepper);
    expect(other.identity.store).not.toEqual(first.identity.store);
  });

  test('lets callers without a key read, and the printed key do everything', () => {
    const { access } = demo(1);
    expect(access.anonymousRole).toBe('reader');
    expect(access.keys).toEqual([
      { id: 'demo', name: 'Demo', role: 'operator', hash: hashApiKey(openDemoSecrets(folder, 1).apiKey) },
    ]);
  });

  test('keeps its keys for this user only', () => {
    demo(1);
    expect(statSync(path.join(folder, 'seed-1', 'secrets.json')).mode & 0o077).toBe(0);
  });
});

test('lookup asks the gateway of the environment, or the one on this machine', () => {
  expect(gatewayAddress({})).toEqual({ url: 'http://127.0.0.1:4000', key: undefined });
  expect(gatewayAddress({ ONEFOLD_URL: 'https://o.example', ONEFOLD_KEY: 'k' })).toEqual({
    url: 'https://o.example',
    key: 'k',
  });
});
