/** The connector keeps the contract of sources, over HTTP against the simulated shop and its whole population. */
import { normalEmail } from '../../../src/customer/normal-forms/email';
import { normalPhone } from '../../../src/customer/normal-forms/phone';
import { generatePopulation } from '../../../src/demo/population/population';
import type { ShopifyCustomer } from '../../../src/demo/world';
import { describeSourceContract, type SourceUnderTest } from '../../contracts/source-contract';
import { startShopify } from './simulated-shopify';

describeSourceContract('Shopify', async (wire): Promise<SourceUnderTest> => {
  const { world } = generatePopulation(11);
  const { customers, orders } = world.shopify;
  const shopify = await startShopify(world, { wire, bucket: { maximumAvailable: 1e9, restoreRate: 1e6 } });
  const ordersOf = new Map<string, number>();
  for (const { customerId } of orders) {
    if (customerId !== null) ordersOf.set(customerId, (ordersOf.get(customerId) ?? 0) + 1);
  }
  const most = [...customers].sort((a, b) => (ordersOf.get(b.id) ?? 0) - (ordersOf.get(a.id) ?? 0));
  return {
    connector: shopify.connector,
    ids: customers.slice(0, 80).map(({ id }) => id),
    unknownId: (n) => `gid://shopify/Customer/${900_000_000_000_000 + n}`,
    malformedIds: [
      '',
      ' ',
      '7104512262144',
      'gid://shopify/Customer/',
      'gid://shopify/Order/1',
      'gid://shopify/Customer/1?x',
      '__proto__',
      `gid://shopify/Customer/${'9'.repeat(40)}`,
    ],
    findable: [
      ...carriers(customers, 'EMAIL', ({ email }) => spelled(email)),
      ...carriers(customers, 'PHONE', ({ phone }) => (phone === null ? null : normalPhone(phone))),
    ],
    unfindable: [
      { type: 'EMAIL', normal: 'nobody.at.all@example.com' },
      // Words that stand in many addresses.
      { type: 'EMAIL', normal: 'example@example.com' },
      { type: 'EMAIL', normal: 'or@example.com' },
      { type: 'PHONE', normal: '+12025550199' },
    ],
    parts: [
      {
        part: 'ORDERS',
        people: most
          .slice(0, 25)
          .concat(most.slice(-5))
          .map(({ id }) => ({ id, items: ordersOf.get(id) ?? 0 })),
      },
    ],
    close: () => shopify.close(),
  };
});

/** The address's normal form, where the shop has that spelling: no search finds dots and tags that it does not ask for. */
function spelled(email: string | null): string | null {
  const normal = email === null ? null : normalEmail(email);
  return normal === email?.toLowerCase() ? normal : null;
}

function carriers(
  customers: readonly ShopifyCustomer[],
  type: 'EMAIL' | 'PHONE',
  normalOf: (customer: ShopifyCustomer) => string | null,
): SourceUnderTest['findable'] {
  const ids = new Map<string, string[]>();
  for (const customer of customers) {
    const normal = normalOf(customer);
    if (normal !== null) ids.set(normal, [...(ids.get(normal) ?? []), customer.id]);
  }
  return [...ids].map(([normal, found]) => ({ type, normal, ids: found }));
}
