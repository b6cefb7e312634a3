import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { CustomerId } from '../../src/customer/customer-id';
import type { IdentityStore } from '../../src/identity/store/contract';
import { CROWD } from './crowd';
import { expectSound, identityOn } from './invariants';
import { openPlace, PLACES, type Place } from './places';
import { textOf } from './records';

interface Acknowledged {
  readonly ref: string;
  readonly id: CustomerId;
}

const REFS = CROWD.flat().map(({ ref }) => ref);
const PERSONS = CROWD.map((records) =>
  records
    .map(({ ref }) => textOf(ref))
    .sort()
    .join(' '),
).sort();

describe.each(PLACES)('several processes on one %s', (_, makePlace) => {
  let place: Place;
  let store: IdentityStore;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    place = await makePlace();
    store = await openPlace(place.address);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await store.close();
    await place.remove();
  });

  it('end with one customer for each person, and every id they gave out resolves', async () => {
    const acknowledged: Acknowledged[] = [];
    await Promise.all([1, 2].map((seed) => ended(start(seed, acknowledged))));
    expect(acknowledged).toHaveLength(2 * CROWD.length * 7);
    expect(
      await expectSound(
        store,
        REFS,
        acknowledged.map(({ id }) => id),
      ),
    ).toEqual(PERSONS);
    await expectAnswersHold(acknowledged);
  }, 90_000);

  it('lose nothing that was acknowledged when one of them is killed, and the others complete what it began', async () => {
    const acknowledged: Acknowledged[] = [];
    const victim = start(3, acknowledged, () => {
      if (acknowledged.length >= 60) victim.kill('SIGKILL');
    });
    await ended(victim);
    const before = [...acknowledged];
    expect(before.length).toBeGreaterThanOrEqual(60);
    await expectSound(
      store,
      REFS,
      before.map(({ id }) => id),
    );
    await expectAnswersHold(before);
    await ended(start(4, acknowledged));
    expect(
      await expectSound(
        store,
        REFS,
        acknowledged.map(({ id }) => id),
      ),
    ).toEqual(PERSONS);
    await expectAnswersHold(acknowledged);
  }, 90_000);

  /** Each record still belongs to the customer it was said to belong to, or to whom that has become. */
  async function expectAnswersHold(acknowledged: readonly Acknowledged[]): Promise<void> {
    const resolved = await identityOn(store).resolve(acknowledged.map(({ id }) => id));
    for (const [i, membership] of resolved.entries()) {
      expect(membership?.records.map(textOf)).toContain(acknowledged[i]!.ref);
    }
  }

  function start(seed: number, acknowledged: Acknowledged[], onMessage = (): void => undefined): ChildProcess {
    const child = fork(path.join(__dirname, 'admitting-process.ts'), [...place.address, String(seed)], {
      execArgv: ['--require', '@swc-node/register'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    child.on('message', (message) => {
      if (message === 'DONE') return;
      acknowledged.push(message as Acknowledged);
      onMessage();
    });
    return child;
  }
});

/** Resolves when the process has ended of itself, or was killed on purpose. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve();
      else reject(new Error(`a process of the test ended with ${code ?? signal}`));
    });
  });
}
