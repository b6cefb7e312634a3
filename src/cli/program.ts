/**
 * The command line: which commands there are and what they take. Each command lives in a file of its own, loaded only when
 * it is asked for: a look-up does not wait for a whole gateway to load. (By `require`, since for `import()` tsc wants the
 * endings of the compiled files, which the tests do not have.)
 */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { reportFailure } from './failure';
import { IDENTIFIER_FORMS } from './identifier-argument';
import type { ExitCode, Terminal } from './terminal';

/** @param args without node and the script. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    await program(terminal).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own complaint, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportFailure(error, terminal);
  }
}

function program(terminal: Terminal): Command {
  const root = new Command('onefold')
    .description('One live Customer over CRM, commerce and support systems.')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  const command = (name: string, description: string): Command =>
    root.command(name).description(description).copyInheritedSettings(root);

  command('start', 'Start the gateway; without a config file, the demo.')
    .option('--config <file>', 'config file (default: onefold.yml here)')
    .option('--host <address>', 'address to listen on, whatever the config says')
    .action(async (options: { config?: string; host?: string }) => {
      const { start }: typeof import('./start') = require('./start');
      return start(options, terminal);
    });

  command('demo', 'Start three simulated vendors and a gateway in front of them.')
    .option('--seed <n>', 'which population', wholeNumber)
    .option('--port <n>', 'port of the gateway (default: PORT, or 4000)', portNumber)
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--truth', 'print what is true of the population as JSON, and start nothing')
    .action(async ({ truth, ...options }: { seed?: number; port?: number; host?: string; truth?: true }) => {
      const { demo, printTruth }: typeof import('./demo') = require('./demo');
      return truth ? printTruth(options.seed, terminal) : demo(options, terminal);
    });

  command('check', 'Check the config, the identity store and the credentials of every source.')
    .option('--config <file>', 'config file (default: onefold.yml here)')
    .action(async (options: { config?: string }) => {
      const { check }: typeof import('./check') = require('./check');
      return check(options, terminal);
    });

  command('backfill', 'Walk the lists of sources and link everybody in them; without a config file, of the demo.')
    .argument('[source...]', 'names of sources (default: all that are enabled)')
    .option('--config <file>', 'config file (default: onefold.yml here)')
    .option('--dry-run', 'write nothing, and report what would be linked')
    .option('--json', 'print progress and report as lines of JSON')
    .option('--work-dir <folder>', 'where the sealed working file is, until the run ends (default: .onefold/backfill)')
    .action(async (named: string[], options: { config?: string; dryRun?: true; json?: true; workDir?: string }) => {
      const { backfillCommand }: typeof import('./backfill') = require('./backfill');
      return backfillCommand(named, options, terminal);
    });

  command('schema', 'Print the GraphQL schema.')
    .option('--federation', 'as a Federation 2 subgraph')
    .option('--config-schema', 'print the JSON Schema of onefold.yml instead')
    .action(async (options: { federation?: true; configSchema?: true }) => {
      const { printSchema }: typeof import('./schema') = require('./schema');
      return printSchema(options, terminal);
    });

  command('lookup', 'Show a customer, asking a running gateway.')
    .argument('<identifier>', 'see below')
    .option('--url <url>', 'address of the gateway (default: ONEFOLD_URL, or http://127.0.0.1:4000)')
    .option('--key <key>', 'API key (default: ONEFOLD_KEY, which other users of the machine cannot see)')
    .option('--json', 'print what the gateway answered')
    .addHelpText(
      'after',
      `\nIdentifiers:\n${IDENTIFIER_FORMS.map(([form, meaning]) => `  ${form.padEnd(22)} ${meaning}`).join('\n')}`,
    )
    .action(async (identifier: string, options: { url?: string; key?: string; json?: true }) => {
      const { lookup }: typeof import('./lookup') = require('./lookup');
      return lookup(identifier, options, terminal);
    });

  const keys = command('keys', 'API keys that live in the identity store.');
  const keysCommand = (name: string, description: string): Command =>
    keys
      .command(name)
      .description(description)
      .copyInheritedSettings(root)
      .option('--config <file>', 'config file (default: onefold.yml here)');
  keysCommand('create', 'Create a key and print it, once.')
    .requiredOption('--name <name>', 'who holds it, for people')
    .option('--role <role>', 'reader, steward or operator', 'reader')
    .action(async (options: { name: string; role: string; config?: string }) => {
      const { createKey }: typeof import('./keys') = require('./keys');
      return createKey(options, terminal);
    });
  keysCommand('list', 'List keys, without their secrets.').action(async (options: { config?: string }) => {
    const { listKeys }: typeof import('./keys') = require('./keys');
    return listKeys(options, terminal);
  });
  keysCommand('revoke', 'Revoke a key.')
    .argument('<id>', 'as keys list shows it')
    .action(async (id: string, options: { config?: string }) => {
      const { revokeKey }: typeof import('./keys') = require('./keys');
      return revokeKey(id, options, terminal);
    });

  return root;
}

function wholeNumber(written: string): number {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  throw new InvalidArgumentError('Expected a whole number.');
}

function portNumber(written: string): number {
  const port = wholeNumber(written);
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}
