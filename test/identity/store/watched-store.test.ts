import { StoreNotWritable, StoreUnavailable } from '../../../src/identity/store/contract';
import { watched } from '../../../src/identity/store/watched-store';
import { createLogger } from '../../../src/telemetry/logger';
import { MemoryPlace } from '../memory-store';

let failure: Error | undefined;
let time: number;
let lines: { event: string; level: string; state: string; error?: { code?: string; cause?: { code?: string } } }[];

function store() {
  const logger = createLogger('debug', { write: (line) => void lines.push(JSON.parse(line)) });
  const faulty = new MemoryPlace().open(async () => {
    if (failure) throw failure;
  });
  return watched(faulty, logger, () => time);
}
const told = () => lines.map(({ event, level, state }) => `${level} ${event}: ${state}`);

beforeEach(() => {
  failure = undefined;
  time = 0;
  lines = [];
});

test('a store that cannot write is told of once, with the cause, and again when it writes', async () => {
  const watchedStore = store();
  failure = new StoreNotWritable('full', 'ENOSPC');
  for (let i = 0; i < 100; i += 1) await expect(watchedStore.decide('op', 'COMMIT')).rejects.toBe(failure);
  expect(told()).toEqual(['error identity store fails: not writable']);
  expect(lines[0]?.error?.code).toBe('ENOSPC');
  failure = undefined;
  await watchedStore.decisions(['op']);
  expect(lines).toHaveLength(1);
  await watchedStore.decide('op', 'COMMIT');
  await watchedStore.decide('op', 'COMMIT');
  expect(told().slice(1)).toEqual(['info identity store works again: not writable']);
});

test('one that comes and goes is told of once a minute', async () => {
  const watchedStore = store();
  for (let i = 0; i < 120; i += 1) {
    failure = i % 2 === 0 ? new StoreUnavailable('gone') : undefined;
    await watchedStore.ping().catch(() => undefined);
    time += 1_000;
  }
  expect(told().filter((line) => line.startsWith('error'))).toHaveLength(2);
});

test('a defect is none of its business', async () => {
  const watchedStore = store();
  failure = new TypeError('a defect');
  await expect(watchedStore.ping()).rejects.toBe(failure);
  expect(lines).toEqual([]);
});
