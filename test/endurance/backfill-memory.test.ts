/** A backfill's memory does not grow with the number of records: it holds pages and groups, the rest is on disk. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

jest.setTimeout(300_000);

const MIB = 1024 * 1024;
/** One record held in memory, as parsed, is about a kilobyte: 12,000 more would be 12 MiB. */
const TOLERANCE = 5 * MIB;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefold-backfill-memory-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Of a dry run over so many people in each of two sources. */
function memoryFor(people: number): Promise<{ customers: unknown; peak: number }> {
  const child = fork(path.join(__dirname, 'backfilling-process.ts'), [folder, String(people)], {
    execArgv: ['--expose-gc', '--require', '@swc-node/register'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as { customers: unknown; peak: number }));
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the process ended with ${code}`)));
  });
}

it('is the same for 16,000 records as for 4,000', async () => {
  const few = await memoryFor(2_000);
  const many = await memoryFor(8_000);
  expect([few.customers, many.customers]).toEqual([2_000, 8_000]);
  expect(few.peak).toBeGreaterThan(MIB);
  expect(many.peak - few.peak).toBeLessThan(TOLERANCE);
});
