/** A Zendesk user as a SourceRecord: what its fields and identities mean in our words. */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import type {
  Attributes,
  Identifier,
  IdentifierType,
  Proof,
  RecordRef,
  SourceName,
  SourceRecord,
} from '../../customer/source-record';
import { driftIn, type FieldPromises } from '../drift';
import { idOf, type Json, text, texts, time } from './payload';

export interface UserMapping {
  readonly source: SourceName;
  /** ISO 3166-1 alpha-2: how national spellings of phone numbers are read. */
  readonly defaultRegion?: string;
  readonly externalId?: ExternalIdRule;
}

/** Which source's ids `external_id` holds, and how they are written there. */
export interface ExternalIdRule {
  /** What an external id of this issuer starts with, for instance `shop:`. */
  readonly prefix: string;
  readonly issuedBy: SourceName;
  /** What stands before the same id in the issuer's own form, for instance `gid://shopify/Customer/`. */
  readonly idPrefix: string;
}

/** What was loaded beside the users, by user or organization id. */
export interface Loaded {
  /** Every address and number of a user; absent: not loaded, so the user's own fields are all there is to go by. */
  identitiesOf(userId: string): readonly Json[] | undefined;
  organizationName(organizationId: string): string | undefined;
}

/** An agent's token sees all of these, null where there is nothing, but for the time zone. */
const PROMISES: FieldPromises = {
  name: { expected: 'text', feeds: ['displayName'], always: true },
  email: { expected: 'text', feeds: ['email', 'emails'], identifying: true, always: true },
  phone: { expected: 'text', feeds: ['phone', 'phones'], identifying: true, always: true },
  external_id: { expected: 'text', feeds: [], identifying: true, always: true },
  tags: { expected: 'list', feeds: ['tags'], always: true },
  locale: { expected: 'text', feeds: ['locale'] },
  iana_time_zone: { expected: 'text', feeds: ['timeZone'] },
  created_at: { expected: 'time', feeds: ['createdAt'], always: true },
  updated_at: { expected: 'time', feeds: ['updatedAt'], always: true },
};

/** Undefined where the payload has no id. Never throws, whatever the payload. */
export function toSourceRecord(user: Json, loaded: Loaded, mapping: UserMapping): SourceRecord | undefined {
  const id = idOf(user.id);
  if (id === undefined) return undefined;
  const drift = driftIn(user, PROMISES);
  const issued = issuedId(user, mapping.externalId);
  return {
    ref: { source: mapping.source, id },
    createdAt: time(user.created_at),
    updatedAt: time(user.updated_at),
    identifiers: identifiers(user, loaded.identitiesOf(id), mapping.defaultRegion),
    issuedIds: issued ? [issued] : [],
    attributes: attributes(user, loaded),
    ...(drift && { drift }),
  };
}

/** Deleted, or merged into another user: Zendesk does not say into which. */
export function isDeleted(user: Json): boolean {
  return user.active === false;
}

/** Agents and administrators share the endpoints with the customers they serve. */
export function isTeamMember(user: Json): boolean {
  return user.role === 'agent' || user.role === 'admin';
}

/** The external id under which the issuer's record would be named; undefined where its id has another form. */
export function externalIdOf(issuersId: string, rule: ExternalIdRule): string | undefined {
  const { idPrefix } = rule;
  if (!issuersId.startsWith(idPrefix) || issuersId.length === idPrefix.length) return undefined;
  return rule.prefix + issuersId.slice(idPrefix.length);
}

function issuedId(user: Json, rule: ExternalIdRule | undefined): RecordRef | undefined {
  const external = text(user.external_id);
  if (!rule || !external?.startsWith(rule.prefix) || external.length === rule.prefix.length) return undefined;
  return { source: rule.issuedBy, id: rule.idPrefix + external.slice(rule.prefix.length) };
}

/** Zendesk keeps one name and does not say which half of it is which; guessing would mix names up. */
function attributes(user: Json, loaded: Loaded): Attributes {
  const organization = idOf(user.organization_id);
  const tags = texts(user.tags);
  const said: { -readonly [K in keyof Attributes]: Attributes[K] } = {};
  const displayName = text(user.name);
  const company = organization === undefined ? undefined : loaded.organizationName(organization);
  const locale = text(user.locale);
  const timeZone = text(user.iana_time_zone);
  if (displayName !== undefined) said.displayName = displayName;
  if (company !== undefined) said.company = company;
  if (locale !== undefined) said.locale = locale;
  if (timeZone !== undefined) said.timeZone = timeZone;
  if (tags.length > 0) said.tags = [...new Set(tags)];
  return said;
}

function identifiers(user: Json, identities: readonly Json[] | undefined, region: string | undefined): Identifier[] {
  const known = new Map<string, Identifier>();
  const add = (type: IdentifierType, raw: unknown, proof: Proof, primary: boolean): void => {
    const value = text(raw);
    const normal = value === undefined ? null : type === 'EMAIL' ? normalEmail(value) : normalPhone(value, region);
    if (value === undefined || normal === null) return;
    const key = `${type} ${normal}`;
    const before = known.get(key);
    const better = before?.proof === 'VERIFIED' ? before.proof : proof;
    known.set(key, {
      type,
      value: before?.value ?? value,
      normal,
      proof: better,
      primary: primary || before?.primary === true,
    });
  };
  // `verified` on the user speaks of the primary e-mail, and only where the identities do not say it themselves.
  add('EMAIL', user.email, identities === undefined && user.verified === true ? 'VERIFIED' : 'ASSERTED', true);
  add('PHONE', user.phone, 'ASSERTED', true);
  for (const identity of identities ?? []) {
    const proof: Proof = identity.verified === true ? 'VERIFIED' : 'ASSERTED';
    if (identity.type === 'email')
      add('EMAIL', identity.value, proof, identity.primary === true && !hasText(user.email));
    else if (identity.type === 'phone_number') add('PHONE', identity.value, proof, false);
  }
  return [...known.values()];
}

function hasText(value: unknown): boolean {
  return text(value) !== undefined;
}
