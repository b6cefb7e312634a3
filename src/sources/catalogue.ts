/** Every vendor there is a connector for: one line each. How to reach it, how to sign in, how to build its connector. */
import type { Part, SourceName } from '../customer/source-record';
import type { HttpClient } from '../remote/client';
import type { Connector } from './contract';
import { baseUrlOf, type Definition, signInUrlOf, variablesOf } from './declarative/connector-file';
import { createDeclarativeConnector } from './declarative/declarative';
import { partsOf } from './declarative/shape';
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
    }
  | {
      readonly type: 'declarative';
      readonly definition: Definition;
      readonly baseUrl?: string;
      readonly rate: readonly Rate[];
      readonly variables: Readonly<Record<string, string>>;
      readonly secrets: Readonly<Record<string, string>>;
      readonly issuedIds?: IssuedIdRule;
      readonly defaultRegion?: string;
    };

export type VendorType = SourceSettings['type'];

/** Ways out to a vendor. */
interface Clients {
  readonly http: HttpClient;
  /** Present with `signInUrl`. */
  readonly signInHttp?: HttpClient;
}

interface Vendor<Settings> {
  /** What its connector can be asked for. */
  readonly parts: (settings: Settings) => readonly Part[];
  readonly baseUrl: (settings: Settings) => string;
  /** Headers that carry the credential. */
  readonly headers: (settings: Settings) => Readonly<Record<string, string>>;
  readonly caps: (settings: Settings) => readonly RateCap[];
  /** Where signing in is another host's. */
  readonly signInUrl?: (settings: Settings) => string | undefined;
  readonly connect: (source: SourceName, settings: Settings, http: Clients, now: () => number) => Connector;
}

const CATALOGUE: { readonly [T in VendorType]: Vendor<Extract<SourceSettings, { type: T }>> } = {
  hubspot: {
    parts: () => HUBSPOT.parts,
    baseUrl: ({ baseUrl }) => baseUrl,
    headers: ({ credentials }) => ({ authorization: `Bearer ${credentials.token}` }),
    caps: ({ rate, searchRate }) => [...rate, ...searchRate.map((search) => ({ ...search, counts: isSearch }))],
    connect: (source, { issuedIds, defaultRegion }, { http }, now) =>
      createHubSpotConnector({ source, http, now, issuedIds, defaultRegion }),
  },
  shopify: {
    parts: () => SHOPIFY.parts,
    baseUrl: ({ baseUrl, shop }) => baseUrl ?? `https://${shop}.myshopify.com`,
    headers: ({ credentials }) => ({ 'x-shopify-access-token': credentials.accessToken }),
    caps: ({ rate }) => rate,
    connect: (source, { defaultRegion }, { http }, now) => createShopifyConnector({ source, http, now, defaultRegion }),
  },
  zendesk: {
    parts: () => ZENDESK.parts,
    baseUrl: ({ baseUrl, subdomain }) => baseUrl ?? `https://${subdomain}.zendesk.com`,
    headers: ({ credentials: { email, apiToken, oauthToken } }) => ({
      authorization: oauthToken
        ? `Bearer ${oauthToken}`
        : `Basic ${Buffer.from(`${email}/token:${apiToken}`).toString('base64')}`,
    }),
    caps: ({ rate }) => rate,
    connect: (source, { externalId, defaultRegion }, { http }, now) =>
      createZendeskConnector({ source, http, now, externalId, defaultRegion }),
  },
  declarative: {
    parts: ({ definition }) => partsOf(definition.lookups),
    caps: ({ rate }) => rate,
    baseUrl: (settings) => baseUrlOf(settings.definition, settings),
    // Its credential can change between requests, so the connector adds it.
    headers: () => ({}),
    signInUrl: (settings) => signInUrlOf(settings.definition, settings),
    connect: (source, settings, clients, now) =>
      createDeclarativeConnector({
        ...settings,
        ...clients,
        source,
        now,
        variables: variablesOf(settings.definition, settings),
      }),
  },
};

export function vendorOf<T extends VendorType>(settings: Extract<SourceSettings, { type: T }>) {
  const vendor = CATALOGUE[settings.type] as unknown as Vendor<SourceSettings>;
  return {
    parts: vendor.parts(settings),
    baseUrl: vendor.baseUrl(settings),
    headers: vendor.headers(settings),
    caps: vendor.caps(settings),
    signInUrl: vendor.signInUrl?.(settings),
    connect: (source: SourceName, clients: Clients, now: () => number): Connector =>
      vendor.connect(source, settings, clients, now),
  };
}
