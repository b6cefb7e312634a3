/** The upstream as a child process; see upstream.mjs for what goes over its channel. */
import { fileURLToPath } from 'node:url';
import { start } from './processes.mjs';

const SCRIPT = fileURLToPath(new URL('upstream.mjs', import.meta.url));

export async function startUpstream(core) {
  const options = { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] };
  const message = (child) => new Promise((resolve) => child.once('message', resolve));
  const { child, ready } = await start(core, SCRIPT, [], options, message);
  return {
    origin: `http://127.0.0.1:${ready.port}`,
    delay: (delayMs) => child.send({ delayMs }),
    /** What was served since the last report: see upstream.mjs. */
    report() {
      const report = message(child);
      child.send({ report: true });
      return report;
    },
  };
}
