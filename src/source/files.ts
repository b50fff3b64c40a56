import type { FileRef, WorkItem } from '../model/object.ts';

/** Local files as a source. There is nothing to acknowledge: how each ended is in the books. */
export async function* fileSource(refs: readonly FileRef[], stop: AbortSignal): AsyncGenerator<WorkItem> {
  for (const ref of refs) {
    if (stop.aborted) return;
    yield { ref, settle: async () => {} };
  }
}
