import type { S3Ref } from '../model/object.ts';
import { rejectsSuffix } from '../model/rejects.ts';

/** Who knows what with an object. */
export interface Sorting {
  /** Whether some pipeline knows what to do with this object. What nobody claims stays in the queue. */
  readonly claims: (ref: S3Ref) => boolean;
  /** Whether we put it there ourselves, after it was read. */
  readonly moved?: (ref: S3Ref) => boolean;
}

/** The objects that a message names, by what is to be done with them. All lists empty: the message is done. */
export interface SortedObjects {
  /** To be read. */
  readonly claimed: readonly S3Ref[];
  /** Nobody's: their message is not to be deleted. */
  readonly unclaimed: readonly S3Ref[];
  /** One of those that were moved by us, which nobody should have announced. */
  readonly again: S3Ref | undefined;
}

/** What we wrote, where the bucket tells of it, too, is neither logs nor a riddle for the dead-letter queue (R30). Pure. */
export function sortObjects(
  named: readonly S3Ref[],
  { claims, moved = () => false }: Sorting,
): SortedObjects {
  const refs = named.filter((ref) => !ref.key.endsWith(rejectsSuffix) && !moved(ref));
  return {
    claimed: refs.filter(claims),
    unclaimed: refs.filter((ref) => !claims(ref)),
    again: named.find(moved),
  };
}
