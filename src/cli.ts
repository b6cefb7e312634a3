#!/usr/bin/env node
/** The command `onefold`. */
// First: decorators of the schema's classes write their metadata while modules load.
import 'reflect-metadata';
import { endWith, processTerminal } from './cli/process-terminal';
import { runCli } from './cli/program';

void runCli(process.argv.slice(2), processTerminal()).then(endWith);
