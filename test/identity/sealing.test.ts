import { createHash, randomBytes } from 'node:crypto';
import { isCustomerId } from '../../src/customer/customer-id';
import { newCustomerId, newHandle } from '../../src/identity/random-names';
import { SealBroken, Sealer } from '../../src/identity/sealing';
import { SECRETS } from './invariants';

const sealer = new Sealer(SECRETS, randomBytes);
const REF = { source: 'crm', id: 'ada@example.com' };

describe('Sealer', () => {
  it('hashes an e-mail so that its SHA-256 is enough to find it', () => {
    const emailHash = createHash('sha256').update('ada@example.com').digest('hex');
    expect(sealer.identifierHashOfEmailHash(emailHash)).toBe(sealer.identifierHash('EMAIL', 'ada@example.com'));
  });

  it('hashes one text differently for each use, each pepper and each source', () => {
    const other = new Sealer({ ...SECRETS, pepper: Buffer.alloc(32, 'other') }, randomBytes);
    const hashes = [
      sealer.identifierHash('EMAIL', 'x'),
      sealer.identifierHash('PHONE', 'x'),
      sealer.refHash({ source: 'crm', id: 'x' }),
      sealer.refHash({ source: 'shop', id: 'x' }),
      other.identifierHash('EMAIL', 'x'),
      createHash('sha256').update('x').digest('base64url'),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('tells refs apart whose parts make one text', () => {
    expect(sealer.refHash({ source: 'a', id: 'bc' })).not.toBe(sealer.refHash({ source: 'ab', id: 'c' }));
  });

  it('opens what it sealed, in another process with the same secrets too', () => {
    const sealed = sealer.sealRef('h1', REF);
    expect(sealer.openRef('h1', sealed)).toEqual(REF);
    expect(new Sealer(SECRETS, randomBytes).openRef('h1', sealed)).toEqual(REF);
  });

  it('seals the same text differently each time, with the id of the key in front', () => {
    const [a, b] = [sealer.sealRef('h1', REF), sealer.sealRef('h1', REF)];
    expect(Buffer.from(a).equals(b)).toBe(false);
    expect(a[0]).toBe(1);
    expect(Buffer.from(a).toString('latin1')).not.toContain('ada');
  });

  it('opens nothing that was changed, moved to another place, cut short, or sealed with another key', () => {
    const sealed = Buffer.from(sealer.sealRef('h1', REF));
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i]! ^= 1;
      expect(() => sealer.openRef('h1', changed)).toThrow(SealBroken);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.openRef('h1', sealed.subarray(0, length))).toThrow(SealBroken);
    }
    expect(() => sealer.openRef('h2', sealed)).toThrow(SealBroken);
    expect(() => sealer.openCard('cus_h1', sealed)).toThrow(SealBroken);
    const other = new Sealer({ ...SECRETS, encryptionKey: Buffer.alloc(32, 'other') }, randomBytes);
    expect(() => other.openRef('h1', sealed)).toThrow(SealBroken);
  });

  it.each([
    ['pepper', { ...SECRETS, pepper: Buffer.alloc(31) }],
    ['encryption key', { ...SECRETS, encryptionKey: Buffer.alloc(0) }],
  ])('refuses a short %s without repeating it', (name, secrets) => {
    expect(() => new Sealer(secrets, randomBytes)).toThrow(`The ${name} of identity: expected at least 32 bytes`);
  });
});

describe('random names', () => {
  it('are customer ids of 26 base32 digits that carry all 128 bits', () => {
    expect(newCustomerId(() => Buffer.alloc(16, 0xff))).toBe('cus_7zzzzzzzzzzzzzzzzzzzzzzzzz');
    expect(newCustomerId(() => Buffer.alloc(16, 0))).toBe(`cus_${'0'.repeat(26)}`);
    const ids = Array.from({ length: 200 }, () => newCustomerId(randomBytes));
    expect(ids.every(isCustomerId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(newHandle(randomBytes)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });
});
