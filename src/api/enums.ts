/** The closed sets of the schema. Each names the same values as its type in the rooms within, in capitals. */
import { registerEnumType } from 'type-graphql';
import type { Right, Role } from '../access/caller';
import { CUSTOMER_FIELD_NAMES, type CustomerField } from '../customer/fields';
import type {
  ActivityType,
  DealStatus,
  FulfillmentStatus,
  OrderStatus,
  PaymentStatus,
  TaskStatus,
  TicketPriority,
  TicketStatus,
} from '../customer/parts';
import type { ConsentChannel, ConsentState, Part, SourceKind } from '../customer/source-record';
import type { ConflictSeverity, SurvivorshipRule } from '../reconciliation/claim';
import type { IdentityEvent, Refusal } from '../view/decisions';
import type { LookupStatus, MatchedBy, SourceState } from '../view/snapshot';
import type { TIMELINE_KINDS } from './page';

/** `mostRecent` is `MOST_RECENT` in the schema. */
export function inCapitals(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

type TimelineKind = (typeof TIMELINE_KINDS)[keyof typeof TIMELINE_KINDS];
type Described<Name extends string> = Readonly<Record<Name, string>>;
type EnumObject = Readonly<Record<string, string>>;

/** An enum whose values carry their names, so that answers need no translation. */
function describedEnum<Name extends string>(name: string, description: string, values: Described<Name>): EnumObject {
  const names = Object.keys(values) as Name[];
  const object: EnumObject = Object.fromEntries(names.map((value) => [value, value]));
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }]));
  registerEnumType(object, { name, description, valuesConfig });
  return object;
}

/** An enum whose values are the names of the rooms within, in capitals. */
function capitalised(name: string, description: string, meanings: Readonly<Record<string, string>>): EnumObject {
  const values = Object.entries(meanings).map(([value, meaning]) => [inCapitals(value), meaning]);
  return describedEnum(name, description, Object.fromEntries(values));
}

export const SourceKindEnum = describedEnum<SourceKind>('SourceKind', 'What a source is for.', {
  CRM: 'Sales: who is in touch with the customer, and about what.',
  COMMERCE: 'A shop: who bought what.',
  SUPPORT: 'A help desk: who asked for help.',
  MARKETING: 'Mailings and campaigns: who may be written to.',
});

export const TimelineKindEnum = describedEnum<TimelineKind>('TimelineKind', 'What a timeline shows.', {
  ORDER: 'Something was ordered; at the time it was placed.',
  TICKET: 'Support was asked for; at the time the ticket was made.',
  DEAL: 'A sale began; at the time the deal was made.',
  ACTIVITY: 'A call, an e-mail, a meeting or a note; at the time it happened.',
  CONSENT: 'What the person last decided for a channel; at the time of it. Without a time it is not shown.',
});

export const PartEnum = describedEnum<Part>(
  'Part',
  'What can be asked of a source about a person. Each part is fetched, and can fail, on its own.',
  {
    PROFILE: 'The person record: names, addresses, identifiers.',
    ORDERS: 'What was ordered.',
    TICKETS: 'What was asked of support.',
    DEALS: 'What is being sold.',
    ACTIVITIES: 'Calls, e-mails, meetings, notes.',
    TASKS: 'What colleagues have to do.',
    CONSENTS: 'Whether the person may be contacted.',
    SEARCH: 'Finding the person’s records by identifiers or words.',
  },
);

export const SourceStateEnum = describedEnum<SourceState>(
  'SourceState',
  'How a source did for one part of an answer.',
  {
    FRESH: 'Asked for this answer.',
    CACHED: 'Answered from memory; `ageMs` says how old that is.',
    STALE_SERVED: 'The source failed, and an older answer was still allowed.',
    TIMEOUT: 'No answer by the deadline.',
    RATE_LIMITED:
      'The source asked to be left alone, or may not be asked more often; `retryAfterMs` says for how long.',
    UNAUTHORISED: 'The source refused the gateway’s credentials, or they lack a permission.',
    CIRCUIT_OPEN: 'Not asked, because it failed too often just before.',
    UNAVAILABLE: 'The source could not be reached, or answered with a failure of its own.',
    INVALID_RESPONSE: 'The source answered, and the answer could not be read.',
    SCHEMA_DRIFT: 'The source answered in another shape than its interface promises.',
    NOT_LINKED: 'The source was searched and holds no record of this customer.',
    NOT_SEARCHED: 'The source could not be searched, so it may hold a record of this customer.',
    RECORD_GONE: 'The source deleted the record, or merged it into another.',
    SKIPPED: 'Not asked: nothing that was selected needs it.',
    DISABLED: 'Switched off in the config.',
  },
);

export const CustomerFieldEnum: Readonly<Record<string, CustomerField>> = Object.fromEntries(
  CUSTOMER_FIELD_NAMES.map((name) => [inCapitals(name), name]),
);
registerEnumType(CustomerFieldEnum, {
  name: 'CustomerField',
  description: 'A field of a customer that is settled from what the sources claim.',
  valuesConfig: Object.fromEntries(
    CUSTOMER_FIELD_NAMES.map((name) => [inCapitals(name), { description: `The field \`${name}\`.` }]),
  ),
});

const RULE_MEANINGS: Readonly<Record<SurvivorshipRule | 'only', string>> = {
  mostRecent: 'The value that its source changed last, by the source’s own clock.',
  mostTrusted: 'The value of the source that the policy ranks first.',
  mostFrequent: 'The value that most records agree on.',
  mostComplete: 'The group of values of which the fewest are missing.',
  longest: 'The longest value.',
  oldest: 'The value that has stood longest.',
  verifiedFirst: 'The value that a source vouches for most strongly.',
  union: 'All values together, each once.',
  strictest: 'The value that allows least.',
  only: 'There was one claim, and nothing to decide.',
};

export const SurvivorshipRuleEnum = capitalised('SurvivorshipRule', 'The rule that chose a value.', RULE_MEANINGS);

export const ConflictSeverityEnum = describedEnum<ConflictSeverity>(
  'ConflictSeverity',
  'How much a disagreement matters.',
  {
    LOW: 'A matter of spelling or taste.',
    MEDIUM: 'One of the values is likely out of date.',
    HIGH: 'Somebody could be written to wrongly, or two people could be taken for one.',
  },
);

export const LookupStatusEnum = describedEnum<LookupStatus>('LookupStatus', 'What a look-up came to.', {
  FOUND: 'One customer.',
  NOT_FOUND: 'Every source that is able to search answered that it knows nobody.',
  AMBIGUOUS: 'Several people share the identifier. `candidates` are all of them; none is preferred.',
  INCOMPLETE: 'Nobody was found, and at least one source could not be asked. `sourceStatus` says which.',
});

export const MatchedByEnum = describedEnum<MatchedBy>('MatchedBy', 'The kind of identifier that led to the customer.', {
  ID: 'The customer’s id.',
  EMAIL: 'An e-mail address.',
  PHONE: 'A phone number.',
  RECORD: 'A record of a source.',
  ORDER: 'The number of an order.',
  TICKET: 'The number of a ticket.',
  EMAIL_HASH: 'The hash of an e-mail address.',
});

export const ConsentChannelEnum = describedEnum<ConsentChannel>(
  'ConsentChannel',
  'The channel that a consent is about.',
  {
    EMAIL: 'E-mail.',
    SMS: 'Text messages.',
    PHONE: 'Calls.',
    OTHER: 'Something else; `nativeStatus` has the source’s word.',
  },
);

export const ConsentStateEnum = describedEnum<ConsentState>('ConsentState', 'Whether the person may be written to.', {
  GRANTED: 'Agreed.',
  PENDING: 'Asked, and not yet confirmed.',
  NOT_SET: 'Never asked.',
  DENIED: 'Asked, and refused.',
  REVOKED: 'Agreed once, and taken back.',
  UNKNOWN: 'A state that Onefold does not know; `nativeStatus` has the source’s word.',
});

export const OrderStatusEnum = describedEnum<OrderStatus>('OrderStatus', 'Where an order stands.', {
  OPEN: 'Placed, and not finished.',
  COMPLETED: 'Finished.',
  CANCELLED: 'Called off.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const PaymentStatusEnum = describedEnum<PaymentStatus>('PaymentStatus', 'Whether an order is paid.', {
  PENDING: 'Not yet paid.',
  AUTHORISED: 'Approved by the payer’s bank, and not yet taken.',
  PARTIALLY_PAID: 'Paid in part.',
  PAID: 'Paid.',
  REFUNDED: 'Paid back, in part or whole.',
  VOIDED: 'The payment was called off before it was taken.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const FulfillmentStatusEnum = describedEnum<FulfillmentStatus>(
  'FulfillmentStatus',
  'Whether an order is on its way.',
  {
    UNFULFILLED: 'Nothing was sent.',
    PARTIALLY_FULFILLED: 'Sent in part.',
    FULFILLED: 'All was sent.',
    UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
  },
);

export const TicketStatusEnum = describedEnum<TicketStatus>('TicketStatus', 'Where a ticket stands.', {
  NEW: 'Nobody has looked at it.',
  OPEN: 'Waits for the support team.',
  PENDING: 'Waits for the customer.',
  ON_HOLD: 'Waits for a third party.',
  SOLVED: 'Answered; the customer may still object.',
  CLOSED: 'Finished for good.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const TicketPriorityEnum = describedEnum<TicketPriority>('TicketPriority', 'How urgent a ticket is.', {
  LOW: 'Can wait.',
  NORMAL: 'As usual.',
  HIGH: 'Before others.',
  URGENT: 'At once.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const DealStatusEnum = describedEnum<DealStatus>('DealStatus', 'Where a deal stands.', {
  OPEN: 'Being talked about.',
  WON: 'Sold.',
  LOST: 'Not sold.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const ActivityTypeEnum = describedEnum<ActivityType>('ActivityType', 'What kind of contact an activity was.', {
  CALL: 'A phone call.',
  EMAIL: 'An e-mail.',
  MEETING: 'A meeting.',
  NOTE: 'A note that a colleague wrote.',
  OTHER: 'Something else; `nativeType` has the source’s word.',
});

export const DirectionEnum = describedEnum<'INBOUND' | 'OUTBOUND'>('Direction', 'Who contacted whom.', {
  INBOUND: 'The customer wrote or called.',
  OUTBOUND: 'The company wrote or called.',
});

export const TaskStatusEnum = describedEnum<TaskStatus>('TaskStatus', 'Whether a task is done.', {
  OPEN: 'To be done.',
  COMPLETED: 'Done.',
  UNKNOWN: 'A state that Onefold does not know; the native field beside has the source’s word.',
});

export const IdentityEventTypeEnum = describedEnum<IdentityEvent['type']>(
  'IdentityEventType',
  'What happened to the links of a customer.',
  {
    CREATED: 'The customer began, with its first records.',
    LINKED: 'Records came.',
    MERGED: 'Two customers became one.',
    SPLIT: 'Records left for another customer.',
    UNDONE: 'An earlier event was taken back.',
    NEVER: 'Two customers were said to be different persons, for ever.',
    GONE: 'A source no longer has a record, or has it again.',
    ERASED: 'The person was erased.',
  },
);

/** Also what a refusal says. */
export const REFUSAL_MEANINGS: Described<Refusal> = {
  UNKNOWN_CUSTOMER: 'No customer was ever given this id.',
  CUSTOMER_ERASED: 'The customer was erased.',
  SAME_CUSTOMER: 'Both are the same customer already.',
  NEVER_LINKED: 'It was decided that they are different persons. That decision has to be undone first.',
  UNKNOWN_RECORD: 'The record is linked to nobody.',
  NOT_A_MEMBER: 'A record does not belong to this customer.',
  NOTHING_LEFT: 'Nobody would be left on one side.',
  UNKNOWN_EVENT: 'There is no such event.',
  NOT_UNDOABLE: 'An event of this kind cannot be undone.',
  ALREADY_UNDONE: 'The event was undone before.',
  LATER_DECISIONS: 'Later decisions rest on the event. They have to be undone first.',
  KEY_REUSED: 'The idempotency key came with another decision before. Take a new one.',
  STALE: 'Something was decided since the preview. Look again, then decide.',
  RECORD_NOT_FOUND: 'The source has no such record.',
  RECORD_NOT_READ: 'The source of the record could not be asked, so nothing was linked. Try again later.',
};

export const DecisionRefusalEnum = describedEnum<Refusal>(
  'DecisionRefusal',
  'Why a decision cannot be made.',
  REFUSAL_MEANINGS,
);

const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  reader: 'Looks customers up.',
  steward: 'Also decides who is who.',
  operator: 'Also runs the gateway.',
};
const RIGHT_MEANINGS: Readonly<Record<Right, string>> = {
  read: 'Read customers.',
  introspect: 'Read the schema.',
  link: 'Link records while reading.',
  steward: 'Decide who is who.',
  trace: 'See in `extensions.onefold` what an operation cost the sources.',
  operate: 'Read metrics, manage keys.',
};

export const RoleEnum = capitalised('Role', 'What an API key was given for.', ROLE_MEANINGS);
export const RightEnum = capitalised('Right', 'What a caller may do.', RIGHT_MEANINGS);
