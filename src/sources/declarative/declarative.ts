/** A source described in a file: the same contract as every connector, read from a checked definition. */
import type { ListPart } from '../../customer/parts';
import type { SourceName } from '../../customer/source-record';
import type { HttpClient } from '../../remote/client';
import type { CallContext, Connector, ConnectorDescription, SourceCheck } from '../contract';
import { probed } from '../probes';
import { DeclarativeApi } from './api';
import {
  customersById,
  customersByIdentifier,
  customersByIssuedId,
  customersSince,
  type Reach,
  searchCustomers,
} from './customers';
import { itemsByNumber, listsOf } from './lists';
import { type Definition, LIST_LOOKUPS, partsOf } from './shape';

export interface DeclarativeOptions {
  readonly source: SourceName;
  readonly http: HttpClient;
  /** For signing in, where that is another host. */
  readonly signInHttp?: HttpClient;
  readonly definition: Definition;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly issuedIds?: { readonly issuedBy: SourceName; readonly idPrefix: string };
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  /** ms since the epoch. */
  readonly now?: () => number;
}

export function createDeclarativeConnector(options: DeclarativeOptions): Connector {
  const { source, definition, defaultRegion, issuedIds } = options;
  const api = new DeclarativeApi({ ...options, now: options.now ?? Date.now });
  const reach: Reach = { api, definition, mapping: { source, maps: definition.map, defaultRegion, issuedIds } };
  const { lookups } = definition;
  const byEmail = lookups.customersByEmail;
  const byPhone = lookups.customersByPhone;
  const list = <P extends ListPart>(part: P) => {
    const plan = lookups[LIST_LOOKUPS[part]];
    return plan && { [part]: listsOf(reach, part, plan) };
  };
  return {
    description: describe(definition),
    records: customersById(reach),
    find: {
      ...(byEmail && { EMAIL: customersByIdentifier(reach, byEmail, 'EMAIL') }),
      ...(byPhone && { PHONE: customersByIdentifier(reach, byPhone, 'PHONE') }),
    },
    ...(issuedIds &&
      lookups.customersByIssuedId && {
        findIssued: { issuer: issuedIds.issuedBy, lookup: customersByIssuedId(reach, lookups.customersByIssuedId) },
      }),
    parts: { ...list('ORDERS'), ...list('TICKETS'), ...list('DEALS'), ...list('ACTIVITIES'), ...list('TASKS') },
    byNumber: {
      ...(lookups.orderByNumber && { ORDERS: itemsByNumber(reach, 'ORDERS', lookups.orderByNumber) }),
      ...(lookups.ticketByNumber && { TICKETS: itemsByNumber(reach, 'TICKETS', lookups.ticketByNumber) }),
    },
    ...(lookups.search && {
      search: (query: string, first: number, context: CallContext) => searchCustomers(reach, query, first, context),
    }),
    ...(lookups.customersSince && {
      listSince: (since: string | undefined, after: string | undefined, context: CallContext) =>
        customersSince(reach, since, after, context),
    }),
    check: (context) => check(api, definition, context),
    quota: () => api.quota,
  };
}

function describe({ connector, kind, lookups, permissions }: Definition): ConnectorDescription {
  return {
    vendor: connector,
    kind,
    parts: partsOf(lookups),
    searchableBy: [
      ...(lookups.customersByEmail ? (['EMAIL'] as const) : []),
      ...(lookups.customersByPhone ? (['PHONE'] as const) : []),
    ],
    permissions: permissions.map(({ permission, parts }) => ({ permission, parts })),
  };
}

/** A call for each permission that has a probe. */
async function check(
  api: DeclarativeApi,
  { connector, permissions }: Definition,
  { signal }: CallContext,
): Promise<SourceCheck> {
  const { broken, missingPermissions } = await probed(
    permissions.flatMap(({ permission, parts, probe }) => {
      if (!probe) return [];
      return [{ permission, parts, call: () => api.call({ request: probe, keys: [], values: new Map() }, signal) }];
    }),
  );
  if (broken) return { ok: false, message: `${connector} could not be asked: ${broken.message}.`, missingPermissions };
  if (missingPermissions.length > 0)
    return { ok: false, message: `${connector} refuses the credential or a permission.`, missingPermissions };
  return { ok: true, message: `${connector} answers.`, missingPermissions: [] };
}
