/**
 * The command `onefold backfill` is killed again and again at random moments; the last run ends in the state of one that
 * nothing disturbed: the same customers, the same keys to find them by, the same checkpoints, and no working file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { startDemoSources } from '../../src/demo/demo-sources';
import { groundTruth } from '../../src/demo/truth';
import { randomOf } from '../identity/interleaving';
import { expectSound, identityOn, SECRETS } from '../identity/invariants';
import { openPlace, PLACES, type Place } from '../identity/places';
import { textOf } from '../identity/records';

const KILLS = Number(process.env.KILL_ROUNDS ?? 10);
/** A page, or a batch of people, takes about so long. */
const LONGEST_STEP_MS = 60;
const CLI = path.resolve(__dirname, '../../dist/cli.js');

jest.setTimeout(120_000 + KILLS * 60_000);

describe.each(PLACES)('a backfill into %s', (_, makePlace) => {
  let demo: Awaited<ReturnType<typeof startDemoSources>>;
  const places: Place[] = [];
  const folders: string[] = [];
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    demo = await startDemoSources({ seed: 7, persons: 420 });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    for (const place of places) await place.remove();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await demo?.close();
  });

  it(`killed ${KILLS} times ends as one that nothing disturbed`, async () => {
    const random = randomOf(Number(process.env.PROPERTY_SEED ?? 1));
    const calm = await prepare();
    expect(await lifeOf(calm)).toBe(0);
    const expected = await stateOf(calm);

    // A run may come to its end before it is killed: then another begins, on a store of its own.
    for (let killed = 0; killed < KILLS; ) {
      const stormy = await prepare();
      while (killed < KILLS && (await lifeOf(stormy, random() * LONGEST_STEP_MS)) === null) killed++;
      expect(await lifeOf(stormy)).toBe(0);
      expect(await stateOf(stormy)).toEqual(expected);
      expect(readdirSync(stormy.folder).sort()).toEqual(readdirSync(calm.folder).sort());
    }

    const truth = groundTruth(demo.population).customers.map(({ records }) => records.map(textOf).sort().join(' '));
    expect(expected.customers).toEqual(truth.sort());
  });

  interface Prepared {
    readonly place: Place;
    readonly folder: string;
  }

  async function prepare(): Promise<Prepared> {
    const place = await makePlace();
    places.push(place);
    const folder = mkdtempSync(path.join(tmpdir(), 'onefold-backfill-'));
    folders.push(folder);
    const [kind, where] = place.address;
    const baseUrl = (name: string): string => demo.sources.find((source) => source.name === name)!.baseUrl;
    const secret = (env: string) => ({ env });
    const issued = { issuedBy: 'shop', idPrefix: 'gid://shopify/Customer/' };
    const config = {
      identity: {
        store: kind === 'lmdb' ? { type: 'embedded', path: where } : { type: 'mongodb', database: where },
        pepper: secret('PEPPER'),
        encryptionKey: secret('ENCRYPTION_KEY'),
      },
      defaultRegion: 'US',
      sources: {
        crm: {
          type: 'hubspot',
          baseUrl: baseUrl('crm'),
          credentials: { token: secret('HUBSPOT') },
          issuedIds: { property: 'shopify_customer_id', ...issued },
        },
        shop: {
          type: 'shopify',
          shop: 'demo',
          baseUrl: baseUrl('shop'),
          credentials: { accessToken: secret('SHOPIFY') },
        },
        support: {
          type: 'zendesk',
          subdomain: 'demo',
          baseUrl: baseUrl('support'),
          credentials: { email: demo.credentials.zendesk.email, apiToken: secret('ZENDESK') },
          externalId: { prefix: 'shop:', ...issued },
        },
      },
    };
    writeFileSync(path.join(folder, 'onefold.yml'), stringify(config));
    return { place, folder };
  }

  /** Runs the command; kills it so many ms after it has told of its first step. Answers its exit code; null: killed. */
  async function lifeOf({ folder }: Prepared, ms?: number): Promise<number | null> {
    const child = spawn(process.execPath, [CLI, 'backfill'], {
      cwd: folder,
      env: {
        ...process.env,
        PEPPER: SECRETS.pepper.toString('base64'),
        ENCRYPTION_KEY: SECRETS.encryptionKey.toString('base64'),
        HUBSPOT: demo.credentials.hubspotToken,
        SHOPIFY: demo.credentials.shopifyToken,
        ZENDESK: demo.credentials.zendesk.token,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    createInterface({ input: child.stdout }).once('line', () => {
      if (ms !== undefined) setTimeout(() => child.kill('SIGKILL'), ms);
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        children.delete(child);
        if (code === null && signal !== 'SIGKILL') reject(new Error(`the command ended with ${signal}`));
        else resolve(code);
      });
    });
  }

  /** Who is who, and by what they are found; ids are random. */
  async function stateOf({ place }: Prepared) {
    const store = await openPlace(place.address);
    try {
      const { identifiers, persons } = groundTruth(demo.population);
      const refs = persons.flatMap(({ records }) => records);
      const customers = await expectSound(store, refs, []);
      const queries = identifiers.map(({ type, normal }) => ({ type, normal }));
      const holders = await identityOn(store).holdersOf(queries);
      return {
        customers,
        holders: holders.map((found) => found.map(({ proof, record }) => `${textOf(record)} ${proof}`).sort()),
        walked: (await store.checkpoints(['crm', 'shop', 'support'])).map((checkpoint) => checkpoint !== undefined),
      };
    } finally {
      await store.close();
    }
  }
});
