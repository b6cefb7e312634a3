/** Every vendor there is a connector for: one line each. How to reach it, how to sign in, how to build its connector. */
import type { SourceName } from '../customer/source-record';
import type { HttpClient } from '../remote/client';
import type { Connector, ConnectorDescription } from './contract';
import { isSearch } from './hubspot/api';
import { createHubSpotConnector, HUBSPOT } from './hubspot/hubspot';
import { createShopifyConnector, SHOPIFY } from './shopify/shopify';
import type { Rate, RateCap } from './throttle';
import { createZendeskConnector, ZENDESK } from './zendesk/zendesk';

/** Ids of another source that records of this one hold. */
interface IssuedIdRule {
  readonly issuedBy: SourceName;
  /** Put before the value to make the issuer's record id. */
  readonly idPrefix: string;
}

/** Settings of one source, as the config has them (secrets resolved). */
export type SourceSettings =
  | {
      readonly type: 'hubspot';
      readonly baseUrl: string;
      readonly rate: readonly Rate[];
      readonly searchRate: readonly Rate[];
      readonly credentials: { readonly token: string };
      readonly issuedIds?: IssuedIdRule & { readonly property: string };
      readonly defaultRegion?: string;
    }
  | {
      readonly type: 'shopify';
      readonly shop: string;
      readonly baseUrl?: string;
      readonly rate: readonly Rate[];
      readonly credentials: { readonly accessToken: string };
      readonly defaultRegion?: string;
    }
  | {
      readonly type: 'zendesk';
      readonly subdomain: string;
      readonly baseUrl?: string;
      readonly rate: readonly Rate[];
      readonly credentials: { readonly email?: string; readonly apiToken?: string; readonly oauthToken?: string };
      readonly externalId?: IssuedIdRule & { readonly prefix: string };
      readonly defaultRegion?: string;
    };

export type VendorType = SourceSettings['type'];

interface Vendor<Settings> {
  readonly description: ConnectorDescription;
  readonly baseUrl: (settings: Settings) => string;
  /** Headers that carry the credential. */
  readonly headers: (settings: Settings) => Readonly<Record<string, string>>;
  readonly caps: (settings: Settings) => readonly RateCap[];
  readonly connect: (source: SourceName, settings: Settings, http: HttpClient, now: () => number) => Connector;
}

const CATALOGUE: { readonly [T in VendorType]: Vendor<Extract<SourceSettings, { type: T }>> } = {
  hubspot: {
    description: HUBSPOT,
    baseUrl: ({ baseUrl }) => baseUrl,
    headers: ({ credentials }) => ({ authorization: `Bearer ${credentials.token}` }),
    caps: ({ rate, searchRate }) => [...rate, ...searchRate.map((search) => ({ ...search, counts: isSearch }))],
    connect: (source, { issuedIds, defaultRegion }, http, now) =>
      createHubSpotConnector({ source, http, now, issuedIds, defaultRegion }),
  },
  shopify: {
    description: SHOPIFY,
    baseUrl: ({ baseUrl, shop }) => baseUrl ?? `https://${shop}.myshopify.com`,
    headers: ({ credentials }) => ({ 'x-shopify-access-token': credentials.accessToken }),
    caps: ({ rate }) => rate,
    connect: (source, { defaultRegion }, http, now) => createShopifyConnector({ source, http, now, defaultRegion }),
  },
  zendesk: {
    description: ZENDESK,
    baseUrl: ({ baseUrl, subdomain }) => baseUrl ?? `https://${subdomain}.zendesk.com`,
    headers: ({ credentials: { email, apiToken, oauthToken } }) => ({
      authorization: oauthToken
        ? `Bearer ${oauthToken}`
        : `Basic ${Buffer.from(`${email}/token:${apiToken}`).toString('base64')}`,
    }),
    caps: ({ rate }) => rate,
    connect: (source, { externalId, defaultRegion }, http, now) =>
      createZendeskConnector({ source, http, now, externalId, defaultRegion }),
  },
};

export function vendorOf<T extends VendorType>(settings: Extract<SourceSettings, { type: T }>) {
  const vendor = CATALOGUE[settings.type] as unknown as Vendor<SourceSettings>;
  return {
    /** What its connector can be asked for. */
    parts: vendor.description.parts,
    baseUrl: vendor.baseUrl(settings),
    headers: vendor.headers(settings),
    caps: vendor.caps(settings),
    connect: (source: SourceName, http: HttpClient, now: () => number): Connector =>
      vendor.connect(source, settings, http, now),
  };
}
