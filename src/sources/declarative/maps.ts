/** The maps of a connector file: how one record of the API becomes a customer, an order, a ticket… of ours. */
import { z } from 'zod';
import { PROOFS } from '../../customer/source-record';
import { oneOf } from '../../documents/value-kinds';
import { CONDITION_WORDS, type Condition, isMisfit, parseCondition } from './condition';
import { type Kind, field as ofKind, TEXT } from './field';
import { PATH_WORDS, parsePath } from './json-path';

const word = (words: readonly string[], otherwise = 'UNKNOWN'): Kind => ({ of: 'word', words, otherwise });

const ORDER_STATUSES = ['OPEN', 'COMPLETED', 'CANCELLED', 'UNKNOWN'];
const PAYMENT_STATUSES = ['PENDING', 'AUTHORISED', 'PARTIALLY_PAID', 'PAID', 'REFUNDED', 'VOIDED', 'UNKNOWN'];
const FULFILLMENT_STATUSES = ['UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLED', 'UNKNOWN'];
const TICKET_STATUSES = ['NEW', 'OPEN', 'PENDING', 'ON_HOLD', 'SOLVED', 'CLOSED', 'UNKNOWN'];
const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'URGENT', 'UNKNOWN'];
const DEAL_STATUSES = ['OPEN', 'WON', 'LOST', 'UNKNOWN'];
const ACTIVITY_TYPES = ['CALL', 'EMAIL', 'MEETING', 'NOTE', 'OTHER'];
const TASK_STATUSES = ['OPEN', 'COMPLETED', 'UNKNOWN'];
const CONSENT_STATES = ['GRANTED', 'PENDING', 'NOT_SET', 'DENIED', 'REVOKED', 'UNKNOWN'];
const CONSENT_CHANNELS = ['EMAIL', 'SMS', 'PHONE', 'OTHER'] as const;

export const path = (description: string) =>
  z
    .string({ error: PATH_WORDS })
    .transform((written, context) => {
      const parsed = parsePath(written);
      if (parsed) return parsed;
      context.issues.push({ code: 'custom', input: written, message: PATH_WORDS });
      return z.NEVER;
    })
    .meta({ description });

/** A test of a record or an answer. */
export const condition = (description: string) =>
  z
    .unknown()
    .transform((written, context): Condition => {
      const isKeys = typeof written === 'object' && written !== null && !Array.isArray(written);
      const parsed = isKeys ? parseCondition(written) : { at: [], expected: CONDITION_WORDS };
      if (!isMisfit(parsed)) return parsed;
      const { at, expected, received } = parsed;
      const params = received === undefined ? undefined : { received };
      context.issues.push({ code: 'custom', path: [...at], input: written, message: expected, params });
      return z.NEVER;
    })
    .meta({ description, allOf: [{ $ref: '#/definitions/condition' }] });

/** What JSON Schema calls `#/definitions/condition`. */
export function conditionSchema() {
  return {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Where to look.' },
      equals: { description: 'The value is this.' },
      in: { type: 'array', description: 'The value is one of these.' },
      contains: { type: 'string', description: 'The value is text with this in it.' },
      exists: { type: 'boolean', description: 'There is a value, or there is none.' },
    },
    required: ['path'],
    additionalProperties: false,
  };
}

const field = (kind: Kind, description: string) => ofKind(kind, description).optional();
const texts = (description: string) => field(TEXT, description);
const time = (description: string) => field({ of: 'time' }, description);
const id = (description: string) => ofKind(TEXT, description);

/** One or several: a list of one is written without its brackets. */
function some<T extends z.ZodType>(one: T, description: string) {
  const error = 'keys with values below it, or a list of them';
  return z
    .preprocess(
      (written) => (written === undefined || Array.isArray(written) ? written : [written]),
      z.array(one, { error }).min(1, { error }),
    )
    .optional()
    .meta({ description, orOne: true });
}

const money = (description: string) =>
  z
    .strictObject({
      amount: ofKind({ of: 'decimal' }, 'The amount in major units; see minorUnits for APIs that count cents.'),
      currency: ofKind({ of: 'currency' }, 'ISO 4217; { constant: EUR } where the API does not say.'),
    })
    .optional()
    .describe(description);

/** Text alone is a path. */
const identifiers = (what: string) =>
  some(
    z
      .preprocess(
        (written) => (typeof written === 'string' ? { value: written } : written),
        z.strictObject({
          in: path('A list inside the record; the other paths are then inside each member.').optional(),
          value: ofKind({ of: 'texts' }, `The ${what}, or several.`),
          proof: oneOf(PROOFS.filter((proof) => proof !== 'STEWARD'))
            .prefault('ASSERTED')
            .describe('How well the API vouches for it: ASSERTED somebody typed it, OBSERVED it was used, VERIFIED.'),
          verified: condition('Where this holds, the proof is VERIFIED.').optional(),
          primary: condition(
            'Where this holds, it is the one to use first. Default: the first of the record.',
          ).optional(),
        }),
      )
      .meta({ orPath: true }),
    `Each ${what} of a customer.`,
  );

const place = {
  line1: texts('Street and number.'),
  line2: texts('Second line.'),
  city: texts('City.'),
  region: texts('State, province, county.'),
  postalCode: texts('Postal code.'),
  country: texts('Country; ISO 3166-1 alpha-2 where the API has it.'),
};

const customer = () =>
  z.strictObject(
    {
      id: id('The record’s id, by which it is asked for.'),
      createdAt: time('When the record was made.'),
      updatedAt: time('When it last changed.'),
      displayName: texts('The whole name.'),
      firstName: texts('First name.'),
      lastName: texts('Last name.'),
      company: texts('Company.'),
      jobTitle: texts('Position there.'),
      locale: texts('Language, for instance de-AT.'),
      timeZone: texts('Time zone, for instance Europe/Vienna.'),
      birthDate: field({ of: 'day' }, 'Date of birth.'),
      tags: field({ of: 'texts' }, 'Tags.'),
      lifecycleStage: texts('Where the person stands in the sales process.'),
      emails: identifiers('e-mail address'),
      phones: identifiers('phone number'),
      addresses: some(
        z.strictObject({
          in: path('A list inside the record; the other paths are then inside each member.').optional(),
          ...place,
          default: condition('Where this holds, it is the default address.').optional(),
        }),
        'Postal addresses.',
      ),
      defaultAddress: z.strictObject(place).optional().describe('The address to use first.'),
      consents: some(
        z.strictObject({
          in: path('A list inside the record; the other paths are then inside each member.').optional(),
          channel: oneOf(CONSENT_CHANNELS).describe('What the consent is for.'),
          state: ofKind(word(CONSENT_STATES), 'What the person said; an enum leads to our words.'),
          updatedAt: time('When they said it.'),
        }),
        'What the person agreed to.',
      ),
      owner: z
        .strictObject({ id: id('Id.'), name: texts('Name.'), email: texts('E-mail address.') })
        .optional()
        .describe('Who looks after the customer.'),
      orderTotals: z
        .strictObject({
          count: ofKind({ of: 'count' }, 'How many orders.'),
          total: money('What they come to.'),
          lastPlacedAt: time('When the last one was placed.'),
        })
        .optional()
        .describe('Totals that the API keeps itself.'),
      issuedId: texts('The id of a record in another source; whose, says issuedIds in onefold.yml.'),
    },
    { error: 'the fields of a customer' },
  );

const item = {
  id: id('The item’s id.'),
  customer: texts('The id of the customer’s record. Needed wherever an answer holds items of several.'),
  at: ofKind({ of: 'time' }, 'The time by which the list is ordered: placed, created.'),
  updatedAt: time('When it last changed.'),
};

const status = (words: readonly string[], description: string) =>
  field(word(words), `${description}: ${words.join(', ')}. The API’s own word is kept beside it.`);

const ITEM_MAPS = {
  orders: z.strictObject({
    ...item,
    number: texts('What the customer sees.'),
    status: status(ORDER_STATUSES, 'How it stands'),
    paymentStatus: status(PAYMENT_STATUSES, 'Whether it is paid'),
    fulfillmentStatus: status(FULFILLMENT_STATUSES, 'Whether it was sent'),
    total: money('What it costs.'),
    cancelledAt: time('When it was cancelled.'),
    lines: z
      .strictObject({
        in: path('The list of lines inside the order.'),
        title: texts('What was bought.'),
        sku: texts('Article number.'),
        quantity: field({ of: 'count' }, 'How many.'),
        unitPrice: money('Price of one.'),
      })
      .optional()
      .describe('What was bought.'),
  }),
  tickets: z.strictObject({
    ...item,
    number: texts('What the customer sees.'),
    subject: texts('Subject.'),
    status: status(TICKET_STATUSES, 'How it stands'),
    priority: status(PRIORITIES, 'How urgent it is'),
    type: texts('Kind of question.'),
    channel: texts('How it came in.'),
    tags: field({ of: 'texts' }, 'Tags.'),
  }),
  deals: z.strictObject({
    ...item,
    name: texts('Name.'),
    status: status(DEAL_STATUSES, 'How it stands'),
    pipeline: texts('Pipeline.'),
    amount: money('What it is worth.'),
    closeAt: time('When it is expected to close.'),
  }),
  activities: z.strictObject({
    ...item,
    type: field(word(ACTIVITY_TYPES, 'OTHER'), `What it was: ${ACTIVITY_TYPES.join(', ')}.`),
    subject: texts('Subject.'),
    direction: field(word(['INBOUND', 'OUTBOUND'], ''), 'INBOUND or OUTBOUND.'),
  }),
  tasks: z.strictObject({
    ...item,
    subject: texts('Subject.'),
    status: status(TASK_STATUSES, 'How it stands'),
    dueAt: time('When it is due.'),
  }),
};

export const maps = () =>
  z
    .strictObject(
      {
        customer: customer().describe('A person-like record.'),
        order: ITEM_MAPS.orders.optional().describe('An order.'),
        ticket: ITEM_MAPS.tickets.optional().describe('A ticket.'),
        deal: ITEM_MAPS.deals.optional().describe('A deal.'),
        activity: ITEM_MAPS.activities.optional().describe('A call, e-mail, meeting, note.'),
        task: ITEM_MAPS.tasks.optional().describe('A task.'),
      },
      { error: 'the maps: customer, and order, ticket, deal, activity, task where there are such' },
    )
    .describe('How records of the API become ours.');

export type Maps = z.output<ReturnType<typeof maps>>;
export type CustomerMap = Maps['customer'];
