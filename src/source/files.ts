import type { FileRef, WorkItem } from '../model/object.ts';

/**
 * Local files as a source. There is nothing to acknowledge: how each ended is in the books.
 * After a stop the rest is not begun, and told to `notBegun`.
 */
export async function* fileSource(
  refs: readonly FileRef[],
  stop: AbortSignal,
  notBegun: (ref: FileRef) => void,
): AsyncGenerator<WorkItem> {
  for (const ref of refs) {
    if (stop.aborted) notBegun(ref);
    else yield { ref, settle: async () => {} };
  }
}
