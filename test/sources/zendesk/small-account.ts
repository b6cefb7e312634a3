/** A Zendesk account of a few users, small enough to say by heart what each read must answer. */
import type { World, ZendeskTicket, ZendeskUser } from '../../../src/demo/world';

const CREATED = '2025-01-02T03:04:05Z';

export function user(id: number, said: Partial<ZendeskUser> = {}): ZendeskUser {
  const email = said.email ?? null;
  const identities: ZendeskUser['identities'] =
    email === null
      ? []
      : [{ id: id * 10, type: 'email', value: email, verified: said.verified ?? false, primary: true }];
  return {
    id,
    name: `User ${id}`,
    email,
    phone: null,
    verified: false,
    external_id: null,
    organization_id: null,
    role: 'end-user',
    active: true,
    locale: 'en-US',
    time_zone: 'Copenhagen',
    iana_time_zone: 'Europe/Copenhagen',
    tags: [],
    notes: null,
    created_at: CREATED,
    updated_at: CREATED,
    identities,
    ...said,
  };
}

/** `minutes` after noon of 1 January 2026. */
export function minute(minutes: number): string {
  return `${new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString().slice(0, 19)}Z`;
}

export function ticket(
  id: number,
  requester: number,
  createdAt: string,
  said: Partial<ZendeskTicket> = {},
): ZendeskTicket {
  return {
    id,
    subject: 'Where is my parcel?',
    description: 'I have been waiting.',
    status: 'open',
    priority: null,
    type: null,
    requester_id: requester,
    submitter_id: requester,
    assignee_id: null,
    organization_id: null,
    via: { channel: 'email' },
    tags: [],
    created_at: createdAt,
    updated_at: createdAt,
    ...said,
  };
}

export function account(zendesk: {
  readonly users: readonly ZendeskUser[];
  readonly tickets?: readonly ZendeskTicket[];
  readonly organizations?: World['zendesk']['organizations'];
}): World {
  return {
    seed: 1,
    now: '2026-11-01T12:00:00Z',
    hubspot: {
      owners: [],
      contacts: [],
      deals: [],
      calls: [],
      emails: [],
      meetings: [],
      notes: [],
      tasks: [],
      associations: {
        deals: new Map(),
        calls: new Map(),
        emails: new Map(),
        meetings: new Map(),
        notes: new Map(),
        tasks: new Map(),
      },
      merged: new Map(),
    },
    shopify: { customers: [], orders: [], merged: new Map() },
    zendesk: {
      users: structuredClone([...zendesk.users]),
      tickets: structuredClone([...(zendesk.tickets ?? [])]),
      organizations: zendesk.organizations ?? [],
      merged: new Map(),
    },
  };
}
