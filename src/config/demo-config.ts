/**
 * The config of the demo: three simulated vendors on this machine, the embedded store, callers without a key welcome.
 * Its keys are generated once and kept beside the store they belong to, so that a restart finds its own links.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { createApiKey, hashApiKey } from '../access/api-key';
import type { Config } from '../config';
import { configShape } from './shape';

export interface DemoOptions {
  readonly port: number;
  /** Folder of the demo's files, normally `.onefold/demo` in the working directory. */
  readonly dataDir: string;
  /** Another seed is another population: it gets a store of its own. */
  readonly seed: number;
  /** Where each simulator answers. */
  readonly baseUrls: Readonly<Record<'crm' | 'shop' | 'support', string>>;
  readonly credentials: {
    readonly hubspotToken: string;
    readonly shopifyToken: string;
    readonly zendesk: { readonly email: string; readonly token: string };
  };
  /** API key with every right; default: the one kept with the store. */
  readonly demoKey?: string;
  readonly host?: string;
}

/** @throws NodeJS.ErrnoException where the folder cannot be written. */
export function demoConfig(options: DemoOptions): Config {
  const folder = demoFolder(options.dataDir, options.seed);
  const secrets = openDemoSecrets(options.dataDir, options.seed);
  const { baseUrls, credentials } = options;
  // The demo passes the same door as any config file, secrets by reference included.
  const shape = configShape({
    PEPPER: secrets.pepper,
    ENCRYPTION_KEY: secrets.encryptionKey,
    HUBSPOT_TOKEN: credentials.hubspotToken,
    SHOPIFY_TOKEN: credentials.shopifyToken,
    ZENDESK_TOKEN: credentials.zendesk.token,
  });
  const settings = shape.parse({
    server: { host: options.host ?? '127.0.0.1', port: options.port },
    identity: {
      store: { type: 'embedded', path: path.join(folder, 'identity') },
      pepper: { env: 'PEPPER' },
      encryptionKey: { env: 'ENCRYPTION_KEY' },
    },
    defaultRegion: 'US',
    // Structured lines between the words of a demo help nobody, unless something is wrong.
    log: { level: 'error' },
    sources: {
      crm: {
        type: 'hubspot',
        baseUrl: baseUrls.crm,
        // As the simulators say of their accounts.
        rate: [{ requests: 190, perMs: '10s' }],
        credentials: { token: { env: 'HUBSPOT_TOKEN' } },
        issuedIds: { property: 'shopify_customer_id', issuedBy: 'shop', idPrefix: 'gid://shopify/Customer/' },
      },
      shop: {
        type: 'shopify',
        shop: 'demo',
        baseUrl: baseUrls.shop,
        credentials: { accessToken: { env: 'SHOPIFY_TOKEN' } },
      },
      support: {
        type: 'zendesk',
        subdomain: 'demo',
        baseUrl: baseUrls.support,
        rate: [{ requests: 400, perMs: '1m' }],
        credentials: { email: credentials.zendesk.email, apiToken: { env: 'ZENDESK_TOKEN' } },
        externalId: { issuedBy: 'shop', prefix: 'shop:', idPrefix: 'gid://shopify/Customer/' },
      },
    },
  });
  const hash = hashApiKey(options.demoKey ?? secrets.apiKey);
  return {
    ...settings,
    // None of the demo's sources is described in a file.
    sources: settings.sources as Config['sources'],
    access: { keys: [{ id: 'demo', name: 'Demo', role: 'operator', hash }], anonymousRole: 'reader' },
  };
}

const secretsFile = z.object({ pepper: z.string(), encryptionKey: z.string(), apiKey: z.string() });
export type DemoSecrets = z.output<typeof secretsFile>;

/** The demo's keys: those of an earlier run, or new ones, written readable for this user only. */
export function openDemoSecrets(dataDir: string, seed: number): DemoSecrets {
  const folder = demoFolder(dataDir, seed);
  const file = path.join(folder, 'secrets.json');
  mkdirSync(folder, { recursive: true });
  try {
    return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets: DemoSecrets = {
    pepper: randomBytes(32).toString('base64'),
    encryptionKey: randomBytes(32).toString('base64'),
    apiKey: createApiKey().key,
  };
  // Whole or not at all, and the first of two demos that start together wins: other keys would not open its store.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return secretsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function demoFolder(dataDir: string, seed: number): string {
  return path.join(dataDir, `seed-${seed}`);
}
