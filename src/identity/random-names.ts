/** Random names: customer ids, handles of records, nonces. They say nothing about what they name. */
import type { CustomerId } from '../customer/customer-id';
import type { Handle } from './store/contract';

/** As `randomBytes` of `node:crypto`; another one makes tests repeatable. */
export type RandomBytes = (size: number) => Buffer;

/** Crockford's base32 in lower case: no i, l, o, u, so that an id survives being read aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const NAME_BYTES = 16;
const NAME_LENGTH = 26;

export function newCustomerId(randomBytes: RandomBytes): CustomerId {
  return `cus_${randomName(randomBytes)}`;
}

export function newHandle(randomBytes: RandomBytes): Handle {
  return randomName(randomBytes);
}

export function newNonce(randomBytes: RandomBytes): string {
  return randomName(randomBytes);
}

/** 128 random bits as 26 digits. */
function randomName(randomBytes: RandomBytes): string {
  let rest = BigInt(`0x${randomBytes(NAME_BYTES).toString('hex')}`);
  let name = '';
  for (let i = 0; i < NAME_LENGTH; i++) {
    name = ALPHABET.charAt(Number(rest & 31n)) + name;
    rest >>= 5n;
  }
  return name;
}
