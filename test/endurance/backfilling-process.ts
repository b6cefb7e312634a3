/**
 * A process that makes a dry run over two sources with so many people each, and tells its parent the most memory that was
 * in use after collecting garbage. Forked with `--expose-gc`, a folder, and the number of people.
 */
import path from 'node:path';
import { backfill } from '../../src/backfill/backfill';
import type { SourceName } from '../../src/customer/source-record';
import { AnswerCache } from '../../src/sources/cache';
import { Company } from '../../src/sources/company';
import { type Connector, NONE } from '../../src/sources/contract';
import { Gate } from '../../src/sources/gate';
import { Source } from '../../src/sources/source';
import { identityOn, SECRETS } from '../identity/invariants';
import { MemoryPlace } from '../identity/memory-store';
import { RULES, record } from '../identity/records';

const PAGE = 200;
const [folder = '', people = ''] = process.argv.slice(2);

function connectorOf(name: SourceName): Connector {
  return {
    description: { vendor: 'Many', kind: 'CRM', parts: ['PROFILE'], searchableBy: [], permissions: [] },
    records: { mode: 'multiGet', maxBatch: 100, fetch: async (keys) => keys.map(() => NONE) },
    find: {},
    parts: {},
    byNumber: {},
    quota: () => undefined,
    check: async () => ({ ok: true, message: 'answers', missingPermissions: [] }),
    listSince: async (_since, after) => {
      const from = Number(after ?? 0);
      const end = Math.min(Number(people), from + PAGE);
      const records = Array.from({ length: end - from }, (_, i) =>
        record({
          ref: `${name}:${from + i}`,
          emails: [`person${from + i}@example.com`],
          phones: [`+1202${5_550_000 + from + i}`],
          name: `Given${from + i} Family`,
        }),
      );
      return { records, deletedIds: [], ...(end < Number(people) && { next: String(end) }) };
    },
  };
}

function sourceOf(name: SourceName): Source {
  const monotonic = (): number => performance.now();
  const nothing = (): void => undefined;
  const open = { now: monotonic, random: () => 0, quota: () => undefined, quotaReserve: 0, heldUpMs: () => 0 };
  return new Source({
    name,
    connector: connectorOf(name),
    cache: new AnswerCache(1_000_000, 1_000, monotonic),
    observer: { batch: nothing, cache: nothing, refused: nothing, retry: nothing, drift: nothing, defect: nothing },
    now: Date.now,
    pace: { gapMs: 0, maxGapMs: 0 },
    company: new Company(),
    gate: new Gate(open),
  });
}

async function main(): Promise<void> {
  const store = new MemoryPlace().open();
  const identity = identityOn(store);
  const sources = new Map(['crm', 'shop'].map((name) => [name, sourceOf(name)]));
  let peak = 0;
  let steps = 0;
  const outcome = await backfill({
    sources,
    walked: [...sources.keys()],
    identity,
    foresight: identity,
    checkpoints: store,
    rules: RULES,
    dryRun: true,
    folder: path.join(folder, `work-${people}`),
    encryptionKey: SECRETS.encryptionKey,
    now: Date.now,
    monotonic: () => performance.now(),
    interrupted: new AbortController().signal,
    pause: async () => undefined,
    pagesPerSecond: Number.POSITIVE_INFINITY,
    onProgress: () => {
      steps += 1;
      if (steps % 8 !== 0) return;
      globalThis.gc?.();
      peak = Math.max(peak, process.memoryUsage().heapUsed);
    },
  });
  process.send?.({ customers: outcome.status === 'DONE' ? outcome.report.customers : outcome, peak });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
