/** A shop of a few customers, small enough to say by heart what each read must answer. */
import type { ShopifyCustomer, ShopifyOrder, World } from '../../../src/demo/world';

const NOW = '2026-11-01T12:00:00Z';

export const customerId = (number: number): string => `gid://shopify/Customer/${number}`;
export const orderId = (number: number): string => `gid://shopify/Order/${number}`;

export function customer(number: number, values: Partial<ShopifyCustomer> = {}): ShopifyCustomer {
  return {
    id: customerId(number),
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    verifiedEmail: false,
    locale: 'en',
    tags: [],
    note: null,
    state: 'DISABLED',
    createdAt: '2025-01-02T03:04:05Z',
    updatedAt: '2026-02-03T04:05:06Z',
    addresses: [],
    emailMarketing: null,
    smsMarketing: null,
    ...values,
  };
}

/** An order of customer `of`, placed `minutes` after midnight of 1 October 2026. */
export function order(
  number: number,
  of: number | null,
  minutes: number,
  values: Partial<ShopifyOrder> = {},
): ShopifyOrder {
  const at = new Date(Date.UTC(2026, 9, 1) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
  return {
    id: orderId(number),
    name: `#${number}`,
    customerId: of === null ? null : customerId(of),
    email: null,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    displayFinancialStatus: 'PAID',
    displayFulfillmentStatus: 'FULFILLED',
    currencyCode: 'EUR',
    total: '10.00',
    lines: [],
    ...values,
  };
}

export function lines(order: number, count: number): ShopifyOrder['lines'] {
  return Array.from({ length: count }, (_, n) => ({
    id: `gid://shopify/LineItem/${order * 1000 + n}`,
    title: `Item ${n}`,
    sku: `SKU-${n}`,
    quantity: n + 1,
    unitPrice: '1.50',
  }));
}

export function shop(customers: readonly ShopifyCustomer[], orders: readonly ShopifyOrder[] = []): World {
  const none = () => new Map<string, string[]>();
  return {
    seed: 1,
    now: NOW,
    hubspot: {
      owners: [],
      contacts: [],
      deals: [],
      calls: [],
      emails: [],
      meetings: [],
      notes: [],
      tasks: [],
      associations: { deals: none(), calls: none(), emails: none(), meetings: none(), notes: none(), tasks: none() },
      merged: new Map(),
    },
    shopify: { customers: structuredClone([...customers]), orders: structuredClone([...orders]), merged: new Map() },
    zendesk: { users: [], organizations: [], tickets: [], merged: new Map() },
  };
}
