/**
 * The one exit for errors. It never throws; a code that is not in the register leaves as INTERNAL_SERVER_ERROR with
 * nothing of its cause; and what a caller gave is never quoted back, since it may be a person's.
 */
import { type ASTNode, GraphQLError, type GraphQLFormattedError, Kind, print, type TokenKind } from 'graphql';
import { ERROR_CODES, type ErrorCode, OnefoldError } from '../errors';

const INTERNAL_ERROR: GraphQLFormattedError = {
  message: 'Internal server error',
  extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
};

/** `formatError` of Apollo Server. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  try {
    return outward(formatted, error);
  } catch {
    // An error about an error: whatever it is, nothing of it is fit for a caller.
    return INTERNAL_ERROR;
  }
}

/** The body of an answer that is refused before GraphQL begins. */
export function refusal(code: ErrorCode, message: string): { readonly errors: readonly GraphQLFormattedError[] } {
  return { errors: [{ message, extensions: { code, retryable: ERROR_CODES[code].retryable } }] };
}

/** The gateway's own error behind what GraphQL made of it. */
export function onefoldErrorOf(error: unknown): OnefoldError | undefined {
  if (error instanceof OnefoldError) return error;
  return error instanceof GraphQLError && error.originalError ? onefoldErrorOf(error.originalError) : undefined;
}

function outward(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { path, locations } = formatted;
  const own = onefoldErrorOf(error);
  if (own) return compact({ message: own.message, path, locations, extensions: extensions(own.code, own.details) });

  const code = codeOf(formatted);
  if (code === undefined) return compact({ ...INTERNAL_ERROR, path });
  if (code === 'GRAPHQL_PARSE_FAILED' && TOO_MANY_TOKENS.test(formatted.message)) {
    return compact({
      message: 'The document is too complex: it has too many tokens',
      extensions: extensions('DOCUMENT_TOO_COMPLEX'),
    });
  }
  if (code === 'GRAPHQL_PARSE_FAILED')
    return compact({ message: syntaxMessage(formatted.message), locations, extensions: extensions(code) });
  const argument = badArgument(error);
  if (argument) return compact({ message: argument, path, locations, extensions: extensions('BAD_USER_INPUT') });
  return compact({ message: formatted.message, path, locations, extensions: extensions(code) });
}

/** Codes that Apollo Server gives, by the names of the register. */
const TRANSLATED: Readonly<Record<string, ErrorCode>> = { OPERATION_RESOLUTION_FAILURE: 'BAD_REQUEST' };
const PASSED: ReadonlySet<string> = new Set<ErrorCode>([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'DOCUMENT_TOO_COMPLEX',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
const TOO_MANY_TOKENS = /Document contains more tha[tn] \d+ tokens/;

function codeOf(formatted: GraphQLFormattedError): ErrorCode | undefined {
  const code = formatted.extensions?.code;
  if (typeof code !== 'string') return undefined;
  return TRANSLATED[code] ?? (PASSED.has(code) ? (code as ErrorCode) : undefined);
}

/** graphql-js quotes the token it stumbled over, and a token can be any string; what it expected is ours. */
function syntaxMessage(message: string): string {
  const expected = /^Syntax Error: (Expected [^,]+),/.exec(message)?.[1];
  return expected ? `Syntax error: ${expected}` : 'Syntax error';
}

/** What to say of a value that does not fit its argument or variable; undefined where the error is about another thing. */
function badArgument(error: unknown): string | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const node = error.nodes?.[0];
  if (!node) return undefined;
  if (node.kind === Kind.VARIABLE_DEFINITION) {
    const name = node.variable.name.value;
    return `$${name}: expected ${expected(error.message) ?? print(node.type)}, received ${receivedBy(error.message)}`;
  }
  const received = kindOf(node);
  if (received === undefined) return undefined;
  const name = argumentOf(node.loc?.startToken);
  return `${name}: expected ${expected(error.message) ?? 'another kind of value'}, received ${received}`;
}

/** What a literal is, without what it says; undefined for a node that is no value. */
function kindOf(node: ASTNode): string | undefined {
  switch (node.kind) {
    case Kind.OBJECT:
      return node.fields.length === 1 ? 'an object with 1 key' : `an object with ${node.fields.length} keys`;
    case Kind.LIST:
      return 'a list';
    case Kind.STRING:
      return 'text';
    case Kind.INT:
    case Kind.FLOAT:
      return 'a number';
    case Kind.BOOLEAN:
      return 'a boolean';
    case Kind.ENUM:
      return 'a name';
    case Kind.NULL:
      return 'null';
    default:
      return undefined;
  }
}

/** What a variable's value is, by how graphql-js prints it after these words. */
function receivedBy(message: string): string {
  const printed = /(?:got invalid value|cannot represent [^:]*:) (\S)/.exec(message)?.[1] ?? '';
  if (printed === '{') return 'an object';
  if (printed === '[') return 'a list';
  if (printed === '"') return 'text';
  if (/[-\d]/.test(printed)) return 'a number';
  if (/[tf]/.test(printed)) return 'a boolean';
  return /must not be null|got invalid value null/.test(message) ? 'null' : 'nothing';
}

/** What graphql-js says it expected, without what it says it found. */
function expected(message: string): string | undefined {
  const oneOf = /OneOf (?:Input Object|type) "(\w+)"/.exec(message)?.[1];
  if (oneOf) return `exactly one key of ${oneOf}`;
  return (
    /Expected (?:value of type|non-nullable type) "([^"]+)"/.exec(message)?.[1] ??
    /(?:^|; )(\w+) cannot represent/.exec(message)?.[1] ??
    /does not exist in "(\w+)" enum/.exec(message)?.[1]
  );
}

interface TokenLike {
  readonly kind: TokenKind;
  readonly value: string | undefined;
  readonly prev: TokenLike | null;
}

/** The name before the colon before a value; a member of a list goes by the list's name. */
function argumentOf(start: TokenLike | undefined): string {
  let token = start?.prev ?? null;
  for (; token; token = token.prev) {
    if (token.kind === ':' && token.prev?.kind === 'Name') return token.prev.value ?? 'argument';
  }
  return 'argument';
}

function extensions(code: ErrorCode, details: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { code, retryable: ERROR_CODES[code].retryable, ...details };
}

function compact({ message, path, locations, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  return {
    message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    ...(extensions ? { extensions } : {}),
  };
}
