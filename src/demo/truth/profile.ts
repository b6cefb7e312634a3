/** What the default policies make of a customer's records (`truth.ts` tells the policies). */
import { type AddressLines, fold } from '../population/normal-form';
import type { DemoProof, DemoSource, Entry, RecordName } from '../population/person';
import { comparable, SETTLED_FIELDS, type SettledField } from './comparable';

interface TrueValue {
  /** As the record has it; an address by its lines. */
  readonly value: string | AddressLines;
  readonly normal: string;
  readonly record: RecordName;
}

interface TrueConflict {
  readonly field: SettledField;
  /** Null: not prescribed. */
  readonly severity: 'LOW' | null;
  /** Distinct by normal form, the settled one first, then by normal form. */
  readonly values: readonly {
    readonly value: TrueValue['value'];
    readonly normal: string;
    readonly records: readonly RecordName[];
  }[];
}

export interface TrueProfile {
  /** Null where no record, or not the one that survives for its group, says anything. */
  readonly settled: Readonly<Record<SettledField, TrueValue | null>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly conflicts: readonly TrueConflict[];
  /** Normal forms, sorted. */
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly addresses: readonly string[];
  readonly tags: readonly string[];
  readonly consents: Readonly<Partial<Record<'EMAIL' | 'SMS', string>>>;
}

interface Claim extends TrueValue {
  readonly entry: Entry;
  readonly proof: DemoProof | null;
}

/** Sorts the claim (or record) that survives to the front. */
type Order = (a: Claim, b: Claim) => number;

const ranked = (...ranking: readonly DemoSource[]): Order => {
  const place = ({ entry }: Claim) => ranking.indexOf(entry.record.source);
  return (a, b) => place(a) - place(b);
};
const mostRecent: Order = (a, b) => Date.parse(b.entry.updatedAt) - Date.parse(a.entry.updatedAt);
const verifiedFirst: Order = (a, b) => Number(b.proof === 'VERIFIED') - Number(a.proof === 'VERIFIED');

const inTurn =
  (...orders: readonly Order[]): Order =>
  (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };

const NAME_GROUP = ['displayName', 'firstName', 'lastName'] as const satisfies readonly SettledField[];
const EMPLOYMENT_GROUP = ['company', 'jobTitle'] as const satisfies readonly SettledField[];

const byTrust = inTurn(ranked('crm', 'shop', 'support'), mostRecent);
const SINGLE: Readonly<Partial<Record<SettledField, Order>>> = {
  email: inTurn(verifiedFirst, ranked('shop', 'crm', 'support'), mostRecent),
  phone: inTurn(verifiedFirst, ranked('crm', 'shop', 'support'), mostRecent),
  locale: mostRecent,
  timeZone: mostRecent,
  defaultAddress: mostRecent,
  birthDate: byTrust,
  lifecycleStage: byTrust,
  owner: byTrust,
};

export function profileOf(entries: readonly Entry[], nickname: string | undefined): TrueProfile {
  const claims = new Map<SettledField, readonly Claim[]>(
    SETTLED_FIELDS.map((field) => [field, claimsOf(field, entries)]),
  );
  const of = (field: SettledField) => claims.get(field) ?? [];
  const winners = new Map<SettledField, Claim | undefined>();
  settleGroup(NAME_GROUP, inTurn(mostComplete(of), byTrust), of, winners);
  settleGroup(EMPLOYMENT_GROUP, inTurn(ranked('crm', 'support', 'shop'), mostRecent), of, winners);
  for (const [field, order] of Object.entries(SINGLE) as [SettledField, Order][]) {
    winners.set(field, [...of(field)].sort(order)[0]);
  }
  const settled = Object.fromEntries(
    SETTLED_FIELDS.map((field) => {
      const winner = winners.get(field);
      return [
        field,
        winner === undefined ? null : { value: winner.value, normal: winner.normal, record: winner.record },
      ];
    }),
  ) as Record<SettledField, TrueValue | null>;

  return {
    settled,
    createdAt: entries.map(({ createdAt }) => createdAt).sort()[0]!,
    updatedAt: entries
      .map(({ updatedAt }) => updatedAt)
      .sort()
      .at(-1)!,
    conflicts: SETTLED_FIELDS.flatMap((field) => conflictOf(field, of(field), settled[field], nickname)),
    emails: union(entries.flatMap(({ emails }) => emails.map(({ normal }) => normal))),
    phones: union(entries.flatMap(({ phones }) => phones.map(({ normal }) => normal))),
    addresses: union(of('defaultAddress').map(({ normal }) => normal)),
    tags: union(entries.flatMap(({ tags }) => tags.map((tag) => comparable('tags', tag)))),
    consents: consentsOf(entries),
  };
}

/** One record, the best in order, gives the whole group. */
function settleGroup(
  group: readonly SettledField[],
  order: Order,
  of: (field: SettledField) => readonly Claim[],
  winners: Map<SettledField, Claim | undefined>,
): void {
  const said = new Map<Entry, Map<SettledField, Claim>>();
  for (const field of group) {
    for (const claim of of(field)) {
      const known = said.get(claim.entry) ?? new Map<SettledField, Claim>();
      said.set(claim.entry, known.set(field, claim));
    }
  }
  const best = [...said.values()].sort((a, b) => order(anyOf(a), anyOf(b)))[0];
  for (const field of group) winners.set(field, best?.get(field));
}

/** Of first and last name; the name as a whole follows from them. */
function mostComplete(of: (field: SettledField) => readonly Claim[]): Order {
  const halves = [...of('firstName'), ...of('lastName')];
  const known = ({ entry }: Claim) => halves.filter((claim) => claim.entry === entry).length;
  return (a, b) => known(b) - known(a);
}

function anyOf(claims: ReadonlyMap<SettledField, Claim>): Claim {
  const [first] = claims.values();
  return first!;
}

function claimsOf(field: SettledField, entries: readonly Entry[]): Claim[] {
  return entries.flatMap((entry): Claim[] => {
    const said = claimOf(field, entry);
    if (said === null) return [];
    const { value, normal = comparable(field, value), proof = null } = said;
    return [{ value, normal, proof, entry, record: entry.record }];
  });
}

interface Said {
  readonly value: TrueValue['value'];
  readonly normal?: string;
  readonly proof?: DemoProof;
}

/** What one record says of one field; null for nothing. */
function claimOf(field: SettledField, entry: Entry): Said | null {
  const divided = entry.record.source !== 'support';
  const text = (value: string | null): Said | null =>
    value === null || fold(value) === '' ? null : { value: value.trim() };
  switch (field) {
    case 'displayName':
      return text([entry.given, entry.family].filter((part) => part !== null).join(' '));
    case 'firstName':
      return divided ? text(entry.given) : null;
    case 'lastName':
      return divided ? text(entry.family) : null;
    case 'email':
      return primary(entry.emails);
    case 'phone':
      return primary(entry.phones);
    case 'defaultAddress':
      return entry.address === null ? null : { value: linesOf(entry.address) };
    case 'owner':
      return text(entry.ownerId);
    default:
      return text(entry[field]);
  }
}

function linesOf(address: AddressLines): AddressLines {
  const { line1, line2, city, region, postalCode, country } = address;
  return { line1, line2, city, region, postalCode, country };
}

function primary(identifiers: Entry['emails']): Said | null {
  const first = identifiers.find((identifier) => identifier.primary && identifier.normal !== null);
  return first === undefined ? null : { value: first.raw, normal: first.normal!, proof: first.proof };
}

function conflictOf(
  field: SettledField,
  claims: readonly Claim[],
  settled: TrueValue | null,
  nickname: string | undefined,
): TrueConflict[] {
  const rivals = field === 'displayName' ? undividedBeside(settled, claims) : claims;
  const normals = union(rivals.map(({ normal }) => normal));
  if (normals.length < 2) return [];
  const first = settled === null ? [] : [settled.normal];
  const ordered = [...first, ...normals.filter((normal) => normal !== settled?.normal)];
  return [
    {
      field,
      severity: onlyByNickname(field, rivals, nickname) ? 'LOW' : null,
      values: ordered.map((normal) => {
        const holders = rivals.filter((claim) => claim.normal === normal);
        const value = normal === settled?.normal ? settled.value : holders[0]!.value;
        return { value, normal, records: holders.map(({ record }) => record) };
      }),
    },
  ];
}

/** Where first and last names are known apart, they tell the disagreement; to tell it again of both would be noise. */
function undividedBeside(settled: TrueValue | null, claims: readonly Claim[]): readonly Claim[] {
  if (settled?.record.source === 'support') return claims;
  return claims.filter(({ record }) => record === settled?.record || record.source === 'support');
}

/** All that differs is that some records use the everyday form of the given name. */
function onlyByNickname(field: SettledField, claims: readonly Claim[], nickname: string | undefined): boolean {
  if (nickname === undefined || (field !== 'firstName' && field !== 'displayName')) return false;
  const [informal, formal] = [true, false].map((wanted) => claims.filter(({ entry }) => entry.byNickname === wanted));
  const one = (texts: readonly string[]) => new Set(texts).size === 1;
  return (
    informal!.length > 0 &&
    one(formal!.map(({ entry }) => fold(entry.given ?? ''))) &&
    informal!.every(({ entry }) => fold(entry.given ?? '') === fold(nickname)) &&
    (field === 'firstName' || one(claims.map(({ entry }) => fold(entry.family ?? ''))))
  );
}

const STRICTEST = ['REVOKED', 'DENIED', 'PENDING', 'GRANTED', 'NOT_SET'] as const;

function consentsOf(entries: readonly Entry[]): TrueProfile['consents'] {
  const strictest = (states: readonly (string | null)[]) => STRICTEST.find((state) => states.includes(state));
  const email = strictest(entries.map(({ emailConsent }) => emailConsent));
  const sms = strictest(entries.map(({ smsConsent }) => smsConsent));
  return { ...(email === undefined ? {} : { EMAIL: email }), ...(sms === undefined ? {} : { SMS: sms }) };
}

function union(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort();
}
