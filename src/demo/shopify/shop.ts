/** The simulated shop: what the schema's fields answer, over the customers and orders of the demo world. */
import type { ShopifyCustomer, ShopifyOrder, World } from '../world';
import { CustomerNode, SHOP_CURRENCY } from './customer-node';
import { type ListArguments, OrderNode } from './order-node';
import { type Key, numberOf, type Page, type PageArguments, page } from './paging';
import { accessDenied, refusal } from './refusal';
import { matcher } from './search';
import { searchableCustomer, searchableOrder } from './searchable';

export type Scope = 'read_customers' | 'read_orders' | 'read_all_orders';

/** Groups of personal fields for which Shopify approves an app, or does not. */
export type ProtectedData = 'name' | 'email' | 'phone' | 'address';

export interface Grants {
  readonly scopes: readonly Scope[];
  readonly withheld: readonly ProtectedData[];
}

const MAX_IDS = 250;
/** How far back an app sees orders that has not been granted `read_all_orders`. */
const RECENT_MS = 60 * 86_400_000;

/** The root value of an execution; a field is a value or a method of its arguments, as graphql-js resolves by default. */
export class SimulatedShop {
  private readonly customersById = new Map<string, ShopifyCustomer>();
  private readonly ordersById = new Map<string, ShopifyOrder>();
  private readonly ordersByCustomer = new Map<string, ShopifyOrder[]>();

  constructor(
    private readonly world: World,
    private readonly grants: Grants,
  ) {
    this.index();
  }

  readonly shop = {
    __typename: 'Shop',
    id: 'gid://shopify/Shop/68817551382',
    name: 'Onefold Demo Shop',
    currencyCode: SHOP_CURRENCY,
    ianaTimezone: 'Etc/UTC',
    myshopifyDomain: 'onefold-demo.myshopify.com',
  };

  node({ id }: { id: string }): unknown {
    if (id.includes('/Customer/')) return this.customer({ id }, 'node');
    if (id.includes('/Order/')) return this.order({ id }, 'node');
    return null;
  }

  nodes({ ids }: { ids: readonly string[] }): unknown[] {
    if (ids.length > MAX_IDS) {
      const message = `The input array size of ${ids.length} is greater than the maximum allowed of ${MAX_IDS}.`;
      throw refusal(message, 'MAX_INPUT_SIZE_EXCEEDED');
    }
    // A method, so that an id that may not be read costs its own place in the list.
    return ids.map((id) => attempt(() => this.node({ id })));
  }

  customer({ id }: { id: string }, field = 'customer'): CustomerNode | null {
    this.require('read_customers', field);
    const customer = this.customersById.get(id);
    return customer ? new CustomerNode(customer, this) : null;
  }

  customers({ query, sortKey, ...paging }: ListArguments): Page<CustomerNode> {
    this.require('read_customers', 'customers');
    const matches = matcher(query);
    const hits = this.world.shopify.customers.filter((customer) => matches(searchableCustomer(customer)));
    return page(
      hits,
      paging,
      (customer) => customerKey(customer, sortKey),
      (customer) => new CustomerNode(customer, this),
    );
  }

  order({ id }: { id: string }, field = 'order'): OrderNode | null {
    this.require('read_orders', field);
    const order = this.ordersById.get(id);
    return order && this.isVisible(order) ? new OrderNode(order, this) : null;
  }

  orders({ query, sortKey, ...paging }: ListArguments): Page<OrderNode> {
    this.require('read_orders', 'orders');
    const matches = matcher(query);
    const hits = this.world.shopify.orders.filter((order) => this.isVisible(order) && matches(searchableOrder(order)));
    return this.orderPage(hits, sortKey, paging);
  }

  ordersOf(customer: ShopifyCustomer, { sortKey, ...paging }: ListArguments): Page<OrderNode> {
    this.require('read_orders', 'orders');
    return this.orderPage(
      this.allOrdersOf(customer).filter((order) => this.isVisible(order)),
      sortKey,
      paging,
    );
  }

  lastOrderOf(customer: ShopifyCustomer): OrderNode | null {
    this.require('read_orders', 'lastOrder');
    const [last] = [...this.allOrdersOf(customer)].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return last ? new OrderNode(last, this) : null;
  }

  /** Shopify's totals count every order, however old and whatever became of it. */
  allOrdersOf({ id }: ShopifyCustomer): readonly ShopifyOrder[] {
    return this.ordersByCustomer.get(id) ?? [];
  }

  isWithheld(group: ProtectedData): boolean {
    return this.grants.withheld.includes(group);
  }

  /** The survivor keeps its own profile and takes over orders, tags and addresses; the other is gone without a trace. */
  merge(from: string, into: string): void {
    const { customers, orders, merged } = this.world.shopify;
    const [lost, survivor] = [this.customersById.get(from), this.customersById.get(into)];
    if (!lost || !survivor || lost === survivor) throw new RangeError('two customers of this shop are needed');
    for (const order of orders) if (order.customerId === from) reassign(order, into);
    survivor.tags = [...new Set([...survivor.tags, ...lost.tags])];
    survivor.addresses.push(...lost.addresses);
    survivor.updatedAt = this.world.now;
    customers.splice(customers.indexOf(lost), 1);
    merged.set(from, into);
    this.index();
  }

  /** Orders outlive their customer. */
  remove(id: string): void {
    const { customers, orders } = this.world.shopify;
    const customer = this.customersById.get(id);
    if (!customer) throw new RangeError('there is no such customer in this shop');
    for (const order of orders) if (order.customerId === id) reassign(order, null);
    customers.splice(customers.indexOf(customer), 1);
    this.index();
  }

  private orderPage(orders: readonly ShopifyOrder[], sortKey: string, paging: PageArguments): Page<OrderNode> {
    return page(
      orders,
      paging,
      (order) => orderKey(order, sortKey),
      (order) => new OrderNode(order, this),
    );
  }

  private require(scope: Scope, field: string): void {
    if (!this.grants.scopes.includes(scope)) throw accessDenied(field, scope);
  }

  private isVisible({ processedAt }: ShopifyOrder): boolean {
    if (this.grants.scopes.includes('read_all_orders')) return true;
    return Date.parse(processedAt) >= Date.parse(this.world.now) - RECENT_MS;
  }

  private index(): void {
    const { customers, orders } = this.world.shopify;
    this.customersById.clear();
    this.ordersById.clear();
    this.ordersByCustomer.clear();
    for (const customer of customers) this.customersById.set(customer.id, customer);
    for (const order of orders) {
      this.ordersById.set(order.id, order);
      if (order.customerId === null) continue;
      const known = this.ordersByCustomer.get(order.customerId);
      if (known) known.push(order);
      else this.ordersByCustomer.set(order.customerId, [order]);
    }
  }
}

/** graphql-js takes an error in a list for the failure of that item. */
function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

function reassign(order: ShopifyOrder, customerId: string | null): void {
  Object.assign(order, { customerId });
}

function customerKey(customer: ShopifyCustomer, sortKey: string): Key {
  const id = numberOf(customer.id);
  switch (sortKey) {
    case 'CREATED_AT':
      return { value: customer.createdAt, id };
    case 'UPDATED_AT':
      return { value: customer.updatedAt, id };
    case 'NAME':
      return { value: `${customer.lastName ?? ''}, ${customer.firstName ?? ''}`, id };
    default:
      return { value: '', id };
  }
}

function orderKey(order: ShopifyOrder, sortKey: string): Key {
  const id = numberOf(order.id);
  switch (sortKey) {
    case 'CREATED_AT':
      return { value: order.createdAt, id };
    case 'UPDATED_AT':
      return { value: order.updatedAt, id };
    case 'PROCESSED_AT':
      return { value: order.processedAt, id };
    case 'ORDER_NUMBER':
      return { value: order.name.replace(/\D/g, '').padStart(20, '0'), id };
    default:
      return { value: '', id };
  }
}
