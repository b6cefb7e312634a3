/** Disagreements worth a person's look: where, how grave, and who says what. */
import type { CustomerField } from '../customer/fields';
import { weakEmail } from '../customer/normal-forms/email';
import { givenNameRelation, namesContradict } from '../customer/normal-forms/name';
import { meetsFloor, type RecordRef } from '../customer/source-record';
import type { Claim, Conflict, ConflictSeverity } from './claim';

type Severity = (a: Claim, b: Claim) => ConflictSeverity;

const always =
  (severity: ConflictSeverity): Severity =>
  () =>
    severity;

/** How grave it is that two claims differ. Null: this field never conflicts. */
const SEVERITIES: Readonly<Record<CustomerField, Severity | null>> = {
  displayName: (a, b) =>
    namesContradict({ displayName: String(a.value) }, { displayName: String(b.value) }) ? 'MEDIUM' : 'LOW',
  firstName: (a, b) => (givenNameRelation(a.normal, b.normal) === 'UNRELATED' ? 'MEDIUM' : 'LOW'),
  lastName: always('MEDIUM'),
  // Two verified mailboxes are two that somebody reads: an old one, or another person's.
  email: (a, b) => {
    if (isVerified(a) && isVerified(b)) return 'HIGH';
    return weakEmail(a.normal) === weakEmail(b.normal) ? 'LOW' : 'MEDIUM';
  },
  phone: always('MEDIUM'),
  emails: null,
  phones: null,
  addresses: null,
  defaultAddress: always('MEDIUM'),
  company: always('MEDIUM'),
  jobTitle: always('LOW'),
  locale: always('LOW'),
  timeZone: always('LOW'),
  birthDate: always('HIGH'),
  tags: null,
  consents: null,
  // Every source has known the person since some day of its own.
  createdAt: null,
  updatedAt: null,
  lifecycleStage: always('LOW'),
  owner: always('LOW'),
};

const ORDER: readonly ConflictSeverity[] = ['LOW', 'MEDIUM', 'HIGH'];

/**
 * The conflict about one field, or undefined where all agree by normal form.
 *
 * @param claims those that may disagree, the settled one among them, best-ranked first; the answer keeps the order
 * @param settled the one that was chosen; its value stands first. None where the record that survives for a group says
 *   nothing of this field, and others disagree
 */
export function conflictOf(
  field: CustomerField,
  claims: readonly Claim[],
  settled: Claim | undefined,
): Conflict | undefined {
  const severityOf = SEVERITIES[field];
  if (severityOf === null) return undefined;

  const values = new Map<string, { claim: Claim; records: RecordRef[] }>();
  if (settled !== undefined) values.set(settled.normal, { claim: settled, records: [] });
  for (const claim of claims) {
    const known = values.get(claim.normal);
    if (known === undefined) values.set(claim.normal, { claim, records: [claim.record] });
    else known.records.push(claim.record);
  }
  if (values.size < 2) return undefined;

  // Claims, not values: one of several records that agree may be the one that has verified it.
  let worst = 0;
  for (const [position, a] of claims.entries()) {
    for (const b of claims.slice(position + 1)) {
      if (a.normal !== b.normal) worst = Math.max(worst, ORDER.indexOf(severityOf(a, b)));
    }
  }
  return {
    field,
    severity: ORDER[worst]!,
    values: [...values.values()].map(({ claim, records }) => ({ value: claim.value, records })),
  };
}

function isVerified({ proof }: Claim): boolean {
  return proof !== undefined && meetsFloor(proof, 'VERIFIED');
}
