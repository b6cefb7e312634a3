/**
 * API keys: `of_<id>_<secret>`. The id is public and names the key in logs; the secret has 256 random bits, so one
 * SHA-256 is enough to keep it. What is stored, in the config or in the store, is the hash of the whole key.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const SHA256_HEX = /^[0-9a-f]{64}$/i;

export interface NewApiKey {
  readonly id: string;
  /** Shown once, to whoever asked for it. */
  readonly key: string;
  /** Hex SHA-256 of the key. */
  readonly hash: string;
}

export function createApiKey(random: (bytes: number) => Buffer = randomBytes): NewApiKey {
  const id = random(ID_BYTES).toString('hex');
  const key = `of_${id}_${random(SECRET_BYTES).toString('base64url')}`;
  return { id, key, hash: hashApiKey(key) };
}

/** Hex SHA-256 of a key's text. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}

/** Whether two hex SHA-256 hashes are equal, in a time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  if (!SHA256_HEX.test(a) || !SHA256_HEX.test(b)) return false;
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
