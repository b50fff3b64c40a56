import assert from 'node:assert/strict';
import type { BulkChunk } from '../../../../src/model/bulk.ts';

/** What a chunk says besides its body; the order of kinds counts, too. */
function said({ body: _, starts, ...rest }: BulkChunk) {
  return { ...rest, kinds: Object.keys(rest.filtered), starts: [...starts] };
}

/** Equal to the last byte, in every count, and in every order. */
export function same(plain: BulkChunk, fast: BulkChunk): boolean {
  return (
    Buffer.compare(plain.body, fast.body) === 0 && JSON.stringify(said(plain)) === JSON.stringify(said(fast))
  );
}

/** As `same`, and shows the difference, wherever it runs: the fuzzer is no vitest. */
export function expectSame(plain: BulkChunk, fast: BulkChunk, name = ''): void {
  const shown = (chunk: BulkChunk) => ({ name, text: Buffer.from(chunk.body).toString(), ...said(chunk) });
  assert.deepEqual(shown(fast), shown(plain));
  assert.equal(Buffer.from(fast.body).toString('hex'), Buffer.from(plain.body).toString('hex'));
}
