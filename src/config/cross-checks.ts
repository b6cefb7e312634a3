/**
 * What one key says of another. These look at the raw data, so that they speak up together with everything else even
 * where some part of the file has the wrong shape; a part they cannot make sense of is left to the shape's complaints.
 */
import { expectation, type Finding, nearest } from '../documents/complaint';
import { SOURCE_NAME, SOURCE_NAME_WORDS } from '../documents/value-kinds';
import type { Path } from '../documents/yaml-document';

export function crossFindings(data: unknown): Finding[] {
  const sources = object(at(data, 'sources'));
  const names = Object.keys(sources);
  return [
    ...(names.length === 0 && at(data, 'sources') !== undefined
      ? [{ path: ['sources'], message: expectation('at least one source', 'none') }]
      : []),
    ...Object.entries(sources).flatMap(([name, source]) => sourceFindings(name, source, names)),
    ...Object.entries(object(at(data, 'policies'))).flatMap(([field, policy]) => policyFindings(field, policy, names)),
    ...keyFindings(list(at(at(data, 'access'), 'keys'))),
  ];
}

function sourceFindings(name: string, source: unknown, names: readonly string[]): Finding[] {
  const found: Finding[] = [];
  if (!SOURCE_NAME.test(name)) {
    found.push({ path: ['sources', name], message: expectation(SOURCE_NAME_WORDS, 'another'), atKey: true });
  }
  for (const key of ['issuedIds', 'externalId']) {
    const issuer = at(at(source, key), 'issuedBy');
    const path = ['sources', name, key, 'issuedBy'];
    if (issuer === name) found.push({ path, message: expectation('another source', 'this one') });
    else if (typeof issuer === 'string') found.push(...unknownSource(issuer, path, names));
  }
  if (at(source, 'type') === 'zendesk' && typeof at(source, 'credentials') === 'object') {
    const given = ['email', 'apiToken', 'oauthToken'].filter((key) => at(at(source, 'credentials'), key) !== undefined);
    if (!['email,apiToken', 'oauthToken'].includes(given.join())) {
      const came = given.length === 0 ? 'none of them' : given.join(' and ');
      found.push({
        path: ['sources', name, 'credentials'],
        message: expectation('email and apiToken, or oauthToken alone', came),
      });
    }
  }
  return found;
}

function policyFindings(field: string, policy: unknown, names: readonly string[]): Finding[] {
  return list(at(policy, 'sources')).flatMap((source, i) =>
    typeof source === 'string' ? unknownSource(source, ['policies', field, 'sources', i], names) : [],
  );
}

function unknownSource(name: string, path: Path, names: readonly string[]): Finding[] {
  if (names.includes(name)) return [];
  const near = nearest(name, names);
  const hint = near ? `; did you mean ${near}?` : '';
  const known = names.length > 0 ? `: ${names.join(', ')}` : '';
  return [{ path, message: `${expectation(`the name of a source${known}`, 'the name of none')}${hint}` }];
}

function keyFindings(keys: readonly unknown[]): Finding[] {
  const first = new Map<unknown, number>();
  return keys.flatMap((key, i): Finding[] => {
    const found: Finding[] = [];
    const id = at(key, 'id');
    const earlier = first.get(id);
    if (typeof id === 'string' && earlier !== undefined) {
      const message = expectation('an id of its own', `that of access.keys[${earlier}]`);
      found.push({ path: ['access', 'keys', i, 'id'], message });
    } else first.set(id, i);
    const given = ['hash', 'secret'].filter((name) => at(key, name) !== undefined);
    if (typeof key === 'object' && key !== null && given.length !== 1) {
      const came = given.length === 0 ? 'neither' : 'both';
      found.push({ path: ['access', 'keys', i], message: expectation('either hash or secret', came) });
    }
    return found;
  });
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
