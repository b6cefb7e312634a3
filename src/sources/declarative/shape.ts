/**
 * The whole of a connector file: every key, what it is for and what it expects. What comes out is compiled: paths,
 * templates, conditions, patterns. What one key says of another is checked in `cross-checks.ts`.
 */
import { z } from 'zod';
import type { ListPart } from '../../customer/parts';
import { type Part, SOURCE_KINDS } from '../../customer/source-record';
import { duration, flag, oneOf, text, wholeNumber } from '../../documents/value-kinds';
import { isMisfit, type Misfit, parseTest, type Test } from './condition';
import { type JsonTemplate, parseJsonTemplate } from './json-template';
import { condition, maps, path } from './maps';
import { type Pattern, parsePattern } from './pattern';
import { parseTemplate, type Template } from './template';

const NAME = /^[a-z][A-Za-z0-9_]{0,39}$/;
const NAME_WORDS = 'a name: a lower-case letter, then letters, digits or _, 40 at most';
const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const HEADER_WORDS = 'the name of an HTTP header';

const TEMPLATE_WORDS = 'text, with {{name}} where a value goes in';

function template(description: string, expected = TEMPLATE_WORDS, fits: (text: string) => boolean = () => true) {
  return z
    .string({ error: expected })
    .transform((written, context): Template => {
      const parsed = fits(written) ? parseTemplate(written) : undefined;
      if (parsed) return parsed;
      context.issues.push({ code: 'custom', input: written, message: expected });
      return z.NEVER;
    })
    .meta({ description });
}

/** Control characters would end a header or a line of the request. */
const oneLine = (written: string): boolean => !/[\p{Cc}]/u.test(written) && written.length <= 2000;

const isUrlTemplate = (written: string): boolean => /^https?:\/\/[^/?#@\s\\]+(\/[^?#\s\\]*)?$/.test(written);

const urlPath = () =>
  template(
    'Path below the base URL, for instance /people/{{key}}. What stands in braces is percent-encoded.',
    'a path that begins with one / and holds neither ? nor # nor .. (parameters belong into query)',
    (written) => /^\/(?!\/)[^?#\\\s]*$/.test(written) && !/(^|\/)\.{1,2}(\/|$)/.test(written),
  );

const headers = () =>
  z
    .record(
      z.string().regex(HEADER, { error: HEADER_WORDS }),
      template('The header’s value.', TEMPLATE_WORDS, oneLine),
      {
        error: 'headers by name',
      },
    )
    .meta({ description: 'Headers sent beside the usual ones; only variables may stand in braces.' });

const headerName = (description: string) => text(HEADER_WORDS, HEADER).describe(description);

/** Anything that has to be made of something written, with one complaint where it cannot be. */
function made<T extends object>(make: (written: unknown) => T | Misfit, meta: Readonly<Record<string, unknown>>) {
  return z
    .unknown()
    .transform((written, context): T => {
      const parsed = make(written);
      if (!isMisfit(parsed)) return parsed;
      const { at, expected, received } = parsed;
      const params = received === undefined ? undefined : { received };
      context.issues.push({ code: 'custom', path: [...at], input: written, message: expected, params });
      return z.NEVER;
    })
    .meta(meta);
}

const json = (description: string) => made<JsonTemplate>(parseJsonTemplate, { description });

const pattern = (description: string) =>
  made<Pattern>(
    (written) => {
      const parsed = typeof written === 'string' ? parsePattern(written) : undefined;
      return (
        parsed ?? {
          at: [],
          expected: 'a regular expression for the whole value (RE2: no look-around, no back-references)',
        }
      );
    },
    { description, type: 'string' },
  );

const LIST_STYLES = ['comma', 'pipe', 'space', 'repeat', 'brackets', 'indexed'] as const;
type ListStyle = (typeof LIST_STYLES)[number];

const queryValue = () =>
  made<{ keys: ListStyle } | JsonTemplate>(
    (written) => {
      if (typeof written === 'object' && written !== null && !Array.isArray(written)) {
        const { keys, ...rest } = written as Record<string, unknown>;
        const fits = LIST_STYLES.includes(keys as ListStyle) && Object.keys(rest).length === 0;
        return fits
          ? { keys: keys as ListStyle }
          : { at: [], expected: `{ keys: one of ${LIST_STYLES.join(', ')} }`, received: 'other keys' };
      }
      if (Array.isArray(written) || written === null || written === undefined) return { at: [], expected: QUERY_WORDS };
      return parseJsonTemplate(written);
    },
    {
      description: 'A value, or { keys: style } for all keys of a batch.',
      anyOf: [
        { type: ['string', 'number', 'boolean'] },
        {
          type: 'object',
          properties: {
            keys: { enum: LIST_STYLES, description: 'a=1,2 · a=1|2 · a=1 2 · a=1&a=2 · a[]=1&a[]=2 · a[0]=1&a[1]=2' },
          },
          required: ['keys'],
          additionalProperties: false,
        },
      ],
    },
  );
const QUERY_WORDS = `text, a number, true, false, or { keys: one of ${LIST_STYLES.join(', ')} }`;

const graphql = () =>
  z
    .strictObject({
      document: z
        .string({ error: 'a GraphQL document' })
        .optional()
        .meta({ description: 'The document. Keys reach it by its variables only.' }),
      variables: z
        .record(z.string(), json('A value, with {{keys}} or {{key}} where keys go in.'), { error: 'variables by name' })
        .prefault({})
        .describe('Variables of the document.'),
      each: z
        .string({ error: 'one field of the query, for instance "person(id: {{key}}) { id name }"' })
        .optional()
        .meta({
          description:
            'One field of the query, asked once a key under an alias, {{key}} for the key. Instead of document.',
        }),
      keyType: text('a GraphQL type such as ID!', /^[_A-Za-z]\w*!?$/)
        .prefault('ID!')
        .describe('With each: the type of a key.'),
      fragments: z.string({ error: 'fragments' }).prefault('').describe('With each: fragments that it spreads.'),
    })
    .optional()
    .describe('A GraphQL request, sent by POST.');

const probe = () => ({
  method: oneOf(['GET', 'POST', 'PUT', 'SEARCH', 'REPORT'])
    .optional()
    .describe('Default: GET, or POST where there is a body. Only what reads.'),
  path: urlPath(),
  query: z
    .record(z.string().min(1).max(200), queryValue(), { error: 'parameters by name' })
    .prefault({})
    .describe('Query parameters by name.'),
  headers: headers().prefault({}),
  body: json('JSON body. { eachKey: … } becomes a list with one member a key.').optional(),
  graphql: graphql(),
});

const REQUEST = z
  .strictObject(probe(), { error: 'a request: path, and method, query, body or graphql' })
  .meta({ id: 'request', description: 'What is asked.' });
const request = () => REQUEST;

const PLACES = ['query', 'body', 'variables'] as const;
const place = () =>
  oneOf(PLACES)
    .optional()
    .describe('Where parameters of paging go. Default: query, or variables of a GraphQL document.');

const size = () =>
  z
    .strictObject(
      {
        param: text('the name of a parameter', /^\S{1,100}$/).describe('Name of the parameter; dots lead into a body.'),
        value: wholeNumber(1, 10_000).describe('Rows a page, said aloud so that no default cuts an answer short.'),
      },
      { error: 'how large its pages are: { param: …, value: … }' },
    )
    .describe('How many rows a page has.');

const paging = {
  in: place(),
  more: condition('The list goes on only where this holds of the answer.').optional(),
  maxPages: wholeNumber(1, 1000)
    .prefault(20)
    .describe('Pages that are read for one answer; beyond, it is refused as incomplete.'),
};
const param = () =>
  text('the name of a parameter', /^\S{1,100}$/).describe('Name of the parameter; dots lead into a body.');

const PAGE = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal('none').describe('An answer is always whole.'),
        size: size().optional(),
      }),
      z.strictObject({
        type: z.literal('cursor').describe('The answer holds a cursor for the next page.'),
        param: param(),
        cursor: path('Where the cursor stands.').optional(),
        header: headerName('The header that holds the cursor, instead.').optional(),
        size: size(),
        ...paging,
      }),
      z.strictObject({
        type: z.literal('page').describe('Pages by number.'),
        param: param(),
        start: wholeNumber(0, 1).prefault(1).describe('Number of the first page.'),
        pages: path('Where the number of pages stands.').optional(),
        pagesHeader: headerName('The header that holds the number of pages.').optional(),
        lastIsShort: flag().prefault(false).describe('A page that is not full is the last. Default: an empty one is.'),
        size: size(),
        ...paging,
      }),
      z.strictObject({
        type: z.literal('offset').describe('Pages by the number of rows before them.'),
        param: param(),
        total: path('Where the number of all rows stands.').optional(),
        totalHeader: headerName('The header that holds the number of all rows.').optional(),
        lastIsShort: flag().prefault(false).describe('A page that is not full is the last. Default: an empty one is.'),
        size: size(),
        ...paging,
      }),
      z.strictObject({
        type: z.literal('link').describe('The header Link names the next page (rel="next"), on the same origin.'),
        size: size(),
        ...paging,
      }),
      z.strictObject({
        type: z.literal('next').describe('The answer holds the URL of the next page, on the same origin.'),
        url: path('Where the URL stands.'),
        size: size(),
        ...paging,
      }),
    ],
    { error: 'how the list is paged' },
  )
  .meta({ id: 'page', description: 'How a long answer is cut into pages.' });
const page = () => PAGE.optional();

const RECORDS = z
  .strictObject({
    path: path('Where the records stand in the answer; with each, in the value of an alias; with nested, in a parent.'),
    as: oneOf(['list', 'one', 'entries'])
      .prefault('list')
      .describe('list: a list of records. one: one record or null. entries: an object with records by key.'),
    key: path('The asked key inside a record. Default for customers: where map.customer.id stands.').optional(),
    parents: z
      .strictObject({
        path: path('Where the parents stand in the answer.'),
        key: path('The customer’s id inside a parent.'),
      })
      .optional()
      .describe('With nested: whose lists these are.'),
  })
  .meta({ id: 'records', description: 'Where the records of an answer are, and whose they are.' });
const records = () => RECORDS;

const MODES = ['multiGet', 'searchIn', 'fanOut', 'nested'] as const;
type Mode = (typeof MODES)[number];

const base = {
  request: request(),
  records: records(),
  page: page(),
  batch: wholeNumber(1, 1000).prefault(1).describe('Most keys in one request; fanOut asks one a request.'),
  concurrency: wholeNumber(1, 64).prefault(8).describe('With fanOut: requests under way at once.'),
};
const mode = (modes: readonly Mode[]) =>
  oneOf(modes).describe(
    'multiGet: ids in one request. searchIn: a predicate over a list. fanOut: one request a key. nested: lists inside their parents.',
  );

const byKey = (description: string) =>
  z
    .strictObject({ mode: mode(['multiGet', 'searchIn', 'fanOut']), ...base }, { error: 'a look-up' })
    .optional()
    .describe(description);

const byIdentifier = (description: string) =>
  z
    .strictObject(
      {
        mode: mode(['multiGet', 'searchIn', 'fanOut']),
        ...base,
        hits: oneOf(['whole', 'ids'])
          .prefault('whole')
          .describe('whole: an answer holds the records themselves. ids: it holds too little, so they are read by id.'),
        spellings: z
          .array(oneOf(['e164', 'digits', 'national', 'international']), { error: 'a list of spellings' })
          .min(1)
          .prefault(['e164'])
          .describe(
            'Of phone numbers: how the API is asked. Hits are compared by normal form whatever their spelling.',
          ),
      },
      { error: 'a look-up' },
    )
    .optional()
    .describe(description);

const byCustomer = (what: string) =>
  z
    .strictObject(
      {
        mode: mode(['searchIn', 'fanOut', 'nested']),
        ...base,
        order: oneOf(['newestFirst', 'any'])
          .prefault('any')
          .describe(
            'newestFirst: pages are read as far as they are wanted. any: a list is read to its end and sorted here.',
          ),
      },
      { error: 'a look-up' },
    )
    .optional()
    .describe(`${what} of customers.`);

const lookups = () =>
  z
    .strictObject(
      {
        customersById: z
          .strictObject(
            {
              mode: mode(['multiGet', 'searchIn', 'fanOut']),
              ...base,
              gone: condition('Where this holds of a record, it was deleted.').optional(),
              mergedInto: path('Where a record that was merged names the one that is left.').optional(),
            },
            { error: 'a look-up' },
          )
          .describe('Customers by their ids.'),
        customersByEmail: byIdentifier('Customers by e-mail address, in its normal form. Hits are compared again.'),
        customersByPhone: byIdentifier('Customers by phone number. Hits are compared again.'),
        customersByIssuedId: byIdentifier('Customers by the id that another source issued (issuedIds in onefold.yml).'),
        ordersByCustomer: byCustomer('Orders'),
        ticketsByCustomer: byCustomer('Tickets'),
        dealsByCustomer: byCustomer('Deals'),
        activitiesByCustomer: byCustomer('Activities'),
        tasksByCustomer: byCustomer('Tasks'),
        orderByNumber: byKey(
          'An order by the number that people know it by. With records.key a leading # is not asked for.',
        ),
        ticketByNumber: byKey(
          'A ticket by the number that people know it by. With records.key a leading # is not asked for.',
        ),
        search: z
          .strictObject({
            request: request(),
            records: records(),
            hits: oneOf(['whole', 'ids']).prefault('whole').describe('As with customersByEmail.'),
          })
          .optional()
          .describe('Customers by words: {{words}}, {{first}}.'),
        customersSince: z
          .strictObject({
            request: request(),
            records: records(),
            page: page(),
            format: oneOf(['iso', 'unix', 'unixMs', 'day']).prefault('iso').describe('How {{since}} is written.'),
            beginning: text('a time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
              .prefault('1970-01-01T00:00:00Z')
              .describe('What {{since}} is when everything is asked for.'),
            lookbackSeconds: wholeNumber(0, 86_400)
              .prefault(120)
              .describe('How far before the asked time the walk starts.'),
          })
          .optional()
          .describe('Every customer changed since a time, for backfill.'),
      },
      { error: 'the look-ups, customersById at least' },
    )
    .describe('What can be asked.');

const CAUSES = [
  'fine',
  'none',
  'gone',
  'merged',
  'rateLimited',
  'unauthorised',
  'forbidden',
  'unavailable',
  'invalid',
] as const;

const STATUS_WORDS = 'an HTTP status such as 404, or 4xx';
const statusCode = () =>
  z.union(
    [
      z.int().min(100, { error: STATUS_WORDS }).max(599, { error: STATUS_WORDS }),
      z.enum(['2xx', '3xx', '4xx', '5xx'], { error: STATUS_WORDS }),
    ],
    { error: STATUS_WORDS },
  );

const headerTest = () =>
  made<{ readonly name: string; readonly test: Test }>(
    (written) => {
      const expected = 'name with one of equals, in, contains, exists';
      if (typeof written !== 'object' || written === null) return { at: [], expected };
      const { name, ...rest } = written as Record<string, unknown>;
      if (typeof name !== 'string' || !HEADER.test(name)) return { at: ['name'], expected: HEADER_WORDS };
      const keys = Object.keys(rest);
      if (keys.length !== 1 || !['equals', 'in', 'contains', 'exists'].includes(keys[0]!)) return { at: [], expected };
      const test = parseTest(rest);
      return isMisfit(test) ? test : { name: name.toLowerCase(), test };
    },
    {
      description: 'A header of the answer passes this test.',
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Which header.' },
        equals: { description: 'The value is this.' },
        in: { type: 'array', description: 'The value is one of these.' },
        contains: { type: 'string', description: 'The value has this in it.' },
        exists: { type: 'boolean', description: 'There is such a header, or there is none.' },
      },
      required: ['name'],
      additionalProperties: false,
    },
  );

const UNITS = ['s', 'ms', 'unix', 'unixMs'] as const;

const answers = () =>
  z
    .array(
      z.strictObject({
        when: z
          .strictObject(
            {
              status: z
                .array(statusCode(), { error: 'a list of HTTP statuses, for instance [404]' })
                .min(1, { error: 'a list of HTTP statuses, for instance [404]' })
                .optional()
                .describe('The status is one of these.'),
              header: headerTest().optional(),
              body: condition('The body passes this test.').optional(),
            },
            { error: 'status, header or body' },
          )
          .describe('What the answer looks like; all that is said has to hold.'),
        cause: oneOf(CAUSES).describe(
          'fine: it is an answer. none: nobody there. gone, merged: as it says. rateLimited: wait. unauthorised: renew the credential once, then give up. forbidden: a permission is lacking. unavailable: try later. invalid: not an answer.',
        ),
        wait: z
          .strictObject({
            header: headerName('The header that says how long to wait.').optional(),
            body: path('Where the body says how long to wait.').optional(),
            unit: oneOf(UNITS).prefault('s').describe('s, ms: that long. unix, unixMs: until then.'),
          })
          .optional()
          .describe('With rateLimited: how long. Default: the header Retry-After.'),
        into: path('With merged: where the body names the record that is left.').optional(),
        permission: text('a permission', /^\S.{0,99}$/)
          .optional()
          .describe('With forbidden: which permission is lacking.'),
      }),
      { error: 'a list of rules' },
    )
    .prefault([])
    .describe('What answers mean: the first rule that fits. Without one, statuses mean what HTTP says.');

const quota = () =>
  z
    .strictObject({
      limit: headerName('Header with the size of the quota.').optional(),
      remaining: headerName('Header with what is left of it.'),
      reset: headerName('Header that says when it is filled again.').optional(),
      resetUnit: oneOf(UNITS).prefault('s').describe('What that header counts.'),
      windowMs: duration({ min: '1ms', max: '24h' })
        .optional()
        .describe('How long a quota lasts, where no header says it.'),
    })
    .optional()
    .describe('Where the API says how much of its quota is left.');

const secretText = (description: string) =>
  template(
    `${description} {{secrets.name}} and variables may stand in it.`,
    'text such as "{{secrets.token}}", with token named under secrets',
    oneLine,
  );

const tokenRequest = () =>
  z
    .strictObject({
      method: oneOf(['GET', 'POST', 'PUT']).prefault('POST').describe('Method.'),
      path: urlPath(),
      headers: headers().prefault({}),
      body: json('JSON body.').optional(),
      form: z
        .record(z.string(), secretText('A field.'))
        .optional()
        .describe('Fields of an HTML form, instead of body.'),
    })
    .describe('The call that signs in.');

const send = () =>
  z
    .strictObject({
      header: headerName('The header that carries the token.').optional(),
      query: text('the name of a parameter', /^\S{1,100}$/)
        .optional()
        .describe('The query parameter that carries it, instead.'),
      value: template('How it is written there.', 'text with {{token}} in it', oneLine).prefault('Bearer {{token}}'),
    })
    .prefault({ header: 'authorization' })
    .describe('How the token goes with each request.');

const signInUrl = () =>
  template(
    'Where to sign in, if that is another host than the API’s; variables may stand in braces.',
    'an https URL without user, query or fragment',
    isUrlTemplate,
  ).optional();

const auth = () =>
  z
    .discriminatedUnion(
      'type',
      [
        z.strictObject({ type: z.literal('none').describe('The API asks for no credential.') }),
        z.strictObject({ type: z.literal('bearer').describe('A bearer token.'), token: secretText('The token.') }),
        z.strictObject({
          type: z.literal('basic').describe('HTTP Basic.'),
          user: secretText('The user.'),
          password: secretText('The password.'),
        }),
        z.strictObject({
          type: z.literal('apiKey').describe('A key in a header or in the query.'),
          in: oneOf(['header', 'query']).describe('Where it goes.'),
          name: text(HEADER_WORDS, HEADER).describe('Name of the header or parameter.'),
          value: secretText('The key.'),
        }),
        z.strictObject({
          type: z.literal('oauth2').describe('OAuth 2.'),
          grant: oneOf(['clientCredentials', 'refreshToken']).describe('How a token is got.'),
          baseUrl: signInUrl(),
          path: urlPath(),
          clientId: secretText('The client’s id.'),
          clientSecret: secretText('The client’s secret.'),
          refreshToken: secretText(
            'With refreshToken: the first one; a new one that comes is used from then on.',
          ).optional(),
          scope: text('scopes', /^[\x21-\x7e ]{1,500}$/)
            .optional()
            .describe('Scopes to ask for.'),
          client: oneOf(['basic', 'form'])
            .prefault('basic')
            .describe('Whether id and secret go as HTTP Basic or in the form.'),
        }),
        z.strictObject({
          type: z.literal('login').describe('A call that signs in and answers a token.'),
          baseUrl: signInUrl(),
          request: tokenRequest(),
          token: z
            .strictObject({
              body: path('Where the body holds the token.').optional(),
              header: headerName('The header that holds it, instead.').optional(),
            })
            .describe('Where the token stands.'),
          expiresIn: path('Where the body says for how many seconds it is good.').optional(),
          lifetime: duration({ min: '1s', max: '365d' })
            .optional()
            .describe('For how long it is good, where no answer says it.'),
          send: send(),
        }),
      ],
      { error: 'how to sign in' },
    )
    .describe('How to sign in. A token is got once, shared, and renewed when it is refused.');

let shape: ReturnType<typeof writeShape> | undefined;

/** Built when the first connector file is read. */
export function connectorShape() {
  shape ??= writeShape();
  return shape;
}

function writeShape() {
  return z.strictObject({
    connector: text('the system’s name', /^\S.{0,59}$/).describe('Name of the system, for people.'),
    kind: oneOf(SOURCE_KINDS).describe('What sort of system it is.'),
    variables: z
      .record(
        z.string().regex(NAME, { error: NAME_WORDS }),
        z.strictObject({
          pattern: pattern('What a value looks like: a regular expression for all of it.'),
          default: text('text', /^/).optional().describe('The value where onefold.yml gives none.'),
          description: text('text', /\S/).optional().describe('What it is, for people.'),
        }),
        { error: 'variables by name' },
      )
      .prefault({})
      .describe('What differs between accounts; onefold.yml gives the values.'),
    secrets: z
      .record(z.string().regex(NAME, { error: NAME_WORDS }), text('what the secret is, for people', /\S/), {
        error: 'secrets by name',
      })
      .prefault({})
      .describe(
        'Secrets that auth needs, each with what it is; onefold.yml says which environment variables hold them.',
      ),
    baseUrl: template(
      'Where the API answers; variables may stand in braces. No request leaves this origin.',
      'an https URL without user, query or fragment',
      isUrlTemplate,
    ),
    headers: headers().prefault({}),
    auth: auth(),
    answers: answers(),
    quota: quota(),
    ids: z
      .strictObject({ pattern: pattern('What an id looks like. Any other id is nobody’s, and never sent.') })
      .optional()
      .describe('Ids of customers.'),
    maxUrlLength: wholeNumber(200, 20_000)
      .prefault(2000)
      .describe('Longest URL; a batch that needs a longer one is halved.'),
    permissions: z
      .array(
        z.strictObject({
          permission: text('a permission', /^\S.{0,99}$/).describe('The API’s own name of it.'),
          parts: z
            .array(oneOf(['PROFILE', 'ORDERS', 'TICKETS', 'DEALS', 'ACTIVITIES', 'TASKS', 'SEARCH']), {
              error: 'a list of parts',
            })
            .min(1, { error: 'a list of parts' })
            .describe('The parts that need it.'),
          probe: z
            .strictObject(probe())
            .optional()
            .describe('A cheap request that needs it, for onefold check. No key stands in it.'),
        }),
        { error: 'a list of permissions' },
      )
      .min(1, { error: 'one permission at least' })
      .describe('The least permissions that the credential needs.'),
    map: maps(),
    lookups: lookups(),
  });
}

export type Definition = z.output<ReturnType<typeof connectorShape>>;
export type RequestPlan = z.output<ReturnType<typeof request>>;
export type PagePlan = NonNullable<z.output<ReturnType<typeof page>>>;
export type RecordsPlan = z.output<ReturnType<typeof records>>;
export type AuthPlan = z.output<ReturnType<typeof auth>>;
export type Rule = Definition['answers'][number];
export type Lookups = Definition['lookups'];

export const LIST_LOOKUPS = {
  ORDERS: 'ordersByCustomer',
  TICKETS: 'ticketsByCustomer',
  DEALS: 'dealsByCustomer',
  ACTIVITIES: 'activitiesByCustomer',
  TASKS: 'tasksByCustomer',
} as const satisfies Record<ListPart, keyof Lookups>;

/** What a source with these look-ups can be asked for. */
export function partsOf(lookups: { readonly [K in keyof Lookups]?: unknown }): readonly Part[] {
  const lists = (Object.keys(LIST_LOOKUPS) as ListPart[]).filter((part) => lookups[LIST_LOOKUPS[part]]);
  const searches = [lookups.customersByEmail, lookups.customersByPhone, lookups.customersByIssuedId, lookups.search];
  return ['PROFILE', ...lists, ...(searches.some((lookup) => lookup !== undefined) ? (['SEARCH'] as const) : [])];
}
