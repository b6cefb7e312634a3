/** Whether the token works, and what it may not read. */
import type { Part } from '../../customer/source-record';
import { SourceError, type SourceFault } from '../../remote/fault';
import type { ConnectorDescription, SourceCheck } from '../contract';
import type { Answer, ShopifyApi } from './api';
import { CHECK_CUSTOMERS, CHECK_ORDERS, CHECK_SHOP } from './documents';

export const PERMISSIONS: ConnectorDescription['permissions'] = [
  { permission: 'read_customers', parts: ['PROFILE', 'CONSENTS', 'SEARCH'] },
  { permission: 'read_orders', parts: ['ORDERS'] },
  // Without it, orders of more than 60 days ago are left out of every list, and nothing in an answer says so.
  { permission: 'read_all_orders', parts: ['ORDERS'] },
];

/** Not a scope but an approval of the app, field by field; without it names, addresses, e-mails or phones are null. */
const PROTECTED_DATA = 'protected customer data';

export async function check(api: ShopifyApi, signal: AbortSignal): Promise<SourceCheck> {
  const [shop, customers, orders, scopes] = await Promise.all([
    attempted(api.queryWhole(CHECK_SHOP, {}, signal)),
    attempted(api.queryWhole(CHECK_CUSTOMERS, {}, signal)),
    attempted(api.queryWhole(CHECK_ORDERS, {}, signal)),
    attempted(api.grantedScopes(signal)),
  ]);
  const missing = new Map<string, Set<Part>>();
  const miss = (permission: string, parts: readonly Part[]): void => {
    missing.set(permission, new Set([...(missing.get(permission) ?? []), ...parts]));
  };
  // Where the list of scopes cannot be read, what the calls were refused still tells.
  if (!isFault(scopes)) {
    for (const { permission, parts } of PERMISSIONS) if (!grants(scopes, permission)) miss(permission, parts);
  }
  let worst: SourceFault | undefined;
  const probes: readonly (readonly [Answer | SourceFault, readonly Part[]])[] = [
    [shop, []],
    [customers, ['PROFILE', 'CONSENTS', 'SEARCH']],
    [orders, ['ORDERS']],
  ];
  for (const [outcome, parts] of probes) {
    for (const fault of faultsIn(outcome)) {
      const needed = PERMISSIONS.find(({ permission }) => permission === fault.permission);
      if (needed) miss(needed.permission, needed.parts);
      else if (fault.permission !== undefined) miss(fault.permission, parts);
      // The token is good, since it may read the shop.
      else if (fault.state === 'UNAUTHORISED' && !isFault(shop)) miss(PROTECTED_DATA, parts);
      else worst ??= fault;
    }
  }
  const missingPermissions = [...missing].map(([permission, parts]) => ({ permission, parts: [...parts] }));
  if (worst) return { ok: false, message: worstMessage(worst), missingPermissions };
  if (missing.size > 0) {
    return { ok: false, message: `the token lacks ${[...missing.keys()].join(', ')}`, missingPermissions };
  }
  return { ok: true, message: 'customers and orders can be read', missingPermissions };
}

/** A scope to write includes the scope to read. */
function grants(scopes: readonly string[], permission: string): boolean {
  return scopes.includes(permission) || scopes.includes(permission.replace(/^read_/, 'write_'));
}

async function attempted<T>(work: Promise<T>): Promise<T | SourceFault> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SourceError) return error.fault;
    throw error;
  }
}

function isFault<T>(outcome: T | SourceFault): outcome is SourceFault {
  return typeof outcome === 'object' && outcome !== null && 'state' in outcome;
}

function faultsIn(outcome: Answer | SourceFault): readonly SourceFault[] {
  return isFault(outcome) ? [outcome] : outcome.errors.map(({ fault }) => fault);
}

function worstMessage(fault: SourceFault): string {
  return fault.state === 'UNAUTHORISED' ? `Shopify refused the token: ${fault.message}` : `no check: ${fault.message}`;
}
