/**
 * The command line: which commands there are and what they take. Each command lives in a file of its own, loaded only when
 * it is asked for: a look-up does not wait for a whole gateway to load. (By `require`, since for `import()` tsc wants the
 * endings of the compiled files, which the tests do not have.)
 */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { AskOptions } from './ask-gateway';
import type { DecisionOptions, ForeseeableOptions } from './decisions';
import { reportFailure } from './failure';
import { IDENTIFIER_FORMS } from './identifier-argument';
import type { MatchOptions, TrainOptions } from './match';
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
    .option('--connector-schema', 'print the JSON Schema of connector files instead')
    .action(async (options: { federation?: true; configSchema?: true; connectorSchema?: true }) => {
      const { printSchema }: typeof import('./schema') = require('./schema');
      return printSchema(options, terminal);
    });

  asking(command('lookup', 'Show a customer, asking a running gateway.'))
    .argument('<identifier>', 'see below')
    .addHelpText(
      'after',
      `\nIdentifiers:\n${IDENTIFIER_FORMS.map(([form, meaning]) => `  ${form.padEnd(22)} ${meaning}`).join('\n')}`,
    )
    .action(async (identifier: string, options: AskOptions) => {
      const { lookup }: typeof import('./lookup') = require('./lookup');
      return lookup(identifier, options, terminal);
    });

  const source = command('source', 'For whoever describes a source or looks into one.');
  source
    .command('preview')
    .description('Show, request by request, what a source is asked, what comes, and what becomes of it.')
    .copyInheritedSettings(root)
    .argument('<name>', 'as onefold.yml names the source')
    .option('--ids <ids>', 'ids of records, with commas between them')
    .option('--email <address>', 'somebody’s e-mail address, instead of ids')
    .option('--whole', 'print answers to their end')
    .option('--config <file>', 'config file (default: onefold.yml here)')
    .action(async (name: string, options: { ids?: string; email?: string; whole?: true; config?: string }) => {
      const { previewSource }: typeof import('./source-preview') = require('./source-preview');
      return previewSource(name, options, terminal);
    });

  source
    .command('test')
    .description('Hold a source against the law of connectors: batches, faults, odd answers, deadlines.')
    .copyInheritedSettings(root)
    .argument('<name>', 'as onefold.yml names the source')
    .option('--ids <ids>', 'ids of records that are there, with commas between them')
    .option('--config <file>', 'config file (default: onefold.yml here)')
    .action(async (name: string, options: { ids?: string; config?: string }) => {
      const { testSource }: typeof import('./source-test') = require('./source-test');
      return testSource(name, options, terminal);
    });

  const several = (file: string, files: readonly string[] = []): readonly string[] => [...files, file];
  command('match', 'Find out who is who in CSV files.')
    .requiredOption('--in <file>', 'a CSV file; may be given several times', several)
    .requiredOption('--map <file>', 'which column holds what (YAML; see docs/matching.md)')
    .requiredOption('--out <file>', 'where to write record_id,cluster_id')
    .option('--model <file>', 'a model written by train (default: trained on the records themselves)')
    .option('--review <file>', 'where to write the pairs that a person should decide')
    .action(async (options: MatchOptions) => {
      const { match }: typeof import('./match') = require('./match');
      return match(options, terminal);
    });
  command('train', 'Train a matching model on CSV files, without labels.')
    .requiredOption('--in <file>', 'a CSV file; may be given several times', several)
    .requiredOption('--map <file>', 'which column holds what (YAML; see docs/matching.md)')
    .requiredOption('--out <file>', 'where to write the model')
    .action(async (options: TrainOptions) => {
      const { trainModel }: typeof import('./match') = require('./match');
      return trainModel(options, terminal);
    });

  addDecisions(command, terminal);

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

/** The commands of stewards. */
function addDecisions(command: (name: string, description: string) => Command, terminal: Terminal): void {
  const deciding = (name: string, description: string): Command =>
    asking(command(name, `${description}, through a running gateway.`))
      .option('--reason <words>', 'for the history; nothing personal')
      .option('--idempotency-key <key>', 'with a key that was used, an order is answered and not carried out again');
  const foreseeable = (name: string, description: string): Command =>
    deciding(name, description)
      .option('--preview', 'show what would change, and decide nothing')
      .option('--expected <text>', 'what a preview printed: decide that, or nothing');

  foreseeable('merge', 'Two customers are one person')
    .argument('<survivor>', 'id of the customer who keeps it')
    .argument('<other>', 'id of the customer that will lead to the survivor')
    .action(async (survivor: string, other: string, options: ForeseeableOptions) => {
      const { merge }: typeof import('./decisions') = require('./decisions');
      return merge(survivor, other, options, terminal);
    });
  foreseeable('split', 'Some records of a customer are another person')
    .argument('<customer>', 'id of the customer')
    .argument('<record...>', 'records that leave, for instance crm:101')
    .action(async (customer: string, records: string[], options: ForeseeableOptions) => {
      const { split }: typeof import('./decisions') = require('./decisions');
      return split(customer, records, options, terminal);
    });
  deciding('link', 'A record is this person')
    .argument('<record>', 'for instance crm:101')
    .argument('<customer>', 'id of the customer')
    .action(async (record: string, customer: string, options: DecisionOptions) => {
      const { link }: typeof import('./decisions') = require('./decisions');
      return link(record, customer, options, terminal);
    });
  deciding('unlink', 'A record is not the person whom it belongs to')
    .argument('<record>', 'for instance crm:101')
    .action(async (record: string, options: DecisionOptions) => {
      const { unlink }: typeof import('./decisions') = require('./decisions');
      return unlink(record, options, terminal);
    });
  deciding('undo', 'Take a decision back')
    .argument('<event>', 'as a decision or onefold history shows it')
    .action(async (event: string, options: DecisionOptions) => {
      const { undo }: typeof import('./decisions') = require('./decisions');
      return undo(event, options, terminal);
    });
  asking(command('history', 'Show what was decided about a customer, newest first.'))
    .argument('<customer>', 'id of the customer')
    .option('--limit <n>', 'how many events', positiveNumber, 100)
    .action(async (customer: string, options: AskOptions & { limit: number }) => {
      const { history }: typeof import('./decisions') = require('./decisions');
      return history(customer, options, terminal);
    });
}

/** Adds the options of every command that asks a running gateway. */
function asking(command: Command): Command {
  return command
    .option('--url <url>', 'address of the gateway (default: ONEFOLD_URL, or http://127.0.0.1:4000)')
    .option('--key <key>', 'API key (default: ONEFOLD_KEY, which other users of the machine cannot see)')
    .option('--json', 'print what the gateway answered');
}

function positiveNumber(written: string): number {
  const number = wholeNumber(written);
  if (number > 0) return number;
  throw new InvalidArgumentError('Expected a whole number above 0.');
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
