/** The connector keeps the contract of sources, over HTTP against the simulated Zendesk and its whole population. */
import type { IdentifierType, SourceRecord } from '../../../src/customer/source-record';
import { generatePopulation } from '../../../src/demo/population/population';
import type { World } from '../../../src/demo/world';
import type { Connector } from '../../../src/sources/contract';
import { describeSourceContract, type SourceUnderTest } from '../../contracts/source-contract';
import { startZendesk } from './simulated-zendesk';

describeSourceContract('Zendesk', async (wire): Promise<SourceUnderTest> => {
  const { world } = generatePopulation(11);
  const zendesk = await startZendesk(world, { wire });
  const ids = world.zendesk.users.map(({ id }) => String(id));
  const busiest = [...ids].sort((a, b) => ticketsOf(world, b) - ticketsOf(world, a)).slice(0, 5);
  const people = [...new Set([...ids.slice(0, 60), ...busiest])];
  return {
    connector: zendesk.connector,
    ids: ids.slice(0, 80),
    unknownId: (n) => String(900_000_000_000 + n),
    malformedIds: ['', ' ', '../1', 'abc', '1e3', '%2e%2e', '__proto__', '9'.repeat(40), '1,2', "'", '-1', '007'],
    findable: await findable(zendesk.connector, ids),
    unfindable: [
      ...partialAddresses(world).map((normal) => ({ type: 'EMAIL' as const, normal })),
      { type: 'EMAIL', normal: 'nobody.at.all@example.com' },
      { type: 'EMAIL', normal: '"quoted"@example.com' },
      { type: 'PHONE', normal: '+12025550199' },
      // A whole number that is the end of somebody's longer one.
      { type: 'PHONE', normal: '+4955501' },
    ],
    parts: [{ part: 'TICKETS', people: people.map((id) => ({ id, items: ticketsOf(world, id) })) }],
    close: () => zendesk.close(),
  };
});

function ticketsOf(world: World, id: string): number {
  return world.zendesk.tickets.filter((ticket) => String(ticket.requester_id) === id).length;
}

/** `smith@example.com` where only `anna.smith@example.com` exists: the vendor's search has hits for it. */
function partialAddresses(world: World): string[] {
  const whole = new Set(
    world.zendesk.users.flatMap(({ identities }) => identities.map(({ value }) => value.toLowerCase())),
  );
  const ends = [...whole].flatMap((address) => /^[^.@]+\.([a-z]+@[a-z.]+)$/.exec(address)?.[1] ?? []);
  return [...new Set(ends)].filter((end) => !whole.has(end) && !end.includes('@gmail') && !end.includes('@google'));
}

/** Identifiers under which the vendor's search can find everybody who carries them. */
async function findable(connector: Connector, ids: readonly string[]): Promise<SourceUnderTest['findable']> {
  const carriers = new Map<string, { type: IdentifierType; normal: string; ids: string[]; hidden: boolean }>();
  const signal = new AbortController().signal;
  for (let at = 0; at < ids.length; at += 100) {
    const slots = await connector.records.fetch(ids.slice(at, at + 100), 'full', { signal });
    for (const slot of slots) if (slot.state === 'found') add(slot.value);
  }
  function add(record: SourceRecord): void {
    for (const { type, normal, value } of record.identifiers) {
      const entry = carriers.get(type + normal) ?? { type, normal, ids: [], hidden: false };
      entry.ids.push(record.ref.id);
      // A mailbox in another spelling (dots, tags), a number that goes on with an extension.
      const digits = value.replace(/\D/g, '');
      entry.hidden ||= type === 'EMAIL' ? value.toLowerCase() !== normal : !digits.endsWith(normal.slice(-8));
      carriers.set(type + normal, entry);
    }
  }
  return [...carriers.values()].filter(({ hidden }) => !hidden);
}
