/** What people and systems write where there is nothing to write. It is missing, never a value on which two agree. */

const FILLERS: ReadonlySet<string> = new Set(
  (
    'na n/a n.a. nan nil none null undefined unknown unbekannt inconnu desconocido test testing dummy sample example ' +
    'anonymous anonym guest customer nobody xxx xx asdf qwerty tbd tba not_provided notprovided noname missing empty'
  ).split(' '),
);
const NO_LETTER_OR_DIGIT = /^[^\p{L}\p{N}]*$/u;

/** @param text folded: lower case, trimmed. */
export function saysNothing(text: string): boolean {
  if (text.length > 16) return false;
  return FILLERS.has(text) || NO_LETTER_OR_DIGIT.test(text);
}
