/** Backfills of the demo population over HTTP, in this process: a store and a working folder of their own, time set by hand. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BackfillOutcome, backfill, type Progress, type Report, sourcesToWalk } from '../../src/backfill/backfill';
import { demoConfig } from '../../src/config';
import { startDemoSources } from '../../src/demo/demo-sources';
import { createGateway, type Gateway } from '../../src/gateway';
import { textOf } from '../identity/records';

type DemoSources = Awaited<ReturnType<typeof startDemoSources>>;

export interface RunOptions {
  readonly named?: readonly string[];
  readonly dryRun?: boolean;
  readonly interrupted?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export class DemoRun {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'onefold-backfill-'));
  /** Long before anything in the population changed last, so that the next run has something to read. */
  now = Date.parse('2025-03-01T00:00:00Z');
  /** ms that runs have waited. */
  waited = 0;
  private time = 0;

  private constructor(readonly demo: DemoSources) {}

  static async start(persons = 420): Promise<DemoRun> {
    return new DemoRun(await startDemoSources({ seed: 7, persons }));
  }

  source(name: string): DemoSources['sources'][number] {
    return this.demo.sources.find((source) => source.name === name)!;
  }

  async run({ named = [], dryRun = false, interrupted, onProgress }: RunOptions = {}): Promise<BackfillOutcome> {
    const { config, gateway } = await this.open(dryRun);
    try {
      return await backfill({
        sources: gateway.sources,
        walked: sourcesToWalk(gateway.sources, named),
        identity: gateway.identity,
        foresight: gateway.foresight,
        checkpoints: gateway.store,
        rules: config.identity.linking,
        dryRun,
        folder: this.workFolder,
        encryptionKey: config.identity.encryptionKey,
        now: () => this.now,
        monotonic: () => this.time,
        interrupted: interrupted ?? new AbortController().signal,
        pause: async (ms) => {
          this.waited += ms;
          this.time += ms;
        },
        onProgress,
      });
    } finally {
      await gateway.close();
    }
  }

  async report(options: RunOptions = {}): Promise<Report> {
    const outcome = await this.run(options);
    if (outcome.status !== 'DONE') throw new Error(`the run ended ${JSON.stringify(outcome)}`);
    return outcome.report;
  }

  /** Records of each customer, of all records that the sources have; a record nobody linked is alone with a `?`. */
  async partition(): Promise<readonly string[]> {
    const { world } = this.demo.population;
    const refs = [
      ...world.hubspot.contacts.map(({ id }) => ({ source: 'crm', id })),
      ...world.shopify.customers.map(({ id }) => ({ source: 'shop', id })),
      ...world.zendesk.users.map(({ id }) => ({ source: 'support', id: String(id) })),
    ];
    const { gateway } = await this.open(false);
    try {
      const owners = await gateway.identity.ownersOf(refs);
      return [
        ...new Set(owners.map((owner, i) => owner?.records.map(textOf).sort().join(' ') ?? `? ${textOf(refs[i]!)}`)),
      ].sort();
    } finally {
      await gateway.close();
    }
  }

  async withGateway<T>(work: (gateway: Gateway) => Promise<T>): Promise<T> {
    const { gateway } = await this.open(false);
    try {
      return await work(gateway);
    } finally {
      await gateway.close();
    }
  }

  get workFolder(): string {
    return path.join(this.folder, 'work');
  }

  /** Every byte of what runs have left behind besides the identity store. */
  leftovers(): Buffer {
    const folders = readdirSync(this.folder).filter((name) => name.startsWith('work'));
    const files = folders.flatMap((name) => {
      const whole = path.join(this.folder, name);
      return name.endsWith('.lock') ? [whole] : readdirSync(whole).map((file) => path.join(whole, file));
    });
    return Buffer.concat(files.filter((file) => existsSync(file)).map((file) => readFileSync(file)));
  }

  /** The same sources, another store. */
  another(): DemoRun {
    return new DemoRun(this.demo);
  }

  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async open(readOnly: boolean) {
    const { credentials, sources } = this.demo;
    const baseUrl = (name: string): string => sources.find((source) => source.name === name)!.baseUrl;
    const baseUrls = { crm: baseUrl('crm'), shop: baseUrl('shop'), support: baseUrl('support') };
    const config = demoConfig({ port: 0, dataDir: this.folder, seed: 7, baseUrls, credentials });
    const now = () => this.now;
    const gateway = await createGateway(config, { now, monotonic: () => this.time, readOnly });
    return { config, gateway };
  }
}
