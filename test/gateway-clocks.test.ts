/** The gateway as built from a config hands the clock that only runs forward to whatever lasts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApiKey } from '../src/access/api-key';
import { parseConfig } from '../src/config';
import { createGateway } from '../src/gateway';
import { createLogger } from '../src/telemetry/logger';

test('a revoked key is noticed in time, though the clock was set back an hour', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'onefold-clocks-'));
  const config = parseConfig(
    `identity: { store: { type: embedded, path: ${path.join(folder, 'identity')} }, pepper: { env: SECRET }, encryptionKey: { env: SECRET } }
sources: { crm: { type: hubspot, baseUrl: "http://127.0.0.1:9", credentials: { token: { env: TOKEN } } } }
access: { keys: [] }
`,
    { env: { SECRET: Buffer.alloc(32, 1).toString('base64'), TOKEN: 'token' } },
  );
  let wall = 1_790_000_000_000;
  let elapsed = 0;
  const logger = createLogger('silent');
  const gateway = await createGateway(config, { now: () => wall, monotonic: () => elapsed, logger });
  try {
    const { id, hash, key } = createApiKey();
    const stored = { id, hash, name: 'Desk', role: 'steward', createdAt: wall };
    await gateway.store.putApiKey(stored);
    expect(await gateway.authenticator.authenticate({ 'x-api-key': key })).toMatchObject({ id });
    wall -= 3_600_000;
    await gateway.store.putApiKey({ ...stored, revokedAt: wall });
    elapsed += 10_001;
    await expect(gateway.authenticator.authenticate({ 'x-api-key': key })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  } finally {
    await gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
