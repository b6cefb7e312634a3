/**
 * What comparisons and blocking keys look at: each record's values in their normal forms, as numbers in flat columns.
 * The raw values are not kept.
 */
import { type AddressParts, addressParts } from '../../customer/normal-forms/address';
import { readBirthDate } from '../../customer/normal-forms/birth-date';
import { normalEmail } from '../../customer/normal-forms/email';
import { normalName, type PersonName, parseName } from '../../customer/normal-forms/name';
import { isKnownGivenName } from '../../customer/normal-forms/nicknames';
import { normalPhone } from '../../customer/normal-forms/phone';
import { normalCompany, normalText } from '../../customer/normal-forms/text';
import { meetsFloor, PROOFS, type Proof, type RecordRef, refKey, type SourceName } from '../../customer/source-record';
import { blockedEmails, fitsAny } from '../rules/blocked-emails';
import { Column, ListColumn } from './columns';
import { saysNothing } from './fillers';
import { PairMemo } from './memo';
import type { MatchIdentifier, MatchRecord } from './record';
import type { MatchSettings } from './settings';
import { soundOf } from './sound';
import { MISSING, type TermFrequencies, Terms } from './terms';

/** The kinds of text whose frequency tells how much agreement on them is worth. */
export const TERM_KINDS = [
  'given',
  'family',
  'birth',
  'email',
  'domain',
  'phone',
  'place',
  'city',
  'postalCode',
  'company',
  'id',
] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** What comparisons would otherwise ask of the same names again and again. */
export const NAME_TRAITS = { LATIN: 1, WORDS: 2, INITIAL: 4, KNOWN_GIVEN: 8 } as const;

function traitsOf(text: string): number {
  return (
    (LATIN.test(text) ? NAME_TRAITS.LATIN : 0) |
    (text.includes(' ') ? NAME_TRAITS.WORDS : 0) |
    (text.length === 1 ? NAME_TRAITS.INITIAL : 0) |
    (isKnownGivenName(text) ? NAME_TRAITS.KNOWN_GIVEN : 0)
  );
}

const LATIN = /[a-z]/;
const GENERATIONS = ['', 'JR', 'SR', 'I', 'II', 'III', 'IV'];
const GENDERS: Readonly<Record<string, number>> = { m: 1, male: 1, f: 2, female: 2, mann: 1, frau: 2, w: 2, h: 1 };
const NOT_DIGIT = /\D/g;
const NOT_ID = /[^\p{L}\p{N}]/gu;
/** The end of a number that people give where everyone shares the beginning. */
const LOCAL_DIGITS = 7;

export class FeatureTable {
  readonly refs: RecordRef[] = [];
  /** Numbers of sources, in the order met: never compared but for equality. */
  private readonly sourceNames: string[] = [];
  readonly source = new Column();

  /** What names, streets and towns were found to be to each other. */
  readonly memos = { given: new PairMemo(), family: new PairMemo(), streets: new PairMemo(), cities: new PairMemo() };

  /** Given and family names share their numbers, so that swapped ones are seen at once. */
  readonly nameTexts = new Terms();
  readonly given = new Terms(0.01);
  readonly family = new Terms(0.003);
  readonly names = new ListColumn();
  /** Of each name: numbers in `nameTexts`. */
  readonly nameGiven = new Column();
  readonly nameFamily = new Column();
  readonly nameGeneration = new Column();
  /** Of each text of `nameTexts`: a number that texts which sound alike share. */
  readonly nameSound = new Column();
  /** Of each text of `nameTexts`: its numbers in `given` and `family`, for their frequencies. */
  readonly asGiven = new Column();
  readonly asFamily = new Column();
  readonly soundTexts = new Terms();
  /** Of each text of `nameTexts`: what `NAME_TRAITS` lists, a bit each. */
  readonly nameTraits = new Column();

  readonly births = new Terms(0.0002);
  /** `yyyymmdd`, and whether day and month could be the other way round. */
  readonly birth = new Column();
  readonly birthTerm = new Column();
  readonly birthAmbiguous = new Column();
  readonly gender = new Column();

  readonly emailTexts = new Terms(0.0001);
  readonly emails = new ListColumn();
  /** Of each e-mail: numbers in `localTexts` and `domains`. */
  readonly emailLocal = new Column();
  readonly emailDomain = new Column();
  readonly localTexts = new Terms();
  readonly domains = new Terms(0.01);

  readonly phoneTexts = new Terms(0.0001);
  readonly phones = new ListColumn();
  /** Of each phone: its last seven digits, and whether its country is known. */
  readonly phoneTail = new Column();
  readonly phoneInternational = new Column();

  readonly addresses = new ListColumn();
  /** Of each text of `streets`: a number that texts which sound alike share. */
  readonly streetSound = new Column();
  /** House and street together. */
  readonly places = new Terms(0.000001);
  readonly addressPlace = new Column();
  readonly houseTexts = new Terms();
  readonly addressHouse = new Column();
  readonly streets = new Terms();
  readonly addressStreet = new Column();
  /** Of each address: its second line, a number in `streets`. */
  readonly addressLine2 = new Column();
  readonly cities = new Terms(0.02);
  readonly addressCity = new Column();
  readonly postalCodes = new Terms(0.005);
  readonly addressPostalCode = new Column();

  readonly companies = new Terms(0.002);
  readonly company = new Column();

  /** Ids, each with its type: `PASSPORT\0A123`. */
  readonly idTexts = new Terms(1e-5);
  readonly ids = new ListColumn();
  readonly idTypes = new Terms();
  readonly idType = new Column();

  /** Of each record, in the order of its e-mails, phones and ids: how well the source vouches for it. */
  readonly emailProofs = new ListColumn();
  readonly phoneProofs = new ListColumn();
  readonly idProofs = new ListColumn();
  /** Numbers of refs: its own, and those it names as issued by others. */
  readonly refTexts = new Terms();
  readonly ownRef = new Column();
  private readonly rowOfRef = new Map<number, number>();
  readonly issued = new ListColumn();

  private readonly blockedEmail: (normal: string) => boolean;
  private readonly blockedPhone: (normal: string) => boolean;

  constructor(readonly settings: MatchSettings) {
    this.blockedEmail = blockedEmails(settings.blocked.EMAIL ?? []);
    this.blockedPhone = fitsAny(settings.blocked.PHONE ?? []);
    for (const column of [
      this.nameSound,
      this.nameTraits,
      this.asGiven,
      this.asFamily,
      this.emailLocal,
      this.emailDomain,
    ]) {
      column.push(MISSING);
    }
    for (const column of [this.streetSound, this.phoneTail, this.phoneInternational, this.idType]) column.push(MISSING);
  }

  get size(): number {
    return this.refs.length;
  }

  /** By kind, the texts whose frequencies weigh. */
  get counted(): Readonly<Record<TermKind, Terms>> {
    return {
      given: this.given,
      family: this.family,
      birth: this.births,
      email: this.emailTexts,
      domain: this.domains,
      phone: this.phoneTexts,
      place: this.places,
      city: this.cities,
      postalCode: this.postalCodes,
      company: this.companies,
      id: this.idTexts,
    };
  }

  /** From now on frequencies go by these counts. */
  freeze(frequencies: Readonly<Record<TermKind, TermFrequencies>>): void {
    for (const kind of TERM_KINDS) this.counted[kind].freeze(frequencies[kind]);
  }

  /** What more records carry than one person has is shared, and says nothing of who they are. */
  isSharedEmail(email: number): boolean {
    return this.emailTexts.count(email) > (this.settings.limits.EMAIL ?? this.settings.limit);
  }

  isSharedPhone(phone: number): boolean {
    return this.phoneTexts.count(phone) > (this.settings.limits.PHONE ?? this.settings.limit);
  }

  isSharedId(id: number): boolean {
    const type = this.idTypes.text(this.idType.at(id));
    return this.idTexts.count(id) > (this.settings.limits[type] ?? this.settings.limit);
  }

  /** The row of a record. */
  find(ref: RecordRef): number | undefined {
    const text = this.refTexts.find(refKey(ref));
    return text === undefined ? undefined : this.rowOfRef.get(text);
  }

  /** Takes a record in, and gives the row by which it is known from now on. @throws Error for a ref that it has. */
  add({ ref, fields }: MatchRecord): number {
    if (this.find(ref) !== undefined) throw new Error(`the record ${ref.id} of ${ref.source} was added before`);
    const row = this.refs.length;
    this.refs.push(ref);
    this.source.push(this.sourceNumber(ref.source));
    const own = this.refTexts.intern(refKey(ref));
    this.ownRef.push(own);
    this.rowOfRef.set(own, row);
    for (const issued of fields.issuedIds ?? []) this.issued.push(this.refTexts.intern(refKey(issued)));
    this.issued.close();
    for (const name of fields.names ?? []) this.addName(name);
    this.names.close();
    this.addBirthDate(fields.birthDate);
    this.gender.push(GENDERS[(fields.gender ?? '').trim().toLowerCase()] ?? MISSING);
    for (const address of fields.addresses ?? []) this.addAddress(addressParts(address, address.houseNumber));
    this.addresses.close();
    this.company.push(this.companies.intern(said(normalCompany(fields.company ?? ''))));
    for (const identifier of fields.identifiers ?? []) this.addIdentifier(identifier, ref.source, fields.region);
    for (const list of [this.emails, this.emailProofs, this.phones, this.phoneProofs, this.ids, this.idProofs]) {
      list.close();
    }
    return row;
  }

  /** An order of records that does not depend on when they came. */
  comesFirst(a: number, b: number): boolean {
    const [refA, refB] = [this.ownRef.at(a), this.ownRef.at(b)];
    const order = this.refTexts.hash(refA) - this.refTexts.hash(refB);
    return order === 0 ? this.refTexts.text(refA) < this.refTexts.text(refB) : order < 0;
  }

  /** Whether two say of themselves that they are two of one name: Sr and Jr, II and III. */
  differInGeneration(a: number, b: number): boolean {
    for (let i = this.names.start(a); i < this.names.end(a); i++) {
      const generation = this.nameGeneration.at(this.names.value(i));
      if (generation === MISSING) continue;
      for (let j = this.names.start(b); j < this.names.end(b); j++) {
        const other = this.nameGeneration.at(this.names.value(j));
        if (other !== MISSING && other !== generation) return true;
      }
    }
    return false;
  }

  /** Whether a record says who a person is called; one that does not may be of a company. */
  isNamed(row: number): boolean {
    return this.names.end(row) > this.names.start(row);
  }

  private sourceNumber(name: string): number {
    const known = this.sourceNames.indexOf(name);
    return known >= 0 ? known : this.sourceNames.push(name) - 1;
  }

  private addName(name: PersonName): void {
    const parsed = parseName(name);
    const given = said(parsed.given.join(' '));
    let family = said(parsed.family.join(' '));
    if (given === '' && family === '') family = said(normalName(name.displayName ?? ''));
    if (given === '' && family === '') return;
    const [givenText, familyText] = [this.nameText(given), this.nameText(family)];
    this.asGiven.set(givenText, this.given.intern(given));
    this.asFamily.set(familyText, this.family.intern(family));
    this.names.push(this.nameGiven.length);
    this.nameGiven.push(givenText);
    this.nameFamily.push(familyText);
    this.nameGeneration.push(Math.max(0, GENERATIONS.indexOf(parsed.generation ?? '')));
  }

  private nameText(text: string): number {
    const id = this.nameTexts.intern(text);
    if (id === this.nameSound.length) {
      this.nameSound.push(this.soundTexts.intern(soundOf(text)));
      this.nameTraits.push(traitsOf(text));
      this.asGiven.push(MISSING);
      this.asFamily.push(MISSING);
    }
    return id;
  }

  private addBirthDate(text: string | undefined): void {
    const reading = text === undefined || text === '' ? null : readBirthDate(text);
    if (reading === null) {
      this.birth.push(MISSING);
      this.birthTerm.push(MISSING);
      this.birthAmbiguous.push(0);
      return;
    }
    const packed = reading.year * 10_000 + reading.month * 100 + reading.day;
    this.birth.push(packed);
    this.birthTerm.push(this.births.intern(String(packed)));
    this.birthAmbiguous.push(reading.ambiguous ? 1 : 0);
  }

  private addAddress({ house, street, line2, city, postalCode }: AddressParts): void {
    const parts = [said(house), said(street), said(city), said(postalCode), said(line2)] as const;
    if (parts.every((part) => part === '')) return;
    this.addresses.push(this.addressHouse.length);
    this.addressPlace.push(this.places.intern(parts[1] === '' ? '' : `${parts[0]} ${parts[1]}`));
    this.addressHouse.push(this.houseTexts.intern(parts[0]));
    this.addressStreet.push(this.streetText(parts[1]));
    this.addressCity.push(this.cities.intern(parts[2]));
    this.addressPostalCode.push(this.postalCodes.intern(parts[3]));
    this.addressLine2.push(this.streetText(parts[4]));
  }

  private streetText(text: string): number {
    const id = this.streets.intern(text);
    if (id === this.streetSound.length) this.streetSound.push(this.soundTexts.intern(soundOf(text)));
    return id;
  }

  private addIdentifier(identifier: MatchIdentifier, source: SourceName, region: string | undefined): void {
    const { type, value } = identifier;
    if (value === '') return;
    const claimed = identifier.proof ?? 'OBSERVED';
    const most = this.settings.trust[source];
    const proof = most === undefined || meetsFloor(most, claimed) ? claimed : most;
    if (type === 'EMAIL') this.addEmail(value, proof);
    else if (type === 'PHONE') this.addPhone(value, proof, region);
    else this.addId(type, value, proof);
  }

  private addEmail(value: string, proof: Proof): void {
    // What is no address any more is still alike to what it was before somebody mistyped it.
    const text = normalEmail(value) ?? normalText(value);
    const at = text.lastIndexOf('@');
    if (saysNothing(text) || at <= 0 || this.blockedEmail(text)) return;
    if (this.emails.holds(this.emailTexts.find(text))) return;
    const id = this.emailTexts.intern(text);
    if (id === this.emailLocal.length) {
      this.emailLocal.push(this.localTexts.intern(text.slice(0, at)));
      this.emailDomain.push(MISSING);
    }
    this.emailDomain.set(id, this.domains.intern(text.slice(at + 1)));
    this.emails.push(id);
    this.emailProofs.push(PROOFS.indexOf(proof));
  }

  private addPhone(value: string, proof: Proof, region: string | undefined): void {
    const normal = normalPhone(value, region);
    const text = normal ?? value.replace(NOT_DIGIT, '');
    if (text.length < LOCAL_DIGITS || SAME_DIGIT.test(text) || this.blockedPhone(text)) return;
    if (this.phones.holds(this.phoneTexts.find(text))) return;
    const id = this.phoneTexts.intern(text);
    if (id === this.phoneTail.length) {
      this.phoneTail.push(Number(text.slice(-LOCAL_DIGITS)));
      this.phoneInternational.push(normal === null ? 0 : 1);
    }
    this.phones.push(id);
    this.phoneProofs.push(PROOFS.indexOf(proof));
  }

  private addId(type: string, value: string, proof: Proof): void {
    const text = value.normalize('NFKC').toUpperCase().replace(NOT_ID, '');
    if (text === '' || saysNothing(text.toLowerCase()) || SAME_DIGIT.test(text)) return;
    const typed = `${type}\u0000${text}`;
    if (this.ids.holds(this.idTexts.find(typed))) return;
    const id = this.idTexts.intern(typed);
    if (id === this.idType.length) this.idType.push(this.idTypes.intern(type));
    this.ids.push(id);
    this.idProofs.push(PROOFS.indexOf(proof));
  }
}

const SAME_DIGIT = /^\D*(\d)\1*$/;

function said(text: string): string {
  return saysNothing(text) ? '' : text;
}
