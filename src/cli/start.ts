/** `onefold start`: the gateway of the config; the demo where there is none. */
import { hasConfigFile, loadConfig } from '../config';
import { demo } from './demo';
import { serve } from './serve';
import type { Terminal } from './terminal';

/** Longer than any deadline a config allows would keep a deployment waiting; the usual ones fit well. */
const DRAIN_MS = 10_000;

interface StartOptions {
  readonly config?: string;
  /** Outranks the config's, so that a container listens to its network whatever the file says. */
  readonly host?: string;
}

export async function start(options: StartOptions, terminal: Terminal): Promise<void> {
  if (options.config === undefined && !hasConfigFile(terminal.cwd)) {
    terminal.err('There is no onefold.yml here: starting the demo, on invented people.');
    return demo({ host: options.host }, terminal);
  }
  const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
  const host = options.host ?? config.server.host;
  await serve(
    { ...config, server: { ...config.server, host } },
    {
      interrupted: terminal.interrupted,
      drainTimeoutMs: DRAIN_MS,
      onReady: (url) => terminal.err(`Onefold is ready at ${url}/graphql`),
    },
  );
}
