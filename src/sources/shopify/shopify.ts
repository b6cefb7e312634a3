/**
 * Shopify by its Admin GraphQL API (2025-10): customers, their orders and consents, over one credential.
 *
 * People and orders are two requests that start at once, not one nested one: each is cut to its own cost (a person 7
 * points at most, a page of ten orders 36 more, of 1,000 a request), is cached by its own shape, and fails alone.
 *
 * A deleted customer and one that was merged into another are null to Shopify, and nothing says so or names the survivor:
 * both are `none` here. (Webhooks tell; the survivor is found by the identifiers it took over.)
 */
import type { SourceName } from '../../customer/source-record';
import type { HttpClient } from '../../remote/client';
import { type Connector, type ConnectorDescription, NONE, type Slot } from '../contract';
import { inBatches, ShopifyApi } from './api';
import { check, PERMISSIONS } from './check';
import { type CustomerMapping, isCustomerGid, sourceRecord } from './customer';
import { CUSTOMER_COST, CUSTOMERS_BY_ID, MAX_PAGE, MAX_REQUEST_COST } from './documents';
import { findByEmail, findByPhone, searchWords } from './find';
import { customerSlots } from './nodes';
import { ordersByNumber } from './order-numbers';
import { ordersOfPeople } from './orders';
import { walkCustomers } from './walk';

export interface ShopifyOptions {
  readonly source: SourceName;
  /** A client for `https://‹shop›.myshopify.com` that sends `X-Shopify-Access-Token`. */
  readonly http: HttpClient;
  /** Default `2025-10`. */
  readonly apiVersion?: string;
  /** ISO 3166-1 alpha-2: how phone numbers in a national spelling are read. */
  readonly defaultRegion?: string;
  readonly now?: () => number;
}

export const SHOPIFY: ConnectorDescription = {
  vendor: 'Shopify',
  kind: 'COMMERCE',
  parts: ['PROFILE', 'ORDERS', 'CONSENTS', 'SEARCH'],
  searchableBy: ['EMAIL', 'PHONE'],
  permissions: PERMISSIONS,
};

export function createShopifyConnector(options: ShopifyOptions): Connector {
  const { source, http, apiVersion = '2025-10', defaultRegion, now = Date.now } = options;
  const api = new ShopifyApi(http, apiVersion, now);
  const mapping: CustomerMapping = { source, defaultRegion };

  return {
    description: SHOPIFY,
    records: {
      mode: 'multiGet',
      maxBatch: MAX_PAGE,
      async fetch(ids, shape, { signal }) {
        const asked = ids.filter(isCustomerGid);
        const most = Math.min(MAX_PAGE, Math.floor(MAX_REQUEST_COST / CUSTOMER_COST[shape]));
        const slots = await inBatches(asked, most, async (batch) => {
          const answer = await api.query(CUSTOMERS_BY_ID[shape], { ids: batch }, signal);
          return customerSlots(batch, answer, (customer) => sourceRecord(customer, shape, mapping));
        });
        const byId = new Map(asked.map((id, i): [string, Slot<ReturnType<typeof sourceRecord>>] => [id, slots[i]!]));
        return ids.map((id) => byId.get(id) ?? NONE);
      },
    },
    find: { EMAIL: findByEmail(api, mapping), PHONE: findByPhone(api, mapping) },
    parts: { ORDERS: ordersOfPeople(api, source) },
    byNumber: { ORDERS: ordersByNumber(api, source) },
    search: (query, first, { signal }) => searchWords(api, mapping, query, first, signal),
    listSince: (since, after, { signal }) => walkCustomers(api, mapping, since, after, signal),
    check: ({ signal }) => check(api, signal),
    quota: () => api.quota,
  };
}
