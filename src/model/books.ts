/**
 * The books of an object or of a run, in lines. They balance:
 * read = indexed + duplicate + sum(filtered) + rejected + malformed.
 * Header and blank lines are not "read" (R5).
 */
export interface Books {
  readonly read: number;
  /** Documents that this attempt created. */
  readonly indexed: number;
  /** Documents that were there already (409 on `create`). */
  readonly duplicate: number;
  /** Lines left out on purpose, by kind: `{ NODATA: 3, SKIPDATA: 1 }`. */
  readonly filtered: Readonly<Record<string, number>>;
  /** Documents that the cluster refused for good. */
  readonly rejected: number;
  /** Lines that are not what the pipeline expects. */
  readonly malformed: number;
}

export function emptyBooks(): Books {
  return { read: 0, indexed: 0, duplicate: 0, filtered: {}, rejected: 0, malformed: 0 };
}

export function addBooks(a: Books, b: Books): Books {
  return {
    read: a.read + b.read,
    indexed: a.indexed + b.indexed,
    duplicate: a.duplicate + b.duplicate,
    filtered: addCounts(a.filtered, b.filtered),
    rejected: a.rejected + b.rejected,
    malformed: a.malformed + b.malformed,
  };
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [kind, count] of Object.entries(b)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

export function filteredTotal(books: Books): number {
  return Object.values(books.filtered).reduce((sum, count) => sum + count, 0);
}

export function booksBalance(books: Books): boolean {
  return (
    books.read === books.indexed + books.duplicate + filteredTotal(books) + books.rejected + books.malformed
  );
}
