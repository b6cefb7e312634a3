/** Node programs of the tests with few descriptors, as `ulimit -n` gives them to a process. */
import { spawnSync } from 'node:child_process';

export const CAN_LIMIT = spawnSync('bash', ['-c', 'ulimit -n 64']).status === 0;

if (!CAN_LIMIT) console.warn('there is no bash that can set limits: exhausted descriptors are SKIPPED');

/** A command that starts what follows it with so many descriptors. Node takes all that it may have, so both limits. */
export function withDescriptors(most: number): readonly string[] {
  return ['bash', '-c', `ulimit -n ${most} && exec "$@"`, 'bash'];
}
