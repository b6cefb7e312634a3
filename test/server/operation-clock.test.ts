import { OperationClock } from '../../src/server/operation-clock';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('fires at the deadline, and says so', () => {
  const clock = new OperationClock(2000);
  jest.advanceTimersByTime(1999);
  expect(clock.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(clock.signal.reason).toMatchObject({ end: 'deadline' });
});

it('takes another deadline, counted from the same moment', () => {
  const clock = new OperationClock(2000);
  jest.advanceTimersByTime(100);
  clock.setDeadline(300);
  jest.advanceTimersByTime(199);
  expect(clock.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect(clock.signal.reason).toMatchObject({ end: 'deadline' });
});

it('fires at once for a deadline that has passed, and takes none once it has fired', () => {
  const clock = new OperationClock(2000);
  jest.advanceTimersByTime(500);
  clock.setDeadline(300);
  jest.advanceTimersByTime(0);
  expect(clock.signal.aborted).toBe(true);
  clock.setDeadline(5000);
  expect(jest.getTimerCount()).toBe(0);
});

it('fires when the client leaves, and says so', () => {
  const clock = new OperationClock(2000);
  clock.clientLeft();
  expect(clock.signal.reason).toMatchObject({ end: 'client left' });
  jest.advanceTimersByTime(2000);
  expect(clock.signal.reason).toMatchObject({ end: 'client left' });
});

it('never fires once the answer is out, and leaves no timer behind', () => {
  const clock = new OperationClock(2000);
  clock.answered();
  expect(jest.getTimerCount()).toBe(0);
  jest.advanceTimersByTime(5000);
  expect(clock.signal.aborted).toBe(false);
});
