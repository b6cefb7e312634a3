/** The working file of a backfill by itself. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openWorkingFile, type WorkingFile } from '../../src/backfill/working-file';
import { record, type Sketch } from '../identity/records';

const KEY = Buffer.alloc(32, 'encryption');
const HEADER = { sources: [{ name: 'crm', startedAt: 1 }], rules: 'any' };

let parent: string;
let file: WorkingFile;
const folder = (): string => path.join(parent, 'work');
const reopen = async (encryptionKey = KEY): Promise<void> => {
  await file.close();
  file = await openWorkingFile({ folder: folder(), encryptionKey });
};
const position = (pages: number, next?: string) => ({
  done: next === undefined,
  ...(next !== undefined && { next }),
  pages,
  records: pages,
  unreadable: 0,
});
const indexed = (sketch: Sketch) => {
  const made = record(sketch);
  const linking = made.identifiers.flatMap(({ normal, type }) => (type === 'EMAIL' ? [normal] : []));
  return { record: made, linking };
};

beforeEach(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'onefold-working-file-'));
  file = await openWorkingFile({ folder: folder(), encryptionKey: KEY });
  file.begin(HEADER);
});
afterEach(async () => {
  await file.close();
  rmSync(parent, { recursive: true, force: true });
});

const ada = indexed({ ref: 'crm:1', emails: ['ada@example.com'], phones: ['+12025550101'], name: 'Ada' });

test('has after it was closed what it had, the page and the position after it', async () => {
  file.takePage('crm', [ada], [{ source: 'crm', id: '7' }], position(1, 'there'));
  await reopen();
  expect(file.header()).toEqual(HEADER);
  expect(file.position('crm')).toEqual(position(1, 'there'));
  expect(file.position('shop')).toMatchObject({ done: false, pages: 0 });
  expect(file.record(file.nameOf(ada.record.ref))).toEqual(ada);
  expect([...file.goneRefs()]).toEqual([{ source: 'crm', id: '7' }]);
});

test('a record that is met again replaces what it was, with all by which it was found', () => {
  file.takePage('crm', [ada], [], position(1, 'there'));
  const changed = indexed({ ref: 'crm:1', emails: ['lovelace@example.com'], name: 'Ada' });
  file.takePage('crm', [changed], [], position(2));
  expect(file.count()).toBe(1);
  expect(file.countBy('LINKING', 'ada@example.com')).toBe(0);
  expect(file.countBy('PHONE', '+12025550101')).toBe(0);
  expect(file.namesBy('LINKING', 'lovelace@example.com', 5)).toEqual([file.nameOf(ada.record.ref)]);
});

test('a record is there or gone, whatever was said last', () => {
  file.takePage('crm', [ada], [ada.record.ref], position(1, 'there'));
  expect([file.count(), [...file.goneRefs()].length]).toEqual([0, 1]);
  file.takePage('crm', [ada], [], position(2));
  expect([file.count(), [...file.goneRefs()].length]).toEqual([1, 0]);
});

test('with another key it is empty, and what was in it is gone', async () => {
  file.takePage('crm', [ada], [], position(1, 'there'));
  await reopen(Buffer.alloc(32, 'another'));
  expect(file.header()).toBeUndefined();
  expect(file.count()).toBe(0);
  await reopen();
  expect(file.count()).toBe(0);
});

test('says nothing of anybody, and nothing is left once it is removed', async () => {
  file.takePage('crm', [ada], [], position(1, 'a-position'));
  const bytes = Buffer.concat(readdirSync(folder()).map((name) => readFileSync(path.join(folder(), name))));
  expect(bytes.length).toBeGreaterThan(1000);
  for (const text of ['ada', 'Ada', '2025550101', 'a-position', 'crm']) expect(bytes.includes(text)).toBe(false);
  await file.remove();
  expect(readdirSync(parent)).toEqual([]);
  file = await openWorkingFile({ folder: folder(), encryptionKey: KEY });
  expect(existsSync(folder())).toBe(true);
});

test('names come in an order of their own, each once, from any of them on', () => {
  const many = Array.from({ length: 25 }, (_, i) => indexed({ ref: `crm:${i}` }));
  file.takePage('crm', many, [], position(1));
  const met: string[] = [];
  for (let last: string | undefined; ; last = met.at(-1)) {
    const names = file.namesAfter(last, 10);
    if (names.length === 0) break;
    met.push(...names);
  }
  expect(new Set(met).size).toBe(25);
  expect(met).toHaveLength(25);
});
