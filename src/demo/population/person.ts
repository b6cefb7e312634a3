/** The generator's words: a person as they are, and what each system was told of them. */
import type { CountryName, Home } from './places';

export const SOURCES = ['crm', 'shop', 'support'] as const;
/** HubSpot, Shopify and Zendesk, by the names the demo config gives them. */
export type DemoSource = (typeof SOURCES)[number];

export type DemoProof = 'ASSERTED' | 'OBSERVED' | 'VERIFIED';

export interface RecordName {
  readonly source: DemoSource;
  /** In the vendor's form: HubSpot `"5120…"`, Shopify `"gid://shopify/Customer/7…"`, Zendesk `"2190…"`. */
  readonly id: string;
}

/** An e-mail address or a phone number in one system. */
export interface ToldIdentifier {
  readonly raw: string;
  /** Null where what was written is no address or number. */
  readonly normal: string | null;
  readonly proof: DemoProof;
  readonly primary: boolean;
}

export interface ToldPhone extends ToldIdentifier {
  /** Whether the vendor's own digit search finds it. */
  readonly searchable: boolean;
}

interface ToldAddress {
  readonly line1: string | null;
  readonly line2: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** As written: a code or an English name. */
  readonly country: string | null;
  /** What is meant. */
  readonly countryCode: CountryName;
}

/** One record: everything one system was told about a person, as it was written down. */
export interface Entry {
  readonly record: RecordName;
  readonly person: string;
  readonly given: string | null;
  readonly family: string | null;
  /** `given` is the everyday form of the person's name. */
  readonly byNickname: boolean;
  readonly emails: readonly ToldIdentifier[];
  readonly phones: readonly ToldPhone[];
  readonly company: string | null;
  readonly jobTitle: string | null;
  readonly locale: string | null;
  /** IANA name. */
  readonly timeZone: string | null;
  /** `YYYY-MM-DD` */
  readonly birthDate: string | null;
  readonly address: ToldAddress | null;
  readonly lifecycleStage: string | null;
  readonly ownerId: string | null;
  readonly tags: readonly string[];
  /** The record in the shop whose id this record carries. */
  readonly issuedBy: RecordName | null;
  readonly emailConsent: 'GRANTED' | 'REVOKED' | 'NOT_SET' | 'PENDING' | null;
  readonly smsConsent: 'GRANTED' | 'REVOKED' | 'NOT_SET' | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** How much there is to tell of them in this system: a scale for orders, tickets, deals, activities. */
  readonly volume: Volume;
}

/** `few`: as most people. `many`: some dozens. `hundreds`: 420 orders. */
export type Volume = 'few' | 'many' | 'hundreds';

export const STORIES = [
  'plain',
  'namesake',
  'fatherAndSon',
  'suffixes',
  'couple',
  'coupleWithNameless',
  'office',
  'sharedStudio',
  'twoCrmByIdentities',
  'twoCrmByAdditional',
  'unverified',
  'unverifiedButIssued',
  'claimsAnothers',
  'issuedToSupport',
  'issuedToCrm',
  'phoneOnly',
  'gmail',
  'plusKept',
  'plusFolded',
  'secondAddress',
  'nickname',
  'married',
  'swapped',
  'mistyped',
  'initial',
  'nameless',
  'idn',
  'kanji',
  'noEmail',
  'hundredsOfOrders',
  'dozens',
] as const;
/** Why a person is in the population; what each story is for is told in `stories.ts`. */
export type Story = (typeof STORIES)[number];

export interface Person {
  /** `person-0001`; used in the ground truth only. */
  readonly key: string;
  readonly story: Story;
  readonly given: string;
  readonly family: string;
  readonly nickname?: string;
  readonly country: CountryName;
  readonly home: Home;
  readonly company: string | null;
  readonly jobTitle: string | null;
  readonly birthDate: string;
  readonly firstSeen: string;
  /** People of one household or office. */
  readonly circle?: string;
  readonly entries: Entry[];
}
