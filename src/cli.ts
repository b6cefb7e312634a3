#!/usr/bin/env node
import { processTerminal } from './cli/process-terminal';
/** The command `onefold`. */
import { runCli } from './cli/program';

void runCli(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
