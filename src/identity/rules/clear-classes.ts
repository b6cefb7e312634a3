/**
 * Sorts people who share something into those who can be told apart and those who cannot. "Contradicts" need not be
 * transitive: a J. Smith contradicts neither John nor Jane. Whoever is compatible with two who contradict each other
 * belongs clearly to neither, and is left out. Among the rest compatibility is transitive, so they form classes.
 *
 * The answer does not depend on the order of the members.
 */
export function clearMembers<T>(members: readonly T[], contradicts: (a: T, b: T) => boolean): readonly T[] {
  const clear = new Set(members);
  for (const [i, a] of members.entries()) {
    for (const b of members.slice(i + 1)) {
      if (!contradicts(a, b)) continue;
      for (const member of clear) {
        if (member !== a && member !== b && !contradicts(member, a) && !contradicts(member, b)) clear.delete(member);
      }
    }
  }
  return [...clear];
}
