/** A Shopify customer as a SourceRecord. */
import { normalEmail } from '../../customer/normal-forms/email';
import { normalPhone } from '../../customer/normal-forms/phone';
import type {
  Attributes,
  Consent,
  ConsentChannel,
  ConsentState,
  Identifier,
  OrderTotals,
  PostalAddress,
  SourceName,
  SourceRecord,
} from '../../customer/source-record';
import { invalidResponse } from '../../remote/fault';
import type { RecordShape } from '../contract';
import { driftIn, type FieldPromise, type FieldPromises } from '../drift';
import { isObject, type Json, money, present, text, time } from './payload';

export interface CustomerMapping {
  readonly source: SourceName;
  /** How national spellings of phone numbers are read; Shopify itself stores E.164. */
  readonly defaultRegion?: string;
}

/**
 * Ids are global ids. One malformed id would cost all its neighbours their request (Shopify refuses the variable), so it
 * is not asked for: there is no such record.
 */
export function isCustomerGid(id: string): boolean {
  return /^gid:\/\/shopify\/Customer\/\d{1,20}$/.test(id);
}

const NAME: FieldPromise = { expected: 'text', feeds: ['displayName', 'firstName', 'lastName'], always: true };
const ADDRESS = { feeds: ['addresses', 'defaultAddress'], always: true } as const;
const PLACE = ['address1', 'address2', 'city', 'province', 'zip', 'country', 'countryCodeV2'];

/** GraphQL answers every field that was asked for, if only with null. */
const ANY_SHAPE: FieldPromises = {
  firstName: NAME,
  lastName: NAME,
  createdAt: { expected: 'time', feeds: ['createdAt'], always: true },
  updatedAt: { expected: 'time', feeds: ['updatedAt'], always: true },
  verifiedEmail: { expected: 'boolean', feeds: ['email', 'emails'], identifying: true, always: true },
  defaultEmailAddress: { expected: 'object', feeds: ['email', 'emails', 'consents'], identifying: true, always: true },
  'defaultEmailAddress.emailAddress': { expected: 'text', feeds: ['email', 'emails'], identifying: true, always: true },
  defaultPhoneNumber: { expected: 'object', feeds: ['phone', 'phones', 'consents'], identifying: true, always: true },
  'defaultPhoneNumber.phoneNumber': { expected: 'text', feeds: ['phone', 'phones'], identifying: true, always: true },
};

const PROFILE: FieldPromises = {
  ...ANY_SHAPE,
  locale: { expected: 'text', feeds: ['locale'], always: true },
  tags: { expected: 'list', feeds: ['tags'], always: true },
  addresses: { ...ADDRESS, expected: 'list' },
  defaultAddress: { ...ADDRESS, expected: 'object', feeds: ['defaultAddress', 'company'] },
  'defaultAddress.company': { expected: 'text', feeds: ['company'], always: true },
  ...placesOf('defaultAddress', 'defaultAddress'),
  ...placesOf('addresses', 'addresses'),
  'defaultEmailAddress.marketingState': { expected: 'text', feeds: ['consents'], always: true },
  'defaultEmailAddress.marketingUpdatedAt': { expected: 'time', feeds: ['consents'], always: true },
  'defaultPhoneNumber.marketingState': { expected: 'text', feeds: ['consents'], always: true },
  'defaultPhoneNumber.marketingUpdatedAt': { expected: 'time', feeds: ['consents'], always: true },
};

function placesOf(way: string, field: 'addresses' | 'defaultAddress'): FieldPromises {
  const promise: FieldPromise = { expected: 'text', feeds: [field], always: true };
  return Object.fromEntries(PLACE.map((name) => [`${way}.${name}`, promise]));
}

const PROMISES: Readonly<Record<RecordShape, FieldPromises>> = {
  summary: ANY_SHAPE,
  profile: PROFILE,
  // Without them the orders are counted instead.
  full: {
    ...PROFILE,
    numberOfOrders: { expected: 'text', feeds: [], always: true },
    amountSpent: { expected: 'object', feeds: [], always: true },
    'amountSpent.amount': { expected: 'text', feeds: [], always: true },
    'amountSpent.currencyCode': { expected: 'text', feeds: [], always: true },
    lastOrder: { expected: 'object', feeds: [], always: true },
    'lastOrder.processedAt': { expected: 'time', feeds: [], always: true },
  },
};

/** Whether the absence of a customer's field, by the way to it, is told as drift. */
export function isPromisedOfCustomer(field: string): boolean {
  return Object.hasOwn(PROMISES.full, field);
}

/**
 * @param shape in which the customer was asked for.
 * @throws SourceError INVALID_RESPONSE where the node has no customer's id.
 */
export function sourceRecord(customer: Json, shape: RecordShape, mapping: CustomerMapping): SourceRecord {
  const { id } = customer;
  if (typeof id !== 'string' || !isCustomerGid(id)) throw invalidResponse('a customer in the answer has no id');
  return present({
    ref: { source: mapping.source, id },
    createdAt: time(customer.createdAt),
    updatedAt: time(customer.updatedAt),
    identifiers: identifiers(customer, mapping),
    issuedIds: [],
    attributes: attributes(customer),
    orderTotals: orderTotals(customer),
    drift: driftIn(customer, PROMISES[shape]),
  });
}

function identifiers(customer: Json, mapping: CustomerMapping): Identifier[] {
  const email = text(member(customer.defaultEmailAddress, 'emailAddress'));
  const phone = text(member(customer.defaultPhoneNumber, 'phoneNumber'));
  const normalisedEmail = email === undefined ? null : normalEmail(email);
  const normalisedPhone = phone === undefined ? null : normalPhone(phone, mapping.defaultRegion);
  const found: Identifier[] = [];
  if (email !== undefined && normalisedEmail !== null) {
    const proof = customer.verifiedEmail === true ? 'VERIFIED' : 'OBSERVED';
    found.push({ type: 'EMAIL', value: email, normal: normalisedEmail, proof, primary: true });
  }
  if (phone !== undefined && normalisedPhone !== null) {
    found.push({ type: 'PHONE', value: phone, normal: normalisedPhone, proof: 'OBSERVED', primary: true });
  }
  return found;
}

function attributes(customer: Json): Attributes {
  const firstName = text(customer.firstName);
  const lastName = text(customer.lastName);
  const addresses = Array.isArray(customer.addresses) ? customer.addresses.flatMap(postalAddress) : [];
  const tags = Array.isArray(customer.tags) ? customer.tags.flatMap((tag: unknown) => text(tag) ?? []) : [];
  const consents = [
    consent('EMAIL', customer.defaultEmailAddress),
    consent('SMS', customer.defaultPhoneNumber),
  ].flatMap((given) => given ?? []);
  return present({
    // Shopify's own displayName falls back to e-mail or phone, which are no names.
    displayName: [firstName, lastName].filter(Boolean).join(' ') || undefined,
    firstName,
    lastName,
    company: text(member(customer.defaultAddress, 'company')),
    locale: text(customer.locale),
    tags: tags.length > 0 ? tags : undefined,
    addresses: addresses.length > 0 ? addresses : undefined,
    defaultAddress: postalAddress(customer.defaultAddress)[0],
    consents: consents.length > 0 ? consents : undefined,
  });
}

function postalAddress(address: unknown): PostalAddress[] {
  if (!isObject(address)) return [];
  const place = present({
    line1: text(address.address1),
    line2: text(address.address2),
    city: text(address.city),
    region: text(address.province),
    postalCode: text(address.zip),
  });
  // A country alone says where somebody is from, not where anything could be sent.
  if (Object.keys(place).length === 0) return [];
  return [present({ ...place, country: text(address.countryCodeV2) ?? text(address.country) })];
}

const CONSENT_STATES: Readonly<Record<string, ConsentState>> = {
  SUBSCRIBED: 'GRANTED',
  PENDING: 'PENDING',
  NOT_SUBSCRIBED: 'NOT_SET',
  UNSUBSCRIBED: 'REVOKED',
  // An address that cannot be mailed, and a person whose data were erased, have not consented.
  INVALID: 'NOT_SET',
  REDACTED: 'DENIED',
};

function consent(channel: ConsentChannel, reachable: unknown): Consent | undefined {
  if (!isObject(reachable)) return undefined;
  const nativeStatus = text(reachable.marketingState);
  if (nativeStatus === undefined) return undefined;
  const state = Object.hasOwn(CONSENT_STATES, nativeStatus) ? CONSENT_STATES[nativeStatus]! : 'UNKNOWN';
  return present({ channel, state, nativeStatus, updatedAt: time(reachable.marketingUpdatedAt) });
}

/** Absent unless the numbers were asked for and can be read, so that the list is counted instead. */
function orderTotals(customer: Json): OrderTotals | undefined {
  const { numberOfOrders } = customer;
  if (typeof numberOfOrders !== 'string' || !/^\d{1,15}$/.test(numberOfOrders)) return undefined;
  const spent = money(customer.amountSpent);
  const count = Number(numberOfOrders);
  const lastPlacedAt = time(member(customer.lastOrder, 'processedAt'));
  // There is no last order, or it may not be read.
  const noneTold = customer.lastOrder === null;
  if (!spent || (lastPlacedAt === undefined && !noneTold)) return undefined;
  return present({
    count,
    total: count === 0 ? [] : [spent],
    lastPlacedAt,
  });
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
