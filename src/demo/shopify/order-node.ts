/** An order as the schema shows it; each field is made when it is asked for. */
import type { ShopifyOrder } from '../world';
import type { CustomerNode } from './customer-node';
import { numberOf, type Page, type PageArguments, page } from './paging';
import { notApproved } from './refusal';
import type { SimulatedShop } from './shop';

export type ListArguments = PageArguments & { readonly query?: string | null; readonly sortKey: string };

export class OrderNode {
  readonly __typename = 'Order';

  constructor(
    private readonly order: ShopifyOrder,
    private readonly shop: SimulatedShop,
  ) {}

  get id(): string {
    return this.order.id;
  }

  get legacyResourceId(): string {
    return legacyId(this.order.id);
  }

  get name(): string {
    return this.order.name;
  }

  get createdAt(): string {
    return this.order.createdAt;
  }

  get processedAt(): string {
    return this.order.processedAt;
  }

  get updatedAt(): string {
    return this.order.updatedAt;
  }

  get closedAt(): string | null {
    return this.order.closedAt;
  }

  get cancelledAt(): string | null {
    return this.order.cancelledAt;
  }

  get cancelReason(): string | null {
    return this.order.cancelReason;
  }

  get displayFinancialStatus(): string | null {
    return this.order.displayFinancialStatus;
  }

  get displayFulfillmentStatus(): string {
    return this.order.displayFulfillmentStatus;
  }

  get currencyCode(): string {
    return this.order.currencyCode;
  }

  get totalPriceSet(): unknown {
    return this.bag(this.order.total);
  }

  get currentTotalPriceSet(): unknown {
    return this.bag(this.order.total);
  }

  customer(): CustomerNode | null {
    return this.order.customerId === null ? null : this.shop.customer({ id: this.order.customerId });
  }

  email(): string | null {
    if (this.shop.isWithheld('email')) throw notApproved('email');
    return this.order.email;
  }

  lineItems(paging: PageArguments): Page<unknown> {
    return page(
      this.order.lines,
      paging,
      ({ id }) => ({ value: '', id: numberOf(id) }),
      (line) => ({
        __typename: 'LineItem',
        ...line,
        name: line.title,
        originalUnitPriceSet: this.bag(line.unitPrice),
        discountedUnitPriceSet: this.bag(line.unitPrice),
      }),
    );
  }

  private bag(amount: string): unknown {
    const both = money(amount, this.order.currencyCode);
    return { shopMoney: both, presentmentMoney: both };
  }
}

/** The number in a global id, as REST had it. */
export function legacyId(gid: string): string {
  return gid.slice(gid.lastIndexOf('/') + 1);
}

export function money(amount: string, currencyCode: string): { amount: string; currencyCode: string } {
  return { amount, currencyCode };
}
