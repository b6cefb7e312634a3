/** What each role may do. Rights are what code asks for; roles are how people are given them. */
import { type Caller, RIGHTS, type Right, type Role } from './caller';

const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  reader: ['read', 'link'],
  steward: ['read', 'link', 'introspect', 'steward', 'trace'],
  operator: RIGHTS,
};

export interface RightsPolicy {
  /** Roles whose reads may create links. */
  readonly linkingRoles: readonly Role[];
  /** Whether everybody may read the schema; for the demo. */
  readonly openSchema: boolean;
}

export function rightsOf(role: Role, policy: RightsPolicy): ReadonlySet<Right> {
  const rights = new Set(RIGHTS_OF[role]);
  if (!policy.linkingRoles.includes(role)) rights.delete('link');
  if (policy.openSchema) rights.add('introspect');
  return rights;
}

export function may(caller: Caller, right: Right): boolean {
  return caller.rights.has(right);
}
