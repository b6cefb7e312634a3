/** Any number of persons with three records each: any two views of two records join all three. */
import type { SourceRecord } from '../../src/customer/source-record';
import { record } from '../identity/records';

export function personOf(i: number): readonly SourceRecord[] {
  return [
    record({ ref: `crm:${i}`, emails: [`ab${i}@example.com`, `ac${i}@example.com VERIFIED`] }),
    record({ ref: `shop:${i}`, emails: [`ab${i}@example.com`, `bc${i}@example.com`] }),
    record({ ref: `desk:${i}`, emails: [`ac${i}@example.com`, `bc${i}@example.com VERIFIED`] }),
  ];
}
