import type { Handed } from '../../../src/core/open-batch.ts';
import type { BulkBatch, FinalVerdict } from '../../../src/model/bulk.ts';

export interface TestPart extends Handed {
  readonly told: [number, FinalVerdict['kind']][];
}

/** A chunk whose items have these sizes in bytes; each byte tells which item it is of. */
export function part(sizes: readonly number[], object = 's3://b/k'): TestPart {
  const starts = new Uint32Array(sizes.length + 1);
  for (const [i, size] of sizes.entries()) starts[i + 1] = (starts[i] ?? 0) + size;
  const told: TestPart['told'] = [];
  return {
    object,
    version: 'v1',
    chunk: {
      body: Buffer.concat(sizes.map((size, i) => Buffer.alloc(size, i + 1))),
      starts,
      docs: sizes.length,
      read: sizes.length,
      filtered: {},
      malformed: 0,
      samples: [],
      newest: 0,
    },
    told,
    settle: (first, end, { kind }) => {
      for (let item = first; item < end; item++) told.push([item, kind]);
    },
  };
}

/** `object:from-to` of each part. */
export function shape({ parts }: BulkBatch): string[] {
  return parts.map(({ object, from, to }) => `${object}:${from}-${to}`);
}
