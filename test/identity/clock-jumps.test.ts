import fc from 'fast-check';
import type { CustomerId } from '../../src/customer/customer-id';
import { identityOn } from './invariants';
import { MemoryPlace } from './memory-store';
import { record } from './records';

const ACTOR = { id: 'rule', mayLink: true };
const FIRST = 1_790_000_000_000;

test('whatever is done to the clock, time never goes back within the history of a customer', async () => {
  const clock = fc.integer({ min: -400_000_000, max: 400_000_000 });
  await fc.assert(
    fc.asyncProperty(fc.array(clock, { minLength: 2, maxLength: 12 }), async (jumps) => {
      let time = FIRST;
      const store = new MemoryPlace().open(async () => undefined);
      const identity = identityOn(store, { now: () => time });
      const ids = new Set<CustomerId>();
      for (const [i, jump] of jumps.entries()) {
        time = FIRST + jump;
        // Each brings the one before along, and every third joins two who were apart.
        const emails = i % 3 === 1 ? [`own${i}@example.com`] : [`own${i}@example.com`, 'all@example.com'];
        const links = [
          record({ ref: `crm:${i}`, emails }),
          record({ ref: `crm:${i - 1}`, emails: [`own${i}@example.com`] }),
        ];
        for (const membership of await identity.admit(links, ACTOR)) if (membership) ids.add(membership.id);
      }
      for (const customer of ids) {
        const versions = await store.versions(Array.from({ length: 40 }, (_, v) => ({ customer, v })));
        const times = versions.flatMap((version) => (version ? [version.at] : []));
        expect(times.length).toBeGreaterThan(0);
        for (let v = 1; v < times.length; v += 1) expect(times[v]).toBeGreaterThan(times[v - 1]!);
      }
    }),
    { numRuns: 60 },
  );
});
