/** What the MongoDB driver throws, in the words of the store contract. */
import {
  MongoBulkWriteError,
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
} from 'mongodb';
import { StoreNotWritable, StoreUnavailable } from './contract';

const DUPLICATE_KEY = 11000;
/** BadValue, FailedToParse, TypeMismatch, InvalidNamespace, BSONObjectTooLarge: asked for wrongly, so our own defect. */
const DEFECTS = new Set<number | string | undefined>([2, 9, 14, 73, 10334]);
const OUT_OF_DISK_SPACE = 14031;
const UNAUTHORISED = new Set<number | string | undefined>([13, 18, 8000]);

/** Whether nothing failed but documents that are there already. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) return rejectedIndexes(error) !== undefined;
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** The indexes of an unordered insert whose `_id` was there before; undefined: it failed in another way. */
export function rejectedIndexes(error: unknown): readonly number[] | undefined {
  if (!(error instanceof MongoBulkWriteError)) return undefined;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) return undefined;
  // The same error tells of a write concern that was not met.
  if (error.result.getWriteConcernError()) return undefined;
  return failures.map(({ index }) => index).sort((a, b) => a - b);
}

/** The command may have arrived or not: trying again at once is worth while. After a timeout it is not. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof StoreUnavailable)) return false;
  const { cause } = error;
  const origin: unknown = cause instanceof MongoBulkWriteError ? cause.errorResponse : cause;
  return (
    isSocketError(origin) || (origin instanceof MongoNetworkError && !(origin instanceof MongoNetworkTimeoutError))
  );
}

export function asStoreError(error: unknown): unknown {
  if (isSocketError(error)) return unreachable(error);
  if (!(error instanceof MongoError) || isDuplicateKey(error) || isDefect(error)) return error;
  if (error instanceof MongoServerError && error.code === OUT_OF_DISK_SPACE) {
    return new StoreNotWritable('The disk of the MongoDB server is full', 'ENOSPC', { cause: error });
  }
  return unreachable(error);
}

function unreachable(cause: unknown): StoreUnavailable {
  return new StoreUnavailable('The MongoDB server cannot be reached, or refuses to serve', { cause });
}

/** A write on a connection that was reset just then fails with the socket's own error: the driver passes it on as it is. */
function isSocketError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof MongoError) return false;
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall !== undefined || (code?.startsWith('ERR_STREAM_') ?? false);
}

/** For the operator, at start. */
export function cannotOpen(hosts: readonly string[], error: unknown): StoreUnavailable {
  const place = hosts.length > 0 ? ` at ${hosts.join(', ')}` : '';
  if (error instanceof MongoServerError && UNAUTHORISED.has(error.code)) {
    return new StoreUnavailable(`MongoDB${place} refuses the credentials`, { cause: error });
  }
  return new StoreUnavailable(`MongoDB${place} cannot be reached`, { cause: error });
}

function isDefect(error: MongoError): boolean {
  return error instanceof MongoInvalidArgumentError || (error instanceof MongoServerError && DEFECTS.has(error.code));
}
