import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineBlock } from '../../../../src/model/bulk.ts';
import { expectSame, same } from './expect-same.ts';
import { type LineSeed, linesFrom } from './hostile.ts';
import { type Machine, machines, twins } from './machines.ts';

/** Millions: `LOGFLOW_FUZZ_CASES=5000000 npx vitest run --project unit test/unit/parse/compile/twin.test.ts`. */
const cases = Number(process.env.LOGFLOW_FUZZ_CASES ?? 100_000);
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);
const all = machines();

const line: fc.Arbitrary<LineSeed> = fc.record({
  shape: fc.oneof({ weight: 1, arbitrary: fc.nat(5) }, { weight: 6, arbitrary: fc.constant(6) }),
  seed: fc.integer(),
});
const input = fc.record({
  machine: fc.nat(all.length - 1),
  lines: fc.array(line, { maxLength: 8 }),
  /** Lines of a block. */
  blockLines: fc.constantFrom(1, 3, 8, 8, 8, 8, 8, 8),
  offset: fc.constantFrom(0, 0, 1, 99, 2 ** 31 - 200, 2 ** 32, 2 ** 53 - 1_000_000),
});

/** A formatter takes longer to make than 100 lines take to read, and never changes: one for each zone will do. */
const formats = new Map<string, Intl.DateTimeFormat>();
Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
  construct(target, [locale, wanted]: [string, Intl.DateTimeFormatOptions]) {
    const key = `${locale} ${JSON.stringify(wanted)}`;
    const format = formats.get(key) ?? new target(locale, wanted);
    formats.set(key, format);
    return format;
  },
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
      let docs = 0;
      let read = 0;
      fc.assert(
        fc.property(input, ({ machine, lines, blockLines, offset }) => {
          const one = all[machine] as Machine;
          const { plain, fast } = twins(one);
          for (const block of blocksOf(linesFrom(one, lines), blockLines, offset)) {
            const expected = plain(block);
            const got = fast(block);
            docs += expected.docs;
            read += expected.read;
            // `expect` itself takes longer than the transforms.
            if (!same(expected, got)) expectSame(expected, got, one.name);
          }
        }),
        { numRuns: cases, seed },
      );
      // The generator must not miss what it is for.
      expect(docs).toBeGreaterThan(read * 0.4);
      expect(docs).toBeLessThan(read * 0.9);
    },
    // Two minutes for the 100,000 of CI, with room for a busy machine.
    Math.max(240_000, cases * 2.4),
  );
});
