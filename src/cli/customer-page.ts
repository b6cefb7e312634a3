/**
 * A customer as a terminal shows it: what is known, where each value came from and what it outdid, what is disputed, how
 * each source did. Everything that a source wrote is cleaned of control characters on its way here.
 */
import type { LookedUpCustomerFragment, LookUpCustomerQuery, ShownSourceStatusFragment } from '../generated/graphql';
import { type Colour, painter, printable } from './terminal';

type Lookup = LookUpCustomerQuery['customerByIdentifier'];
type Provenance = LookedUpCustomerFragment['provenance'][number];
type Money = { readonly amount?: unknown; readonly currencyCode?: string | null };

/** The page, line by line. */
export function lookupPage(lookup: Lookup, colours: boolean): readonly string[] {
  const paint = painter(colours);
  const heading = (title: string): string[] => ['', paint('bold', title)];
  switch (lookup.status) {
    case 'FOUND':
      return lookup.customer ? customerPage(lookup.customer, lookup.matchedBy ?? undefined, colours) : [];
    case 'AMBIGUOUS':
      return [
        paint('yellow', `Several people share this identifier (${lookup.candidates.length}):`),
        ...lookup.candidates.flatMap(({ id, displayName, emails, phones, records }) => [
          '',
          `${paint('bold', shown(displayName) || 'no name')}  ${id}`,
          `  ${[...(emails ?? []), ...(phones ?? [])].map(shown).join('  ')}`,
          `  ${records.map(ref).join('  ')}`,
        ]),
        ...heading('Sources'),
        ...sourceLines(lookup.sourceStatus, colours),
      ];
    case 'INCOMPLETE':
      return [
        paint('yellow', 'Nobody was found, but not every source could be asked.'),
        ...heading('Sources'),
        ...sourceLines(lookup.sourceStatus, colours),
      ];
    default:
      return ['Nobody has this identifier.', ...heading('Sources'), ...sourceLines(lookup.sourceStatus, colours)];
  }
}

function customerPage(
  customer: LookedUpCustomerFragment,
  matchedBy: string | undefined,
  colours: boolean,
): readonly string[] {
  const paint = painter(colours);
  const heading = (title: string): string[] => ['', paint('bold', title)];
  const provenance = new Map(customer.provenance.map((entry) => [String(entry.field), entry]));
  const fields = profileOf(customer).flatMap(([label, field, value]) =>
    value === '' ? [] : fieldLines(label, value, provenance.get(field), colours),
  );
  const merged = customer.requestedId === customer.id ? [] : [`  merged: ${customer.requestedId} is now this customer`];
  return [
    `${paint('bold', shown(customer.displayName) || 'No name')}  ${paint('cyan', customer.id)}${matchedBy ? paint('dim', `  found by ${matchedBy}`) : ''}`,
    ...merged,
    '',
    ...fields,
    ...heading('Records'),
    ...customer.records.map((record) => `  ${ref(record)}  ${state(record.state, colours)}  ${day(record.updatedAt)}`),
    ...heading(`Orders  ${orderSummary(customer)}`),
    ...(customer.orders?.edges ?? []).map(
      ({ node }) =>
        `  ${[shown(node.number), day(node.placedAt), node.status, money(node.total), node.source].filter(Boolean).join('  ')}`,
    ),
    ...heading(`Tickets  ${ticketSummary(customer)}`),
    ...(customer.tickets?.edges ?? []).map(
      ({ node }) =>
        `  ${[`#${shown(node.number)}`, day(node.createdAt), node.status, shown(node.subject), node.source].filter(Boolean).join('  ')}`,
    ),
    ...(customer.conflicts.length === 0
      ? []
      : [
          ...heading('Conflicts'),
          ...customer.conflicts.map(
            ({ field, severity }) => `  ${paint(SEVERITY[severity] ?? 'dim', severity)}  ${words(field)}`,
          ),
        ]),
    ...heading('Sources'),
    ...sourceLines(customer.sourceStatus, colours),
  ];
}

const SEVERITY: Readonly<Record<string, Colour>> = { HIGH: 'red', MEDIUM: 'yellow', LOW: 'dim' };

/** What to show, under which label, and the field of the provenance that tells where it is from. */
function profileOf(customer: LookedUpCustomerFragment): readonly (readonly [string, string, string])[] {
  const { crm, defaultAddress: at } = customer;
  const address = at && [at.line1, at.line2, at.postalCode, at.city, at.region, at.country];
  return [
    ['name', 'DISPLAY_NAME', shown(customer.displayName)],
    ['e-mail', 'EMAIL', shown(customer.email)],
    ['also', '', besides(customer.emails, customer.email)],
    ['phone', 'PHONE', shown(customer.phone)],
    ['also', '', besides(customer.phones, customer.phone)],
    ['company', 'COMPANY', shown(customer.company)],
    ['job title', 'JOB_TITLE', shown(customer.jobTitle)],
    ['address', 'DEFAULT_ADDRESS', (address || []).map(shown).filter(Boolean).join(', ')],
    ['language', 'LOCALE', shown(customer.locale)],
    ['time zone', 'TIME_ZONE', shown(customer.timeZone)],
    ['born', 'BIRTH_DATE', shown(customer.birthDate)],
    ['stage', 'LIFECYCLE_STAGE', shown(crm?.lifecycleStage)],
    ['owner', 'OWNER', shown(crm?.owner?.name ?? crm?.owner?.email)],
    ['tags', '', (customer.tags ?? []).map(shown).join(', ')],
    ['consents', '', (customer.consents ?? []).map(({ channel, state: s }) => `${channel} ${s}`).join(', ')],
    ['since', '', day(customer.createdAt)],
    ['last contact', '', day(customer.lastContactAt)],
  ];
}

const LABEL_WIDTH = 12;

function fieldLines(label: string, value: string, origin: Provenance | undefined, colours: boolean): readonly string[] {
  const paint = painter(colours);
  const lead = `  ${label.padEnd(LABEL_WIDTH)}  `;
  if (!origin) return [`${lead}${value}`];
  const clock = origin.sourceUpdatedAt ? `, ${day(origin.sourceUpdatedAt)}` : '';
  const rule = origin.pinned ? 'pinned' : words(origin.rule);
  const missing = origin.missing.length > 0 ? paint('yellow', `  (without ${origin.missing.join(', ')})`) : '';
  const same = origin.alternatives.filter((lost) => short(lost.value) === value).map((lost) => ref(lost.record));
  const others = origin.alternatives.filter((lost) => short(lost.value) !== value);
  const agreed = same.length > 0 ? `; same in ${same.join(', ')}` : '';
  return [
    `${lead}${value}  ${paint('dim', `${ref(origin.record)}, ${rule}${clock}${agreed}`)}${missing}`,
    ...others.map((lost) =>
      paint('dim', `${' '.repeat(lead.length)}lost: ${short(lost.value)}  ${ref(lost.record)}: ${shown(lost.whyLost)}`),
    ),
  ];
}

function orderSummary({ orderSummary: orders }: LookedUpCustomerFragment): string {
  if (!orders) return 'unknown';
  return [...summary(orders), ...(orders.total ?? []).map(money)].join('  ');
}

function ticketSummary({ ticketSummary: tickets }: LookedUpCustomerFragment): string {
  if (!tickets) return 'unknown';
  return [...summary(tickets), `${tickets.open ?? 'unknown'} open`].join('  ');
}

function summary(of: { count?: number | null; exact: boolean; missing: readonly string[] }): string[] {
  const count = of.count ?? 'unknown';
  if (of.exact) return [String(count)];
  return [of.missing.length > 0 ? `${count} (without ${of.missing.join(', ')})` : `at least ${count}`];
}

function sourceLines(rows: readonly ShownSourceStatusFragment[], colours: boolean): readonly string[] {
  const paint = painter(colours);
  const widest = Math.max(0, ...rows.map(({ source }) => source.length));
  return rows.map(({ source, part, state: how, ageMs, latencyMs, retryAfterMs, message }) => {
    const times = [
      typeof latencyMs === 'number' ? `${Math.round(latencyMs)} ms` : '',
      typeof ageMs === 'number' && how === 'CACHED' ? `${Math.round(ageMs)} ms old` : '',
      typeof retryAfterMs === 'number' ? `again in ${Math.ceil(retryAfterMs / 1000)} s` : '',
      shown(message),
    ].filter(Boolean);
    return `  ${source.padEnd(widest)}  ${String(part).padEnd(10)}  ${state(how, colours)}  ${paint('dim', times.join(', '))}`.trimEnd();
  });
}

const WELL = new Set(['FRESH', 'CACHED']);
const QUIET = new Set(['NOT_LINKED', 'SKIPPED', 'DISABLED', 'RECORD_GONE']);

function state(how: string, colours: boolean): string {
  const colour: Colour = WELL.has(how) ? 'green' : QUIET.has(how) ? 'dim' : 'red';
  return painter(colours)(colour, how.padEnd(12));
}

const ref = ({ source, id }: { readonly source: string; readonly id: string }): string => `${source}:${shown(id)}`;
const words = (enumValue: string): string => enumValue.toLowerCase().replaceAll('_', ' ');
const day = (at: unknown): string => (typeof at === 'string' ? shown(at).slice(0, 10) : '');
const shown = (value: unknown): string => (value === null || value === undefined ? '' : printable(String(value)));
const besides = (all: readonly string[] | null | undefined, one: string | null | undefined): string =>
  (all ?? [])
    .filter((value) => value !== one)
    .map(shown)
    .join(', ');

function money(value: Money | null | undefined): string {
  return value?.amount === null || value?.amount === undefined
    ? ''
    : `${shown(value.amount)} ${shown(value.currencyCode)}`;
}

/** A losing value: text as it is, an address or an owner by what it holds. */
function short(value: unknown): string {
  if (value !== null && typeof value === 'object') return Object.values(value).map(short).filter(Boolean).join(', ');
  return shown(value);
}
