import type { CustomerId } from '../../src/customer/customer-id';
import { OnefoldError } from '../../src/errors';
import { withBatchedReads } from '../../src/identity/batched-reads';
import type { Identity, Membership } from '../../src/identity/identity';

const id = (n: number): CustomerId => `cus_${String(n).padStart(26, '0')}`;
const membership = (n: number): Membership => ({
  ...{ id: id(n), records: [], gone: [], decidedAt: 1, searchedAt: {}, stale: false },
});

function identityThat(resolve: Identity['resolve']): Identity {
  const unused = () => Promise.reject(new Error('not asked here'));
  return {
    ...{ resolve, ownersOf: unused, holdersOf: unused, admit: unused },
    ...{ heal: unused, markGone: unused, searched: unused, ping: unused },
  };
}

test('questions of one turn are one read, each answered in its place', async () => {
  const reads: (readonly CustomerId[])[] = [];
  const identity = withBatchedReads(
    identityThat(async (keys) => {
      reads.push(keys);
      return keys.map((key) => (key === id(3) ? null : { ...membership(0), id: key }));
    }),
  );
  const [first, second] = await Promise.all([identity.resolve([id(1), id(2)]), identity.resolve([id(3)])]);
  expect(reads).toEqual([[id(1), id(2), id(3)]]);
  expect(first.map((found) => found?.id)).toEqual([id(1), id(2)]);
  expect(second).toEqual([null]);
});

test('while the store is away, one question that nobody can answer does not cost the others theirs', async () => {
  const away = new OnefoldError('IDENTITY_UNAVAILABLE', 'the store is away');
  const identity = withBatchedReads(
    identityThat(async (keys) => {
      if (keys.includes(id(2))) throw away;
      return keys.map(() => ({ ...membership(1), stale: true }));
    }),
  );
  const [known, unknown] = await Promise.allSettled([identity.resolve([id(1)]), identity.resolve([id(2)])]);
  expect(known).toMatchObject({ status: 'fulfilled', value: [{ id: id(1), stale: true }] });
  expect(unknown).toMatchObject({ status: 'rejected', reason: away });
});
