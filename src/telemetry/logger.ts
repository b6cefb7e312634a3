/**
 * Structured logs: one JSON object a line. Private by construction: a line is an event's name and fields of the list
 * below, and nothing else gets through, whatever is handed in. No variables, URLs, bodies, ids of persons, or messages
 * of errors, since those quote values.
 */
import { pino } from 'pino';

/** Everything that a line may hold. */
export interface LogFields {
  readonly requestId?: string;
  /** Id of the API key. */
  readonly caller?: string;
  /** Hash of an operation's name. */
  readonly operation?: string;
  readonly outcome?: string;
  /** Stable error codes. */
  readonly codes?: readonly string[];
  readonly durationMs?: number;
  readonly status?: number;
  readonly source?: string;
  readonly part?: string;
  readonly state?: string;
  /** A vendor's name of a field, and types: what was promised, what came. */
  readonly field?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly count?: number;
  readonly port?: number;
  readonly host?: string;
  readonly version?: string;
  readonly store?: string;
  readonly signal?: string;
  /** Shown by its name, code and stack frames. */
  readonly error?: unknown;
}

const FIELDS = [
  'requestId',
  'caller',
  'operation',
  'outcome',
  'codes',
  'durationMs',
  'status',
  'source',
  'part',
  'state',
  'field',
  'expected',
  'received',
  'count',
  'port',
  'host',
  'version',
  'store',
  'signal',
] as const satisfies readonly (keyof LogFields)[];

/** `error` means that somebody should get up: a healthy system has none. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** @param output where lines go; standard output by default. */
export function createLogger(level: LogLevel, output?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'event',
    // A word, not pino's number for it.
    formatters: { level: (word: string) => ({ level: word }) },
  };
  const log = output ? pino(options, output) : pino(options);
  const write =
    (severity: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      if (log.isLevelEnabled(severity)) log[severity](listed(fields), event);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function listed(fields: LogFields): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const name of FIELDS) if (fields[name] !== undefined) line[name] = fields[name];
  if (fields.error !== undefined) line.error = anatomy(fields.error);
  return line;
}

const MAX_FRAMES = 12;

/** An error without its message, which may quote what it choked on. */
function anatomy(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    frames,
    ...(error.cause === undefined ? {} : { cause: anatomy(error.cause) }),
  };
}
