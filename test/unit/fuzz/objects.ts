import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { LineBlock } from '../../../src/model/bulk.ts';
import { LogflowError } from '../../../src/model/errors.ts';
import { lineBlocks } from '../../../src/parse/blocks.ts';
import { readHeader } from '../../../src/parse/header.ts';
import { firstLine } from '../../../src/parse/lines.ts';
import { freeing, reuseBody } from '../../../src/parse/transforms.ts';
import { decompress } from '../../../src/source/decompress.ts';
import { expectSame, same } from '../parse/compile/expect-same.ts';
import { twins } from '../parse/compile/machines.ts';
import { checkDocuments, linesIn } from './object-oracle.ts';
import { machineOf, type ObjectSeed, objectSeed, storedFrom } from './stored.ts';

/** Times its stored size, that an object may decode to: a zstd block of 4 bytes is 128 KiB. */
const maxRatio = 32_768;

export interface Read {
  readonly whole: number;
  readonly damaged: number;
  readonly refused: number;
  readonly blocks: number;
  readonly lines: number;
  readonly docs: number;
}

/**
 * Takes `cases` mutated objects down the path that a thread's objects go: unpacked, cut into blocks, transformed. Throws
 * fast-check's error, with the smallest object that it found, for anything but whole documents and books that balance.
 * The same seed makes the same cases.
 */
export async function fuzzObjects(cases: number, seed: number): Promise<Read> {
  const read = { whole: 0, damaged: 0, refused: 0, blocks: 0, lines: 0, docs: 0 };
  const property = fc.asyncProperty(objectSeed, async (one) => {
    const stored = storedFrom(one);
    const { raw, damaged, refused, blocks, lines, docs } = await readOne(one, stored);
    read.refused += refused ? 1 : 0;
    read[damaged ? 'damaged' : 'whole'] += 1;
    read.blocks += blocks;
    read.lines += lines;
    read.docs += docs;
    judgeUnpacking(stored, raw, damaged);
  });
  await fc.assert(property, { numRuns: cases, seed, includeErrorInReport: true });
  return read;
}

async function readOne(one: ObjectSeed, stored: Uint8Array) {
  const { pieceBytes, blockBytes, maxLineBytes } = one;
  const machine = machineOf(one);
  const settings = { ...machine.options, maxLineBytes };
  const pieces: Buffer[] = [];
  const blocks: LineBlock[] = [];
  let transforms: ReturnType<typeof twins> | undefined;
  let header = '';
  const end = { damaged: false, refused: false, lines: 0, docs: 0 };
  try {
    const bytes = copied(decompress(cut(stored, pieceBytes)), pieces);
    for await (const block of lineBlocks(bytes, { blockBytes, maxLineBytes })) {
      assert.ok(block.bytes.length <= Math.max(blockBytes, maxLineBytes + 2), 'a block is bounded');
      const copy = { bytes: Uint8Array.from(block.bytes), offset: block.offset };
      blocks.push(copy);
      if (end.refused) continue;
      if (transforms === undefined) {
        const line = firstLine(block);
        if (line === undefined) continue;
        const found = readHeader(machine.definition, line);
        end.refused = found.kind === 'refused';
        if (found.kind === 'refused') continue;
        if (found.fromLine) header = Buffer.from(line).toString();
        transforms = twins({ ...machine, header: found, options: settings });
      }
      const expected = transforms.plain(copy);
      const got = freeing(block, transforms.fast);
      assert.equal(block.bytes.length, 0, 'its memory is free');
      if (!same(expected, got)) expectSame(expected, got, machine.name);
      checkDocuments(got, copy, settings, machine);
      end.lines += got.read;
      end.docs += got.docs;
      reuseBody(got.body);
    }
  } catch (error) {
    if (!(error instanceof LogflowError) || error.code !== 'LF_OBJECT_CORRUPT') throw error;
    end.damaged = true;
  }
  const raw = Buffer.concat(pieces);
  assert.ok(raw.length <= stored.length * maxRatio, 'what comes out is bounded by what goes in');
  for (const { bytes, offset } of blocks) {
    assert.equal(raw.compare(bytes, 0, bytes.length, offset, offset + bytes.length), 0, `bytes at ${offset}`);
  }
  if (!end.refused) {
    const lines = linesIn(raw, header, {
      ...{ maxLineBytes, damaged: end.damaged },
      definition: machine.definition,
    });
    assert.ok(
      end.lines >= lines.least && end.lines <= lines.most,
      `${end.lines} lines of ${JSON.stringify(lines)}`,
    );
  }
  return { ...end, blocks: blocks.length, raw };
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size));
}

async function* copied(pieces: AsyncIterable<Uint8Array>, into: Buffer[]): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    into.push(Buffer.from(piece));
    yield piece;
  }
}

/** Node's own gunzip is the judge. It says nothing of what stands behind the end. */
function judgeUnpacking(stored: Uint8Array, raw: Buffer, damaged: boolean): void {
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) {
    const known = stored[0] === 0x28 && stored[1] === 0xb5;
    if (!known) assert.equal(raw.compare(stored), 0, 'what is not packed comes as it is');
    return;
  }
  let right: Buffer | undefined;
  try {
    right = gunzipSync(stored);
  } catch {
    right = undefined;
  }
  if (right === undefined) assert.ok(damaged, 'damage is told');
  else if (damaged)
    assert.equal(raw.compare(right, 0, right.length, 0, right.length), 0, 'all of it, then the error');
  else assert.equal(raw.compare(right), 0, 'exactly what was packed');
}
