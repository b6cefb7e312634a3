import { createApiKey, hashApiKey, sameHash } from '../../src/access/api-key';

it('makes keys of a public id and 256 random bits', () => {
  const { id, key, hash } = createApiKey();
  expect(key).toMatch(/^of_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
  expect(key.startsWith(`of_${id}_`)).toBe(true);
  expect(hash).toBe(hashApiKey(key));
  expect(createApiKey().key).not.toBe(key);
});

it('compares hashes whatever their case, and never takes text that is no hash', () => {
  const hash = hashApiKey('one');
  expect(sameHash(hash, hash.toUpperCase())).toBe(true);
  expect(sameHash(hash, hashApiKey('two'))).toBe(false);
  expect(sameHash('', '')).toBe(false);
  expect(sameHash('zz'.repeat(32), 'zz'.repeat(32))).toBe(false);
});
