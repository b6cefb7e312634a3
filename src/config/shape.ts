/**
 * The whole of `onefold.yml`: every key, what it is for, what it expects, and its default beside its meaning. The types
 * of `Config`, the complaints, and `schema/onefold.schema.json` all come from here.
 */
import { isSupportedCountry } from 'libphonenumber-js/min';
import { z } from 'zod';
import { ROLES } from '../access/caller';
import { PROOFS } from '../customer/source-record';
import {
  baseUrl,
  byteSize,
  duration,
  type Environment,
  flag,
  keyMaterial,
  oneOf,
  SOURCE_NAME,
  secret,
  sourceName,
  text,
  wholeNumber,
} from '../documents/value-kinds';
import { DEFAULT_POLICIES, POLICY_KEYS, type PolicyKey, rulesFor } from '../reconciliation/policy';

const region = () =>
  text('an ISO 3166-1 alpha-2 country code such as DE', /^[A-Z]{2}$/).refine((code) => isSupportedCountry(code), {
    error: 'an ISO 3166-1 alpha-2 country code such as DE',
  });

const subdomain = (of: string) => text(`${of}: lower-case letters, digits and hyphens`, /^[a-z0-9-]{1,63}$/);

/** A part of a whole, up to `most` of it. */
function share(most: number) {
  const error = `a share from 0 to ${most}`;
  return z.number({ error }).min(0, { error }).max(most, { error });
}

function server() {
  return z
    .strictObject({
      host: text('a host name or address', /^[A-Za-z0-9.:-]+$/)
        .prefault('127.0.0.1')
        .describe('Address to listen on. 0.0.0.0 listens on all of them: put TLS in front (docs/operations.md).'),
      port: wholeNumber(0, 65_535)
        .prefault(4000)
        .describe('Port to listen on; 0 takes a free one. The environment variable PORT outranks it.'),
      bodyLimitBytes: byteSize({ min: '1KiB', max: '64MiB' })
        .prefault('256KiB')
        .describe('Largest request body; a larger one is refused with REQUEST_TOO_LARGE.'),
      maxConcurrent: wholeNumber(1, 100_000)
        .prefault(500)
        .describe('Operations under way at once; further ones are refused with OVERLOADED, before anything is done.'),
      maxConnections: wholeNumber(8, 100_000)
        .prefault(1000)
        .describe(
          'Connections open at once, as far as ulimit -n allows; when one more comes, the one that has asked nothing for longest is closed.',
        ),
      drainDelay: duration({ min: '0s', max: '5m' })
        .prefault('500ms')
        .describe(
          'How long, once it is to stop, it still takes connections while /readyz says 503, so that balancers notice.',
        ),
      admission: z
        .strictObject({
          reader: share(1).prefault(0.8).describe('Those who look customers up.'),
          steward: share(1).prefault(1).describe('Those who decide who is who.'),
          operator: share(1).prefault(1).describe('Those who run the gateway.'),
        })
        .prefault({})
        .describe(
          'By role: up to which share of maxConcurrent its operations are let in. Who has less is refused first.',
        ),
      graphiql: flag()
        .prefault(true)
        .describe('Whether / serves a page to write queries in. The page itself holds no data and no key.'),
      trustProxy: z
        .union([z.boolean(), z.array(z.string().regex(/^[0-9a-fA-F.:/]+$/)).min(1)], {
          error: 'true, false, or a list of addresses or CIDR ranges',
        })
        .prefault(false)
        .describe('Whose X-Forwarded-* headers are believed: nobody (false), anybody (true), or these addresses.'),
      metrics: oneOf(['operator', 'open'])
        .prefault('operator')
        .describe('Who may read /metrics: callers with the role operator, or anybody who reaches the port.'),
    })
    .prefault({})
    .describe('How the gateway listens.');
}

function identityStore(env: Environment) {
  return z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('embedded').describe('Files of this machine (LMDB). Nothing to install.'),
        path: text('a folder', /\S/)
          .prefault('.onefold/identity')
          .describe('Folder of the store; relative to the working directory.'),
      }),
      z.strictObject({
        type: z.literal('mongodb').describe('A MongoDB server, for more than one machine.'),
        uri: secret(env)
          .refine((uri) => /^mongodb(\+srv)?:\/\//.test(uri), {
            error: 'a variable with a mongodb:// connection string',
            params: { received: 'other text' },
          })
          .prefault({ env: 'MONGODB_URI' })
          .describe('Connection string, by reference.'),
        database: text('a database name', /^[A-Za-z0-9_-]{1,63}$/)
          .prefault('onefold')
          .describe('Database for the collections of the gateway.'),
      }),
    ])
    .prefault(env.MONGODB_URI ? { type: 'mongodb' } : { type: 'embedded' })
    .describe('Where identity links are kept. Default: mongodb where MONGODB_URI is set, else embedded.');
}

function identity(env: Environment) {
  return z
    .strictObject(
      {
        store: identityStore(env),
        pepper: keyMaterial(env).describe(
          'Key of the hashes under which identifiers are stored. Losing or changing it makes every stored link unfindable.',
        ),
        encryptionKey: keyMaterial(env).describe(
          'Key under which record ids are encrypted in the store, and cursors towards callers.',
        ),
        membershipMaxAge: duration({ min: '0s', max: '365d' })
          .prefault('24h')
          .describe('How long a search of a source for a customer counts; after that the source is searched again.'),
        linking: z
          .strictObject({
            floor: oneOf(PROOFS)
              .prefault('OBSERVED')
              .describe('The least proof with which both sources must vouch for an e-mail before it links records.'),
            roles: z
              .array(oneOf(ROLES), { error: `a list of ${ROLES.join(', ')}` })
              .prefault([...ROLES])
              .describe('Roles whose reads may create links. Others see existing links only.'),
            blockedEmails: z
              .array(text('an e-mail address or a pattern such as noreply@* or *@example.com', /^[^\s@]*@[^\s@]*$/), {
                error: 'a list of e-mail addresses or patterns',
              })
              .prefault([])
              .describe('Addresses that never identify anybody; * stands for any characters.'),
            maxRecordsPerIdentifier: wholeNumber(2, 1000)
              .prefault(10)
              .describe('An identifier carried by more records than this is shared and links nobody.'),
          })
          .prefault({})
          .describe('What may be linked while reading.'),
      },
      { error: 'keys, at least pepper and encryptionKey' },
    )
    .describe('Who is who: the store of links, its keys, and the rules of linking.');
}

const maxAge = () => duration({ min: '0s', max: '1d' });

const MOST_CAPS = 5;

/** Caps on the rate of requests. */
function rates(byDefault: readonly { readonly requests: number; readonly perMs: string }[]) {
  const error = `a list of up to ${MOST_CAPS} caps such as { requests: 100, perMs: 10s }`;
  const cap = z.strictObject(
    {
      requests: wholeNumber(1, 1_000_000).describe('At most so many requests …'),
      perMs: duration({ min: '10ms', max: '1d' }).describe('… in any stretch of this length.'),
    },
    { error: 'a cap such as { requests: 100, perMs: 10s }' },
  );
  return z
    .array(cap, { error })
    .max(MOST_CAPS, { error })
    .prefault([...byDefault]);
}

/** What every source has, whatever its vendor. */
function common(concurrency: number, rate: Parameters<typeof rates>[0]) {
  return {
    enabled: flag().prefault(true).describe('false leaves the source out; its fields are marked DISABLED.'),
    concurrency: wholeNumber(1, 100)
      .prefault(concurrency)
      .describe('Requests to this source under way at once; keep some of the vendor’s allowance for its other users.'),
    rate: rates(rate).describe(
      'Caps on the requests of this process to this source; all of them hold. [] sets none. Default: what the vendor grants its smallest plan, where it counts requests.',
    ),
    quotaReserve: share(0.9)
      .prefault(0.1)
      .describe(
        'Share of the vendor’s allowance that is left to its other users, as far as the vendor says what is left.',
      ),
    defaultRegion: region().optional().describe('Country whose national phone spellings this source’s people use.'),
    cache: z
      .strictObject({
        maxAgeMs: maxAge()
          .optional()
          .describe('Where this source’s answers go out of date sooner than cache.maxAgeMs says.'),
      })
      .prefault({})
      .describe('How long this source’s answers may be served again.'),
  };
}

function hubspot(env: Environment) {
  return z.strictObject({
    type: z.literal('hubspot').describe('HubSpot CRM.'),
    credentials: z
      .strictObject({ token: secret(env).describe('Access token of a private app.') })
      .describe('How to sign in.'),
    baseUrl: baseUrl().prefault('https://api.hubapi.com').describe('Where the API answers.'),
    issuedIds: z
      .strictObject({
        property: text('the internal name of a contact property', /^[a-z][a-z0-9_]*$/).describe(
          'Contact property that holds the id of a record in another source.',
        ),
        issuedBy: sourceName().describe('The source that issued those ids.'),
        idPrefix: z
          .string({ error: 'text' })
          .prefault('')
          .describe('Put before the property’s value to make the issuer’s id, for instance gid://shopify/Customer/.'),
      })
      .optional()
      .describe('Links by an id that another source issued.'),
    searchRate: rates([{ requests: 5, perMs: '1s' }]).describe(
      'Caps on searches among those requests, which HubSpot limits more tightly, for all users of the account together.',
    ),
    // One customer with everything is thirteen requests at once.
    ...common(16, [{ requests: 100, perMs: '10s' }]),
  });
}

function shopify(env: Environment) {
  return z.strictObject({
    type: z.literal('shopify').describe('Shopify, by the Admin GraphQL API.'),
    shop: subdomain('the shop’s name before .myshopify.com').describe('The shop’s name before .myshopify.com.'),
    credentials: z
      .strictObject({ accessToken: secret(env).describe('Admin API access token of a custom app.') })
      .describe('How to sign in.'),
    baseUrl: baseUrl().optional().describe('Where the API answers. Default: https://{shop}.myshopify.com.'),
    // It counts points, and tells them with each answer.
    ...common(4, []),
  });
}

function zendesk(env: Environment) {
  return z.strictObject({
    type: z.literal('zendesk').describe('Zendesk Support.'),
    subdomain: subdomain('the account’s name before .zendesk.com').describe('The account’s name before .zendesk.com.'),
    credentials: z
      .strictObject({
        email: text('the e-mail address of the agent that the API token signs in as', /^[^\s@]+@[^\s@]+$/)
          .optional()
          .describe('With apiToken: the agent it signs in as.'),
        apiToken: secret(env).optional().describe('API token, used with email.'),
        oauthToken: secret(env).optional().describe('OAuth access token, instead of email and apiToken.'),
      })
      .describe('How to sign in: email and apiToken, or oauthToken.'),
    baseUrl: baseUrl().optional().describe('Where the API answers. Default: https://{subdomain}.zendesk.com.'),
    externalId: z
      .strictObject({
        issuedBy: sourceName().describe('The source that issued the ids in external_id.'),
        prefix: z
          .string({ error: 'text' })
          .prefault('')
          .describe('What external_id starts with where it holds such an id, for instance shop:. Cut off.'),
        idPrefix: z
          .string({ error: 'text' })
          .prefault('')
          .describe('Put before the rest to make the issuer’s id, for instance gid://shopify/Customer/.'),
      })
      .optional()
      .describe('Links by the external_id of Zendesk users.'),
    ...common(8, [{ requests: 200, perMs: '1m' }]),
  });
}

function declarative(env: Environment) {
  return z.strictObject({
    type: z.literal('declarative').describe('Any REST or GraphQL API, described in a connector file.'),
    file: text('a file', /\S/).describe(
      'The connector file; relative to the file that names it. See docs/sources/declarative.md.',
    ),
    baseUrl: baseUrl().optional().describe('Where the API answers, instead of what the connector file says.'),
    variables: z
      .record(z.string(), z.string({ error: 'text' }), { error: 'values by name' })
      .prefault({})
      .describe('Values of the connector file’s variables.'),
    secrets: z
      .record(z.string(), secret(env), { error: 'references by name, for instance { token: { env: ACME_TOKEN } }' })
      .prefault({})
      .describe('Which environment variables hold the connector file’s secrets.'),
    issuedIds: z
      .strictObject({
        issuedBy: sourceName().describe('The source that issued the ids in map.customer.issuedId.'),
        idPrefix: z
          .string({ error: 'text' })
          .prefault('')
          .describe('Put before them to make the issuer’s id, for instance gid://shopify/Customer/.'),
      })
      .optional()
      .describe('Links by an id that another source issued.'),
    // What a system grants is not in its description.
    ...common(8, []),
  });
}

function sources(env: Environment) {
  return z
    .record(z.string(), z.discriminatedUnion('type', [hubspot(env), shopify(env), zendesk(env), declarative(env)]), {
      error: 'a source by name, for instance crm: { type: hubspot, … }',
    })
    .meta({
      description: 'The upstream systems, each under the name by which callers, logs and metrics know it.',
      propertyNames: { pattern: SOURCE_NAME.source },
    });
}

function policies() {
  const policy = (key: PolicyKey) =>
    z
      .strictObject({
        rules: z
          .array(oneOf(rulesFor(key)), { error: 'a list of rules' })
          .min(1, { error: `one or more of ${rulesFor(key).join(', ')}` })
          .describe('Survivorship rules in order; each breaks the ties that the ones before left.'),
        sources: z
          .array(sourceName(), { error: 'a list of source names' })
          .prefault([])
          .describe('Sources, best first: for mostTrusted, and as the last tie-break. Others follow.'),
      })
      .optional()
      .describe(`Default rules: ${DEFAULT_POLICIES[key].rules.join(', ')}.`);
  const shape = Object.fromEntries(POLICY_KEYS.map((key) => [key, policy(key)])) as Record<
    PolicyKey,
    ReturnType<typeof policy>
  >;
  return z
    .strictObject(shape)
    .prefault({})
    .describe('How a value is chosen where sources disagree, by field or group; see docs/reconciliation.md.');
}

function access(env: Environment) {
  return z
    .strictObject({
      keys: z
        .array(
          z.strictObject({
            id: text('an id of letters, digits, dots and hyphens', /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/).describe(
              'Stands in logs and as the author of links. Not a secret.',
            ),
            name: text('a name', /\S/).describe('Who holds the key, for people.'),
            role: oneOf(ROLES).describe('What the holder may do.'),
            hash: text('the SHA-256 of the key in 64 hexadecimal digits', /^[0-9a-f]{64}$/)
              .optional()
              .describe('SHA-256 of the key in hex. Instead of secret.'),
            secret: secret(env)
              .refine((key) => /^\S{20,512}$/.test(key), {
                error: 'a variable with a key of 20 to 512 characters without spaces',
                params: { received: 'another' },
              })
              .optional()
              .describe('The key itself, by reference; only its hash is kept. Instead of hash.'),
          }),
          { error: 'a list of keys' },
        )
        .prefault([])
        .describe('API keys of this config. More can live in the store: onefold keys create.'),
    })
    .prefault({})
    .describe('Who may call. Without a key nobody gets in.');
}

function limits() {
  return z
    .strictObject({
      depth: wholeNumber(1, 100).prefault(12).describe('Deepest nesting of fields.'),
      aliases: wholeNumber(0, 1000)
        .prefault(50)
        .describe('Most aliases in a document, counted wherever they are spread.'),
      rootFields: wholeNumber(1, 1000).prefault(50).describe('Most fields of the operation itself.'),
      tokens: wholeNumber(100, 100_000).prefault(5000).describe('Most tokens in a document.'),
      listSize: wholeNumber(1, 100).prefault(100).describe('Most members of one list argument.'),
      estimatedSize: wholeNumber(100, 100_000_000)
        .prefault(250_000)
        .describe('Most values an operation could come to, by its lists and pages.'),
    })
    .prefault({})
    .describe('Documents beyond these are refused before anything is asked of a source.');
}

export function configShape(env: Environment) {
  return z.strictObject({
    server: server(),
    identity: identity(env),
    defaultRegion: region()
      .optional()
      .describe('Country whose national phone spellings callers use, and sources that name no region of their own.'),
    sources: sources(env),
    policies: policies(),
    access: access(env),
    limits: limits(),
    budget: z
      .strictObject({
        deadlineMs: duration({ min: '50ms', max: '60s' })
          .prefault(2000)
          .describe('When an answer comes at the latest, with what there is by then.'),
        maxDeadlineMs: duration({ min: '50ms', max: '60s' })
          .prefault(10_000)
          .describe('Longest deadline that an operation may ask for by @budget; never below deadlineMs.'),
      })
      .prefault({})
      .describe('What an operation may cost in time.'),
    cache: z
      .strictObject({
        maxBytes: byteSize({ min: '0B', max: '16GiB' })
          .prefault('64MiB')
          .describe('Bound of the answers kept in process memory.'),
        maxAgeMs: maxAge()
          .prefault(5000)
          .describe('How old an answer may be to be served again, where an operation does not say; 0 keeps none.'),
        staleIfErrorMs: maxAge()
          .prefault(60_000)
          .describe('How old an answer may be that is served, marked, in place of one that failed; 0: none is.'),
      })
      .prefault({})
      .describe('Answers of sources, kept in process memory only.'),
    log: z
      .strictObject({
        level: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
          .prefault('info')
          .describe('Least severity that is written to standard output.'),
      })
      .prefault({})
      .describe('Structured logs, one JSON object a line.'),
  });
}

export type ConfigOutput = z.output<ReturnType<typeof configShape>>;
