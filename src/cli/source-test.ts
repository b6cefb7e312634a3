/** `onefold source test`: does a source keep the law of connectors, as it answers today? */
import { loadConfig } from '../config';
import { connectSource } from '../gateway';
import { CommandFailure } from './failure';
import { ReplayingClient } from './replaying-client';
import { SourceLaw } from './source-law';
import { painter, printable, type Terminal } from './terminal';
import { withDeadline } from './with-deadline';

const DEADLINE_MS = 120_000;
const MOST_IDS = 20;

/** @throws ConfigError, or CommandFailure once everything was tried and something does not hold. */
export async function testSource(
  name: string,
  options: { readonly ids?: string; readonly config?: string },
  terminal: Terminal,
): Promise<void> {
  const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
  const settings = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  if (!settings)
    throw new CommandFailure(`There is no source ${name}; there are ${Object.keys(config.sources).join(', ')}.`, 2);
  const ids = [...new Set((options.ids ?? '').split(',').map((id) => id.trim()))].filter((id) => id !== '');
  if (ids.length < 2 || ids.length > MOST_IDS) {
    throw new CommandFailure(
      `Name 2 to ${MOST_IDS} ids of records that are there, of people with some orders or tickets: --ids 1,2,3.`,
      2,
    );
  }
  const paint = painter(terminal.colours);
  const wire = new ReplayingClient(SourceLaw.FAULT);
  const { connector, clients } = connectSource(name, settings, Date.now, (http) => wire.around(http));
  let failed = 0;
  await withDeadline(DEADLINE_MS, terminal.interrupted, async (signal) => {
    for await (const { name: check, problem, skipped } of new SourceLaw(connector, wire, ids, { signal }).checks()) {
      if (skipped !== undefined) terminal.out(`${paint('dim', 'skip')}  ${check}: ${skipped}`);
      else terminal.out(`${problem === undefined ? paint('green', 'ok  ') : paint('red', 'FAIL')}  ${check}`);
      if (problem === undefined) continue;
      failed += 1;
      terminal.out(`      ${printable(problem)}`);
    }
  }).finally(() => Promise.all(clients.map((client) => client.close())));
  if (failed > 0) throw new CommandFailure(failed === 1 ? 'One thing does not hold.' : `${failed} things do not hold.`);
}
