/** What must never be found in a store, a log or a metric. */
import type { Population } from '../population/population';

/** Shorter texts occur by chance in hashes and ciphertext. */
const SHORTEST = 6;

/**
 * Every text that names or reaches a person, as the systems hold it and in normal form: family names, full names,
 * addresses, e-mail addresses, telephone numbers. Without given names and companies, which say too little and occur
 * elsewhere. Sorted, without repeats.
 */
export function personalStrings({ persons }: Population): string[] {
  const texts = persons.flatMap(({ given, family, entries }) => [
    family,
    `${given} ${family}`,
    ...entries.flatMap((entry) => [
      entry.family,
      [entry.given, entry.family].filter((part) => part !== null).join(' '),
      entry.address?.line1,
      ...[...entry.emails, ...entry.phones].flatMap(({ raw, normal }) => (normal === null ? [] : [raw, normal])),
    ]),
  ]);
  const worthSearching = texts.flatMap((text) => {
    const trimmed = text?.trim() ?? '';
    // Two bytes a letter outside ASCII: a short name in Kanji is as telling as a long one in Latin letters.
    return Buffer.byteLength(trimmed) >= SHORTEST ? [trimmed] : [];
  });
  return [...new Set(worthSearching)].sort();
}
