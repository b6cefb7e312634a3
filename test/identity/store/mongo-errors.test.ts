import { MongoInvalidArgumentError, MongoNetworkError, MongoNetworkTimeoutError } from 'mongodb';
import { StoreUnavailable } from '../../../src/identity/store/contract';
import { asStoreError, isLostConnection } from '../../../src/identity/store/mongo-errors';

const socketError = (code: string, syscall?: string): Error =>
  Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) });

test.each([
  ['the driver’s network error', new MongoNetworkError('gone'), true],
  ['a time-out', new MongoNetworkTimeoutError('late'), false],
  ['the reset of a connection that was being written to', socketError('ECONNRESET', 'write'), true],
  ['a write to a connection that has ended', socketError('ERR_STREAM_WRITE_AFTER_END'), true],
])('%s: the store cannot be reached, and whether trying again at once is worth while', (_, error, again) => {
  const told = asStoreError(error);
  expect(told).toBeInstanceOf(StoreUnavailable);
  expect(isLostConnection(told)).toBe(again);
});

test.each([
  ['our own mistake', new MongoInvalidArgumentError('no')],
  ['any other error', new TypeError('no')],
])('%s stays what it is', (_, error) => expect(asStoreError(error)).toBe(error));
