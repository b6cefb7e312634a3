/** Every fault of every source, once; the whole table fault × source × part is `npm run report:reliability`. */
import { personalLeaks } from '../journeys/leaks';
import { FAULTS, type LaboratorySource, PARTS } from './faults';
import { type Laboratory, openLaboratory } from './laboratory';

jest.setTimeout(180_000);

let laboratory: Laboratory;

beforeAll(async () => {
  laboratory = await openLaboratory({ deadlineMs: 1000 });
});
afterAll(() => laboratory?.close());

describe.each(Object.keys(PARTS) as LaboratorySource[])('%s', (source) => {
  test.each(FAULTS.map((fault) => [fault.name, fault] as const))('%s', async (_name, fault) => {
    const { violations, recoveryMs } = await laboratory.run(fault, source, undefined);
    expect(violations).toEqual([]);
    expect(recoveryMs).toBeLessThan(10_000);
  });
});

test('no error, log line or metric of all this holds anything personal', async () => {
  expect(laboratory.errors.length).toBeGreaterThan(50);
  expect(await personalLeaks(laboratory.stage, [JSON.stringify(laboratory.errors)])).toEqual([]);
});
