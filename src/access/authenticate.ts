/**
 * Finds out who is calling from the request's headers: `Authorization: Bearer <key>` or `x-api-key: <key>`. Closed by
 * default: without a known key there is no caller, unless the demo says whom strangers count as.
 */
import { OnefoldError } from '../errors';
import type { StoredApiKey } from '../identity/store/contract';
import { hashApiKey, sameHash } from './api-key';
import { type Caller, ROLES, type Role } from './caller';
import { type RightsPolicy, rightsOf } from './rights';

interface ConfiguredKey {
  /** Safe for logs. Absent: made from the hash. */
  readonly id?: string;
  readonly name: string;
  /** Hex SHA-256 of the key. */
  readonly hash: string;
  readonly role: Role;
}

export interface AuthenticatorOptions {
  readonly configured: readonly ConfiguredKey[];
  /** Reads the keys that live in the store. */
  readonly stored: () => Promise<readonly StoredApiKey[]>;
  readonly rights: RightsPolicy;
  /** As whom callers without a key count. Only for the demo. */
  readonly anonymous?: Role;
  /** How long a key read from the store counts: after that a revocation is noticed. Default 10 s. */
  readonly storedMaxAgeMs?: number;
  /** Milliseconds on a clock that only runs forward. Default `performance.now`. */
  readonly now?: () => number;
}

export interface Authenticator {
  /** @throws OnefoldError UNAUTHENTICATED; IDENTITY_UNAVAILABLE where only the store could know the key. */
  authenticate(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Promise<Caller>;
}

/** A key that nobody holds asks the store at most this often, so that strangers cannot make it work. */
const UNKNOWN_KEY_PAUSE_MS = 1_000;
/** As long as the store is away, keys read before count for this long; the same as for resolutions of ids. */
const LONGEST_WITHOUT_STORE_MS = 60_000;
const LONGEST_KEY = 512;

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { storedMaxAgeMs = 10_000, now = () => performance.now() } = options;
  const configured = options.configured.map((key) => ({
    hash: key.hash,
    caller: callerOf(key.id ?? `key-${key.hash.slice(0, 8)}`, key.name, key.role, options.rights),
  }));
  const store = new StoredKeys(options.stored, options.rights, storedMaxAgeMs, now);

  return {
    async authenticate(headers) {
      const key = keyOf(headers);
      if (key === undefined) {
        if (options.anonymous === undefined) throw unauthenticated('An API key is needed: x-api-key: <key>');
        return callerOf('anonymous', 'Anonymous', options.anonymous, options.rights);
      }
      const hash = hashApiKey(key);
      // All are compared, whichever matches: the time says nothing of which one it was.
      const matches = configured.filter((known) => sameHash(known.hash, hash));
      const caller = matches[0]?.caller ?? (await store.find(hash));
      if (!caller) throw unauthenticated('The API key is unknown or revoked');
      return caller;
    },
  };
}

interface KnownKey {
  readonly hash: string;
  readonly caller: Caller;
}

/** The keys of the store, read again when they are old, or when a key comes that may be newer than the last reading. */
class StoredKeys {
  private keys: readonly KnownKey[] = [];
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly stored: () => Promise<readonly StoredApiKey[]>,
    private readonly rights: RightsPolicy,
    private readonly maxAgeMs: number,
    private readonly now: () => number,
  ) {}

  async find(hash: string): Promise<Caller | undefined> {
    const age = this.now() - this.readAt;
    if (age > this.maxAgeMs) {
      await this.read().catch((error: unknown) => {
        if (age > LONGEST_WITHOUT_STORE_MS) throw error;
      });
    }
    const known = this.match(hash);
    if (known || this.now() - this.readAt < UNKNOWN_KEY_PAUSE_MS) return known;
    await this.read();
    return this.match(hash);
  }

  private match(hash: string): Caller | undefined {
    return this.keys.filter((key) => sameHash(key.hash, hash))[0]?.caller;
  }

  private read(): Promise<void> {
    this.reading ??= this.readNow().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readNow(): Promise<void> {
    let stored: readonly StoredApiKey[];
    try {
      stored = await this.stored();
    } catch (cause) {
      throw new OnefoldError(
        'IDENTITY_UNAVAILABLE',
        'API keys cannot be checked: the store does not answer',
        {},
        { cause },
      );
    }
    this.keys = stored.flatMap(({ id, hash, name, role, revokedAt }) =>
      revokedAt === undefined && isRole(role) ? [{ hash, caller: callerOf(id, name, role, this.rights) }] : [],
    );
    this.readAt = this.now();
  }
}

function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}

function callerOf(id: string, name: string, role: Role, policy: RightsPolicy): Caller {
  return { id, name, role, rights: rightsOf(role, policy) };
}

function keyOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string | undefined {
  const bearer = one(headers.authorization)?.match(/^Bearer +(\S+)$/i)?.[1];
  const key = bearer ?? one(headers['x-api-key']);
  if (key === undefined || key === '') {
    if (one(headers.authorization) !== undefined) throw unauthenticated('Authorization: expected Bearer <key>');
    return undefined;
  }
  if (key.length > LONGEST_KEY) throw unauthenticated('The API key is unknown or revoked');
  return key;
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

function unauthenticated(message: string): OnefoldError {
  return new OnefoldError('UNAUTHENTICATED', message);
}
