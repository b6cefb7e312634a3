/**
 * Keeps persons out of the store: identifiers and record names become keyed hashes, what must be read back is encrypted.
 * All keys are derived from the two secrets of the config by HKDF (RFC 5869), one for each use, so that a hash made for
 * one purpose never equals a hash made for another.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import type { CustomerId } from '../customer/customer-id';
import { type IdentifierType, type RecordRef, refKey } from '../customer/source-record';
import type { RandomBytes } from './random-names';
import type { Handle } from './store/contract';

export interface IdentitySecrets {
  /** Key of the hashes; at least 32 bytes. Losing it loses every link. */
  readonly pepper: Uint8Array;
  /** Key of what is encrypted; at least 32 bytes. */
  readonly encryptionKey: Uint8Array;
}

/** The encrypted text does not belong here, was changed, or was made with another key. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const LEAST_SECRET_BYTES = 32;
/** Names the key in front of each sealed text, so that keys can be changed one day. */
const KEY_ID = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

export class Sealer {
  private readonly identifierKeys: Readonly<Record<IdentifierType, Buffer>>;
  private readonly refHashKey: Buffer;
  private readonly orderHashKey: Buffer;
  private readonly sealKey: Buffer;

  /** @throws Error when a secret is too short. */
  constructor(
    secrets: IdentitySecrets,
    private readonly randomBytes: RandomBytes,
  ) {
    const pepper = longEnough(secrets.pepper, 'pepper');
    const encryptionKey = longEnough(secrets.encryptionKey, 'encryption key');
    this.identifierKeys = { EMAIL: derived(pepper, 'email'), PHONE: derived(pepper, 'phone') };
    this.refHashKey = derived(pepper, 'ref');
    this.orderHashKey = derived(pepper, 'order');
    this.sealKey = derived(encryptionKey, 'seal');
  }

  /** Under what an identifier is stored: a keyed hash of the SHA-256 of its normal form. */
  identifierHash(type: IdentifierType, normal: string): string {
    return keyedHash(this.identifierKeys[type], sha256(normal));
  }

  /** The same for an e-mail of which only the SHA-256 is known, in lower-case hex. */
  identifierHashOfEmailHash(emailHash: string): string {
    return keyedHash(this.identifierKeys.EMAIL, Buffer.from(emailHash, 'hex'));
  }

  refHash(ref: RecordRef): string {
    return keyedHash(this.refHashKey, sha256(refKey(ref)));
  }

  /** Names an order, or an idempotency key, so that an equal one is recognised. */
  orderHash(parts: readonly string[]): string {
    return keyedHash(this.orderHashKey, sha256(JSON.stringify(parts)));
  }

  sealRef(handle: Handle, ref: RecordRef): Uint8Array {
    return this.seal(`ref|${handle}`, { source: ref.source, id: ref.id });
  }

  /** @throws SealBroken */
  openRef(handle: Handle, sealed: Uint8Array): RecordRef {
    return this.open(`ref|${handle}`, sealed) as RecordRef;
  }

  sealCard(customer: CustomerId, card: unknown): Uint8Array {
    return this.seal(`card|${customer}`, card);
  }

  /** @throws SealBroken */
  openCard(customer: CustomerId, sealed: Uint8Array): unknown {
    return this.open(`card|${customer}`, sealed);
  }

  /**
   * AES-256-GCM under a key of its own for each place, so that a text moved to another place does not open, and a card
   * may be rewritten for ever without random nonces meeting under one key. Layout: key id, nonce, tag, ciphertext.
   */
  private seal(place: string, value: unknown): Uint8Array {
    const nonce = this.randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyOf(place), nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(KEY_ID), nonce, cipher.getAuthTag(), text]);
  }

  private open(place: string, sealed: Uint8Array): unknown {
    if (sealed.length < HEADER_BYTES || sealed[0] !== KEY_ID)
      throw new SealBroken('Sealed with a key that is not known');
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.keyOf(place), nonce).setAuthTag(tag);
    try {
      const text = Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]);
      return JSON.parse(text.toString('utf8'));
    } catch (error) {
      throw new SealBroken('A sealed text does not open: changed, moved, or made with another encryption key', {
        cause: error,
      });
    }
  }

  private keyOf(place: string): Buffer {
    return createHmac('sha256', this.sealKey).update(place, 'utf8').digest();
  }
}

function longEnough(secret: Uint8Array, name: string): Uint8Array {
  if (secret.length >= LEAST_SECRET_BYTES) return secret;
  throw new Error(
    `The ${name} of identity: expected at least ${LEAST_SECRET_BYTES} bytes, received ${secret.length} bytes`,
  );
}

function derived(secret: Uint8Array, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `onefold/identity/${use}`, 32));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

function keyedHash(key: Buffer, data: Buffer): string {
  return createHmac('sha256', key).update(data).digest('base64url');
}
