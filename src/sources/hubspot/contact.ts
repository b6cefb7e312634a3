/** A HubSpot contact as a SourceRecord: which properties each shape asks for, and what they mean in our words. */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import type {
  Attributes,
  Consent,
  Identifier,
  IdentifierType,
  PostalAddress,
  RecordRef,
  SourceName,
  SourceRecord,
} from '../../customer/source-record';
import type { RecordShape } from '../contract';
import { driftIn, type FieldPromise, type FieldPromises } from '../drift';
import { type CrmObject, listed, text, time } from './payload';
import { regionOf } from './region';

export interface ContactMapping {
  readonly source: SourceName;
  /** How national spellings of phone numbers are read where the contact itself names no country. */
  readonly defaultRegion?: string;
  readonly issuedIds?: IssuedIdProperty;
}

/** A contact property, such as a shop's sync fills, that holds a record id of another source. */
export interface IssuedIdProperty {
  readonly property: string;
  readonly issuedBy: SourceName;
  /** Put before the property's value to make the issuer's record id: syncs write `123` for `gid://shopify/Customer/123`. */
  readonly idPrefix: string;
}

/** Contacts that were merged into this one, `;` between their ids. */
const MERGED_IDS = 'hs_merged_object_ids';

const SUMMARY = [
  'email',
  'hs_additional_emails',
  'phone',
  'mobilephone',
  'firstname',
  'lastname',
  'country',
  'createdate',
  'lastmodifieddate',
  MERGED_IDS,
] as const;

const PROFILE = [
  ...SUMMARY,
  'company',
  'jobtitle',
  'address',
  'city',
  'state',
  'zip',
  'hs_language',
  'hs_timezone',
  'date_of_birth',
  'lifecyclestage',
  'hubspot_owner_id',
  'hs_email_optout',
] as const;

/** HubSpot keeps no totals per contact, so `full` is `profile`. */
export function contactProperties(shape: RecordShape, mapping: ContactMapping): readonly string[] {
  const properties: readonly string[] = shape === 'summary' ? SUMMARY : PROFILE;
  return mapping.issuedIds ? [...properties, mapping.issuedIds.property] : properties;
}

const NAME: FieldPromise = { expected: 'text', feeds: ['displayName', 'firstName', 'lastName'], always: true };
const EMAIL: FieldPromise = { expected: 'text', feeds: ['email', 'emails'], identifying: true };
const PHONE: FieldPromise = { expected: 'text', feeds: ['phone', 'phones'], identifying: true, always: true };
const PLACE: FieldPromise = { expected: 'text', feeds: ['addresses', 'defaultAddress'], always: true };

/**
 * Values of properties are texts or null. `always`: every account has the property, and one that was asked for comes back
 * as null where it is empty.
 */
const PROMISES: FieldPromises = {
  email: { ...EMAIL, always: true },
  hs_additional_emails: EMAIL,
  phone: PHONE,
  mobilephone: PHONE,
  firstname: NAME,
  lastname: NAME,
  createdate: { expected: 'time', feeds: ['createdAt'], always: true },
  lastmodifieddate: { expected: 'time', feeds: ['updatedAt'], always: true },
  company: { expected: 'text', feeds: ['company'], always: true },
  jobtitle: { expected: 'text', feeds: ['jobTitle'], always: true },
  address: PLACE,
  city: PLACE,
  state: PLACE,
  zip: PLACE,
  country: PLACE,
  hs_language: { expected: 'text', feeds: ['locale'] },
  hs_timezone: { expected: 'text', feeds: ['timeZone'] },
  date_of_birth: { expected: 'text', feeds: ['birthDate'] },
  lifecyclestage: { expected: 'text', feeds: ['lifecycleStage'], always: true },
  hubspot_owner_id: { expected: 'text', feeds: ['owner'], always: true },
  hs_email_optout: { expected: 'text', feeds: ['consents'] },
};

/** @param asked the properties that were asked for. */
export function sourceRecord(contact: CrmObject, asked: readonly string[], mapping: ContactMapping): SourceRecord {
  const { properties } = contact;
  const drift = driftIn(properties, PROMISES, (property) => asked.includes(property));
  return {
    ...(drift && { drift }),
    ref: { source: mapping.source, id: contact.id },
    createdAt: time(properties.createdate) ?? contact.createdAt,
    updatedAt: time(properties.lastmodifieddate) ?? contact.updatedAt,
    identifiers: identifiers(contact, mapping),
    issuedIds: issuedIds(contact, mapping.issuedIds),
    attributes: attributes(contact),
  };
}

/** Ids of the contacts that live on in this one. */
export function mergedIds(contact: CrmObject): readonly string[] {
  return listed(contact.properties[MERGED_IDS]).filter((id) => id !== contact.id);
}

/** Some syncs write the id with its prefix, most without. */
function issuedIds({ properties }: CrmObject, rule: IssuedIdProperty | undefined): RecordRef[] {
  const value = rule && text(properties[rule.property]);
  if (!rule || value === undefined) return [];
  return [{ source: rule.issuedBy, id: value.startsWith(rule.idPrefix) ? value : rule.idPrefix + value }];
}

function identifiers({ properties }: CrmObject, mapping: ContactMapping): Identifier[] {
  const emails = [properties.email, ...listed(properties.hs_additional_emails)];
  const phones = [properties.phone, properties.mobilephone];
  const country = text(properties.country);
  const region = (country && regionOf(country)) ?? mapping.defaultRegion;
  return [...distinct('EMAIL', emails, normalEmail), ...distinct('PHONE', phones, (raw) => normalPhone(raw, region))];
}

/** HubSpot has seen an address or number in mail, forms or imports; it does not verify that a person holds it. */
function distinct(
  type: IdentifierType,
  values: readonly unknown[],
  normalise: (raw: string) => string | null,
): Identifier[] {
  const byNormal = new Map<string, Identifier>();
  for (const raw of values) {
    const value = text(raw);
    const normal = value === undefined ? null : normalise(value);
    if (value === undefined || normal === null || byNormal.has(normal)) continue;
    byNormal.set(normal, { type, value, normal, proof: 'OBSERVED', primary: byNormal.size === 0 });
  }
  return [...byNormal.values()];
}

function attributes({ properties }: CrmObject): Attributes {
  const firstName = text(properties.firstname);
  const lastName = text(properties.lastname);
  const address = postalAddress(properties);
  const ownerId = text(properties.hubspot_owner_id);
  const consent = emailConsent(properties.hs_email_optout);
  return present({
    displayName: [firstName, lastName].filter(Boolean).join(' ') || undefined,
    firstName,
    lastName,
    company: text(properties.company),
    jobTitle: text(properties.jobtitle),
    locale: locale(properties.hs_language),
    timeZone: timeZone(properties.hs_timezone),
    birthDate: calendarDate(properties.date_of_birth),
    addresses: address && [address],
    defaultAddress: address,
    consents: consent && [consent],
    lifecycleStage: text(properties.lifecyclestage),
    owner: ownerId === undefined ? undefined : { id: ownerId },
  });
}

function postalAddress(properties: CrmObject['properties']): PostalAddress | undefined {
  const address = present({
    line1: text(properties.address),
    city: text(properties.city),
    region: text(properties.state),
    postalCode: text(properties.zip),
    country: text(properties.country),
  });
  // A country alone says where somebody is from, not where anything could be sent.
  const { country: _country, ...place } = address;
  return Object.keys(place).length > 0 ? address : undefined;
}

/** `true` is an unsubscription from all mail. `false` is the absence of one, not a consent. */
function emailConsent(value: unknown): Consent | undefined {
  const nativeStatus = text(value);
  if (nativeStatus === undefined) return undefined;
  const state = nativeStatus === 'true' ? 'REVOKED' : nativeStatus === 'false' ? 'NOT_SET' : 'UNKNOWN';
  return { channel: 'EMAIL', state, nativeStatus: `hs_email_optout=${nativeStatus}` };
}

/** `en-us` is HubSpot's spelling of BCP 47's `en-US`. */
function locale(value: unknown): string | undefined {
  const tag = text(value)?.replaceAll('_', '-');
  if (tag === undefined || !/^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(tag)) return undefined;
  return Intl.getCanonicalLocales(tag)[0];
}

const ZONE_WORDS: Readonly<Record<string, string>> = { us: 'US', of: 'of', es: 'es', au: 'au' };

/** Options of HubSpot's own property spell `America/New_York` as `america_slash_new_york`. */
function timeZone(value: unknown): string | undefined {
  const name = text(value);
  if (name === undefined || !name.includes('_slash_')) return name;
  const capital = (word: string): string => ZONE_WORDS[word] ?? word.charAt(0).toUpperCase() + word.slice(1);
  return name
    .split('_slash_')
    .map((part) => part.split('_').map(capital).join('_'))
    .join('/');
}

/** The property is free text; a date in any other order than year, month, day would be a guess. */
function calendarDate(value: unknown): string | undefined {
  const date = /^(\d{4}-\d{2}-\d{2})(T|$)/.exec(text(value) ?? '')?.[1];
  return date !== undefined && !Number.isNaN(Date.parse(date)) ? date : undefined;
}

/** Leaves out what is undefined: absent is how a source says nothing. */
function present<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
