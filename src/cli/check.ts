/** `onefold check`: is the config right, does the identity store answer, do the sources let us in? */
import { loadConfig } from '../config';
import { createGateway } from '../gateway';
import type { SourceCheck } from '../sources/contract';
import { createLogger } from '../telemetry/logger';
import { CommandFailure } from './failure';
import { painter, type Terminal } from './terminal';
import { withDeadline } from './with-deadline';

/** Long enough for a slow vendor, short enough for a person who waits. */
const DEADLINE_MS = 15_000;

/** @throws ConfigError, or CommandFailure once everything was tried and something is wrong. */
export async function check(options: { readonly config?: string }, terminal: Terminal): Promise<void> {
  const paint = painter(terminal.colours);
  const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
  const names = ['config', 'identity', ...Object.keys(config.sources)];
  const widest = Math.max(...names.map((name) => name.length));
  const say = (name: string, ok: boolean, message: string): void =>
    terminal.out(`${ok ? paint('green', 'ok  ') : paint('red', 'FAIL')}  ${name.padEnd(widest)}  ${message}`);
  say('config', true, 'valid');

  const gateway = await createGateway(config, { logger: createLogger('silent') });
  try {
    await gateway.store.ping();
    say('identity', true, `the ${config.identity.store.type} store answers`);
    const checks = await withDeadline(DEADLINE_MS, terminal.interrupted, (signal) => gateway.checkSources(signal));
    let failed = 0;
    for (const name of Object.keys(config.sources)) {
      const result = checks.get(name);
      if (!result) terminal.out(`${paint('dim', 'off ')}  ${name.padEnd(widest)}  not enabled`);
      else {
        if (!passes(result)) failed += 1;
        say(name, passes(result), result.message);
        for (const { permission, parts } of result.missingPermissions) {
          terminal.out(`      ${''.padEnd(widest)}  missing ${permission}, needed for ${parts.join(', ')}`);
        }
      }
    }
    if (failed > 0) throw new CommandFailure(failed === 1 ? 'A source failed.' : `${failed} sources failed.`);
  } finally {
    await gateway.close();
  }
}

function passes({ ok, missingPermissions }: SourceCheck): boolean {
  return ok && missingPermissions.length === 0;
}
