/**
 * The register of customer fields that are settled from claims: one entry per name of `CustomerField` in the schema.
 * Policies, provenance, masks and conflicts are typed by it, so that a new field shows the compiler what is left to do.
 */

export const CUSTOMER_FIELDS = {
  displayName: { list: false, group: 'name' },
  firstName: { list: false, group: 'name' },
  lastName: { list: false, group: 'name' },
  email: { list: false },
  phone: { list: false },
  emails: { list: true },
  phones: { list: true },
  addresses: { list: true },
  defaultAddress: { list: false },
  company: { list: false, group: 'employment' },
  jobTitle: { list: false, group: 'employment' },
  locale: { list: false },
  timeZone: { list: false },
  birthDate: { list: false },
  tags: { list: true },
  consents: { list: true },
  createdAt: { list: false },
  updatedAt: { list: false },
  lifecycleStage: { list: false },
  owner: { list: false },
} as const satisfies Record<string, { list: boolean; group?: FieldGroup }>;

/** Fields of one group survive together from one record, so that half of one name never meets half of another. */
export type FieldGroup = 'name' | 'employment';
export type CustomerField = keyof typeof CUSTOMER_FIELDS;
export const CUSTOMER_FIELD_NAMES = Object.keys(CUSTOMER_FIELDS) as readonly CustomerField[];
