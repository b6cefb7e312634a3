/** A HubSpot account of a few contacts, small enough to say by heart what each read must answer. */
import type { HubSpotObject, HubSpotWorld, World } from '../../../src/demo/world';

const NOW = '2026-11-01T12:00:00.000Z';

export function object(id: string, properties: Record<string, string | null>, createdAt: string): HubSpotObject {
  return { id, properties, createdAt, updatedAt: properties.lastmodifieddate ?? createdAt, archived: false };
}

export function contact(id: string, properties: Record<string, string | null> = {}): HubSpotObject {
  const createdate = '2025-01-02T03:04:05.000Z';
  return object(id, { createdate, lastmodifieddate: '2026-02-03T04:05:06.000Z', ...properties }, createdate);
}

/** `days` after 1 January 2026, at noon. */
export function day(days: number): string {
  return new Date(Date.UTC(2026, 0, 1 + days, 12)).toISOString();
}

type Kind = keyof HubSpotWorld['associations'];

export function account(hubspot: {
  readonly contacts: readonly HubSpotObject[];
  readonly objects?: Partial<Record<Kind, readonly HubSpotObject[]>>;
  readonly associations?: Partial<Record<Kind, Readonly<Record<string, readonly string[]>>>>;
}): World {
  const kinds: readonly Kind[] = ['deals', 'calls', 'emails', 'meetings', 'notes', 'tasks'];
  const objects = Object.fromEntries(kinds.map((kind) => [kind, [...(hubspot.objects?.[kind] ?? [])]]));
  const associations = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      new Map(Object.entries(hubspot.associations?.[kind] ?? {}).map(([id, ids]) => [id, [...ids]])),
    ]),
  );
  return {
    seed: 1,
    now: NOW,
    hubspot: {
      owners: [],
      contacts: [...hubspot.contacts],
      merged: new Map(),
      associations: associations as HubSpotWorld['associations'],
      ...(objects as Record<Kind, HubSpotObject[]>),
    },
    shopify: { customers: [], orders: [], merged: new Map() },
    zendesk: { users: [], organizations: [], tickets: [], merged: new Map() },
  };
}
