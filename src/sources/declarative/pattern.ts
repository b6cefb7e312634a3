/** Patterns of a connector file, matched in time linear in the text (RE2): a pattern must not be able to stop a gateway. */
import { RE2JS } from 're2js';

export interface Pattern {
  readonly text: string;
  /** Whether the whole of a text fits. */
  fits(text: string): boolean;
}

const MAX_LENGTH = 200;

/** Undefined: no pattern that RE2 knows; look-around and back-references are none. */
export function parsePattern(text: string): Pattern | undefined {
  if (text === '' || text.length > MAX_LENGTH) return undefined;
  try {
    const compiled = RE2JS.compile(text);
    return { text, fits: (value) => compiled.matches(value) };
  } catch {
    return undefined;
  }
}
