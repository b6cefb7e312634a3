/** What Shopify holds: customers as they were told, and their orders. */
import type { ShopifyAddress, ShopifyCustomer, ShopifyOrder, ShopifyWorld } from '../world';
import { after, DAY, NOW, seconds } from './clock';
import type { Dice } from './dice';
import type { Entry, Person, Volume } from './person';
import { COUNTRIES } from './places';

const CATALOGUE = [
  ['Walnut Writing Desk', 'WWD-01', 42_900],
  ['Brass Desk Lamp', 'BDL-07', 8_950],
  ['Linen Notebook', 'LNB-22', 1_490],
  ['Fountain Pen, Broad', 'FPB-03', 3_200],
  ['Ink, Bottle Green', 'INK-BG', 1_175],
  ['Blotting Paper, 50', 'BLP-50', 690],
  ['Wax Seal Set', null, 2_450],
] as const;

const STATES = {
  GRANTED: 'SUBSCRIBED',
  REVOKED: 'UNSUBSCRIBED',
  NOT_SET: 'NOT_SUBSCRIBED',
  PENDING: 'PENDING',
} as const;

export function shopifySlice(persons: readonly Person[], dice: Dice): ShopifyWorld {
  const customers: ShopifyCustomer[] = [];
  const orders: Omit<ShopifyOrder, 'name'>[] = [];
  let addressSerial = 8_400_218_120_192;
  let orderSerial = 5_640_019_247_104;
  const nextOrder = () => (orderSerial += 32_768 * dice.int(1, 9));

  for (const person of persons) {
    for (const entry of person.entries) {
      if (entry.record.source !== 'shop') continue;
      addressSerial += 32_768 * dice.int(1, 30);
      customers.push(customerOf(entry, `gid://shopify/MailingAddress/${addressSerial}`, dice));
      for (let left = howMany(entry.volume, dice); left > 0; left--)
        orders.push(orderOf(entry, person, nextOrder(), dice));
      // Once in a while somebody orders as a guest: an address, no customer.
      if (dice.chance(0.02)) orders.push({ ...orderOf(entry, person, nextOrder(), dice), customerId: null });
    }
  }
  orders.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : a.id < b.id ? -1 : 1));
  return {
    customers,
    orders: orders.map((order, index) => ({ ...order, name: `#${1001 + index}` })),
    merged: new Map(),
  };
}

function howMany(volume: Volume, dice: Dice): number {
  if (volume === 'hundreds') return 420;
  return volume === 'many'
    ? dice.int(24, 60)
    : dice.weighted([
        [0, 2],
        [1, 4],
        [2, 3],
        [3, 2],
        [5, 1],
        [8, 1],
      ]);
}

function customerOf(entry: Entry, addressId: string, dice: Dice): ShopifyCustomer {
  const consentAt = after(entry.createdAt, dice.int(0, 30 * DAY));
  const consent = (state: Entry['emailConsent']) =>
    state === null
      ? null
      : {
          state: STATES[state],
          level: state === 'NOT_SET' ? null : 'SINGLE_OPT_IN',
          updatedAt: state === 'NOT_SET' ? null : consentAt,
        };
  const verified = entry.emails.some(({ proof }) => proof === 'VERIFIED');
  return {
    id: entry.record.id,
    firstName: entry.given,
    lastName: entry.family,
    email: entry.emails[0]?.raw ?? null,
    phone: entry.phones[0]?.raw ?? null,
    verifiedEmail: verified,
    locale: entry.locale ?? 'en',
    tags: [...entry.tags],
    note: null,
    state: verified ? dice.pick(['ENABLED', 'INVITED']) : 'DISABLED',
    createdAt: entry.createdAt,
    updatedAt: entry.updatedAt,
    addresses: entry.address === null ? [] : [addressOf(entry, addressId)],
    emailMarketing: consent(entry.emailConsent),
    smsMarketing: consent(entry.smsConsent),
  };
}

function addressOf(entry: Entry, id: string): ShopifyAddress {
  return {
    id,
    address1: entry.address?.line1 ?? null,
    address2: entry.address?.line2 ?? null,
    city: entry.address?.city ?? null,
    province: entry.address?.region ?? null,
    zip: entry.address?.postalCode ?? null,
    country: entry.address?.country ?? null,
    countryCodeV2: entry.address?.countryCode ?? null,
    firstName: entry.given,
    lastName: entry.family,
    company: entry.company,
    phone: entry.phones[0]?.raw ?? null,
  };
}

function orderOf(entry: Entry, person: Person, serial: number, dice: Dice): Omit<ShopifyOrder, 'name'> {
  const last = Date.parse(NOW) - DAY;
  const first = Date.parse(entry.createdAt);
  const createdAt = seconds(dice.int(first, last));
  const lines = dice.sample(CATALOGUE, dice.int(1, 3)).map(([title, sku, price], index) => ({
    id: `gid://shopify/LineItem/${14_000_000_000_000 + serial * 2 + index}`,
    title,
    sku,
    quantity: dice.weighted([
      [1, 6],
      [2, 2],
      [6, 1],
    ]),
    unitPrice: price,
  }));
  const cents = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const cancelled = dice.chance(0.05);
  const fulfilled = cancelled
    ? 'UNFULFILLED'
    : dice.weighted([
        ['FULFILLED', 7],
        ['UNFULFILLED', 2],
        ['PARTIALLY_FULFILLED', 1],
      ]);
  const closedAt = !cancelled && fulfilled === 'FULFILLED' ? after(createdAt, dice.int(1, 12) * DAY) : null;
  const cancelledAt = cancelled ? after(createdAt, dice.int(1, 48) * 3_600_000) : null;
  return {
    id: `gid://shopify/Order/${serial}`,
    customerId: entry.record.id,
    email: entry.emails[0]?.raw ?? null,
    createdAt,
    processedAt: createdAt,
    updatedAt: closedAt ?? cancelledAt ?? after(createdAt, dice.int(0, 5) * DAY),
    closedAt,
    cancelledAt,
    cancelReason: cancelled ? dice.pick(['CUSTOMER', 'INVENTORY', 'OTHER']) : null,
    displayFinancialStatus: cancelled
      ? dice.pick(['REFUNDED', 'VOIDED'])
      : dice.weighted([
          ['PAID', 8],
          ['PENDING', 1],
          ['AUTHORIZED', 1],
          ['PARTIALLY_PAID', 0.5],
          ['PARTIALLY_REFUNDED', 0.5],
        ]),
    displayFulfillmentStatus: fulfilled,
    currencyCode: COUNTRIES[person.country].currency,
    total: majorUnits(cents),
    lines: lines.map((line) => ({ ...line, unitPrice: majorUnits(line.unitPrice) })),
  };
}

function majorUnits(cents: number): string {
  return (cents / 100).toFixed(2);
}
