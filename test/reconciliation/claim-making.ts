/** Makes claims and records for tests of the room. */
import type { CustomerField } from '../../src/customer/fields';
import type { Proof, RecordRef, SourceRecord } from '../../src/customer/source-record';
import type { Claim } from '../../src/reconciliation/claim';
import { policiesFrom } from '../../src/reconciliation/policy';

export const NOW = Date.parse('2026-11-24T12:00:00Z');

export const SOURCES = [
  { name: 'crm', kind: 'CRM' },
  { name: 'shop', kind: 'COMMERCE' },
  { name: 'support', kind: 'SUPPORT' },
] as const;

export const POLICIES = policiesFrom({}, SOURCES);

/** `crm/1` is record 1 of the CRM. */
export function refOf(path: string): RecordRef {
  const [source = '', id = '1'] = path.split('/');
  return { source, id };
}

export function claim(
  field: CustomerField,
  path: string,
  value: unknown,
  more: { normal?: string; at?: string; proof?: Proof } = {},
): Claim {
  return {
    field,
    record: refOf(path),
    value,
    normal: more.normal ?? String(value).toLowerCase(),
    sourceUpdatedAt: more.at,
    fetchedAt: NOW,
    proof: more.proof,
  };
}

export function record(path: string, more: Partial<Omit<SourceRecord, 'ref'>> = {}): SourceRecord {
  return { ref: refOf(path), identifiers: [], issuedIds: [], attributes: {}, ...more };
}
