/** Answers of a source that are not quite what it promised: turned over, with a member odd or missing. Pure. */

const MISSING = Symbol('missing');
/** What may stand where something else was promised. */
export const ODD_VALUES: readonly unknown[] = [MISSING, null, '', 'odd', -1, true, [], [null], {}, { id: null }];

/** With every list turned over, wherever it stands. */
export function reversed(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(reversed).reverse();
  if (!isPlain(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, reversed(value)]));
}

export function memberNames(body: unknown, names = new Set<string>()): Set<string> {
  if (Array.isArray(body)) for (const item of body) memberNames(item, names);
  else if (isPlain(body)) {
    for (const [name, value] of Object.entries(body)) {
      names.add(name);
      memberNames(value, names);
    }
  }
  return names;
}

/** The body with every member of that name replaced, or taken away. */
export function withMember(body: unknown, name: string, odd: unknown): unknown {
  if (Array.isArray(body)) return body.map((item) => withMember(item, name, odd));
  if (!isPlain(body)) return body;
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      if (key !== name) return [[key, withMember(value, name, odd)]];
      return odd === MISSING ? [] : [[key, odd]];
    }),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
