/** Times in the forms in which APIs write them, as RFC 3339 in UTC with milliseconds. */

/** `2026-01-31`, or with a time; without an offset the form's own holds. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
/** Year 1 to 9999: what `toISOString` writes so that texts compare. */
const EARLIEST = new Date('0001-01-01T00:00:00Z').getTime();
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

type Part = 'YYYY' | 'MM' | 'M' | 'DD' | 'D' | 'HH' | 'mm' | 'ss' | 'SSS';
const DIGITS: Readonly<Record<Part, readonly [least: number, most: number]>> = {
  YYYY: [4, 4],
  MM: [2, 2],
  M: [1, 2],
  DD: [2, 2],
  D: [1, 2],
  HH: [2, 2],
  mm: [2, 2],
  ss: [2, 2],
  SSS: [3, 3],
};

export type DateForm =
  | { readonly kind: 'iso'; readonly offsetMs: number }
  | { readonly kind: 'unix'; readonly unitMs: number }
  | {
      readonly kind: 'written';
      readonly parts: readonly (Part | { readonly literal: string })[];
      readonly offsetMs: number;
    };

export const DATE_WORDS = 'iso, unix, unixMs, or a form made of YYYY MM DD HH mm ss such as DD.MM.YYYY HH:mm';
export const OFFSET_WORDS = "an offset from UTC such as '+01:00'";

/** Undefined: no form. @param offset of what is written without one. */
export function parseDateForm(form: string, offset = '+00:00'): DateForm | undefined {
  const offsetMs = parseOffset(offset);
  if (offsetMs === undefined) return undefined;
  if (form === 'iso') return { kind: 'iso', offsetMs };
  if (form === 'unix') return { kind: 'unix', unitMs: 1000 };
  if (form === 'unixMs') return { kind: 'unix', unitMs: 1 };
  if (form.length > 40) return undefined;
  const parts = [...form.matchAll(/YYYY|MM?|DD?|HH|mm|ss|SSS|[^A-Za-z]+|T/g)].map(([text]) =>
    Object.hasOwn(DIGITS, text) ? (text as Part) : { literal: text },
  );
  const whole = parts.map((part) => (typeof part === 'string' ? part : part.literal)).join('') === form;
  const has = (...names: Part[]): boolean => parts.some((part) => names.includes(part as Part));
  const names = parts.filter((part) => typeof part === 'string').map((part) => part[0]! + (part === 'mm' ? 'in' : ''));
  const once = new Set(names).size === names.length;
  return whole && once && has('YYYY') && has('MM', 'M') && has('DD', 'D')
    ? { kind: 'written', parts, offsetMs }
    : undefined;
}

export function parseOffset(written: string): number | undefined {
  if (/^z$/i.test(written)) return 0;
  const [, sign, hours, minutes] = OFFSET.exec(written) ?? [];
  if (hours === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Undefined: not a time in this form. */
export function readDate(value: unknown, form: DateForm): string | undefined {
  switch (form.kind) {
    case 'unix': {
      const number = typeof value === 'string' && /^-?\d{1,16}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value;
      return typeof number === 'number' ? written(number * form.unitMs) : undefined;
    }
    case 'iso': {
      const match = typeof value === 'string' && value.length <= 64 ? ISO.exec(value.trim()) : null;
      if (!match) return undefined;
      const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = match;
      const ms = Math.floor(Number(`0.${fraction}`) * 1000);
      const offsetMs = offset === undefined ? form.offsetMs : parseOffset(offset);
      if (offsetMs === undefined) return undefined;
      return moment([year!, month!, day!, hour, minute, second].map(Number), ms, offsetMs);
    }
    case 'written':
      return typeof value === 'string' && value.length <= 64 ? readWritten(value.trim(), form) : undefined;
  }
}

function readWritten(text: string, form: Extract<DateForm, { kind: 'written' }>): string | undefined {
  const found: Partial<Record<string, number>> = {};
  let at = 0;
  for (const part of form.parts) {
    if (typeof part !== 'string') {
      if (!text.startsWith(part.literal, at)) return undefined;
      at += part.literal.length;
      continue;
    }
    const [least, most] = DIGITS[part];
    let end = at;
    while (end < text.length && end - at < most && /\d/.test(text[end]!)) end += 1;
    if (end - at < least) return undefined;
    found[part === 'M' ? 'MM' : part === 'D' ? 'DD' : part] = Number(text.slice(at, end));
    at = end;
  }
  if (at !== text.length) return undefined;
  const { YYYY = 0, MM = 0, DD = 0, HH = 0, mm = 0, ss = 0, SSS = 0 } = found;
  return moment([YYYY, MM, DD, HH, mm, ss], SSS, form.offsetMs);
}

/** Undefined where the calendar has no such moment: 31 February is a misread date, not 3 March. */
function moment(parts: readonly number[], ms: number, offsetMs: number): string | undefined {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return written(date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offsetMs);
}

function written(ms: number): string | undefined {
  const whole = Math.trunc(ms);
  return whole >= EARLIEST && whole <= LATEST ? new Date(whole).toISOString() : undefined;
}
