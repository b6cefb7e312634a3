/** Sums of money, exact: amounts are decimal strings from the sources and never pass through a float. */
import Big from 'big.js';
import type { Money } from './source-record';

/** Adds up per currency; sorted by currency code. Amounts that are no decimal numbers are left out. */
export function totalsByCurrency(amounts: Iterable<Money>): Money[] {
  const totals = new Map<string, Big>();
  for (const { amount, currencyCode } of amounts) {
    if (!/^-?\d{1,30}(\.\d{1,10})?$/.test(amount)) continue;
    totals.set(currencyCode, (totals.get(currencyCode) ?? new Big(0)).plus(amount));
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currencyCode, total]) => ({ amount: decimalText(total), currencyCode }));
}

/** At least two decimals, more where the amount has them. */
function decimalText(value: Big): string {
  const text = value.toFixed();
  const decimals = text.split('.')[1]?.length ?? 0;
  return decimals < 2 ? value.toFixed(2) : text;
}
