/** When two values of a field say the same. For comparing a gateway's answer with the truth, too. */
import { type AddressLines, fold, languageOf, mailboxOf, placeOf } from '../population/normal-form';

export const SETTLED_FIELDS = [
  'displayName',
  'firstName',
  'lastName',
  'email',
  'phone',
  'company',
  'jobTitle',
  'locale',
  'timeZone',
  'birthDate',
  'defaultAddress',
  'lifecycleStage',
  'owner',
] as const;
/** Single-valued fields that can be disagreed about. `owner` is the owner's id. */
export type SettledField = (typeof SETTLED_FIELDS)[number];

/**
 * The normal form of a value as any system or gateway writes it: text, or an address by its lines. A telephone number
 * must come in E.164: what a national spelling means depends on where it was written.
 */
export function comparable(field: SettledField | 'tags', value: string | AddressLines): string {
  if (typeof value !== 'string') return placeOf(value);
  switch (field) {
    case 'email':
      return mailboxOf(value.trim());
    case 'locale':
    case 'timeZone':
      return languageOf(value);
    case 'phone':
    case 'birthDate':
    case 'owner':
      return value.trim();
    default:
      return fold(value);
  }
}
