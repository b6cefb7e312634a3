/** Every fault that the identity store can have: embedded, or on the server that `MONGODB_URI` names. */
import { type Laboratory, openLaboratory } from './laboratory';
import { StoreTrials, storeFaults } from './store-faults';

jest.setTimeout(300_000);

let laboratory: Laboratory;

beforeAll(async () => {
  laboratory = await openLaboratory({ deadlineMs: 1000 });
});
afterAll(() => laboratory?.close());

test('who is known is answered, a stranger is found or nothing is said of them, and all is well afterwards', async () => {
  const trials = new StoreTrials(laboratory);
  for (const fault of storeFaults(laboratory)) {
    const { violations, recoveryMs } = await trials.run(fault);
    expect([fault, violations]).toEqual([fault, []]);
    expect(recoveryMs).toBeLessThan(10_000);
  }
});
