import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineBlock } from '../../../src/model/bulk.ts';
import { type BlockOptions, lineBlocks } from '../../../src/parse/blocks.ts';
import { firstLine, linesOf } from '../../../src/parse/lines.ts';
import { block } from './support.ts';

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (let i = 0; from < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

async function* failing(bytes: Uint8Array, sizes: readonly number[], error: Error) {
  yield* pieces(bytes, sizes);
  throw error;
}

async function collect(bytes: AsyncIterable<Uint8Array>, options: BlockOptions): Promise<LineBlock[]> {
  const blocks: LineBlock[] = [];
  for await (const each of lineBlocks(bytes, options)) blocks.push(each);
  return blocks;
}

/** What a transform sees: the lines, with `long` for those that it counts as malformed by their length. */
function seen(blocks: readonly LineBlock[], maxLineBytes: number): [number, string][] {
  return blocks.flatMap((each) =>
    [...linesOf(each)].map(({ content, raw, offset }): [number, string] => [
      offset,
      content.length > maxLineBytes ? 'long' : Buffer.from(raw).toString('hex'),
    ]),
  );
}

/** Bytes in which line ends are frequent. */
const textBytes = fc
  .array(fc.oneof(fc.constant(10), fc.constant(13), fc.integer({ min: 0, max: 255 }), fc.constant(97)), {
    maxLength: 120,
  })
  .map((bytes) => Uint8Array.from(bytes));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });

describe('lineBlocks', () => {
  it('delivers every line once, at its offset, for any block size, piece size and longest line', async () => {
    await fc.assert(
      fc.asyncProperty(
        textBytes,
        sizes,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 30 }),
        async (bytes, cut, blockBytes, maxLineBytes) => {
          const blocks = await collect(pieces(bytes, cut), { blockBytes, maxLineBytes });
          expect(seen(blocks, maxLineBytes)).toEqual(seen([block(bytes)], maxLineBytes));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives the very bytes back when no line is too long', async () => {
    await fc.assert(
      fc.asyncProperty(textBytes, sizes, fc.integer({ min: 1, max: 50 }), async (bytes, cut, blockBytes) => {
        const blocks = await collect(pieces(bytes, cut), { blockBytes, maxLineBytes: 1000 });
        expect(Buffer.concat(blocks.map((each) => each.bytes)).equals(bytes)).toBe(true);
        for (const each of blocks.slice(0, -1)) expect(each.bytes.at(-1)).toBe(10);
      }),
    );
  });

  it('gives each block an ArrayBuffer of its own, from byte 0', async () => {
    const blocks = await collect(pieces(Buffer.from('aa\nbb\ncc'), [2]), { blockBytes: 4, maxLineBytes: 10 });
    expect(blocks.length).toBeGreaterThan(1);
    expect(new Set(blocks.map(({ bytes }) => bytes.buffer)).size).toBe(blocks.length);
    for (const { bytes } of blocks) {
      expect(bytes.byteOffset).toBe(0);
      expect(structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] }).length).toBeGreaterThan(0);
    }
  });

  it('takes no more memory than a small object that comes whole', async () => {
    const small = Buffer.from('0123456789abcde\n'.repeat(1_000));
    const [one] = await collect(pieces(small, [small.length]), { blockBytes: 131_072, maxLineBytes: 1000 });
    expect(one?.bytes.buffer.byteLength).toBe(small.length + 1);
  });

  it('makes blocks of about the size asked for', async () => {
    const bytes = Buffer.from('0123456789abcde\n'.repeat(40_000));
    const blocks = await collect(pieces(bytes, [65_536]), { blockBytes: 100_000, maxLineBytes: 1000 });
    expect(blocks.slice(0, -1).map((each) => each.bytes.length)).toEqual(Array(6).fill(100_000));
    const [usual] = await collect(pieces(bytes, [65_536]), { maxLineBytes: 1000 });
    expect(usual?.bytes.length).toBe(131_072);
  });

  it('drops the tail and passes the error on, after all whole lines before it (R7)', async () => {
    await fc.assert(
      fc.asyncProperty(textBytes, sizes, fc.integer({ min: 1, max: 50 }), async (bytes, cut, blockBytes) => {
        const error = new Error('cut');
        const blocks: LineBlock[] = [];
        const reading = (async () => {
          for await (const each of lineBlocks(failing(bytes, cut, error), {
            blockBytes,
            maxLineBytes: 500,
          })) {
            blocks.push(each);
          }
        })();
        await expect(reading).rejects.toBe(error);
        const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
        expect(Buffer.concat(blocks.map((each) => each.bytes)).equals(whole)).toBe(true);
      }),
    );
  });

  it('skips a line without end in constant memory, and counts it once (R6)', async () => {
    const head = Buffer.from('a\n');
    const tail = Buffer.from('\nb\n');
    const piece = new Uint8Array(65_536).fill(120);
    async function* bomb() {
      yield head;
      for (let i = 0; i < 4096; i += 1) yield piece;
      yield tail;
    }
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const blocks: LineBlock[] = [];
    for await (const each of lineBlocks(bomb(), { blockBytes: 100_000, maxLineBytes: 300_000 })) {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      blocks.push(each);
    }
    expect(seen(blocks, 300_000)).toEqual([
      [0, '610a'],
      [2, 'long'],
      [2 + 4096 * 65_536 + 1, '620a'],
    ]);
    expect(blocks.reduce((sum, each) => sum + each.bytes.length, 0)).toBeLessThan(300_010);
    expect(peak).toBeLessThan(16 * 1024 * 1024);
  });

  it('does not take a line for long because of its line end', async () => {
    for (const end of ['\n', '\r\n', '']) {
      const text = `${'x'.repeat(8)}${end}`;
      const blocks = await collect(pieces(Buffer.from(text), [3]), { blockBytes: 1, maxLineBytes: 8 });
      expect(seen(blocks, 8)).toEqual([[0, Buffer.from(text).toString('hex')]]);
    }
  });

  it('closes the stream when nobody wants more', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        closed = true;
      }
    }
    for await (const _ of lineBlocks(endless(), { blockBytes: 10, maxLineBytes: 10 })) break;
    expect(closed).toBe(true);
  });

  it('delivers nothing of nothing', async () => {
    expect(await collect(pieces(new Uint8Array(0), [1]), { maxLineBytes: 10 })).toEqual([]);
  });
});

describe('firstLine', () => {
  it.each([
    ['a b\nc', 'a b'],
    ['\n\r\na b\r\nc', 'a b'],
    ['a', 'a'],
  ])('of %j is %j', (text, line) => {
    expect(Buffer.from(firstLine(block(text)) ?? []).toString()).toBe(line);
  });

  it('is in the next block when this one is blank', () => {
    expect(firstLine(block('\n\r\n'))).toBeUndefined();
  });
});
