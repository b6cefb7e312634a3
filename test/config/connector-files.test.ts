/** What `onefold.yml` says of an account, against the connector file that it names. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, ConfigError, loadConfig } from '../../src/config';
import { vendorOf } from '../../src/sources/catalogue';
import { REST } from '../sources/declarative/mistakes';

const KEY = Buffer.alloc(32, 7).toString('base64');
const ENV = { PEPPER: KEY, ENCRYPTION_KEY: KEY, TOKEN: 'acme-token-canary' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onefold-connectors-'));
  mkdirSync(join(folder, 'connectors'));
  writeFileSync(join(folder, 'connectors/acme.yml'), REST);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ACCOUNT = {
  type: 'declarative',
  file: 'connectors/acme.yml',
  variables: { company: 'hats' },
  secrets: { token: { env: 'TOKEN' } },
};

function config(...sources: readonly object[]): Config {
  // A line for each key, so that the lines of complaints can be counted.
  const lines = sources.flatMap((source, i) => [
    `  acme${i}:`,
    ...Object.entries(source).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`),
  ]);
  const identity = 'identity: { pepper: { env: PEPPER }, encryptionKey: { env: ENCRYPTION_KEY } }';
  writeFileSync(join(folder, 'onefold.yml'), [identity, 'sources:', ...lines].join('\n'));
  return loadConfig({ cwd: folder, env: ENV });
}

function complaints(...sources: readonly object[]): readonly string[] {
  try {
    config(...sources);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('an account comes with its definition, and leads to its own host', () => {
  const source = config(ACCOUNT).sources.acme0!;
  expect(source.type === 'declarative' && source.definition.connector).toBe('Acme');
  expect(vendorOf(source as never).baseUrl).toBe('https://hats.acme.example/api');
});

test('signing in can be another host, which the file names', () => {
  const login =
    'auth: { type: login, baseUrl: "https://login.{{company}}.example", request: { path: /in, form: { k: "{{secrets.token}}" } }, token: { body: t } }';
  writeFileSync(
    join(folder, 'connectors/acme.yml'),
    REST.replace(/^auth: .*$/m, () => login),
  );
  expect(vendorOf(config(ACCOUNT).sources.acme0 as never).signInUrl).toBe('https://login.hats.example');
  writeFileSync(
    join(folder, 'connectors/acme.yml'),
    REST.replace(/^auth: .*$/m, () => login.replace('https:', 'http:')),
  );
  expect(complaints(ACCOUNT)).toEqual([
    'onefold.yml:6 sources.acme0.variables: expected variables that make auth.baseUrl an https URL, received others',
  ]);
});

const IN_THE_ACCOUNT: readonly (readonly [name: string, account: object, complaints: readonly string[]])[] = [
  [
    'no such file',
    { ...ACCOUNT, file: 'acme.yml' },
    ['5 sources.acme0.file: expected a connector file, received the name of none'],
  ],
  [
    'a variable without a value',
    { ...ACCOUNT, variables: {} },
    ['6 sources.acme0.variables: expected company, received none'],
  ],
  [
    'a value of another form',
    { ...ACCOUNT, variables: { company: 'evil.example/' } },
    [
      '6 sources.acme0.variables.company: expected company to be of the form [a-z]+, without /, ?, #, @, : or spaces, received another value',
    ],
  ],
  [
    'a misspelt variable',
    { ...ACCOUNT, variables: { company: 'hats', compny: 'x' } },
    ['6 sources.acme0.variables.compny: the connector file has no such name; did you mean company?'],
  ],
  [
    'no secret',
    { ...ACCOUNT, secrets: {} },
    ['7 sources.acme0.secrets: expected token: { env: NAME } (an access token), received none'],
  ],
  [
    'a secret nobody asks for',
    { ...ACCOUNT, secrets: { token: { env: 'TOKEN' }, key: { env: 'TOKEN' } } },
    ['7 sources.acme0.secrets.key: the connector file has no such name; known here: token'],
  ],
  [
    'ids of another source that the file does not map',
    { ...ACCOUNT, issuedIds: { issuedBy: 'acme1' } },
    ['8 sources.acme0.issuedIds: expected map.customer.issuedId in the connector file, received none'],
  ],
];

test.each(IN_THE_ACCOUNT)('%s is told with its line', (_, account, expected) => {
  const found = complaints(account, ACCOUNT);
  expect(found).toEqual(expected.map((one) => `onefold.yml:${one}`));
});

test('mistakes in a connector file are told with that file, once for all accounts, beside those of the config', () => {
  writeFileSync(join(folder, 'connectors/acme.yml'), REST.replace('kind: COMMERCE', 'kind: SHOP'));
  expect(complaints(ACCOUNT, { ...ACCOUNT, file: './connectors/acme.yml' }, { ...ACCOUNT, file: 'none.yml' })).toEqual([
    'onefold.yml:15 sources.acme2.file: expected a connector file, received the name of none',
    'connectors/acme.yml:2 kind: expected one of CRM, COMMERCE, SUPPORT, MARKETING, received "SHOP"',
  ]);
});

test('no variable leads to another host, whatever its pattern lets through', () => {
  writeFileSync(join(folder, 'connectors/acme.yml'), REST.replace('"[a-z]+"', '".*"'));
  for (const company of [
    'evil.example/',
    'evil.example#',
    'evil.example?',
    'a@evil.example',
    'evil.example:443',
    '..',
    'a\\b',
    'a b',
    '',
  ]) {
    expect([company, complaints({ ...ACCOUNT, variables: { company } }).length]).toEqual([company, 1]);
  }
});
