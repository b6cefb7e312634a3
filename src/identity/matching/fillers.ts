/** What people and systems write where there is nothing to write. It is missing, never a value on which two agree. */

const FILLERS: ReadonlySet<string> = new Set(
  (
    'na nan nil none null undefined unknown unbekannt inconnu desconocido test testing dummy sample example ' +
    'anonymous anonym guest customer nobody xxx xx asdf qwerty tbd tba notprovided noname missing empty'
  ).split(' '),
);
const NOT_WORD = /[^\p{L}\p{N}]+/gu;

/** @param text folded: lower case, trimmed. */
export function saysNothing(text: string): boolean {
  if (text.length > 16) return false;
  if (FILLERS.has(text)) return true;
  const written = text.replace(NOT_WORD, '');
  return written === '' || (written !== text && FILLERS.has(written));
}
