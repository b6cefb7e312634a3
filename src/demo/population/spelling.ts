/** How people write what they mean: one value, many spellings. Pure dirt; what is meant is known beforehand. */
import type { Dice } from './dice';
import { withoutMarks } from './names';
import { COUNTRIES, type CountryName, nationalGroups } from './places';

export interface SpeltPhone {
  readonly raw: string;
  /** E.164; null where what was typed is no number at all. */
  readonly normal: string | null;
  /** False where a vendor that looks at digits, and only at digits, does not find the number it belongs to. */
  readonly searchable: boolean;
}

/** As somebody types it who may take it for granted which country he is in. */
export function nationalPhone(dice: Dice, e164: string, country: CountryName): SpeltPhone {
  const { trunk } = COUNTRIES[country];
  const [first, ...others] = nationalGroups(e164, country) as [string, ...string[]];
  const head = trunk + first;
  const rest = others.join(' ');
  const [raw, searchable] = dice.weighted<readonly [string, boolean]>([
    [[`${head} ${rest}`, true], 4],
    [[`(${head}) ${others.join('-')}`, true], 3],
    [[`${head}${others.join('')}`, true], 2],
    [[[head, ...others].join('-'), true], 2],
    [[[head, ...others].join('.'), false], 2],
    [[`${head} ${rest} ext. ${e164.slice(-2)}`, false], 1],
  ]);
  return { raw, normal: e164, searchable };
}

/** With the country in front, in one of the ways in which people put it there. */
export function internationalPhone(dice: Dice, e164: string, country: CountryName): SpeltPhone {
  const { callingCode, trunk } = COUNTRIES[country];
  const groups = nationalGroups(e164, country);
  const options: (readonly [readonly [string, boolean], number])[] = [
    [[e164, true], 3],
    [[`+${callingCode} ${groups.join(' ')}`, true], 5],
    [[`+${callingCode}-${groups.join('-')}`, true], 2],
    [[`+${callingCode}.${groups.join('.')}`, false], 1],
  ];
  if (trunk === '0') {
    options.push([[`+${callingCode} (0)${groups.join(' ')}`, false], 2]);
    // Australians dial 0011 instead; to them 00 begins nothing.
    if (country !== 'AU') options.push([[`00${callingCode} ${groups.join(' ')}`, false], 2]);
  }
  const [raw, searchable] = dice.weighted(options);
  return { raw, normal: e164, searchable };
}

/** What stands in a phone field when somebody had to fill it. */
export function noPhone(dice: Dice): SpeltPhone {
  return { raw: dice.pick(['n/a', '-', 'unknown', 'ask reception']), normal: null, searchable: false };
}

/** Equal for every mail system, not for `===`. */
export function inAnotherCase(dice: Dice, address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at);
  const capitalised = local.replace(/(^|\.)\p{L}/gu, (letter) => letter.toUpperCase());
  return dice.pick([
    capitalised + domain,
    address.toUpperCase(),
    local.toUpperCase() + domain,
    capitalised + domain.toUpperCase(),
  ]);
}

/** The same Gmail mailbox in a spelling that a vendor takes for another address. `plain` has no dots and no tag. */
export function gmailVariant(dice: Dice, plain: string): string {
  const local = plain.slice(0, plain.indexOf('@'));
  const dot = dice.int(1, local.length - 1);
  const dotted = `${local.slice(0, dot)}.${local.slice(dot)}`;
  return dice.pick([
    `${dotted}@gmail.com`,
    `${local}@googlemail.com`,
    `${local}+${dice.pick(TAGS)}@gmail.com`,
    `${dotted}+${dice.pick(TAGS)}@googlemail.com`,
  ]);
}

export const TAGS = ['shop', 'news', 'orders', 'promo', 'lists'] as const;

/** Same text, differently written: never a disagreement. */
export function sameButDifferent(dice: Dice, text: string): string {
  return dice.pick([
    text.toUpperCase(),
    text.toLowerCase(),
    text.replace(' ', '  '),
    withoutMarks(text),
    ` ${text} `.trimStart(),
  ]);
}

/** Two neighbouring letters in the middle change places. Worth calling only for long names with different letters. */
export function mistyped(name: string): string {
  const letters = [...name];
  const middle = Math.floor(letters.length / 2);
  for (let at = middle; at < letters.length - 1; at++) {
    const [left, right] = [letters[at]!, letters[at + 1]!];
    if (left !== right) return [...letters.slice(0, at), right, left, ...letters.slice(at + 2)].join('');
  }
  return name;
}
