import fc from 'fast-check';
import { blockEnd, type LineBlock } from '../../../../src/model/bulk.ts';
import { expectSame, same } from './expect-same.ts';
import { type LineSeed, linesFrom } from './hostile.ts';
import { type Machine, machines, twins } from './machines.ts';

const all = machines();
/** Fewer in turn than compiled functions are kept: the same ones run again and again, and are optimised as they would be. */
const maxTogether = 50;
const groupCount = Math.ceil(all.length / maxTogether);
/** Machines by their place in `all`, so that a case names the same one everywhere. */
const groups = Array.from({ length: groupCount }, (_, group) =>
  [...all.keys()].filter((machine) => machine % groupCount === group),
);

const line: fc.Arbitrary<LineSeed> = fc.record({
  shape: fc.oneof({ weight: 1, arbitrary: fc.nat(5) }, { weight: 6, arbitrary: fc.constant(6) }),
  seed: fc.integer(),
});
const inputs = groups.map((group) =>
  fc.record({
    machine: fc.constantFrom(...group),
    lines: fc.array(line, { maxLength: 8 }),
    /** Lines of a block. */
    blockLines: fc.constantFrom(1, 3, 8, 8, 8, 8, 8, 8),
    offset: fc.constantFrom(0, 0, 1, 99, 2 ** 31 - 200, 2 ** 32, 2 ** 53 - 1_000_000),
  }),
);

export interface Fuzzed {
  /** Lines that were read, and how many of them became documents. */
  readonly read: number;
  readonly docs: number;
}

/**
 * Runs both twins over `cases` hostile objects. Throws fast-check's error, with the smallest case that it found, when they
 * do not say the same. The same seed makes the same cases.
 */
export function compareTwins(cases: number, seed: number): Fuzzed {
  const counted = { read: 0, docs: 0 };
  for (const input of inputs) {
    const property = fc.property(input, ({ machine, lines, blockLines, offset }) => {
      const one = all[machine] as Machine;
      const { plain, fast } = twins(one);
      for (const block of blocksOf(one, linesFrom(one, lines), blockLines, offset)) {
        const expected = plain(block);
        const got = fast(block);
        counted.read += expected.read;
        counted.docs += expected.docs;
        // To show a difference takes longer than the transforms.
        if (!same(expected, got)) expectSame(expected, got, `${one.name}, block ${escaped(block)}`);
      }
    });
    fc.assert(property, { numRuns: Math.ceil(cases / inputs.length), seed, includeErrorInReport: true });
  }
  return counted;
}

function blocksOf(
  { object }: Machine,
  lines: readonly Uint8Array[],
  blockLines: number,
  offset: number,
): LineBlock[] {
  const blocks: LineBlock[] = [];
  let at = offset;
  for (let i = 0; i < lines.length; i += blockLines) {
    const some = lines.slice(i, i + blockLines);
    const block = {
      bytes: Buffer.concat(some),
      offset: at,
      ...(object.hasRows && { rows: some.length }),
    };
    blocks.push(block);
    at = blockEnd(block);
  }
  return blocks;
}

/** Every byte can be told from it. */
function escaped({ bytes }: LineBlock): string {
  return JSON.stringify(Buffer.from(bytes).toString('latin1'));
}
