/**
 * Cursors as callers hold them: a position, encrypted and authenticated, since it names source records. Any node with
 * the same key opens it; nobody else reads or forges one.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { badInput } from '../errors';
import type { Position } from './merge-pages';

export interface CursorSealer {
  /** @param list what is listed: a part, or the parts of a timeline. */
  seal(list: string, position: Position): string;
  /** @throws OnefoldError BAD_USER_INPUT unless this gateway issued it for this kind of list. */
  open(list: string, cursor: string, argument: string): Position;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret at least 32 bytes; the cursor key is derived from it and used for nothing else. */
export function createCursorSealer(secret: Uint8Array): CursorSealer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'onefold cursor', 32));
  return {
    seal(list, position) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(list));
      const text = cipher.update(JSON.stringify(compact(position)), 'utf8');
      return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(list, cursor, argument) {
      const refuse = () => badInput(argument, `a cursor that this field returned`, 'something else');
      const bytes = Buffer.from(cursor, 'base64url');
      if (cursor.length > 20_000 || bytes.length <= NONCE_BYTES + TAG_BYTES) throw refuse();
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(list))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return expand(JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as CompactPosition);
      } catch {
        throw refuse();
      }
    },
  };
}

interface CompactPosition {
  readonly w?: readonly [string, string, string];
  readonly a: Readonly<Record<string, string>>;
  readonly d: readonly string[];
}

function compact({ watermark, after, done }: Position): CompactPosition {
  return { w: watermark && [watermark.at, watermark.source, watermark.id], a: after, d: done };
}

function expand({ w, a, d }: CompactPosition): Position {
  return { watermark: w && { at: w[0], source: w[1], id: w[2] }, after: a, done: d };
}
