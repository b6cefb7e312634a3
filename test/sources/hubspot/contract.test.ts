/** The connector keeps the contract of sources, over HTTP against the simulated HubSpot and its whole population. */
import type { ListPart } from '../../../src/customer/parts';
import type { IdentifierType, SourceRecord } from '../../../src/customer/source-record';
import { generatePopulation } from '../../../src/demo/population/population';
import type { HubSpotWorld, World } from '../../../src/demo/world';
import type { Connector } from '../../../src/sources/contract';
import { describeSourceContract, type SourceUnderTest } from '../../contracts/source-contract';
import { startHubSpot } from './simulated-hubspot';

const KINDS = {
  DEALS: ['deals'],
  ACTIVITIES: ['calls', 'emails', 'meetings', 'notes'],
  TASKS: ['tasks'],
} as const satisfies Partial<Record<ListPart, readonly (keyof HubSpotWorld['associations'])[]>>;

describeSourceContract('HubSpot', async (wire): Promise<SourceUnderTest> => {
  const { world } = generatePopulation(11);
  const hubspot = await startHubSpot(world, { wire });
  const ids = world.hubspot.contacts.map(({ id }) => id);
  return {
    connector: hubspot.connector,
    ids: ids.slice(0, 80),
    unknownId: (n) => String(900_000_000_000 + n),
    malformedIds: ['', ' ', '../1', 'abc', '1e3', '%2e%2e', '__proto__', '9'.repeat(40), '1;2', "'", '-1'],
    findable: await findable(hubspot.connector, world),
    unfindable: [
      { type: 'EMAIL', normal: 'nobody.at.all@example.com' },
      { type: 'EMAIL', normal: '"quoted"@example.com' },
      // The same national number in another country: the vendor's calculated number knows no countries.
      { type: 'PHONE', normal: '+12079460000' },
      { type: 'PHONE', normal: '+12025550199' },
    ],
    issued: issued(world),
    parts: (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((part) => ({
      part,
      people: busiestAndFirst(ids, (id) => count(world, KINDS[part], id)),
    })),
    close: () => hubspot.close(),
  };
});

/** The shop's ids that contacts carry, and two that nobody does. */
function issued(world: World): NonNullable<SourceUnderTest['issued']> {
  const carriers = new Map<string, string[]>([
    ['gid://shopify/Customer/1', []],
    ['somebody-elses-id', []],
  ]);
  for (const { id, properties } of world.hubspot.contacts) {
    if (properties.shopify_customer_id == null) continue;
    const gid = `gid://shopify/Customer/${properties.shopify_customer_id}`;
    carriers.set(gid, [...(carriers.get(gid) ?? []), id]);
  }
  return [...carriers].map(([id, ids]) => ({ id, ids }));
}

/** The two people with most items, and the first twenty of the others. */
function busiestAndFirst(ids: readonly string[], itemsOf: (id: string) => number): { id: string; items: number }[] {
  const people = ids.map((id) => ({ id, items: itemsOf(id) }));
  const busiest = [...people].sort((a, b) => b.items - a.items).slice(0, 2);
  return [...busiest, ...people.filter((person) => !busiest.includes(person)).slice(0, 20)];
}

function count(world: World, kinds: readonly (keyof HubSpotWorld['associations'])[], id: string): number {
  return kinds.reduce((sum, kind) => sum + (world.hubspot.associations[kind].get(id)?.length ?? 0), 0);
}

/** Identifiers under which the vendor's search can find everybody who carries them. */
async function findable(connector: Connector, world: World): Promise<SourceUnderTest['findable']> {
  const stored = new Map(world.hubspot.contacts.map(({ id, properties }) => [id, properties]));
  const carriers = new Map<string, { type: IdentifierType; normal: string; ids: string[]; hidden: boolean }>();
  const ids = [...stored.keys()];
  const signal = new AbortController().signal;
  for (let at = 0; at < ids.length; at += 100) {
    const slots = await connector.records.fetch(ids.slice(at, at + 100), 'full', { signal });
    for (const slot of slots) if (slot.state === 'found') add(slot.value);
  }
  function add(record: SourceRecord): void {
    for (const { type, normal, value, primary } of record.identifiers) {
      const entry = carriers.get(type + normal) ?? { type, normal, ids: [], hidden: false };
      entry.ids.push(record.ref.id);
      // A mailbox in another spelling (dots, tags), a number of which the vendor made nothing.
      const calculated = stored.get(record.ref.id)?.hs_searchable_calculated_phone_number ?? null;
      entry.hidden ||= type === 'EMAIL' ? value.toLowerCase() !== normal : !primary || calculated === null;
      carriers.set(type + normal, entry);
    }
  }
  return [...carriers.values()].filter(({ hidden }) => !hidden);
}
