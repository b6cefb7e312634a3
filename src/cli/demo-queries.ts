/** Three queries worth trying first, with identifiers that the demo's population really has. */
import type { GroundTruth, TrueCustomer, TrueIdentifier } from '../demo/truth';

export interface DemoQuery {
  readonly title: string;
  readonly document: string;
}

export function demoQueries(truth: GroundTruth): readonly DemoQuery[] {
  const wanted = truth.customers
    .filter(
      ({ orders, tickets, conflicts, records }) =>
        orders.length && tickets.length && conflicts.length && records.length > 2,
    )
    .flatMap((customer) => emailOf(customer, truth.identifiers) ?? []);
  const whole = wanted[0];
  const ordered = truth.customers.find(({ key, orders }) => orders.length > 0 && key !== whole?.customer.key);
  const shared = truth.identifiers.find(({ type, lookup }) => type === 'PHONE' && lookup.status === 'AMBIGUOUS');
  return [
    ...(whole
      ? [
          {
            title: 'One customer out of three systems, with where each value came from',
            document: `query OneCustomer {
  customerByIdentifier(identifier: { email: ${JSON.stringify(whole.email)} }) {
    status
    customer {
      id displayName email phone company
      records { source id }
      provenance(fields: [DISPLAY_NAME, EMAIL]) { field source rule alternatives { value record { source } whyLost } }
      conflicts { field severity }
      orderSummary { count total { amount currencyCode } }
      tickets(first: 3) { edges { node { subject status } } }
      sourceStatus { source part state }
    }
  }
}`,
          },
        ]
      : []),
    ...(shared
      ? [
          {
            title: 'A telephone that several people share: candidates, never a guess',
            document: `query SharedTelephone {
  customerByIdentifier(identifier: { phone: ${JSON.stringify(shared.normal)} }) {
    status
    candidates { id displayName emails }
    sourceStatus { source part state }
  }
}`,
          },
        ]
      : []),
    ...(ordered
      ? [
          {
            title: 'Who placed this order?',
            document: `query WhoOrdered {
  customerByIdentifier(identifier: { order: { source: "shop", number: ${JSON.stringify(ordered.orders[0])} } }) {
    status
    customer {
      displayName email lastContactAt
      orders(first: 3) { edges { node { number status total { amount currencyCode } placedAt } } }
    }
  }
}`,
          },
        ]
      : []),
  ];
}

function emailOf(
  customer: TrueCustomer,
  identifiers: readonly TrueIdentifier[],
): { customer: TrueCustomer; email: string } | undefined {
  const found = identifiers.find(
    ({ type, shared, lookup }) =>
      type === 'EMAIL' && !shared && lookup.status === 'FOUND' && lookup.customers.includes(customer.key),
  );
  return found && { customer, email: found.normal };
}
