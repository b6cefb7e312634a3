/**
 * The only reader of the environment and of `onefold.yml`. What comes out is complete and typed: defaults filled in,
 * durations in milliseconds, sizes in bytes, secrets resolved. Keys, meanings and defaults: `config/shape.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { hashApiKey } from './access/api-key';
import type { Role } from './access/caller';
import { loadConnectors } from './config/connector-files';
import { crossFindings } from './config/cross-checks';
import { type ConfigOutput, configShape } from './config/shape';

import { type Complaint, complain, complaintText, expectation, findings } from './documents/complaint';
import type { Environment } from './documents/value-kinds';
import { readYaml } from './documents/yaml-document';
import { connectorJsonSchema, type Definition } from './sources/declarative/connector-file';

export { demoConfig, openDemoSecrets } from './config/demo-config';
export { type Complaint, complaintText, connectorJsonSchema, type Environment };

/** An API key as the gateway knows it: never the key itself. */
interface ConfiguredKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the key, lower-case hex. */
  readonly hash: string;
}

type SourceConfig = ConfigOutput['sources'][string];
type Described = Extract<SourceConfig, { type: 'declarative' }> & { readonly definition: Definition };

export interface Config extends Omit<ConfigOutput, 'access' | 'sources'> {
  /** By name. A source of type declarative comes with what its connector file says, checked. */
  readonly sources: Readonly<Record<string, Exclude<SourceConfig, { type: 'declarative' }> | Described>>;
  readonly access: {
    readonly keys: readonly ConfiguredKey[];
    /** Role of a caller without a key. No file can set it: only the demo does. */
    readonly anonymousRole?: Role;
  };
}

/** Everything that is wrong with a config, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly complaints: readonly Complaint[]) {
    super(complaints.map(complaintText).join('\n'));
  }
}

const CONFIG_FILE = 'onefold.yml';

export interface ConfigPlace {
  /** As the user named it; absent: `onefold.yml` in the working directory. */
  readonly file?: string;
  readonly env?: Environment;
  readonly cwd?: string;
}

/** Whether the working directory has a config of its own; without one, `onefold start` shows the demo. */
export function hasConfigFile(cwd = process.cwd()): boolean {
  return existsSync(path.join(cwd, CONFIG_FILE));
}

/**
 * Reads and checks a config.
 * @throws ConfigError with every complaint: file and line, key, what was expected, what came; never a secret.
 */
export function loadConfig({ file = CONFIG_FILE, env = process.env, cwd = process.cwd() }: ConfigPlace = {}): Config {
  return parseConfig(readText(path.resolve(cwd, file), file), { file, env, cwd });
}

/** As `loadConfig`, of a text already read. `file` only stands in complaints. */
export function parseConfig(text: string, { file = CONFIG_FILE, env = {}, cwd = process.cwd() }: ConfigPlace): Config {
  const yaml = readYaml(text);
  if (yaml.flaws.length > 0) {
    throw new ConfigError(yaml.flaws.map((flaw) => ({ file, line: flaw.line, key: '', message: flaw.text })));
  }
  const data = yaml.data ?? {};
  const parsed = configShape(env).safeParse(data);
  const found = [
    ...(parsed.success ? [] : findings(parsed.error.issues, data, configJsonSchema())),
    ...crossFindings(data),
  ];
  const connectors = parsed.success
    ? loadConnectors(parsed.data.sources, path.dirname(path.resolve(cwd, file)), cwd)
    : { definitions: new Map<string, Definition>(), findings: [], complaints: [] };
  const port = portOf(env);
  const complaints = [
    ...(port instanceof Error ? [{ file: 'environment', key: 'PORT', message: port.message }] : []),
    ...complain([...found, ...connectors.findings], file, yaml),
    ...connectors.complaints,
  ];
  if (complaints.length > 0 || !parsed.success || port instanceof Error) throw new ConfigError(complaints);
  return complete(parsed.data, connectors.definitions, port, cwd);
}

function readText(absolute: string, file: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown'})`;
    throw new ConfigError([{ file, key: '', message: why }]);
  }
}

/** Hosts and containers say the port this way. */
function portOf(env: Environment): number | undefined | Error {
  const written = env.PORT?.trim();
  if (!written) return undefined;
  const port = Number(written);
  if (/^\d+$/.test(written) && port <= 65_535) return port;
  const came = written.length <= 20 && /^[\w.-]+$/.test(written) ? JSON.stringify(written) : 'other text';
  return new Error(expectation('a whole number from 0 to 65535', came));
}

function complete(
  settings: ConfigOutput,
  definitions: ReadonlyMap<string, Definition>,
  port: number | undefined,
  cwd: string,
): Config {
  const { store } = settings.identity;
  return {
    ...settings,
    server: port === undefined ? settings.server : { ...settings.server, port },
    identity: {
      ...settings.identity,
      store: store.type === 'embedded' ? { ...store, path: path.resolve(cwd, store.path) } : store,
    },
    sources: Object.fromEntries(
      Object.entries(settings.sources).map(([name, source]) => [
        name,
        {
          ...source,
          ...(source.type === 'declarative' && { definition: definitions.get(name) }),
          defaultRegion: source.defaultRegion ?? settings.defaultRegion,
        },
      ]),
    ) as Config['sources'],
    access: {
      keys: settings.access.keys.map(({ id, name, role, hash, secret }) => ({
        id,
        name,
        role,
        hash: hash ?? hashApiKey(secret ?? ''),
      })),
    },
  };
}

/** The JSON Schema of `onefold.yml` for editors; `schema/onefold.schema.json` is a copy. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(configShape({}), { io: 'input', target: 'draft-7' });
  return {
    $schema,
    $comment: 'Written by `onefold schema --config-schema`. Do not edit.',
    title: 'onefold.yml',
    description: 'Configuration of a Onefold gateway.',
    ...schema,
  };
}

/** The port of the demo, which has no file. @throws ConfigError where PORT is none. */
export function demoPort(env: Environment = process.env): number {
  const port = portOf(env);
  if (port instanceof Error) throw new ConfigError([{ file: 'environment', key: 'PORT', message: port.message }]);
  return port ?? 4000;
}

/** Whether a terminal is to be coloured; no-color.org. */
export function wantsColours(isTerminal: boolean, env: Environment = process.env): boolean {
  return isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Where `onefold lookup` asks, unless its options say otherwise. */
export function gatewayAddress(env: Environment = process.env): { readonly url: string; readonly key?: string } {
  return { url: env.ONEFOLD_URL?.trim() || 'http://127.0.0.1:4000', key: env.ONEFOLD_KEY?.trim() || undefined };
}
