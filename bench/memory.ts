import { consumeLargeObject } from './large-object.ts';
import type { PartResult, Sizes } from './results.ts';

/** One large object through S3 and the queue: the peak must not depend on its size. */
export async function measureMemory({ memoryBytes }: Sizes): Promise<PartResult> {
  const { peakMemory, seconds, indexed, lines } = await consumeLargeObject(memoryBytes);
  if (indexed !== lines) throw new Error(`${indexed} of ${lines} lines arrived`);
  return {
    input: `one object of ${(memoryBytes / 2 ** 20).toFixed()} MiB, decompressed`,
    rows: [{ part: 'memory', what: 'one object', seconds, peakMiB: peakMemory / 2 ** 20 }],
    notes: [],
  };
}
