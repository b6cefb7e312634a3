/** What HubSpot holds: contacts as they were told, and the deals, activities and tasks around them. */
import type { HubSpotObject, HubSpotWorld } from '../world';
import { after, DAY, milliseconds } from './clock';
import type { Dice } from './dice';
import type { Entry, Person, ToldPhone, Volume } from './person';
import { COUNTRIES } from './places';
import { COMPANIES, OWNERS } from './work';

type Kind = keyof HubSpotWorld['associations'];

const HOW_MANY: Readonly<Record<Volume, Readonly<Record<Kind, readonly [number, number]>>>> = {
  few: { deals: [0, 2], calls: [0, 2], emails: [0, 3], meetings: [0, 1], notes: [0, 2], tasks: [0, 2] },
  many: { deals: [3, 8], calls: [12, 30], emails: [24, 60], meetings: [4, 12], notes: [8, 20], tasks: [5, 12] },
  hundreds: {
    deals: [8, 12],
    calls: [40, 60],
    emails: [120, 160],
    meetings: [20, 30],
    notes: [30, 40],
    tasks: [20, 30],
  },
};

const STAGES = [
  'appointmentscheduled',
  'qualifiedtobuy',
  'presentationscheduled',
  'decisionmakerboughtin',
  'contractsent',
  'closedwon',
  'closedlost',
] as const;

const SUBJECTS = [
  'Renewal',
  'Quotation',
  'Delivery date',
  'Price list',
  'Sample request',
  'Complaint',
  'Site visit',
] as const;

export function hubSpotSlice(persons: readonly Person[], dice: Dice): HubSpotWorld {
  const world: HubSpotWorld = {
    owners: OWNERS.map((owner) => ({ ...owner })),
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
  };
  const dealOfCircle = new Map<string, string>();
  let serial = 38_100_410_021;

  const associate = (contact: string, kind: Kind, object: string) => {
    const list = world.associations[kind].get(contact);
    if (list === undefined) world.associations[kind].set(contact, [object]);
    else list.push(object);
  };

  for (const person of persons) {
    for (const entry of person.entries) {
      if (entry.record.source !== 'crm') continue;
      world.contacts.push(contactOf(entry));
      for (const kind of Object.keys(world.associations) as Kind[]) {
        const [least, most] = HOW_MANY[entry.volume][kind];
        for (let left = dice.int(least, most); left > 0; left--) {
          serial += dice.int(3, 4_000);
          const made = objectOf(kind, String(serial), entry, person, dice);
          world[kind].push(made);
          associate(entry.record.id, kind, made.id);
        }
      }
      if (person.story === 'office' && person.circle !== undefined) {
        // Colleagues buy together: one deal, several contacts.
        const known = dealOfCircle.get(person.circle);
        if (known !== undefined) associate(entry.record.id, 'deals', known);
        else {
          serial += dice.int(3, 4_000);
          const shared = objectOf('deals', String(serial), entry, person, dice);
          world.deals.push(shared);
          associate(entry.record.id, 'deals', shared.id);
          dealOfCircle.set(person.circle, shared.id);
        }
      }
    }
  }
  return world;
}

function contactOf(entry: Entry): HubSpotObject {
  const [email, ...additional] = entry.emails;
  const [phone, mobile] = entry.phones;
  const createdAt = milliseconds(entry.createdAt);
  const updatedAt = milliseconds(entry.updatedAt);
  return {
    id: entry.record.id,
    properties: {
      email: email?.raw ?? null,
      hs_additional_emails: additional.length === 0 ? null : additional.map(({ raw }) => raw).join(';'),
      phone: phone?.raw ?? null,
      mobilephone: mobile?.raw ?? null,
      hs_searchable_calculated_phone_number: phone === undefined ? null : calculatedNumber(phone),
      firstname: entry.given,
      lastname: entry.family,
      salutation: null,
      company: entry.company,
      jobtitle: entry.jobTitle,
      address: [entry.address?.line1, entry.address?.line2].filter(Boolean).join(', ') || null,
      city: entry.address?.city ?? null,
      state: entry.address?.region ?? null,
      zip: entry.address?.postalCode ?? null,
      country: entry.address?.country ?? null,
      hs_language: entry.locale,
      // HubSpot's own spelling of IANA names.
      hs_timezone: entry.timeZone?.toLowerCase().replaceAll('/', '_slash_') ?? null,
      date_of_birth: entry.birthDate,
      lifecyclestage: entry.lifecycleStage,
      hubspot_owner_id: entry.ownerId,
      hs_email_optout: entry.emailConsent === null ? null : String(entry.emailConsent === 'REVOKED'),
      shopify_customer_id: entry.issuedBy?.id.slice(entry.issuedBy.id.lastIndexOf('/') + 1) ?? null,
      hs_merged_object_ids: null,
      createdate: createdAt,
      lastmodifieddate: updatedAt,
    },
    createdAt,
    updatedAt,
    archived: false,
  };
}

/** National digits, where HubSpot makes sense of what was typed. */
function calculatedNumber(phone: ToldPhone): string | null {
  if (phone.normal === null || !phone.searchable) return null;
  const calling = Object.values(COUNTRIES).find(({ callingCode }) => phone.normal!.startsWith(`+${callingCode}`));
  return phone.normal.slice(1 + (calling?.callingCode.length ?? 0));
}

function objectOf(kind: Kind, id: string, entry: Entry, person: Person, dice: Dice): HubSpotObject {
  const createdAt = after(entry.createdAt, dice.int(0, 900 * DAY));
  const updatedAt = after(createdAt, dice.int(0, 40 * DAY));
  const own = kind === 'deals' ? dealOf(createdAt, person, dice) : engagementOf(kind, createdAt, dice);
  return {
    id,
    properties: {
      ...own,
      createdate: milliseconds(createdAt),
      hs_createdate: milliseconds(createdAt),
      hs_lastmodifieddate: milliseconds(updatedAt),
    },
    createdAt: milliseconds(createdAt),
    updatedAt: milliseconds(updatedAt),
    archived: false,
  };
}

function dealOf(createdAt: string, person: Person, dice: Dice): Record<string, string | null> {
  const stage = dice.pick(STAGES);
  const closed = stage.startsWith('closed');
  return {
    dealname: `${dice.pick(SUBJECTS)} ${dice.pick(COMPANIES).name.split(' ')[0]}`,
    dealstage: stage,
    pipeline: 'default',
    amount: dice.chance(0.1) ? null : `${dice.int(200, 48_000)}.${dice.pick(['00', '50'])}`,
    deal_currency_code: dice.chance(0.1) ? null : COUNTRIES[person.country].currency,
    closedate: closed ? milliseconds(after(createdAt, dice.int(0, 60 * DAY))) : null,
    hs_is_closed: String(closed),
    hs_is_closed_won: String(stage === 'closedwon'),
  };
}

function engagementOf(kind: Exclude<Kind, 'deals'>, createdAt: string, dice: Dice): Record<string, string | null> {
  const subject = dice.pick(SUBJECTS);
  const hs_timestamp = milliseconds(createdAt);
  switch (kind) {
    case 'calls':
      return { hs_timestamp, hs_call_title: subject, hs_call_direction: dice.pick(['INBOUND', 'OUTBOUND', null]) };
    case 'emails':
      return {
        hs_timestamp,
        hs_email_subject: `Re: ${subject}`,
        hs_email_direction: dice.pick(['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL']),
      };
    case 'meetings':
      return { hs_timestamp, hs_meeting_title: `${subject}, in person` };
    case 'notes':
      return { hs_timestamp, hs_note_body: `<p>Talked about: ${subject.toLowerCase()}.</p>` };
    case 'tasks': {
      const done = dice.chance(0.6);
      return {
        // For a task the time at which it is due.
        hs_timestamp,
        hs_task_subject: `Follow up: ${subject.toLowerCase()}`,
        hs_task_status: done ? 'COMPLETED' : dice.pick(['NOT_STARTED', 'IN_PROGRESS', 'WAITING']),
        hs_task_completion_date: done ? milliseconds(after(createdAt, dice.int(0, 20 * DAY))) : null,
      };
    }
  }
}
