/** What Zendesk holds: users with their identities, organizations, tickets. */
import type { ZendeskTicket, ZendeskUser, ZendeskWorld } from '../world';
import { after, DAY, NOW, seconds } from './clock';
import type { Dice } from './dice';
import type { Entry, Person, Volume } from './person';
import { COMPANIES } from './work';

const QUESTIONS = [
  ['Where is my parcel?', 'question'],
  ['The lamp arrived broken', 'problem'],
  ['Please change my delivery address', 'task'],
  ['The invoice shows the wrong amount', 'problem'],
  ['Checkout does not load', 'incident'],
  ['Do you ship ink by air?', 'question'],
  ['I want to return the desk', null],
] as const;

const AGENTS = [21_900_000_000_101, 21_900_000_000_102, 21_900_000_000_103] as const;

const CITY_NAMES: Readonly<Record<string, string>> = {
  'America/New_York': 'Eastern Time (US & Canada)',
  'America/Chicago': 'Central Time (US & Canada)',
  'America/Denver': 'Mountain Time (US & Canada)',
  'America/Los_Angeles': 'Pacific Time (US & Canada)',
};

export function zendeskSlice(persons: readonly Person[], dice: Dice): ZendeskWorld {
  const organizations = COMPANIES.map(({ name, domain }, index) => ({
    id: 21_850_000_114_001 + index * 7_919,
    name,
    domain_names: [domain],
  }));
  const organizationIds = new Map(organizations.map(({ name, id }) => [name, id]));
  const users: ZendeskUser[] = [];
  const tickets: Omit<ZendeskTicket, 'id'>[] = [];
  let identitySerial = 21_930_221_004_480;

  for (const person of persons) {
    for (const entry of person.entries) {
      if (entry.record.source !== 'support') continue;
      const organization = entry.company === null ? null : (organizationIds.get(entry.company) ?? null);
      const nextIdentity = () => (identitySerial += dice.int(40, 9_000));
      const user = userOf(entry, organization, nextIdentity, dice);
      users.push(user);
      for (let left = howMany(entry.volume, dice); left > 0; left--) tickets.push(ticketOf(user, entry, dice));
    }
  }
  tickets.sort((a, b) =>
    a.created_at < b.created_at ? -1 : a.created_at > b.created_at ? 1 : a.requester_id - b.requester_id,
  );
  return {
    users,
    organizations,
    tickets: tickets.map((ticket, index) => ({ ...ticket, id: 30_001 + index })),
    merged: new Map(),
  };
}

function howMany(volume: Volume, dice: Dice): number {
  if (volume === 'hundreds') return 150;
  return volume === 'many'
    ? dice.int(20, 45)
    : dice.weighted([
        [0, 2],
        [1, 4],
        [2, 3],
        [4, 1],
        [7, 0.5],
      ]);
}

function userOf(entry: Entry, organization: number | null, nextIdentity: () => number, dice: Dice): ZendeskUser {
  const emails = entry.emails.map(({ raw, proof, primary }) => ({
    id: nextIdentity(),
    type: 'email' as const,
    value: raw,
    verified: proof === 'VERIFIED',
    primary,
  }));
  // A number becomes an identity when it is somebody's own; others only stand in the profile.
  const phones = entry.phones
    .filter(({ proof }) => proof === 'VERIFIED')
    .map(({ normal }) => ({
      id: nextIdentity(),
      type: 'phone_number' as const,
      value: normal!,
      verified: true,
      primary: emails.length === 0,
    }));
  const identities = [...emails, ...phones];
  return {
    id: Number(entry.record.id),
    name: [entry.given, entry.family].filter((part) => part !== null).join(' '),
    email: emails[0]?.value ?? null,
    phone: entry.phones[0]?.raw ?? null,
    verified: identities.some(({ verified }) => verified),
    external_id:
      entry.issuedBy === null ? null : `shop:${entry.issuedBy.id.slice(entry.issuedBy.id.lastIndexOf('/') + 1)}`,
    organization_id: organization,
    role: 'end-user',
    active: true,
    locale: entry.locale,
    time_zone: entry.timeZone === null ? null : (CITY_NAMES[entry.timeZone] ?? entry.timeZone.split('/')[1]!),
    iana_time_zone: entry.timeZone,
    tags: [...entry.tags],
    notes: dice.chance(0.1) ? 'Prefers to be written to.' : null,
    created_at: entry.createdAt,
    updated_at: entry.updatedAt,
    identities,
  };
}

function ticketOf(user: ZendeskUser, entry: Entry, dice: Dice): Omit<ZendeskTicket, 'id'> {
  const [subject, type] = dice.pick(QUESTIONS);
  const created = dice.int(Date.parse(entry.createdAt), Date.parse(NOW) - DAY);
  const status = dice.weighted<ZendeskTicket['status']>([
    ['closed', 6],
    ['solved', 3],
    ['open', 3],
    ['pending', 2],
    ['hold', 1],
    ['new', 1],
  ]);
  return {
    subject,
    description: `${subject} I have been waiting for ${dice.int(2, 20)} days.`,
    status,
    priority: dice.weighted<ZendeskTicket['priority']>([
      ['normal', 5],
      ['low', 2],
      ['high', 2],
      ['urgent', 1],
      [null, 2],
    ]),
    type,
    requester_id: user.id,
    submitter_id: user.id,
    assignee_id: status === 'new' ? null : dice.pick(AGENTS),
    organization_id: user.organization_id,
    via: { channel: dice.pick(['email', 'web', 'chat', 'api', 'voice']) },
    tags: dice.sample(['delivery', 'billing', 'damage', 'question'], dice.int(0, 2)),
    created_at: seconds(created),
    updated_at: after(seconds(created), dice.int(0, 30) * DAY),
  };
}
