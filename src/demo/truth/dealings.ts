/** What a customer bought, asked and discussed, by record, as the vendors hold it. */
import type { RecordName } from '../population/person';
import type { HubSpotWorld, World } from '../world';

export interface TrueDealings {
  /** Order numbers (`#1042`), newest first. */
  readonly orders: readonly string[];
  /** By currency, in major units: the sum of all orders, cancelled ones too. */
  readonly orderTotals: Readonly<Record<string, string>>;
  /** Ticket numbers, newest first. */
  readonly tickets: readonly string[];
  /** Neither solved nor closed. */
  readonly openTickets: number;
  readonly deals: number;
  readonly activities: number;
  readonly tasks: number;
}

export function dealingsOf(world: World): (records: readonly RecordName[]) => TrueDealings {
  const orders = groupBy(world.shopify.orders, ({ customerId }) => customerId ?? '');
  const tickets = groupBy(world.zendesk.tickets, ({ requester_id }) => String(requester_id));
  return (records) => {
    const ids = (source: RecordName['source']) =>
      records.filter((record) => record.source === source).map(({ id }) => id);
    const bought = ids('shop')
      .flatMap((id) => orders.get(id) ?? [])
      .sort((a, b) => newestFirst(a.createdAt, b.createdAt) || newestFirst(a.id, b.id));
    const asked = ids('support')
      .flatMap((id) => tickets.get(id) ?? [])
      .sort((a, b) => newestFirst(a.created_at, b.created_at) || b.id - a.id);
    const count = (...kinds: (keyof HubSpotWorld['associations'])[]) =>
      new Set(ids('crm').flatMap((id) => kinds.flatMap((kind) => world.hubspot.associations[kind].get(id) ?? []))).size;
    const cents = new Map<string, number>();
    for (const { currencyCode, total } of bought) {
      cents.set(currencyCode, (cents.get(currencyCode) ?? 0) + Math.round(Number(total) * 100));
    }
    return {
      orders: bought.map(({ name }) => name),
      orderTotals: Object.fromEntries([...cents].map(([currency, sum]) => [currency, (sum / 100).toFixed(2)])),
      tickets: asked.map(({ id }) => String(id)),
      openTickets: asked.filter(({ status }) => status !== 'solved' && status !== 'closed').length,
      deals: count('deals'),
      activities: count('calls', 'emails', 'meetings', 'notes'),
      tasks: count('tasks'),
    };
  };
}

function newestFirst(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
