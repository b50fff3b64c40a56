import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BulkChunk, LineBlock } from '../../../../src/model/bulk.ts';
import { type LineSeed, linesFrom } from './hostile.ts';
import { type Machine, machines, twins } from './machines.ts';

const cases = Number(process.env.LOGFLOW_FUZZ_CASES ?? 100_000);
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);
const all = machines();

/** What a chunk says, in a form that is equal only if every byte and every order is. */
function said({ body, starts, ...rest }: BulkChunk) {
  return {
    ...rest,
    kinds: Object.keys(rest.filtered),
    starts: [...starts],
    text: Buffer.from(body).toString(),
  };
}

function same(plain: BulkChunk, fast: BulkChunk): boolean {
  return (
    Buffer.compare(plain.body, fast.body) === 0 && JSON.stringify(said(plain)) === JSON.stringify(said(fast))
  );
}

const line: fc.Arbitrary<LineSeed> = fc.record({
  shape: fc.oneof({ weight: 1, arbitrary: fc.nat(5) }, { weight: 4, arbitrary: fc.constant(6) }),
  seed: fc.integer(),
});
const input = fc.record({
  machine: fc.nat(all.length - 1),
  lines: fc.array(line, { maxLength: 8 }),
  /** Lines of a block. */
  blockLines: fc.integer({ min: 1, max: 8 }),
  offset: fc.constantFrom(0, 0, 1, 99, 2 ** 31 - 200, 2 ** 32, 2 ** 53 - 1_000_000),
});

function blocksOf(lines: readonly Uint8Array[], blockLines: number, offset: number): LineBlock[] {
  const blocks: LineBlock[] = [];
  let at = offset;
  for (let i = 0; i < lines.length; i += blockLines) {
    const bytes = Buffer.concat(lines.slice(i, i + blockLines));
    blocks.push({ bytes, offset: at });
    at += bytes.length;
  }
  return blocks;
}

describe('compile and interpret', () => {
  it(
    `say the same of ${cases} hostile objects (LOGFLOW_FUZZ_SEED=${seed})`,
    () => {
      const docs = { plain: 0, read: 0 };
      fc.assert(
        fc.property(input, ({ machine, lines, blockLines, offset }) => {
          const one = all[machine] as Machine;
          const { plain, fast } = twins(one);
          for (const block of blocksOf(linesFrom(one, lines), blockLines, offset)) {
            const expected = plain(block);
            const got = fast(block);
            docs.plain += expected.docs;
            docs.read += expected.read;
            // `expect` on every chunk would take longer than the transforms.
            if (!same(expected, got))
              expect({ machine: one.name, ...said(got) }).toEqual({ machine: one.name, ...said(expected) });
          }
        }),
        { numRuns: cases, seed },
      );
      // The generator must not miss what it is for.
      expect(docs.plain).toBeGreaterThan(docs.read / 4);
    },
    // Two minutes for the 100,000 of CI on two busy cores.
    Math.max(120_000, cases * 1.2),
  );
});
