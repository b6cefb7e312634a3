/** A customer as the schema shows it; each field is made when it is asked for. */
import type { ShopifyAddress, ShopifyCustomer } from '../world';
import { type ListArguments, legacyId, money, type OrderNode } from './order-node';
import type { Page } from './paging';
import { notApproved } from './refusal';
import type { ProtectedData, SimulatedShop } from './shop';

/** What a sum of no orders is told in. */
export const SHOP_CURRENCY = 'USD';

export class CustomerNode {
  readonly __typename = 'Customer';

  constructor(
    private readonly customer: ShopifyCustomer,
    private readonly shop: SimulatedShop,
  ) {}

  get id(): string {
    return this.customer.id;
  }

  get legacyResourceId(): string {
    return legacyId(this.customer.id);
  }

  get verifiedEmail(): boolean {
    return this.customer.verifiedEmail;
  }

  get locale(): string {
    return this.customer.locale;
  }

  get tags(): readonly string[] {
    return this.customer.tags;
  }

  get note(): string | null {
    return this.customer.note;
  }

  get state(): string {
    return this.customer.state;
  }

  get createdAt(): string {
    return this.customer.createdAt;
  }

  get updatedAt(): string {
    return this.customer.updatedAt;
  }

  firstName(): string | null {
    return this.personal('name', 'firstName', this.customer.firstName);
  }

  lastName(): string | null {
    return this.personal('name', 'lastName', this.customer.lastName);
  }

  /** Where there is no name, an address or a number stands in for it. */
  displayName(): string {
    const { firstName, lastName, email, phone } = this.customer;
    const name = [firstName, lastName].filter(Boolean).join(' ');
    return this.shop.isWithheld('name') ? '' : name || email || phone || '';
  }

  defaultEmailAddress(): unknown {
    const { email, emailMarketing } = this.customer;
    return this.personal('email', 'defaultEmailAddress', email) === null
      ? null
      : { emailAddress: email, validFormat: email?.includes('@') ?? false, ...marketing(emailMarketing) };
  }

  defaultPhoneNumber(): unknown {
    const { phone, smsMarketing } = this.customer;
    return this.personal('phone', 'defaultPhoneNumber', phone) === null
      ? null
      : { phoneNumber: phone, ...marketing(smsMarketing) };
  }

  defaultAddress(): unknown {
    const [address] = this.customer.addresses;
    return address ? this.personal('address', 'defaultAddress', addressNode(address)) : null;
  }

  addresses({ first }: { first?: number | null }): readonly unknown[] {
    if (this.shop.isWithheld('address')) return [];
    return this.customer.addresses.slice(0, first ?? undefined).map(addressNode);
  }

  numberOfOrders(): string {
    return String(this.shop.allOrdersOf(this.customer).length);
  }

  amountSpent(): unknown {
    const orders = this.shop.allOrdersOf(this.customer);
    const cents = orders.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0);
    return money((cents / 100).toFixed(2), orders[0]?.currencyCode ?? SHOP_CURRENCY);
  }

  lastOrder(): OrderNode | null {
    return this.shop.lastOrderOf(this.customer);
  }

  orders(paging: ListArguments): Page<OrderNode> {
    return this.shop.ordersOf(this.customer, paging);
  }

  private personal<T>(group: ProtectedData, field: string, value: T): T {
    if (this.shop.isWithheld(group)) throw notApproved(field);
    return value;
  }
}

function marketing(consent: ShopifyCustomer['emailMarketing']): Readonly<Record<string, string | null>> {
  return {
    marketingState: consent?.state ?? 'NOT_SUBSCRIBED',
    marketingOptInLevel: consent?.level ?? null,
    marketingUpdatedAt: consent?.updatedAt ?? null,
  };
}

function addressNode(address: ShopifyAddress): unknown {
  const name = [address.firstName, address.lastName].filter(Boolean).join(' ') || null;
  return { __typename: 'MailingAddress', ...address, name };
}
