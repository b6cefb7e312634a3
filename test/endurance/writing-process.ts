/**
 * A process that admits persons without end, forked with the address of a store, a seed and a number of persons. It tells
 * its parent what the store has acknowledged, and only then; and what went wrong, and whether it could still read.
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import { OnefoldError } from '../../src/errors';
import { createIdentity } from '../../src/identity/service';
import { randomOf } from '../identity/interleaving';
import { SECRETS } from '../identity/invariants';
import { openPlace } from '../identity/places';
import { RULES, textOf } from '../identity/records';
import { personOf } from './persons';

export type Report =
  /** Records and the customer that each was said to belong to. */
  | { readonly acknowledged: readonly { readonly ref: string; readonly id: string }[] }
  | { readonly failed: Failure; readonly stillReads: boolean };

export interface Failure {
  readonly code: string;
  /** What the operator's log may name. */
  readonly cause: string | undefined;
  readonly message: string;
}

const AT_ONCE = 5;
const AFTER_FAILURE_MS = 20;

const [kind = '', where = '', seed = '', first = '', persons = ''] = process.argv.slice(2);

async function main(): Promise<void> {
  const store = await openPlace([kind, where]);
  const identity = createIdentity({ store, secrets: SECRETS, config: RULES, now: Date.now });
  const random = randomOf(Number(seed));
  const pick = (below: number): number => Math.floor(random() * below);
  const known: string[] = [];
  process.on('disconnect', () => process.exit());

  const admitOne = async (): Promise<void> => {
    const records = personOf(Number(first) + pick(Number(persons)));
    // Any two of them: whoever comes second finds what the first has begun.
    const left = pick(records.length);
    const view = records.filter((_, i) => i !== left);
    try {
      const memberships = await identity.admit(view, { id: 'process', mayLink: true });
      const acknowledged = memberships.map((membership, i) => ({ ref: textOf(view[i]!.ref), id: membership!.id }));
      known.push(...acknowledged.map(({ id }) => id));
      tell({ acknowledged });
    } catch (error) {
      tell({ failed: anatomy(error), stillReads: await reads() });
      await pauseFor(AFTER_FAILURE_MS);
    }
  };
  const reads = async (): Promise<boolean> => {
    const ids = known.slice(0, 20) as `cus_${string}`[];
    const resolved = await identity.resolve(ids);
    return resolved.every((membership) => membership !== null && !membership.stale);
  };

  for (;;) await Promise.all(Array.from({ length: AT_ONCE }, admitOne));
}

function tell(report: Report): void {
  process.send?.(report);
}

function anatomy(error: unknown): Failure {
  if (!(error instanceof OnefoldError)) throw error;
  const { code, message, cause } = error;
  return { code, message, cause: (cause as { readonly code?: string } | undefined)?.code };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
