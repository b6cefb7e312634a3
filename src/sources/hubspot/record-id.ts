/**
 * Record ids are numbers up to 64 bits, as text. Nothing else can name a record, and one malformed id would cost all its
 * neighbours their batch (HubSpot answers 400 for the whole call), so it is not asked for: there is no such record.
 */
export function isRecordId(id: string): boolean {
  return /^\d{1,19}$/.test(id);
}
