/**
 * The demo population as the vendors hold it: each slice is in its vendor's own words, so that a simulator only has to
 * serve it. `population/` generates it from a seed; simulators read it, and faults (`record merged`, `record deleted`)
 * change it. Nothing here is imported by the product.
 */

/** HubSpot CRM object: every property is a string or null. */
export interface HubSpotObject {
  readonly id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
}

export interface HubSpotWorld {
  readonly owners: { id: string; email: string; firstName: string; lastName: string }[];
  /** Properties used: email, hs_additional_emails (;-separated), phone, mobilephone, firstname, lastname, salutation,
   * company, jobtitle, address, city, state, zip, country, hs_language, hs_timezone, date_of_birth, lifecyclestage,
   * hubspot_owner_id, hs_email_optout, createdate, lastmodifieddate, shopify_customer_id (an id issued by the shop),
   * hs_merged_object_ids (;-separated), hs_searchable_calculated_phone_number. */
  readonly contacts: HubSpotObject[];
  /** dealname, dealstage, pipeline, amount, deal_currency_code, createdate, closedate, hs_lastmodifieddate,
   * hs_is_closed, hs_is_closed_won. */
  readonly deals: HubSpotObject[];
  /** hs_timestamp, hs_lastmodifieddate, and per type: hs_call_title, hs_call_direction | hs_email_subject,
   * hs_email_direction | hs_meeting_title | hs_note_body | hs_task_subject, hs_task_status, hs_task_completion_date. */
  readonly calls: HubSpotObject[];
  readonly emails: HubSpotObject[];
  readonly meetings: HubSpotObject[];
  readonly notes: HubSpotObject[];
  readonly tasks: HubSpotObject[];
  /** contact id -> object ids, by target type (`deals`, `calls`, `emails`, `meetings`, `notes`, `tasks`). */
  readonly associations: Record<'deals' | 'calls' | 'emails' | 'meetings' | 'notes' | 'tasks', Map<string, string[]>>;
  /** Old id -> surviving id. A batch read of the old id answers the survivor's object, as HubSpot does. */
  readonly merged: Map<string, string>;
}

export interface ShopifyAddress {
  id: string;
  address1: string | null;
  address2: string | null;
  city: string | null;
  province: string | null;
  zip: string | null;
  country: string | null;
  countryCodeV2: string | null;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  phone: string | null;
}

export interface ShopifyCustomer {
  /** `gid://shopify/Customer/123` */
  readonly id: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** E.164, as Shopify stores it. */
  phone: string | null;
  verifiedEmail: boolean;
  locale: string;
  tags: string[];
  note: string | null;
  state: 'ENABLED' | 'DISABLED' | 'INVITED' | 'DECLINED';
  createdAt: string;
  updatedAt: string;
  addresses: ShopifyAddress[];
  emailMarketing: { state: string; level: string | null; updatedAt: string | null } | null;
  smsMarketing: { state: string; level: string | null; updatedAt: string | null } | null;
}

export interface ShopifyOrder {
  /** `gid://shopify/Order/456` */
  readonly id: string;
  /** `#1042` */
  readonly name: string;
  readonly customerId: string | null;
  email: string | null;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  closedAt: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
  displayFinancialStatus: string | null;
  displayFulfillmentStatus: string;
  currencyCode: string;
  /** Major units, two decimals. */
  total: string;
  lines: { id: string; title: string; sku: string | null; quantity: number; unitPrice: string }[];
}

export interface ShopifyWorld {
  readonly customers: ShopifyCustomer[];
  readonly orders: ShopifyOrder[];
  /** Old gid -> surviving gid. */
  readonly merged: Map<string, string>;
}

export interface ZendeskUser {
  readonly id: number;
  name: string;
  email: string | null;
  phone: string | null;
  verified: boolean;
  /** An id issued by another system: in the demo `shop:<legacy id of the Shopify customer>`, or null. */
  external_id: string | null;
  organization_id: number | null;
  role: 'end-user';
  active: boolean;
  locale: string | null;
  time_zone: string | null;
  iana_time_zone: string | null;
  tags: string[];
  notes: string | null;
  created_at: string;
  updated_at: string;
  /** Every identity, the primary e-mail included. */
  identities: { id: number; type: 'email' | 'phone_number'; value: string; verified: boolean; primary: boolean }[];
}

export interface ZendeskTicket {
  readonly id: number;
  subject: string;
  description: string;
  status: 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed';
  priority: 'low' | 'normal' | 'high' | 'urgent' | null;
  type: 'problem' | 'incident' | 'question' | 'task' | null;
  requester_id: number;
  submitter_id: number;
  assignee_id: number | null;
  organization_id: number | null;
  via: { channel: string };
  tags: string[];
  created_at: string;
  updated_at: string;
}

export interface ZendeskWorld {
  readonly users: ZendeskUser[];
  readonly organizations: { id: number; name: string; domain_names: string[] }[];
  readonly tickets: ZendeskTicket[];
  readonly merged: Map<number, number>;
}

export interface World {
  readonly seed: number;
  /** RFC 3339; the moment at which the population was "taken": no clock is later. */
  readonly now: string;
  readonly hubspot: HubSpotWorld;
  readonly shopify: ShopifyWorld;
  readonly zendesk: ZendeskWorld;
}
