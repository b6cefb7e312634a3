/** `onefold keys`: the API keys that live in the identity store, next to those of the config. */
import { createApiKey } from '../access/api-key';
import { ROLES, type Role } from '../access/caller';
import { loadConfig } from '../config';
import { openStore } from '../gateway';
import type { IdentityStore } from '../identity/store/contract';
import { CommandFailure } from './failure';
import type { Terminal } from './terminal';

interface KeysOptions {
  readonly config?: string;
}

/** The key goes to standard output, alone, so that a script can take it; what to know of it to standard error. */
export async function createKey(
  options: KeysOptions & { readonly name: string; readonly role: string },
  terminal: Terminal,
): Promise<void> {
  const role = roleNamed(options.role);
  await withStore(options, terminal, async (store) => {
    const { id, key, hash } = createApiKey();
    await store.putApiKey({ id, hash, name: options.name, role, createdAt: Date.now() });
    terminal.err(`Key ${id} (${role}) for ${options.name}. It is shown this once; only its hash is kept.`);
    terminal.out(key);
  });
}

export async function listKeys(options: KeysOptions, terminal: Terminal): Promise<void> {
  await withStore(options, terminal, async (store, configured) => {
    const stored = (await store.apiKeys()).map(({ id, role, name, createdAt, revokedAt }) => ({
      id,
      role,
      name,
      state: revokedAt === undefined ? `since ${day(createdAt)}` : `revoked ${day(revokedAt)}`,
    }));
    const keys = [...configured.map((key) => ({ ...key, state: 'in the config' })), ...stored];
    if (keys.length === 0) terminal.err('There are no keys. Create one: onefold keys create --name "my app"');
    const widest = Math.max(0, ...keys.map(({ id }) => id.length));
    for (const { id, role, name, state } of keys) {
      terminal.out(`${id.padEnd(widest)}  ${role.padEnd(8)}  ${state.padEnd(18)}  ${name}`);
    }
  });
}

export async function revokeKey(id: string, options: KeysOptions, terminal: Terminal): Promise<void> {
  await withStore(options, terminal, async (store, configured) => {
    const key = (await store.apiKeys()).find((candidate) => candidate.id === id);
    if (!key) {
      const inConfig = configured.some((candidate) => candidate.id === id);
      throw new CommandFailure(
        inConfig
          ? `Key ${id} stands in the config: take it out of access.keys and restart the gateways.`
          : `There is no key ${id}. onefold keys list shows those there are.`,
      );
    }
    if (key.revokedAt === undefined) await store.putApiKey({ ...key, revokedAt: Date.now() });
    terminal.err(`Key ${id} is revoked. Running gateways notice within seconds.`);
  });
}

async function withStore(
  options: KeysOptions,
  terminal: Terminal,
  work: (
    store: IdentityStore,
    configured: readonly { readonly id: string; readonly role: Role; readonly name: string }[],
  ) => Promise<void>,
): Promise<void> {
  const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
  const store = await openStore(config);
  try {
    await work(store, config.access.keys);
  } finally {
    await store.close();
  }
}

function roleNamed(written: string): Role {
  const role = ROLES.find((candidate) => candidate === written);
  if (!role) throw new CommandFailure(`--role: expected one of ${ROLES.join(', ')}`, 2);
  return role;
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
