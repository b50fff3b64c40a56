/** What an audit finds out about an object. */
export type Judgement = 'complete' | 'short' | 'missing' | 'surplus' | 'expired';

/** Counted in an object, and in the indices. */
export interface Counts {
  /** Lines that become documents. */
  readonly documents: number;
  /** Of these, what belongs into indices that are gone or closed. */
  readonly expired: number;
  /** Documents in the indices that carry the object's path. */
  readonly counted: number;
}

/** By numbers alone. They may differ with nothing lost: two objects may share lines, or one have a line twice (R33). */
export function judgeCounts({ documents, expired, counted }: Counts): 'complete' | 'expired' | 'differs' {
  if (counted === documents) return 'complete';
  return counted === documents - expired ? 'expired' : 'differs';
}

/** By numbers, where documents have no ids to look for. */
export function judgeWithoutIds({ documents, expired, counted }: Counts): {
  readonly kind: Judgement;
  readonly missing: number;
  readonly surplus: number;
} {
  const due = documents - expired;
  const missing = Math.max(0, due - counted);
  const surplus = Math.max(0, counted - documents);
  return { kind: kindOf({ documents, missing, surplus, expired, there: counted }), missing, surplus };
}

/** What became of the documents of an object, each looked for by its id. The last four add up to all of them. */
export interface Looked {
  /** Of those found, with the path of this object. */
  readonly own: number;
  /** Of those found, with the path of another object that has the same line. */
  readonly shared: number;
  readonly found: number;
  readonly rejected: number;
  readonly expired: number;
  readonly missing: number;
}

/** `counted`: documents with the object's path; undefined when nobody counted. */
export function judgeLooked(
  { own, found, rejected, expired, missing }: Looked,
  counted: number | undefined,
): { readonly kind: Judgement; readonly surplus: number } {
  // What expired since it was counted is no surplus.
  const surplus = counted === undefined ? 0 : Math.max(0, counted - own - expired);
  const documents = found + rejected + expired + missing;
  return { kind: kindOf({ documents, missing, surplus, expired, there: found + rejected }), surplus };
}

function kindOf({
  documents,
  missing,
  surplus,
  expired,
  there,
}: Readonly<Record<'documents' | 'missing' | 'surplus' | 'expired' | 'there', number>>): Judgement {
  if (missing > 0) return there === 0 && missing <= documents ? 'missing' : 'short';
  if (surplus > 0) return 'surplus';
  return expired > 0 ? 'expired' : 'complete';
}
