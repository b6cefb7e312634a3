/** The scalars of the schema. Sources give times, dates and amounts as text, and text they stay: nothing is reformatted. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { OnefoldError } from '../errors';

/** RFC 3339, with an offset or Z. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$/;
const CALENDAR_DATE = /^\d{4}-\d{2}-\d{2}$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Times come as RFC 3339 text from sources, and as milliseconds since the epoch from the gateway's own clock. */
export const DateTime = new GraphQLScalarType({
  name: 'DateTime',
  description: 'A moment as RFC 3339 writes it, for instance `2026-11-24T19:48:00Z`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) =>
    typeof value === 'number' ? new Date(value).toISOString() : written(value, RFC_3339, 'DateTime'),
  ...readsText(RFC_3339, 'DateTime'),
});

export const CalendarDate = new GraphQLScalarType({
  name: 'Date',
  description: 'A day of the calendar without a time zone: `YYYY-MM-DD`.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/local-date.html',
  serialize: (value) => written(value, CALENDAR_DATE, 'Date'),
  ...readsText(CALENDAR_DATE, 'Date'),
});

export const Decimal = new GraphQLScalarType({
  name: 'Decimal',
  description: 'A decimal number written as text, so that no digit is lost: `"29.99"`.',
  serialize: (value) => written(value, DECIMAL, 'Decimal'),
  ...readsText(DECIMAL, 'Decimal'),
});

/** Only ever an output: losing and conflicting values keep the shape that their field has. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description:
    'The value of some field, in the shape that the field itself has: text for an e-mail address, an object with the ' +
    'field names of `PostalAddress` for an address, a list for a list.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value,
  parseValue: refuseInput,
  parseLiteral: refuseInput,
});

/** The value itself stays out of the message: it belongs to a person. */
function written(value: unknown, pattern: RegExp, name: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new OnefoldError('SOURCE_UNAVAILABLE', `A source gave a ${name} in another form`, {
    state: 'INVALID_RESPONSE',
    retryable: false,
  });
}

function readsText(pattern: RegExp, name: string) {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && pattern.test(value)) return value;
    throw new GraphQLError(`Expected value of type "${name}"`);
  };
  return {
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  };
}

function refuseInput(): never {
  throw new GraphQLError('JSON is for answers only');
}
