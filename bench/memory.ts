import { consumeLargeObject } from './large-object.ts';
import { ingestLargeRecords } from './large-records.ts';
import type { PartResult, Sizes } from './results.ts';

/** One large object through S3 and the queue, and one large file of CloudTrail: the peak must not depend on their size. */
export async function measureMemory({ memoryBytes, recordsBytes }: Sizes): Promise<PartResult> {
  const flow = await consumeLargeObject(memoryBytes);
  if (flow.indexed !== flow.lines) throw new Error(`${flow.indexed} of ${flow.lines} lines arrived`);
  const trail = await ingestLargeRecords(recordsBytes);
  if (trail.indexed !== trail.events) throw new Error(`${trail.indexed} of ${trail.events} events arrived`);
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed();
  return {
    input: `one object of ${mebibytes(memoryBytes)} MiB, decompressed, and one \`{"Records":[…]}\` of ${mebibytes(recordsBytes)} MiB`,
    rows: [
      { part: 'memory', what: 'one object', seconds: flow.seconds, peakMiB: flow.peakMemory / 2 ** 20 },
      { part: 'memory', what: 'one Records', seconds: trail.seconds, peakMiB: trail.peakMemory / 2 ** 20 },
    ],
    notes: [],
  };
}
