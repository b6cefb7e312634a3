/** A steward's word on a field, which outranks every source until it expires or is taken back. */
import { CUSTOMER_FIELD_NAMES, type CustomerField } from '../customer/fields';
import { type RecordRef, refKey } from '../customer/source-record';
import type { Claim, SettledValue } from './claim';
import type { Settlement } from './settle';

interface Pin {
  readonly value: unknown;
  readonly normal: string;
  /** The record whose claim the steward chose. */
  readonly record: RecordRef;
  /** ms since the epoch; absent: until it is taken back. */
  readonly expiresAt?: number;
}

export type Pins = ReadonlyMap<CustomerField, Pin>;

export function validPins(pins: Pins, now: number): Pins {
  return new Map([...pins].filter(([, { expiresAt }]) => expiresAt === undefined || expiresAt > now));
}

/**
 * The settlement with the pins in it, in the order of the register. A pinned field shows the pin, keeps what the sources
 * say beside it, and has no conflict: somebody has decided. Only the field itself is pinned, not the group it belongs to.
 */
export function withPins(
  pins: Pins,
  now: number,
  { settled, conflicts }: Settlement,
  claims: ReadonlyMap<CustomerField, readonly Claim[]>,
): Settlement {
  const shown = new Map<CustomerField, SettledValue>();
  for (const field of CUSTOMER_FIELD_NAMES) {
    const pin = pins.get(field);
    const value = pin === undefined ? settled.get(field) : pinnedValue(field, pin, claims.get(field) ?? [], now);
    if (value !== undefined) shown.set(field, value);
  }
  return { settled: shown, conflicts: conflicts.filter(({ field }) => !pins.has(field)) };
}

function pinnedValue(field: CustomerField, pin: Pin, claims: readonly Claim[], now: number): SettledValue {
  const source = claims.find(({ record }) => refKey(record) === refKey(pin.record));
  return {
    field,
    value: pin.value,
    record: pin.record,
    rule: 'only',
    sourceUpdatedAt: source?.normal === pin.normal ? source.sourceUpdatedAt : undefined,
    fetchedAt: source?.fetchedAt ?? now,
    pinned: true,
    missing: [],
    alternatives: claims.map(({ value, record, sourceUpdatedAt, normal }) => ({
      value,
      record,
      sourceUpdatedAt,
      whyLost: normal === pin.normal ? 'Says the same; a steward pinned it.' : 'A steward pinned another value.',
    })),
  };
}
