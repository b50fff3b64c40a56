import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { blockEnd, type LineBlock } from '../../../src/model/bulk.ts';
import { lineBlocks } from '../../../src/parse/blocks.ts';
import { compile } from '../../../src/parse/compile/compile.ts';
import { positionPrefix } from '../../../src/parse/doc-id.ts';
import { interpret } from '../../../src/parse/interpret.ts';
import { firstLine } from '../../../src/parse/lines.ts';
import { flowRecords } from '../../helpers/flow-records.ts';
import { freedPieces } from '../../helpers/freed-pieces.ts';
import { expectSame } from './compile/expect-same.ts';
import { documents, headerOf, items, now, object, onePlace, options, run } from './support.ts';

const env = { geo: onePlace, now: () => now };
const rows = { ...object, hasRows: true };
/** Written by Apache Arrow, two rows a group: gzip, zstd, snappy, and not compressed. */
const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/${name}.log.parquet`, import.meta.url));

async function blocksOf(bytes: Uint8Array, size = 1000): Promise<LineBlock[]> {
  const pieces = freedPieces(bytes, size);
  return Array.fromAsync(lineBlocks(pieces, { maxLineBytes: 1024 * 1024, envelope: 'wrapped' }));
}

function transformOf(blocks: readonly LineBlock[], make = interpret) {
  const line = Buffer.from(firstLine(blocks[0] as LineBlock) ?? '').toString();
  return make(vpcFlow, headerOf(line), rows, { ...options, origin: true }, env);
}

const without = (document: Record<string, unknown>) => {
  const { message: _, log: __, ...rest } = document;
  return rest;
};

describe('flow logs in Parquet', () => {
  it.each([2, 5, 6, 11])('of version %i are the documents of the same flows as text', async (version) => {
    const { header, lines } = flowRecords.find((one) => one.version === version) ?? { header: '', lines: [] };
    const text = run(header, lines);
    const blocks = await blocksOf(fixture(`flows-v${version}`));
    const transform = transformOf(blocks);
    const chunks = blocks.map(transform);
    expect(chunks.flatMap(documents).map(without)).toEqual(documents(text).map(without));
    expect(chunks.map(({ filtered }) => filtered)).toEqual([text.filtered]);
  });

  it('have ids and offsets of object and row, whatever the kind of ids', async () => {
    const blocks = await blocksOf(fixture('flows-v2'));
    const [chunk] = blocks.map(transformOf(blocks));
    if (!chunk) throw new Error('there is no block');
    const places = items(chunk).map(({ action, document }) => [
      action.create?._id,
      (document.log as { offset: number }).offset,
    ]);
    // Rows 2 and 3 have no data.
    const prefix = positionPrefix(object.identity);
    expect(places).toEqual([0, 1, 4, 5].map((row) => [`${prefix}-${row}`, row]));
  });

  it('are numbered over blocks and row groups, the same by both twins', async () => {
    const blocks = await blocksOf(fixture('many-rows'), 64 * 1024);
    expect(blocks.length).toBeGreaterThan(10);
    const [plain, fast] = [transformOf(blocks), transformOf(blocks, compile)];
    const seen: number[] = [];
    for (const [i, block] of blocks.entries()) {
      expect(blockEnd(block)).toBe(blocks[i + 1]?.offset ?? 60_000);
      const chunk = plain(block);
      expectSame(chunk, fast(block));
      seen.push(...documents(chunk).map(({ log }) => (log as { offset: number }).offset));
    }
    expect(seen).toEqual(Array.from({ length: 60_000 }, (_, row) => row));
  });

  it('are the same twice, by a thread that is used again', async () => {
    const [first, second] = [await blocksOf(fixture('flows-v5')), await blocksOf(fixture('flows-v5'))];
    expect(second).toEqual(first);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20)],
    ['nothing but its beginning', (bytes: Buffer) => bytes.subarray(0, 4)],
    ['with a footer of noise', (bytes: Buffer) => bytes.fill(0xa5, bytes.length - 1200, bytes.length - 8)],
    ['with pages of noise', (bytes: Buffer) => bytes.fill(0xa5, 4, 200)],
  ])('are unreadable when damaged: %s; the next file is read', async (_, damage) => {
    await expect(blocksOf(damage(Buffer.from(fixture('flows-v2'))))).rejects.toMatchObject({
      code: 'LF_OBJECT_CORRUPT',
    });
    expect(await blocksOf(fixture('flows-v2'))).toHaveLength(1);
  });

  it('are not held in memory beyond the limit', async () => {
    const piece = new Uint8Array(8 * 1024 * 1024);
    piece.set(Buffer.from('PAR1'));
    async function* endless() {
      for (;;) yield piece;
    }
    const read = Array.fromAsync(lineBlocks(endless(), { maxLineBytes: 1024, envelope: 'wrapped' }));
    await expect(read).rejects.toMatchObject({ code: 'LF_PARQUET_LIMIT' });
  });

  it('let many be read side by side, and one be left in the middle', async () => {
    for await (const _ of lineBlocks(once(fixture('many-rows')), { maxLineBytes: 1024, envelope: 'wrapped' }))
      break;
    const all = await Promise.all(Array.from({ length: 6 }, () => blocksOf(fixture('flows-v11'))));
    expect(all.map((blocks) => blocks.length)).toEqual(Array(6).fill(1));
  });
});

async function* once(bytes: Uint8Array) {
  yield bytes;
}
