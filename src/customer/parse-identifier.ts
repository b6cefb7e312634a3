/**
 * Parses what a caller gives to look a customer up: the `@oneOf` object `CustomerIdentifierInput` of the schema. It
 * checks the object itself too, since the CLI and trusted code come here without GraphQL's validation before.
 */
import { badInput } from '../errors';
import { type CustomerId, isCustomerId } from './customer-id';
import type { CustomerIdentifier } from './customer-identifier';
import { normalEmail } from './normal-forms/email';
import { normalPhone } from './normal-forms/phone';
import type { RecordRef, SourceName } from './source-record';

/** Longest text of any key, in UTF-16 units. */
export const MAX_IDENTIFIER_LENGTH = 256;

/** The schema's `CustomerIdentifierInput`: exactly one key is set; null counts as not set. */
export interface CustomerIdentifierInput {
  readonly id?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly record?: { readonly source: SourceName; readonly id: string } | null;
  readonly order?: { readonly source: SourceName; readonly number: string } | null;
  readonly ticket?: { readonly source: SourceName; readonly number: string } | null;
  readonly emailHash?: string | null;
}

export interface IdentifierContext {
  /** Names of the configured sources. */
  readonly sources: Iterable<SourceName>;
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  /** The argument's name in complaints, for instance `identifiers[3]`. */
  readonly argument?: string;
}

type Key = keyof CustomerIdentifierInput;
const KEYS = ['id', 'email', 'phone', 'record', 'order', 'ticket', 'emailHash'] as const satisfies readonly Key[];

const CONTROL_CHARACTER = /\p{Cc}/u;
const SHA256_HEX = /^[0-9a-f]{64}$/;

/**
 * @throws OnefoldError `BAD_USER_INPUT` that names the argument, what was expected, and the shape, never the value, of
 *   what came.
 */
export function parseIdentifier(input: CustomerIdentifierInput, context: IdentifierContext): CustomerIdentifier {
  const argument = context.argument ?? 'identifier';
  if (typeof input !== 'object' || input === null) throw badInput(argument, EXACTLY_ONE, shapeOf(input));
  const given = KEYS.filter((key) => input[key] !== undefined && input[key] !== null);
  const key = given[0];
  if (key === undefined || given.length > 1) {
    throw badInput(argument, EXACTLY_ONE, given.length === 0 ? 'none of them' : given.join(' and '));
  }
  const at = `${argument}.${key}`;
  const value: unknown = input[key];
  switch (key) {
    case 'id':
      return { by: 'ID', id: parseCustomerId(value, at) };
    case 'email':
      return { by: 'EMAIL', ...parsed(value, at, 'an e-mail address', normalEmail) };
    case 'phone':
      return { by: 'PHONE', ...parsePhone(value, at, context.defaultRegion) };
    case 'emailHash':
      return { by: 'EMAIL_HASH', hash: parsed(value, at, SHA256, sha256Hex).normal };
    case 'record':
      return { by: 'RECORD', ref: parseRecord(value, at, context.sources) };
    case 'order':
    case 'ticket': {
      const { source, text } = parseSourced(value, at, 'number', context.sources);
      return { by: key === 'order' ? 'ORDER' : 'TICKET', source, number: text.trim() };
    }
  }
}

/** For arguments that are a customer's id alone. Throws as `parseIdentifier` does. */
export function parseCustomerId(value: unknown, argument: string): CustomerId {
  const text = boundedText(value, argument, CUSTOMER_ID);
  if (!isCustomerId(text)) throw badInput(argument, CUSTOMER_ID, shapeOf(text));
  return text;
}

/** For arguments that are a record alone. Throws as `parseIdentifier` does. */
export function parseRecord(value: unknown, argument: string, sources: Iterable<SourceName>): RecordRef {
  const { source, text } = parseSourced(value, argument, 'id', sources);
  return { source, id: text };
}

/** For arguments that are an event of a customer's history. Throws as `parseIdentifier` does. */
export function parseEventId(value: unknown, argument: string): `${CustomerId}:${number}` {
  const text = boundedText(value, argument, EVENT_ID);
  const [, customer = '', number] = /^(.*):(0|[1-9]\d{0,8})$/.exec(text) ?? [];
  if (!isCustomerId(customer)) throw badInput(argument, EVENT_ID, shapeOf(text));
  return `${customer}:${Number(number)}`;
}

const EXACTLY_ONE = `exactly one of ${KEYS.join(', ')}`;
const SHA256 = 'the SHA-256 of a normal e-mail address in 64 hexadecimal digits';
const EVENT_ID = 'the id of an event (a customer id, a colon and a number)';
const CUSTOMER_ID = 'a customer id (cus_ and 26 letters or digits)';

/** What came, and its normal form. */
interface Parsed {
  readonly value: string;
  readonly normal: string;
}

function parsePhone(value: unknown, argument: string, defaultRegion: string | undefined): Parsed {
  const abroad = 'a phone number with its country code (+…)';
  const expected = defaultRegion === undefined ? abroad : `${abroad}, or a national one of ${defaultRegion}`;
  return parsed(value, argument, expected, (text) => normalPhone(text, defaultRegion));
}

function sha256Hex(text: string): string | null {
  const hash = text.trim().toLowerCase();
  return SHA256_HEX.test(hash) ? hash : null;
}

function parsed(
  value: unknown,
  argument: string,
  expected: string,
  normalise: (text: string) => string | null,
): Parsed {
  const text = boundedText(value, argument, expected);
  const normal = normalise(text);
  if (normal === null) throw badInput(argument, expected, shapeOf(text));
  return { value: text.trim(), normal };
}

/** `{ source, id }` or `{ source, number }`. */
function parseSourced(
  value: unknown,
  argument: string,
  name: 'id' | 'number',
  sources: Iterable<SourceName>,
): { source: SourceName; text: string } {
  if (typeof value !== 'object' || value === null) throw badInput(argument, `source and ${name}`, shapeOf(value));
  const fields = value as Readonly<Record<string, unknown>>;
  const source = boundedText(fields.source, `${argument}.source`, 'the name of a source');
  const names = [...sources];
  if (!names.includes(source)) {
    throw badInput(`${argument}.source`, `the name of a source: ${names.join(', ')}`, 'the name of none');
  }
  return { source, text: boundedText(fields[name], `${argument}.${name}`, `a ${name} that is not empty`) };
}

/** Text of bounded length with something visible in it and no control characters, which no vendor's ids have. */
function boundedText(value: unknown, argument: string, expected: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw badInput(argument, expected, shapeOf(value));
  if (value.length > MAX_IDENTIFIER_LENGTH) {
    throw badInput(argument, `${expected}, at most ${MAX_IDENTIFIER_LENGTH} characters`, shapeOf(value));
  }
  if (CONTROL_CHARACTER.test(value)) throw badInput(argument, expected, 'text with a control character');
  return value;
}

function shapeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') {
    if (value === '') return 'empty text';
    return value.trim() === '' ? 'white space' : `other text of ${value.length} characters`;
  }
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
