/** The terminal of this process: its streams, and the signals by which it is asked to end. */
import { wantsColours } from '../config';
import type { ExitCode, Terminal } from './terminal';

const IMPATIENT_AFTER_MS = 500;
const LEFTOVERS_MS = 1_000;

/** The process ends by itself once nothing is left to do; what was left open by mistake does not keep it from that. */
export function endWith(code: ExitCode): void {
  process.exitCode = code;
  setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
}

export function processTerminal(): Terminal {
  const interrupted = new AbortController();
  let first: number | undefined;
  const interrupt = (): void => {
    first ??= performance.now();
    // npm passes on what the terminal has sent to both already; only later is it somebody who has lost patience.
    if (performance.now() - first > IMPATIENT_AFTER_MS) process.exit(130);
    interrupted.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // Whoever reads has gone, as in `onefold schema | head`: nothing is left to say.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    // Carriage return, erase the line.
    ...(process.stderr.isTTY && { live: (line: string) => process.stderr.write(`\r\u001b[2K${line}`) }),
    colours: wantsColours(process.stdout.isTTY === true),
    cwd: process.cwd(),
    interrupted: interrupted.signal,
  };
}
