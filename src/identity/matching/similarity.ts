/** How alike two texts are. Jaro-Winkler for names, whose beginnings tell most; edits for dates, numbers and ids. */

/**
 * A set of letters as a number: a bit for each of a–z, and five for everything else. Most texts that are compared are
 * nothing alike, and sets tell so without reading them: each edit changes what two sets differ in by two at most.
 */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    letters |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 5));
  }
  return letters;
}

/** Whether texts with these letters could be within so many edits. */
export function mayBeWithin(lettersA: number, lettersB: number, limit: number): boolean {
  return bitCount(lettersA ^ lettersB) <= 2 * limit;
}

/** Whether texts of these lengths with these letters could reach a Jaro-Winkler likeness. */
export function mayBeAlike(a: string, lettersA: number, b: string, lettersB: number, least: number): boolean {
  const common = Math.min(a.length - bitCount(lettersA & ~lettersB), b.length - bitCount(lettersB & ~lettersA));
  if (common <= 0) return false;
  const jaro = (common / a.length + common / b.length + 1) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro) >= least;
}

function bitCount(set: number): number {
  let count = set - ((set >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const MAX_LENGTH = 64;
const takenA = new Uint8Array(MAX_LENGTH);
const takenB = new Uint8Array(MAX_LENGTH);

/** From 0 (nothing alike) to 1 (equal). Longer texts are read to their 64th character. Symmetric. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const lengthA = Math.min(a.length, MAX_LENGTH);
  const lengthB = Math.min(b.length, MAX_LENGTH);
  if (lengthA === 0 || lengthB === 0) return 0;
  const window = Math.max(0, (Math.max(lengthA, lengthB) >> 1) - 1);
  takenA.fill(0, 0, lengthA);
  takenB.fill(0, 0, lengthB);
  let matches = 0;
  for (let i = 0; i < lengthA; i++) {
    const code = a.charCodeAt(i);
    const end = Math.min(i + window + 1, lengthB);
    for (let j = Math.max(0, i - window); j < end; j++) {
      if (takenB[j] === 1 || b.charCodeAt(j) !== code) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let outOfOrder = 0;
  for (let i = 0, j = 0; i < lengthA; i++) {
    if (takenA[i] === 0) continue;
    while (takenB[j] === 0) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) outOfOrder++;
    j++;
  }
  const jaro = (matches / lengthA + matches / lengthB + (matches - outOfOrder / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthA && prefix < lengthB && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

const rows = [new Int32Array(MAX_LENGTH + 1), new Int32Array(MAX_LENGTH + 1), new Int32Array(MAX_LENGTH + 1)];

/**
 * Damerau-Levenshtein in its restricted form: the fewest letters put in, left out, changed, or swapped with their
 * neighbour. Counts to `limit`, and says `limit + 1` for whatever is beyond. Symmetric.
 */
export function edits(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  const lengthA = Math.min(a.length, MAX_LENGTH);
  const lengthB = Math.min(b.length, MAX_LENGTH);
  if (Math.abs(lengthA - lengthB) > limit) return limit + 1;
  let [before, last, row] = rows as [Int32Array, Int32Array, Int32Array];
  for (let j = 0; j <= lengthB; j++) last[j] = j;
  for (let i = 1; i <= lengthA; i++) {
    row[0] = i;
    let least = i;
    const code = a.charCodeAt(i - 1);
    for (let j = 1; j <= lengthB; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = last[j - 1]! + (code === other ? 0 : 1);
      cost = Math.min(cost, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && code === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    [before, last, row] = [last, row, before];
  }
  return Math.min(last[lengthB]!, limit + 1);
}
