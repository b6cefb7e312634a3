/** Who asks, and what they may do. Field-level rules will live in this room too. */

export const ROLES = ['reader', 'steward', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Rights are what code asks for; roles are how people are given them. */
export const RIGHTS = ['read', 'introspect', 'link', 'steward', 'trace', 'operate'] as const;
export type Right = (typeof RIGHTS)[number];

export interface Caller {
  /** Stable id of the key, safe for logs. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly rights: ReadonlySet<Right>;
}
