/**
 * What the simulated HubSpot account has: its object types and the properties each of them knows. Written down apart
 * from the connector, so that a property the connector only believes in is not answered.
 */
import type { HubSpotWorld } from '../world';

export const OBJECT_TYPES = ['contacts', 'deals', 'calls', 'emails', 'meetings', 'notes', 'tasks'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

export interface TypeSchema {
  readonly properties: ReadonlySet<string>;
  /** Answered when a request names no properties. */
  readonly byDefault: readonly string[];
  /** Answered whatever a request names. */
  readonly always: readonly string[];
  /** What `query` looks at. */
  readonly searchable: readonly string[];
  /** Of the association with a contact, as HubSpot defines it; contacts have none with contacts here. */
  readonly associationTypeId?: number;
  /** As error messages spell it. */
  readonly singular: string;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const ENGAGEMENT = words('hs_object_id hs_createdate hs_lastmodifieddate hs_timestamp hubspot_owner_id createdate');

function engagement(singular: string, own: string, associationTypeId: number): TypeSchema {
  return {
    singular,
    associationTypeId,
    properties: new Set([...ENGAGEMENT, ...words(own)]),
    byDefault: words('hs_createdate hs_lastmodifieddate hs_object_id'),
    always: words('hs_createdate hs_lastmodifieddate hs_object_id'),
    searchable: words(own).filter((name) => /_(title|subject|body)$/.test(name)),
  };
}

export const SCHEMA: Readonly<Record<ObjectType, TypeSchema>> = {
  contacts: {
    singular: 'contact',
    properties: new Set(
      words(`
        hs_object_id email hs_additional_emails phone mobilephone fax firstname lastname salutation company jobtitle
        address city state zip country hs_language hs_timezone date_of_birth lifecyclestage hubspot_owner_id
        hs_email_optout createdate lastmodifieddate hs_merged_object_ids hs_calculated_phone_number
        hs_calculated_phone_number_country_code hs_searchable_calculated_phone_number
        hs_searchable_calculated_mobile_number shopify_customer_id
      `),
    ),
    byDefault: words('createdate email firstname hs_object_id lastmodifieddate lastname'),
    always: words('createdate hs_object_id lastmodifieddate'),
    searchable: words(`
      firstname lastname email phone hs_additional_emails fax mobilephone company hs_object_id
      hs_searchable_calculated_phone_number hs_searchable_calculated_mobile_number
    `),
  },
  deals: {
    singular: 'deal',
    associationTypeId: 4,
    properties: new Set(
      words(`
        hs_object_id dealname dealstage pipeline amount deal_currency_code createdate closedate hs_createdate
        hs_lastmodifieddate hs_is_closed hs_is_closed_won hubspot_owner_id dealtype description
      `),
    ),
    byDefault: words('amount closedate createdate dealname dealstage hs_lastmodifieddate hs_object_id pipeline'),
    always: words('createdate hs_lastmodifieddate hs_object_id'),
    searchable: words('dealname pipeline dealstage description dealtype'),
  },
  calls: engagement('call', 'hs_call_title hs_call_body hs_call_direction hs_call_status', 193),
  emails: engagement('email', 'hs_email_subject hs_email_text hs_email_direction hs_email_status', 197),
  meetings: engagement('meeting', 'hs_meeting_title hs_meeting_body hs_meeting_outcome', 199),
  notes: engagement('note', 'hs_note_body', 201),
  tasks: engagement('task', 'hs_task_subject hs_task_body hs_task_status hs_task_completion_date', 203),
};

/** Several values in one text, `;` between them. */
export const MULTI_VALUED: ReadonlySet<string> = new Set(['hs_additional_emails', 'hs_merged_object_ids']);

/** The type that a path means: plural, singular and the numeric type id of contacts and deals are all accepted. */
export function objectType(segment: string): ObjectType | undefined {
  const numeric: Readonly<Record<string, ObjectType>> = { '0-1': 'contacts', '0-3': 'deals' };
  return numeric[segment] ?? OBJECT_TYPES.find((type) => type === segment || SCHEMA[type].singular === segment);
}

export type AssociatedType = keyof HubSpotWorld['associations'];

export function isAssociated(type: ObjectType): type is AssociatedType {
  return type !== 'contacts';
}
