import { setImmediate as turn } from 'node:timers/promises';
import { Company } from '../../src/sources/company';

const gathering = () => {
  const company = new Company();
  const gone: string[] = [];
  return { company, gone, wait: (name: string) => company.onceGathered(() => gone.push(name)) };
};

test('with nobody on the way the wait ends with the turn', async () => {
  const { gone, wait } = gathering();
  wait('a');
  expect(gone).toEqual([]);
  await turn();
  expect(gone).toEqual(['a']);
});

test('each wait is for those who were on the way when it began', async () => {
  const { company, gone, wait } = gathering();
  const early = company.setsOut();
  wait('for early');
  const late = company.setsOut();
  wait('for both');
  late.arrived();
  await turn();
  expect(gone).toEqual([]);
  early.arrived();
  early.arrived();
  await turn();
  await turn();
  expect(gone).toEqual(['for early', 'for both']);
});

test('a wait goes on as long as somebody sets out in each turn', async () => {
  const { company, gone, wait } = gathering();
  wait('a');
  for (let i = 0; i < 5; i += 1) {
    company.setsOut();
    await turn();
  }
  expect(gone).toEqual([]);
  await turn();
  expect(gone).toEqual(['a']);
});

test('whoever waits no longer is not called, also when the call was due', async () => {
  const { company, gone, wait } = gathering();
  const guest = company.setsOut();
  wait('left at once')();
  const leave = wait('left when due');
  guest.arrived();
  leave();
  await turn();
  expect(gone).toEqual([]);
});
