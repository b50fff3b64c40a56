import type { Brake } from '../model/control.ts';
import type { FileRef, WorkItem } from '../model/object.ts';

/**
 * Local files as a source. There is nothing to acknowledge: how each ended is in the books.
 * Waits for the brake before each. After a stop the rest is not begun, and told to `notBegun`.
 */
export async function* fileSource(
  refs: readonly FileRef[],
  stop: AbortSignal,
  brake: Brake,
  notBegun: (ref: FileRef) => void,
): AsyncGenerator<WorkItem> {
  for (const ref of refs) {
    // Rejects on a stop alone.
    await brake.released(stop).catch(() => {});
    if (stop.aborted) notBegun(ref);
    else yield { ref, settle: async () => {} };
  }
}
