/** What one source record says of each field, with the normal forms by which claims are compared. */
import type { CustomerField } from '../customer/fields';
import { normalAddress } from '../customer/normal-forms/address';
import { normalEmail } from '../customer/normal-forms/email';
import { normalLocale } from '../customer/normal-forms/locale';
import { normalFullName, normalGivenName, normalName } from '../customer/normal-forms/name';
import { normalCompany, normalText, normalWords } from '../customer/normal-forms/text';
import {
  type Consent,
  type ConsentChannel,
  type Identifier,
  type IdentifierType,
  type Owner,
  type PostalAddress,
  type Proof,
  type SourceRecord,
} from '../customer/source-record';
import type { Claim } from './claim';

/** The type of each field's value, in claims and when settled. */
interface FieldValues {
  displayName: string;
  firstName: string;
  lastName: string;
  email: string;
  /** In E.164. */
  phone: string;
  /** As the sources write them (phones: in E.164); the primary one first, as in `phones` and `addresses`. */
  emails: readonly string[];
  phones: readonly string[];
  addresses: readonly PostalAddress[];
  defaultAddress: PostalAddress;
  company: string;
  jobTitle: string;
  locale: string;
  timeZone: string;
  birthDate: string;
  tags: readonly string[];
  consents: readonly Consent[];
  createdAt: string;
  updatedAt: string;
  lifecycleStage: string;
  owner: Owner;
}

export const CONSENT_CHANNELS = ['EMAIL', 'SMS', 'PHONE', 'OTHER'] as const satisfies readonly ConsentChannel[];

/**
 * The claims of a record, at most one per field. A field of which the record says nothing, or only white space, has no
 * claim, so that emptiness can never beat a value.
 *
 * @param fetchedAt when the gateway read the record, ms since the epoch
 */
export function claimsOf(record: SourceRecord, fetchedAt: number): Claim[] {
  const { ref, attributes: said, updatedAt } = record;
  const claims: Claim[] = [];

  const add = <F extends CustomerField>(field: F, value: FieldValues[F], normal: string, proof?: Proof): void => {
    claims.push({ field, record: ref, value, normal, sourceUpdatedAt: updatedAt, fetchedAt, proof });
  };
  const addText = <F extends TextField>(
    field: F,
    value: string | undefined,
    normalise: (text: string) => string,
  ): void => {
    if (!isText(value)) return;
    // Signs alone fold to nothing; then the writing itself is all there is to compare.
    add(field, value as FieldValues[F], normalise(value) || value.trim());
  };
  const addList = <F extends ListField, Item>(
    field: F,
    items: readonly Item[],
    normalise: (item: Item) => string,
  ): void => {
    const distinct = new Map<string, Item>();
    for (const item of items) {
      const normal = normalise(item);
      if (normal !== '' && !distinct.has(normal)) distinct.set(normal, item);
    }
    if (distinct.size === 0) return;
    add(field, [...distinct.values()] as unknown as FieldValues[F], [...distinct.keys()].join('\n'));
  };
  const addIdentifiers = (one: 'email' | 'phone', all: 'emails' | 'phones', type: IdentifierType): void => {
    const known = record.identifiers.filter((identifier) => identifier.type === type);
    const first = known.find(({ primary }) => primary) ?? known[0];
    if (first === undefined) return;
    // A national spelling means nothing away from its source; an address is best as its owner writes it.
    const shown = ({ value, normal }: Identifier): string => (type === 'PHONE' ? normal : value);
    add(one, shown(first), first.normal, first.proof);
    const distinct = new Map<string, string>();
    for (const identifier of [first, ...known]) {
      if (!distinct.has(identifier.normal)) distinct.set(identifier.normal, shown(identifier));
    }
    add(all, [...distinct.values()], [...distinct.keys()].join('\n'));
  };

  addText('displayName', isText(said.displayName) ? said.displayName : joinedName(record), normalFullName);
  addText('firstName', said.firstName, normalGivenName);
  addText('lastName', said.lastName, normalName);
  addIdentifiers('email', 'emails', 'EMAIL');
  addIdentifiers('phone', 'phones', 'PHONE');
  const { defaultAddress, addresses = [] } = said;
  const atHome = defaultAddress === undefined ? '' : normalAddress(defaultAddress);
  addList('addresses', defaultAddress === undefined ? addresses : [defaultAddress, ...addresses], (address) =>
    address === defaultAddress ? atHome : normalAddress(address),
  );
  if (defaultAddress !== undefined && atHome !== '') add('defaultAddress', defaultAddress, atHome);
  addText('company', said.company, normalCompany);
  addText('jobTitle', said.jobTitle, normalWords);
  addText('locale', said.locale, normalLocale);
  addText('timeZone', said.timeZone, normalText);
  addText('birthDate', said.birthDate, (date) => date.trim());
  if (said.tags) addList('tags', said.tags, normalText);
  if (said.consents) addList('consents', said.consents, ({ channel, state }) => `${channel} ${state}`);
  addText('createdAt', record.createdAt, instant);
  addText('updatedAt', updatedAt, instant);
  addText('lifecycleStage', said.lifecycleStage, normalText);
  if (said.owner) add('owner', said.owner, normalOwner(said.owner));
  return claims;
}

type TextField = { [F in CustomerField]: FieldValues[F] extends string ? F : never }[CustomerField];
type ListField = { [F in CustomerField]: FieldValues[F] extends readonly unknown[] ? F : never }[CustomerField];

function isText(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== '';
}

function joinedName({ attributes: { firstName, lastName } }: SourceRecord): string | undefined {
  if (isText(firstName)) return isText(lastName) ? `${firstName.trim()} ${lastName.trim()}` : firstName.trim();
  return isText(lastName) ? lastName.trim() : undefined;
}

/** `…T10:00:00Z` and `…T10:00:00.000+00:00` are one moment. */
function instant(time: string): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? time : String(at);
}

/** Two CRMs number their staff apart, but write to them at one address. */
function normalOwner({ id, name, email }: Owner): string {
  return (email === undefined ? null : normalEmail(email)) ?? (name === undefined ? id : normalName(name) || id);
}
