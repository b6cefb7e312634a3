/** `npm start`: the same as `onefold start`. */

import { processTerminal } from './cli/process-terminal';
import { runCli } from './cli/program';

void runCli(['start', ...process.argv.slice(2)], processTerminal()).then((code) => {
  process.exitCode = code;
});
