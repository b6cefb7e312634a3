import { createApiKey, hashApiKey } from '../../src/access/api-key';
import { type AuthenticatorOptions, createAuthenticator } from '../../src/access/authenticate';
import type { StoredApiKey } from '../../src/identity/store/contract';

const CONFIGURED = 'a-key-that-the-config-names';
const NEW = createApiKey();
const rights = { linkingRoles: ['reader', 'steward', 'operator'], openSchema: false } as const;

function stored(over: Partial<StoredApiKey> = {}): StoredApiKey {
  return { id: NEW.id, hash: NEW.hash, name: 'Desk', role: 'steward', createdAt: 0, ...over };
}

function authenticator(over: Partial<AuthenticatorOptions> = {}) {
  return createAuthenticator({
    configured: [{ id: 'web', name: 'Web', hash: hashApiKey(CONFIGURED), role: 'reader' }],
    stored: async () => [],
    rights,
    ...over,
  });
}

const withKey = (key: string) => ({ 'x-api-key': key });

it('is closed: no key, no caller', async () => {
  await expect(authenticator().authenticate({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(authenticator().authenticate({ 'x-api-key': '' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('knows a configured key by either header', async () => {
  const expected = { id: 'web', name: 'Web', role: 'reader' };
  expect(await authenticator().authenticate(withKey(CONFIGURED))).toMatchObject(expected);
  expect(await authenticator().authenticate({ authorization: `Bearer ${CONFIGURED}` })).toMatchObject(expected);
  expect(await authenticator().authenticate({ authorization: `bearer ${CONFIGURED}` })).toMatchObject(expected);
});

it.each([
  ['an unknown key', withKey('something else entirely')],
  ['another scheme', { authorization: `Basic ${CONFIGURED}` }],
  ['a key of enormous length', withKey('x'.repeat(100_000))],
  ['the hash of a key', withKey(hashApiKey(CONFIGURED))],
])('refuses %s', async (_, headers) => {
  await expect(authenticator().authenticate(headers)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('counts strangers as the demo says, and a wrong key never as a stranger', async () => {
  const demo = authenticator({ anonymous: 'reader', rights: { ...rights, openSchema: true } });
  const caller = await demo.authenticate({});
  expect(caller).toMatchObject({ id: 'anonymous', role: 'reader' });
  expect(caller.rights.has('introspect')).toBe(true);
  await expect(demo.authenticate(withKey('wrong'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('gives each role its rights', async () => {
  const keys = (['reader', 'steward', 'operator'] as const).map((role) => ({
    id: role,
    name: role,
    hash: hashApiKey(role.repeat(4)),
    role,
  }));
  const auth = authenticator({ configured: keys, rights: { linkingRoles: ['steward'], openSchema: false } });
  const of = async (role: string) => [...(await auth.authenticate(withKey(role.repeat(4)))).rights].sort();
  expect(await of('reader')).toEqual(['read']);
  expect(await of('steward')).toEqual(['introspect', 'link', 'read', 'steward', 'trace']);
  expect(await of('operator')).toEqual(['introspect', 'operate', 'read', 'steward', 'trace']);
});

describe('keys of the store', () => {
  it('are read once for many requests, also at the same time', async () => {
    let reads = 0;
    const auth = authenticator({
      stored: async () => {
        reads += 1;
        return [stored()];
      },
    });
    const callers = await Promise.all(Array.from({ length: 20 }, () => auth.authenticate(withKey(NEW.key))));
    expect(callers[0]).toMatchObject({ id: NEW.id, name: 'Desk', role: 'steward' });
    expect(reads).toBe(1);
  });

  it('count until their revocation is read', async () => {
    let now = 0;
    let keys = [stored()];
    const auth = authenticator({ stored: async () => keys, now: () => now, storedMaxAgeMs: 10_000 });
    await auth.authenticate(withKey(NEW.key));
    keys = [stored({ revokedAt: 1 })];
    now = 10_001;
    await expect(auth.authenticate(withKey(NEW.key))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('count as soon as they are made, while unknown ones cannot make the store work', async () => {
    let now = 0;
    let reads = 0;
    let keys: StoredApiKey[] = [];
    const auth = authenticator({
      now: () => now,
      stored: async () => {
        reads += 1;
        return keys;
      },
    });
    for (let i = 0; i < 100; i += 1) await auth.authenticate(withKey(`wrong${i}`)).catch(() => undefined);
    expect(reads).toBe(1);
    keys = [stored()];
    now = 1_000;
    expect(await auth.authenticate(withKey(NEW.key))).toMatchObject({ id: NEW.id });
    expect(reads).toBe(2);
  });

  it('count for a minute while the store is away, configured ones always', async () => {
    let now = 0;
    let away = false;
    const auth = authenticator({
      now: () => now,
      stored: async () => {
        if (away) throw new Error('connection refused');
        return [stored()];
      },
    });
    await auth.authenticate(withKey(NEW.key));
    away = true;
    now = 59_000;
    expect(await auth.authenticate(withKey(NEW.key))).toMatchObject({ id: NEW.id });
    now = 61_000;
    await expect(auth.authenticate(withKey(NEW.key))).rejects.toMatchObject({ code: 'IDENTITY_UNAVAILABLE' });
    expect(await auth.authenticate(withKey(CONFIGURED))).toMatchObject({ id: 'web' });
  });

  it('of a role that this version does not know are unknown', async () => {
    const auth = authenticator({ stored: async () => [stored({ role: 'emperor' })] });
    await expect(auth.authenticate(withKey(NEW.key))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
