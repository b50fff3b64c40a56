/** Levenshtein distance: how many letters are wrong. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Letters that may be wrong in a name that is meant. */
const near = 2;

/** What was probably meant by a name that nobody knows. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((known) => ({ known, wrong: distance(known, name) }))
    .filter(({ wrong }) => wrong <= near)
    .sort((a, b) => a.wrong - b.wrong);
  return best?.known;
}
