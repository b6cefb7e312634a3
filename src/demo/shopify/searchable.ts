/** What of customers and orders Shopify's search looks at. */
import type { ShopifyCustomer, ShopifyOrder } from '../world';
import { legacyId } from './order-node';
import { SearchRow } from './search';

export function searchableCustomer(customer: ShopifyCustomer): SearchRow {
  const { email, phone, firstName, lastName, state, tags, note, id, createdAt, updatedAt } = customer;
  // A number is found by its end too, as people leave out the country.
  const phones = [phone, phone?.replace(/^\+\d{1,3}?(?=\d{10}$)/, '') ?? null];
  const texts: Readonly<Record<string, readonly (string | null)[]>> = {
    email: [email],
    phone: phones,
    first_name: [firstName],
    last_name: [lastName],
    state: [state],
    tag: tags,
    id: [legacyId(id)],
  };
  const times: Readonly<Record<string, string>> = { updated_at: updatedAt, created_at: createdAt };
  return new SearchRow(texts, times, [
    [firstName, lastName].filter(Boolean).join(' '),
    email,
    ...phones,
    note,
    ...tags,
  ]);
}

export function searchableOrder(order: ShopifyOrder): SearchRow {
  const { name, email, id, customerId, createdAt, processedAt, updatedAt } = order;
  const texts: Readonly<Record<string, readonly (string | null)[]>> = {
    name: [name],
    email: [email],
    id: [legacyId(id)],
    customer_id: [customerId === null ? null : legacyId(customerId)],
  };
  const times: Readonly<Record<string, string>> = {
    created_at: createdAt,
    processed_at: processedAt,
    updated_at: updatedAt,
  };
  return new SearchRow(texts, times, [name, email]);
}
