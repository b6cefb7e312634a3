/** What one key of a connector file says of another: mistakes that would otherwise show as missing data. */
import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';
import type { ListPart } from '../../customer/parts';
import { expectation, type Finding, nearest } from '../../documents/complaint';
import { type Used, usedIn } from './json-template';
import { ITEM_NAMES } from './mapping';
import { aliasedDocument, usesOf } from './request';
import {
  type AuthPlan,
  type Definition,
  LIST_LOOKUPS,
  type PagePlan,
  partsOf,
  type RecordsPlan,
  type RequestPlan,
} from './shape';
import { placeholders, type Template } from './template';

type Path = Finding['path'];

/** What may stand in braces somewhere. */
interface Scope {
  readonly names: readonly string[];
  readonly words: string;
}

export function crossFindings(definition: Definition): Finding[] {
  return [
    ...templateFindings(definition),
    ...unusedFindings(definition),
    ...authFindings(definition.auth),
    ...answerFindings(definition),
    ...permissionFindings(definition),
    ...lookupFindings(definition),
    ...mapFindings(definition),
  ];
}

const finding = (path: Path, expected: string, came: string): Finding => ({
  path,
  message: expectation(expected, came),
});

function templateFindings({ variables, baseUrl, headers, secrets, auth }: Definition): Finding[] {
  const names = Object.keys(variables);
  const constant: Scope = { names, words: 'a variable of this file' };
  const signing: Scope = {
    names: [...names, ...Object.keys(secrets).map((name) => `secrets.${name}`)],
    words: 'a variable or a secret of this file',
  };
  return [
    ...scopeFindings(['baseUrl'], placeholders(baseUrl), constant),
    ...Object.entries(headers).flatMap(([name, value]) =>
      scopeFindings(['headers', name], placeholders(value), constant),
    ),
    ...authTemplates(auth).flatMap(([path, used]) => scopeFindings(['auth', ...path], used, signing)),
  ];
}

function scopeFindings(path: Path, used: readonly { readonly name: string }[], { names, words }: Scope): Finding[] {
  return used.flatMap(({ name }): Finding[] => {
    if (names.includes(name)) return [];
    if (name.startsWith('secrets.') && !names.some((known) => known.startsWith('secrets.'))) {
      return [finding(path, words, `{{${name}}}; secrets go into auth, and are named under secrets`)];
    }
    const near = nearest(name, names);
    const hint = near ? `; did you mean {{${near}}}?` : names.length > 0 ? `; known here: ${names.join(', ')}` : '';
    return [finding(path, words, `{{${name}}}${hint}`)];
  });
}

type Placed = readonly [path: Path, used: readonly { readonly name: string }[]];

function authTemplates(auth: AuthPlan): Placed[] {
  const of = (key: string, template: Template | undefined): Placed[] =>
    template ? [[[key], placeholders(template)]] : [];
  switch (auth.type) {
    case 'none':
      return [];
    case 'bearer':
      return of('token', auth.token);
    case 'basic':
      return [...of('user', auth.user), ...of('password', auth.password)];
    case 'apiKey':
      return of('value', auth.value);
    case 'oauth2':
      return [
        ...of('baseUrl', auth.baseUrl),
        ...of('path', auth.path),
        ...of('clientId', auth.clientId),
        ...of('clientSecret', auth.clientSecret),
        ...of('refreshToken', auth.refreshToken),
      ];
    case 'login': {
      const { path, headers, body, form } = auth.request;
      const named = (under: string, templates: Readonly<Record<string, Template>>): Placed[] =>
        Object.entries(templates).map(([name, template]) => [['request', under, name], placeholders(template)]);
      return [
        ...of('baseUrl', auth.baseUrl),
        [['request', 'path'], placeholders(path)],
        ...named('headers', headers),
        ...(body ? [[['request', 'body'], usedIn(body)] as const] : []),
        ...named('form', form ?? {}),
      ];
    }
  }
}

function unusedFindings(definition: Definition): Finding[] {
  const { variables, secrets, baseUrl, headers, auth } = definition;
  const used = new Set([
    ...placeholders(baseUrl).map(({ name }) => name),
    ...Object.values(headers).flatMap((value) => placeholders(value).map(({ name }) => name)),
    ...authTemplates(auth).flatMap(([, names]) => names.map(({ name }) => name)),
    ...requestsOf(definition).flatMap(({ request }) => [
      ...usesOf(request).map(({ name }) => name),
      ...Object.values(request.headers).flatMap((value) => placeholders(value).map(({ name }) => name)),
    ]),
  ]);
  const unused = (under: string, name: string): Finding => ({
    path: [under, name],
    message: `stands in no braces: write {{${under === 'secrets' ? 'secrets.' : ''}${name}}} where it is needed, or take it out`,
    atKey: true,
  });
  return [
    ...Object.keys(variables).flatMap((name) => (used.has(name) ? [] : [unused('variables', name)])),
    ...Object.keys(secrets).flatMap((name) => (used.has(`secrets.${name}`) ? [] : [unused('secrets', name)])),
  ];
}

function authFindings(auth: AuthPlan): Finding[] {
  const found: Finding[] = [];
  if (auth.type === 'oauth2' && (auth.grant === 'refreshToken') !== (auth.refreshToken !== undefined)) {
    const came = auth.refreshToken ? 'refreshToken with another grant' : 'none';
    found.push(finding(['auth'], 'refreshToken with grant: refreshToken, and only there', came));
  }
  if (auth.type === 'login') {
    found.push(...oneOfTwo(['auth', 'token'], auth.token, ['body', 'header']));
    found.push(...oneOfTwo(['auth', 'send'], auth.send, ['header', 'query']));
    if (!placeholders(auth.send.value).some(({ name }) => name === 'token')) {
      found.push(finding(['auth', 'send', 'value'], 'text with {{token}} in it', 'text without'));
    }
    for (const { name } of placeholders(auth.send.value)) {
      if (name !== 'token')
        found.push(finding(['auth', 'send', 'value'], 'no other braces than {{token}}', `{{${name}}}`));
    }
    if (auth.request.body && auth.request.form) found.push(finding(['auth', 'request'], 'either body or form', 'both'));
  }
  return found;
}

function oneOfTwo(path: Path, given: object, names: readonly [string, string]): Finding[] {
  const present = names.filter((name) => (given as Record<string, unknown>)[name] !== undefined);
  return present.length === 1
    ? []
    : [finding(path, `either ${names.join(' or ')}`, present.length === 0 ? 'neither' : 'both')];
}

function answerFindings({ answers }: Definition): Finding[] {
  return answers.flatMap(({ when, cause, wait, into, permission }, i): Finding[] => {
    const at = (...path: Path): Path => ['answers', i, ...path];
    const found: Finding[] = [];
    if (!when.status && !when.header && !when.body)
      found.push(finding(at('when'), 'status, header or body', 'none of them'));
    if (wait && cause !== 'rateLimited' && cause !== 'unavailable') {
      found.push(finding(at('wait'), 'wait with the cause rateLimited or unavailable only', `it with ${cause}`));
    }
    if (wait) found.push(...oneOfTwo(at('wait'), wait, ['header', 'body']));
    if ((cause === 'merged') !== (into !== undefined)) {
      found.push(finding(at(), 'into with the cause merged, and only there', into ? `it with ${cause}` : 'none'));
    }
    if (permission !== undefined && cause !== 'forbidden') {
      found.push(finding(at('permission'), 'permission with the cause forbidden only', `it with ${cause}`));
    }
    return found;
  });
}

function permissionFindings(definition: Definition): Finding[] {
  const { permissions, lookups } = definition;
  const parts = partsOf(lookups);
  const named = permissions.flatMap((permission) => permission.parts);
  const missing = parts.filter((part) => !named.includes(part as never));
  return [
    ...(missing.length > 0
      ? [finding(['permissions'], `a permission for each part: ${parts.join(', ')}`, `none for ${missing.join(', ')}`)]
      : []),
    ...permissions.flatMap((permission, i) =>
      permission.parts.flatMap((part, j) =>
        parts.includes(part)
          ? []
          : [
              finding(
                ['permissions', i, 'parts', j],
                `a part that this file has look-ups for: ${parts.join(', ')}`,
                part,
              ),
            ],
      ),
    ),
    ...permissions.flatMap(({ probe }, i) =>
      probe ? [...requestFindings(['permissions', i, 'probe'], probe, definition, NO_KEYS)] : [],
    ),
  ];
}

/** A request of the file, with where it stands. */
interface Placement {
  readonly path: Path;
  readonly request: RequestPlan;
}

function requestsOf({ lookups, permissions }: Definition): Placement[] {
  return [
    ...Object.entries(lookups).flatMap(([name, lookup]) =>
      lookup ? [{ path: ['lookups', name, 'request'], request: lookup.request }] : [],
    ),
    ...permissions.flatMap(({ probe }, i) => (probe ? [{ path: ['permissions', i, 'probe'], request: probe }] : [])),
  ];
}

/** What the keys of a request are, for its braces. */
interface Keys {
  readonly names: readonly string[];
  /** More than one key in a request. */
  readonly several: boolean;
  /** Text that is only words: it may stand anywhere. */
  readonly plain: boolean;
}

const NO_KEYS: Keys = { names: [], several: false, plain: true };

function lookupFindings(definition: Definition): Finding[] {
  const { lookups } = definition;
  const found: Finding[] = [];
  for (const [name, lookup] of Object.entries(lookups)) {
    if (!lookup) continue;
    const path: Path = ['lookups', name];
    const { request, records } = lookup;
    const page = 'page' in lookup ? lookup.page : undefined;
    const keyed = 'mode' in lookup ? lookup : undefined;
    const several = keyed !== undefined && keyed.mode !== 'fanOut' && keyed.batch > 1;
    const keys: Keys = keyed
      ? { names: ['key', 'keys'], several, plain: false }
      : { names: name === 'search' ? ['words', 'first'] : ['since'], several: false, plain: true };
    found.push(...requestFindings([...path, 'request'], request, definition, keys, page));
    found.push(...recordFindings(path, records, keyed?.mode, request, several, page));
    if (keyed?.mode === 'fanOut' && keyed.batch > 1) {
      found.push(
        finding([...path, 'batch'], 'no batch with fanOut, which asks one key a request', String(keyed.batch)),
      );
    }
    if (keyed && !page && records.as === 'list' && needsPage(keyed, request)) {
      found.push(
        finding(
          path,
          'page: how the list is paged and how large its pages are ({ type: none } where it is always whole)',
          'none',
        ),
      );
    }
    if (page) found.push(...pageFindings([...path, 'page'], page, request, keyed));
  }
  return found;
}

/** A list that can be longer than one key asked for. */
function needsPage({ mode }: { readonly mode: string }, { graphql }: RequestPlan): boolean {
  return graphql?.each === undefined || mode === 'nested';
}

function pageFindings(
  path: Path,
  page: PagePlan,
  request: RequestPlan,
  keyed: { readonly mode: string; readonly batch: number } | undefined,
): Finding[] {
  const found: Finding[] = [];
  if (page.type === 'cursor') found.push(...oneOfTwo(path, page, ['cursor', 'header']));
  if (page.type === 'page' && page.pages && page.pagesHeader)
    found.push(finding(path, 'either pages or pagesHeader', 'both'));
  if (page.type === 'offset' && page.total && page.totalHeader)
    found.push(finding(path, 'either total or totalHeader', 'both'));
  if ('in' in page && page.in === 'body' && request.body?.is !== 'object') {
    found.push(finding([...path, 'in'], 'body only where the request has one that is an object', 'a request without'));
  }
  if ('in' in page && page.in === 'variables' && !request.graphql) {
    found.push(finding([...path, 'in'], 'variables only with a graphql request', 'another request'));
  }
  if (request.graphql?.each !== undefined && page.type !== 'none') {
    found.push(
      finding(
        [...path, 'type'],
        'none where each key has its alias; page by nested, or by a document of its own',
        page.type,
      ),
    );
  }
  if (keyed?.mode === 'multiGet' && page.size && page.size.value < keyed.batch) {
    found.push(
      finding(
        [...path, 'size', 'value'],
        `${keyed.batch} or more, the batch: a smaller page cuts an answer short`,
        String(page.size.value),
      ),
    );
  }
  return found;
}

function recordFindings(
  path: Path,
  records: RecordsPlan,
  mode: string | undefined,
  { graphql }: RequestPlan,
  several: boolean,
  page: PagePlan | undefined,
): Finding[] {
  const found: Finding[] = [];
  const at = [...path, 'records'];
  if ((mode === 'nested') !== (records.parents !== undefined)) {
    found.push(
      finding(
        at,
        'parents with the mode nested, and only there',
        records.parents ? `it with ${mode ?? 'no mode'}` : 'none',
      ),
    );
  }
  if (records.as === 'one' && several && graphql?.each === undefined) {
    found.push(finding([...at, 'as'], 'list or entries where several keys are asked at once', 'one'));
  }
  if (records.as !== 'list' && page && page.type !== 'none') {
    found.push(finding([...at, 'as'], 'list where the answer has pages', records.as));
  }
  return found;
}

function requestFindings(
  path: Path,
  request: RequestPlan,
  { variables }: Definition,
  keys: Keys,
  page?: PagePlan,
): Finding[] {
  const names = [...Object.keys(variables), ...keys.names];
  const scope: Scope = {
    names,
    words:
      keys.names.length > 0 ? `a variable, or ${keys.names.map((name) => `{{${name}}}`).join(' or ')}` : 'a variable',
  };
  const found: Finding[] = [];
  const places: readonly (readonly [Path, readonly Used[]])[] = [
    [['path'], placeholders(request.path).map((one) => ({ ...one, whole: true, each: false }))],
    ...Object.entries(request.query).map(
      ([name, value]) => [['query', name], 'keys' in value ? [] : usedIn(value)] as const,
    ),
    ...Object.entries(request.graphql?.variables ?? {}).map(
      ([name, value]) => [['graphql', 'variables', name], usedIn(value)] as const,
    ),
    ...(request.body ? [[['body'], usedIn(request.body)] as const] : []),
  ];
  for (const [place, used] of places) {
    found.push(...scopeFindings([...path, ...place], used, scope));
    for (const one of used) found.push(...keyFindings([...path, ...place], one, keys, place[0] === 'path'));
  }
  for (const [name, value] of Object.entries(request.headers)) {
    const constant = {
      names: Object.keys(variables),
      words: 'a variable of this file; keys go into path, query or body',
    };
    found.push(...scopeFindings([...path, 'headers', name], placeholders(value), constant));
  }
  if (keys.names.length > 0 && !isAsked(request, keys)) {
    const words = keys.names.map((name) => `{{${name}}}`).join(' or ');
    found.push(
      finding(
        path,
        `a request that asks for something: ${words} in it, or { keys: … } in its query`,
        'one that does not',
      ),
    );
  }
  if (request.graphql && request.body) found.push(finding(path, 'either graphql or body', 'both'));
  if (request.graphql && request.method && request.method !== 'POST') {
    found.push(finding([...path, 'method'], 'POST, or none, with graphql', request.method));
  }
  if (request.body && request.method === 'GET') {
    found.push(finding([...path, 'method'], 'POST, PUT, SEARCH or REPORT with a body', 'GET'));
  }
  if (request.graphql) found.push(...graphqlFindings([...path, 'graphql'], request.graphql, keys, page));
  return found;
}

function keyFindings(path: Path, { name, modifier, whole, each }: Used, keys: Keys, inPath: boolean): Finding[] {
  if (keys.plain || (name !== 'key' && name !== 'keys')) {
    return modifier && keys.plain && modifier === 'number' && !whole
      ? [finding(path, 'number only as a whole value', 'it inside a text')]
      : [];
  }
  if (keys.several && name === 'key' && !each) {
    return [finding(path, '{{keys}}, or { eachKey: … } in a body, since a batch has several keys', '{{key}}')];
  }
  if (!whole && !inPath && (modifier === undefined || modifier === 'number')) {
    const remedy = `{{${name}:json}}, {{${name}:sql}}, {{${name}:soql}} or {{${name}:word}}`;
    return [finding(path, `a key inside a longer text to be quoted: ${remedy}`, `{{${name}}}`)];
  }
  return [];
}

function isAsked(request: RequestPlan, keys: Keys): boolean {
  if (request.graphql?.each !== undefined) return true;
  if (Object.values(request.query).some((value) => 'keys' in value)) return true;
  const wanted = keys.names.filter((name) => name !== 'first');
  return usesOf(request).some(({ name }) => wanted.includes(name));
}

function graphqlFindings(
  path: Path,
  graphql: NonNullable<RequestPlan['graphql']>,
  keys: Keys,
  page: PagePlan | undefined,
): Finding[] {
  const { document, each } = graphql;
  if ((document === undefined) === (each === undefined)) {
    return [finding(path, 'either document or each', document === undefined ? 'neither' : 'both')];
  }
  if (document !== undefined) {
    if (document.includes('{{')) {
      return [
        finding([...path, 'document'], 'keys as variables ($ids), given under variables', 'braces in the document'),
      ];
    }
    const parsed = parsedDocument(document);
    if (typeof parsed === 'string') return [finding([...path, 'document'], 'a GraphQL document', parsed)];
    return variableFindings(path, parsed, graphql, page);
  }
  if (!/\{\{\s*key\s*\}\}/.test(each!))
    return [finding([...path, 'each'], 'a field with {{key}} in its arguments', 'none')];
  if (keys.names.length > 0 && !keys.names.includes('key')) {
    return [finding([...path, 'each'], 'document where there are no keys', 'each')];
  }
  const parsed = parsedDocument(aliasedDocument(graphql, 2));
  return typeof parsed === 'string'
    ? [finding([...path, 'each'], 'one field of a query, with its arguments and selection', parsed)]
    : [];
}

/** The words are ours, not the parser's: those quote the file. */
function parsedDocument(text: string): DocumentNode | string {
  try {
    return parse(text, { maxTokens: 5000 });
  } catch (error) {
    const line = error instanceof GraphQLError ? error.locations?.[0]?.line : undefined;
    return line === undefined ? 'text that is none' : `text that is none from its line ${line} on`;
  }
}

function variableFindings(
  path: Path,
  document: DocumentNode,
  { variables }: NonNullable<RequestPlan['graphql']>,
  page: PagePlan | undefined,
): Finding[] {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== 'query') {
    const came = operations.length === 1 ? `a ${operation?.operation}` : `${operations.length} operations`;
    return [finding([...path, 'document'], 'exactly one query: a source is only read', came)];
  }
  const declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const required = (operation.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  );
  const inVariables = page && (!('in' in page) || page.in === undefined || page.in === 'variables');
  const ofPaging = inVariables
    ? [page.size?.param, 'param' in page ? page.param : undefined].filter((name) => name !== undefined)
    : [];
  const given = [...Object.keys(variables), ...ofPaging.map((name) => name.split('.')[0]!)];
  return [
    ...Object.keys(variables).flatMap((name) =>
      declared.includes(name)
        ? []
        : [
            finding(
              [...path, 'variables', name],
              `a variable that the document declares: ${declared.map((one) => `$${one}`).join(', ') || 'none'}`,
              `$${name}`,
            ),
          ],
    ),
    ...ofPaging.flatMap((name) =>
      declared.includes(name.split('.')[0]!)
        ? []
        : [finding([...path, 'document'], `a document that declares $${name}, which page gives`, 'one that does not')],
    ),
    ...required.flatMap(({ variable }) =>
      given.includes(variable.name.value)
        ? []
        : [finding([...path, 'variables'], `a value for $${variable.name.value}, which the document requires`, 'none')],
    ),
  ];
}

function mapFindings({ map, lookups }: Definition): Finding[] {
  const found: Finding[] = [];
  for (const part of Object.keys(LIST_LOOKUPS) as ListPart[]) {
    const lookupName = LIST_LOOKUPS[part];
    const lookup = lookups[lookupName];
    const name = ITEM_NAMES[part];
    const byNumber =
      part === 'ORDERS' ? lookups.orderByNumber : part === 'TICKETS' ? lookups.ticketByNumber : undefined;
    const numberName = part === 'ORDERS' ? 'orderByNumber' : 'ticketByNumber';
    const itemMap = map[name];
    if ((lookup || byNumber) && !itemMap)
      found.push(finding(['map'], `${name}, for ${lookup ? lookupName : numberName}`, 'none'));
    if (itemMap && !lookup && !byNumber) {
      found.push({
        path: ['map', name],
        message: `no look-up uses it: add ${lookupName}, or take it out`,
        atKey: true,
      });
    }
    if (!itemMap) continue;
    if (lookup?.mode === 'searchIn' && !itemMap.customer && !lookup.records.key) {
      found.push(
        finding(
          ['map', name],
          `customer: where the customer’s id stands, since ${lookupName} asks for several at once`,
          'none',
        ),
      );
    }
    if (byNumber && !itemMap.customer) {
      found.push(finding(['map', name], `customer: where the customer’s id stands, for ${numberName}`, 'none'));
    }
    if (byNumber && !byNumber.records.key && !('number' in itemMap && itemMap.number)) {
      found.push(finding(['map', name], `number, by which ${numberName} knows what it found`, 'none'));
    }
  }
  const needs = [
    ['customersByEmail', 'emails', 'by which hits are compared again'],
    ['customersByPhone', 'phones', 'by which hits are compared again'],
    ['customersByIssuedId', 'issuedId', 'by which hits are compared again'],
  ] as const;
  for (const [lookup, key, why] of needs) {
    if (lookups[lookup] && !map.customer[key])
      found.push(finding(['map', 'customer'], `${key}, ${why} (${lookup})`, 'none'));
  }
  return found;
}
