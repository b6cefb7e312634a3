/** Pages of what was decided about a customer. */
import type { CustomerId } from '../customer/customer-id';
import { badInput } from '../errors';
import type { EventId, IdentityEvent, IdentityHistory } from '../identity/identity';
import type { ConnectionSnapshot } from './snapshot';

/**
 * An event's id is its cursor.
 * @throws OnefoldError BAD_USER_INPUT for an event of another customer.
 */
export async function historyPage(
  history: IdentityHistory,
  id: CustomerId,
  first: number,
  after: EventId | undefined,
): Promise<ConnectionSnapshot<IdentityEvent>> {
  if (after !== undefined && !after.startsWith(`${id}:`)) {
    throw badInput('identityHistory.after', 'a cursor that this field returned', 'one of another customer');
  }
  const events = await history.history(id, first + 1, after);
  const page = events.slice(0, first);
  return {
    edges: page.map((node) => ({ node, cursor: node.id })),
    pageInfo: {
      hasNextPage: events.length > first,
      hasPreviousPage: false,
      startCursor: page[0]?.id,
      endCursor: page.at(-1)?.id,
    },
    gaps: [],
  };
}
