/**
 * Processes are killed in the middle of writing, again and again, while others write to the same store: what was
 * acknowledged is there, what was begun is completed by whoever comes next, and the store opens as if nothing had been.
 * `npm run test:endurance` has many more rounds.
 */
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { CustomerId } from '../../src/customer/customer-id';
import { randomOf } from '../identity/interleaving';
import { expectSound, identityOn } from '../identity/invariants';
import { openPlace, PLACES, type Place } from '../identity/places';
import { refOf, textOf } from '../identity/records';
import { personOf } from './persons';
import type { Report } from './writing-process';

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 2);
const AT_ONCE = 3;
/** Few, so that the processes meet; new ones in each round, so that there is always somebody to begin. */
const PERSONS = 25;
/** Before how many acknowledgements of its own a process is killed. */
const LONGEST_LIFE = 60;

jest.setTimeout(120_000 + ROUNDS * 60_000);

describe.each(PLACES)('processes killed while they write to one %s', (_, makePlace) => {
  let place: Place;
  const children = new Set<ChildProcess>();
  /** By customer id, the records that were said to be theirs. */
  const acknowledged = new Map<CustomerId, Set<string>>();

  beforeAll(async () => {
    place = await makePlace();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await place?.remove();
  });

  it(`lose nothing that was acknowledged in ${ROUNDS} rounds`, async () => {
    const random = randomOf(Number(process.env.PROPERTY_SEED ?? 1));
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round * PERSONS;
      const lives = Array.from({ length: AT_ONCE }, () => 1 + Math.floor(random() * LONGEST_LIFE));
      await Promise.all(lives.map((life, i) => untilKilled(round * AT_ONCE + i, first, life)));
      await expectNothingLost();
      await expectCompletable(first);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS * PERSONS);
  });

  function acknowledge(ref: string, id: CustomerId): void {
    const known = acknowledged.get(id) ?? new Set();
    acknowledged.set(id, known.add(ref));
  }

  /** Starts a process and kills it after so many acknowledgements. */
  function untilKilled(seed: number, first: number, life: number): Promise<void> {
    const program = [...place.address, String(seed), String(first), String(PERSONS)];
    const child = fork(path.join(__dirname, 'writing-process.ts'), program, {
      execArgv: ['--require', '@swc-node/register'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.add(child);
    return new Promise((resolve, reject) => {
      let left = life;
      child.on('message', (report: Report) => {
        if ('failed' in report) return reject(new Error(`a healthy store refused: ${report.failed.code}`));
        for (const { ref, id } of report.acknowledged) acknowledge(ref, id as CustomerId);
        left -= 1;
        if (left === 0) child.kill('SIGKILL');
      });
      child.once('error', reject);
      child.once('close', (code, signal) => {
        children.delete(child);
        if (signal === 'SIGKILL') resolve();
        else reject(new Error(`a process of the test ended with ${code ?? signal}`));
      });
    });
  }

  /** Everything that anybody was ever told still holds: the record is its customer's, or whose part that has become. */
  async function expectNothingLost(): Promise<void> {
    const store = await openPlace(place.address);
    try {
      const refs = [...new Set([...acknowledged.values()].flatMap((known) => [...known]))].map(refOf);
      await expectSound(store, refs, acknowledged.keys());
      const ids = [...acknowledged.keys()];
      const resolved = await identityOn(store).resolve(ids);
      const lost = ids.flatMap((id, i) => {
        const held = new Set(resolved[i]?.records.map(textOf));
        return [...acknowledged.get(id)!].filter((ref) => !held.has(ref));
      });
      expect(lost).toEqual([]);
    } finally {
      await store.close();
    }
  }

  /** What the dead left half done does not hold up the living: each person of the round becomes one customer. */
  async function expectCompletable(first: number): Promise<void> {
    const store = await openPlace(place.address);
    try {
      const identity = identityOn(store);
      for (let i = first; i < first + PERSONS; i += 1) {
        const memberships = await identity.admit(personOf(i), { id: 'survivor', mayLink: true });
        expect(new Set(memberships.map((membership) => membership?.id)).size).toBe(1);
        for (const [at, membership] of memberships.entries()) {
          acknowledge(textOf(personOf(i)[at]!.ref), membership!.id);
        }
      }
    } finally {
      await store.close();
    }
    await expectNothingLost();
  }
});
