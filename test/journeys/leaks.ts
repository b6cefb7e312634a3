/** Searches everything that outlives a request for everything that names or reaches a person. */
import { createHash } from 'node:crypto';
import { personalStrings } from '../../src/demo/truth';
import type { Stage } from './stage';

/**
 * Personal texts of the population that stand in the store, the gateways' output or metrics, or in `more` (errors), in
 * whatever disguise. A text put there on purpose is found, or this throws.
 */
export async function personalLeaks(stage: Stage, more: readonly string[]): Promise<string[]> {
  const metrics = await Promise.all(stage.gateways.map((gateway) => gateway.metrics()));
  const stored = await stage.storedBytes();
  const written = Buffer.from([stage.output(), ...metrics, ...more].join('\n'));
  const kept = Buffer.concat([stored, written]).toString('latin1');
  if (stored.length < 1000 || !kept.includes('onefold_graphql_operation_seconds')) throw new Error('nothing to search');
  const forms = personalStrings(stage.demo.population).flatMap((text) =>
    disguises(text).map((form) => [form, text] as const),
  );
  const [planted, text] = forms[Math.floor(forms.length / 2)]!;
  if (!occurrences(`${kept} ${planted}`, forms).includes(text)) throw new Error('the search is blind');
  return occurrences(kept, forms);
}

/** Which texts occur in some form: every place of the haystack is looked up by its first bytes, once. */
function occurrences(haystack: string, forms: readonly (readonly [form: string, text: string])[]): string[] {
  const shortest = Math.min(...forms.map(([form]) => form.length));
  const byStart = new Map<string, (readonly [string, string])[]>();
  for (const entry of forms) {
    const start = entry[0].slice(0, shortest);
    byStart.set(start, [...(byStart.get(start) ?? []), entry]);
  }
  const found = new Set<string>();
  for (let i = 0; i + shortest <= haystack.length; i++) {
    const candidates = byStart.get(haystack.slice(i, i + shortest));
    for (const [form, text] of candidates ?? []) if (haystack.startsWith(form, i)) found.add(text);
  }
  return [...found];
}

/** A text as it is, lower-cased, URL-, base64- and hex-encoded, and as an unkeyed hash; each as bytes read in Latin-1. */
function disguises(text: string): string[] {
  return [...new Set([text, text.toLowerCase(), text.normalize('NFD')])].flatMap((form) => {
    const bytes = Buffer.from(form);
    const digests = ['sha256', 'sha1', 'md5'].map((algorithm) => createHash(algorithm).update(bytes).digest());
    const base64 = bytes.toString('base64').replace(/=+$/, '');
    return [
      bytes.toString('latin1'),
      encodeURIComponent(form),
      // The last characters depend on what follows, as do all of them on what precedes: this finds it where it starts.
      base64.slice(0, Math.max(8, base64.length - 2)),
      bytes.toString('hex'),
      Buffer.from(form, 'utf16le').toString('latin1'),
      ...digests.flatMap((digest) => [
        digest.toString('hex'),
        digest.toString('base64').slice(0, 20),
        digest.toString('latin1'),
      ]),
    ];
  });
}
