/**
 * The kinds of values a config is made of: each says in words what it expects (the words a complaint quotes) and turns
 * what people write into what code uses: durations into milliseconds, sizes into bytes, references into secrets.
 */
import { z } from 'zod';

/** The environment as the config reads it; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

const WITH_UNIT = /^(\d+)\s*([a-zA-Z]+)$/;

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `'24h'`, `'5s'`, `'1500ms'`, or whole milliseconds; milliseconds come out. */
export function duration(range: { readonly min: string; readonly max: string }) {
  return quantity(MILLISECONDS, /^\d+\s*(ms|s|m|h|d)$/, range, "a duration such as '24h', '5s' or 1500 (milliseconds)");
}

/** `'64MiB'`, `'256KiB'`, or whole bytes; bytes come out. */
export function byteSize(range: { readonly min: string; readonly max: string }) {
  return quantity(BYTES, /^\d+\s*(B|KiB|MiB|GiB)$/, range, "a size such as '64MiB', '256KiB' or 1048576 (bytes)");
}

function quantity(
  units: Readonly<Record<string, number>>,
  pattern: RegExp,
  range: { readonly min: string; readonly max: string },
  kind: string,
) {
  const expected = `${kind} from ${range.min} to ${range.max}`;
  const amount = (written: number | string): number => {
    if (typeof written === 'number') return written;
    const [, digits, unit] = WITH_UNIT.exec(written) ?? [];
    return Number(digits) * (units[unit ?? ''] ?? Number.NaN);
  };
  const [least, most] = [amount(range.min), amount(range.max)];
  return z
    .union([z.int({ error: expected }).min(0, { error: expected }), z.string().regex(pattern, { error: expected })], {
      error: expected,
    })
    .transform(amount)
    .refine((value) => value >= least && value <= most, { error: expected });
}

export function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z.int({ error: expected }).min(min, { error: expected }).max(max, { error: expected });
}

export const flag = () => z.boolean({ error: 'true or false' });

export function text(expected: string, pattern: RegExp) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export function oneOf<Value extends string>(values: readonly Value[]) {
  return z.enum(values as readonly [Value, ...Value[]], { error: `one of ${values.join(', ')}` });
}

/** Source names stand in look-ups (`crm:123`), logs and metrics, so they stay plain; two words are taken by look-ups. */
export const SOURCE_NAME = /^(?!(?:order|ticket)$)[a-z][a-z0-9-]{0,39}$/;
export const SOURCE_NAME_WORDS =
  'a source name: a lower-case letter, then letters, digits or hyphens, 40 at most, and neither order nor ticket';

export const sourceName = () => text(SOURCE_NAME_WORDS, SOURCE_NAME);

const REFERENCE =
  'a reference to an environment variable, { env: NAME } (secrets are read from the environment, never from this file)';

/** `{ env: NAME }`; what the variable holds comes out. An unset or empty variable is a complaint. */
export function secret(env: Environment) {
  return z
    .strictObject(
      { env: text('the name of an environment variable', /^[A-Za-z_][A-Za-z0-9_]*$/) },
      { error: REFERENCE },
    )
    .transform((reference, context) => {
      const value = env[reference.env]?.trim();
      if (value) return value;
      context.issues.push({ code: 'custom', input: reference, message: unset(reference.env), params: UNSET });
      return z.NEVER;
    });
}

/** A secret whose variable holds at least 32 random bytes in base64 or hex; the bytes come out. */
export function keyMaterial(env: Environment) {
  return secret(env).transform((value, context) => {
    const bytes = decodeBytes(value);
    if (bytes && bytes.length >= 32) return bytes;
    context.issues.push({
      code: 'custom',
      input: undefined,
      message: 'a variable with 32 bytes or more in base64 or hex (openssl rand -base64 32)',
      params: { received: bytes ? `${bytes.length} bytes` : 'text that is neither' },
    });
    return z.NEVER;
  });
}

const UNSET = { received: 'nothing' };
const unset = (name: string): string => `the environment variable ${name} to be set`;

function decodeBytes(value: string): Uint8Array | undefined {
  // Hex digits are base64 too; a key in hex has twice the length, so long hex is taken as hex.
  if (/^[0-9a-fA-F]+$/.test(value) && value.length >= 64 && value.length % 2 === 0) return Buffer.from(value, 'hex');
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  return undefined;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A base URL. Plain http only to this machine: everywhere else it would carry the credential in clear. */
export function baseUrl() {
  const expected = 'an https URL without user, query or fragment (http only for this machine)';
  return z.string({ error: expected }).refine(
    (value) => {
      if (!URL.canParse(value)) return false;
      const url = new URL(value);
      const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
      return safe && !url.username && !url.password && !url.search && !url.hash;
    },
    { error: expected },
  );
}
