/**
 * Zendesk Support as a source: end users with their tickets over the Support API v2. The credential, Basic
 * `email/token:TOKEN` or an OAuth bearer token, is the HTTP client's.
 *
 * Agents and administrators live among the users. They are read by id like anybody, but never found, searched or walked:
 * a colleague is not a customer.
 */
import type { SourceName } from '../../customer/source-record';
import type { HttpClient } from '../../remote/client';
import type { Connector, ConnectorDescription, SourceCheck } from '../contract';
import { type Probe, probed } from '../probes';
import { ZendeskApi } from './api';
import { ticketsByNumber, ticketsByRequester } from './tickets';
import type { ExternalIdRule, UserMapping } from './user';
import { exportUsers, findByExternalId, findUsers, searchUsers, userRecords } from './users';

export interface ZendeskOptions {
  readonly source: SourceName;
  readonly http: HttpClient;
  /** Whose ids users carry as their external id. Absent: no user names a record of another source. */
  readonly externalId?: ExternalIdRule;
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  /** ms since the epoch. */
  readonly now?: () => number;
}

/** OAuth scopes. An API token has what its agent may do: reading needs any agent, the export an administrator. */
const USERS_SCOPE = 'users:read';
const TICKETS_SCOPE = 'tickets:read';
/** The search belongs to no narrower scope, and several persons' tickets are searched for. */
const READ_SCOPE = 'read';

export const ZENDESK: ConnectorDescription = {
  vendor: 'Zendesk',
  kind: 'SUPPORT',
  parts: ['PROFILE', 'TICKETS', 'SEARCH'],
  searchableBy: ['EMAIL', 'PHONE'],
  permissions: [
    { permission: USERS_SCOPE, parts: ['PROFILE', 'SEARCH'] },
    { permission: TICKETS_SCOPE, parts: ['TICKETS'] },
    { permission: READ_SCOPE, parts: ['TICKETS'] },
  ],
};

export function createZendeskConnector(options: ZendeskOptions): Connector {
  const { source, http, externalId, defaultRegion, now = Date.now } = options;
  const api = new ZendeskApi(http, now);
  const mapping: UserMapping = { source, defaultRegion, externalId };
  return {
    description: ZENDESK,
    records: userRecords(api, mapping),
    find: { EMAIL: findUsers(api, mapping, 'EMAIL'), PHONE: findUsers(api, mapping, 'PHONE') },
    ...(externalId && {
      findIssued: { issuer: externalId.issuedBy, lookup: findByExternalId(api, mapping, externalId) },
    }),
    parts: { TICKETS: ticketsByRequester(api, source) },
    byNumber: { TICKETS: ticketsByNumber(api, source) },
    search: (query, first, { signal }) => searchUsers(api, mapping, query, first, signal),
    listSince: (since, after, { signal }) => exportUsers(api, mapping, since, after, signal),
    check: ({ signal }) => check(api, signal),
    quota: () => api.quota,
  };
}

/** A call for each permission, the cheapest that needs it; nothing is read of anybody. */
async function check(api: ZendeskApi, signal: AbortSignal): Promise<SourceCheck> {
  const probes: readonly Probe[] = [
    { permission: USERS_SCOPE, parts: ['PROFILE', 'SEARCH'], call: () => api.showManyUsers('ids', ['1'], [], signal) },
    { permission: TICKETS_SCOPE, parts: ['TICKETS'], call: () => api.showManyTickets(['1'], signal) },
    { permission: READ_SCOPE, parts: ['TICKETS'], call: () => api.searchTickets('requester:1', 1, signal) },
  ];
  const { broken, missingPermissions } = await probed(probes);
  if (broken) return { ok: false, message: `Zendesk could not be asked: ${broken.message}.`, missingPermissions };
  if (missingPermissions.length === probes.length) {
    return { ok: false, message: 'Zendesk refuses the credential.', missingPermissions };
  }
  if (missingPermissions.length > 0)
    return { ok: false, message: 'The credential may not read everything.', missingPermissions };
  return { ok: true, message: 'Users, tickets and the search answer.', missingPermissions: [] };
}
