/** What must hold of a store after anything that happened to it, read from it through a service without memory. */
import type { CustomerId } from '../../src/customer/customer-id';
import { type RecordRef, refKey } from '../../src/customer/source-record';
import { createIdentity, type IdentityOptions } from '../../src/identity/service';
import type { IdentityStore } from '../../src/identity/store/contract';
import { RULES, textOf } from './records';

export const SECRETS = { pepper: Buffer.alloc(32, 'pepper'), encryptionKey: Buffer.alloc(32, 'encryption') };

export function identityOn(store: IdentityStore, more: Partial<IdentityOptions> = {}) {
  return createIdentity({
    store,
    secrets: SECRETS,
    config: RULES,
    now: () => 1_790_000_000_000,
    pause: async () => undefined,
    ...more,
  });
}

/**
 * Asserts that each record has at most one owner (I1), that owners and records agree in both directions (I4), that every
 * id ever issued leads to a living customer (I3) and no redirect runs in a circle (I7). Answers the partition.
 */
export async function expectSound(
  store: IdentityStore,
  refs: readonly RecordRef[],
  issued: Iterable<CustomerId>,
): Promise<readonly string[]> {
  const identity = identityOn(store);
  const owners = await identity.ownersOf(refs);
  const seen = new Map<string, CustomerId>();
  const partition = new Map<CustomerId, string[]>();
  for (const [i, owner] of owners.entries()) {
    if (!owner) continue;
    expect(owner.records.map(refKey)).toContain(refKey(refs[i]!));
    partition.set(owner.id, owner.records.map(textOf));
    for (const record of owner.records) {
      expect(seen.get(refKey(record)) ?? owner.id).toBe(owner.id);
      seen.set(refKey(record), owner.id);
    }
  }
  const ids = [...new Set([...issued, ...partition.keys()])];
  const resolved = await identity.resolve(ids);
  for (const [i, membership] of resolved.entries()) {
    expect(membership).not.toBeNull();
    const backwards = await identity.ownersOf(membership!.records);
    for (const owner of backwards) expect(owner?.id).toBe(membership!.id);
    if (partition.has(ids[i]!)) expect(membership!.id).toBe(ids[i]);
  }
  return [...partition.values()].map((records) => records.sort().join(' ')).sort();
}
