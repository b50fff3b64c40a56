import type { BulkBatch, BulkPart } from '../model/bulk.ts';

/** Bytes of the items [from, to) of a part. */
export function partBytes(part: BulkPart): number {
  return at(part.chunk.starts, part.to) - at(part.chunk.starts, part.from);
}

/**
 * Takes one bulk request's worth from the front of `queue`, and leaves the rest there.
 * At least one item is taken, however large: a single document over the limit is the cluster's to judge.
 */
export function cutBatch(queue: BulkPart[], maxBytes: number, maxDocs: number): BulkBatch {
  const parts: BulkPart[] = [];
  let bytes = 0;
  let docs = 0;
  while (queue.length > 0) {
    const part = queue[0] as BulkPart;
    const to = lastThatFits(part, maxBytes - bytes, maxDocs - docs, parts.length === 0);
    if (to === part.from) break;
    const taken = to === part.to ? part : { ...part, to, settle: part.settle };
    parts.push(taken);
    bytes += partBytes(taken);
    docs += to - part.from;
    if (to < part.to) {
      queue[0] = { ...part, from: to };
      break;
    }
    queue.shift();
  }
  return { parts, bytes, docs };
}

function lastThatFits(part: BulkPart, room: number, docs: number, force: boolean): number {
  const { starts } = part.chunk;
  const base = at(starts, part.from);
  let low = part.from;
  let high = Math.min(part.to, part.from + docs);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (at(starts, middle) - base <= room) low = middle;
    else high = middle - 1;
  }
  return low === part.from && force ? part.from + 1 : low;
}

function at(starts: Uint32Array, i: number): number {
  return starts[i] as number;
}
