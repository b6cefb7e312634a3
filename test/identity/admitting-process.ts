/**
 * A process that admits persons: forked by `processes.test.ts` with the address of a store and a seed. It tells its
 * parent each customer id once the store has acknowledged it.
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import { createIdentity } from '../../src/identity/service';
import { interleavedViews } from './crowd';
import { openPlace } from './places';
import { RULES, textOf } from './records';

const [kind = '', where = '', seed = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const store = await openPlace([kind, where]);
  const identity = createIdentity({
    store,
    secrets: { pepper: Buffer.alloc(32, 'pepper'), encryptionKey: Buffer.alloc(32, 'encryption') },
    config: RULES,
    now: Date.now,
    pause: (ms) => pauseFor(ms),
  });
  for (const views of interleavedViews(Number(seed))) {
    await Promise.all(
      views.map(async (view) => {
        const memberships = await identity.admit(view, { id: 'process', mayLink: true });
        for (const [i, membership] of memberships.entries()) {
          process.send?.({ ref: textOf(view[i]!.ref), id: membership!.id });
        }
      }),
    );
  }
  await store.close();
  process.send?.('DONE', () => process.disconnect());
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
