import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockEnd, type LineBlock } from '../../../src/model/bulk.ts';
import { LogflowError } from '../../../src/model/errors.ts';
import { lineBlocks } from '../../../src/parse/blocks.ts';

interface Cut {
  readonly rows: readonly string[];
  readonly offsets: readonly number[];
  readonly code?: string;
}

async function cut(text: string, size = 1000, maxLineBytes = 1000, error?: Error): Promise<Cut> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    if (error) throw error;
  }
  const blocks: LineBlock[] = [];
  let code: string | undefined;
  try {
    const options = { maxLineBytes, blockBytes: 16, envelope: 'records' } as const;
    for await (const block of lineBlocks(pieces(), options)) blocks.push(block);
  } catch (thrown) {
    code = thrown instanceof LogflowError ? thrown.code : String(thrown);
  }
  const rows = blocks.flatMap(({ bytes }) => Buffer.from(bytes).toString().split('\n').slice(0, -1));
  return { rows, offsets: blocks.map((block) => blockEnd(block)), ...(code !== undefined && { code }) };
}

const whole = async (text: string, size?: number) => (await cut(text, size)).rows.map((row) => row.trim());

describe('the members of the list Records', () => {
  it('are rows, whatever stands around the list and in them, in pieces of any size', async () => {
    const text = `{"x":["Records",{"Records":[9]}],"y":"Records","Records" : [\n {"a":"]},\\"\\\\"} ,\r\n[1,2], 3,"t,]", null\n],"z":{"Records":[5]}}`;
    for (const size of [1, 2, 3, 7, 1000]) {
      expect(await whole(text, size)).toEqual(['{"a":"]},\\"\\\\"}', '[1,2]', '3', '"t,]"', 'null']);
    }
  });

  it('may be those of several objects, one behind the other', async () => {
    expect(await whole('{"Records":[1]}{"Records":[2,3]}\n {"Records":[]}')).toEqual(['1', '2', '3']);
  });

  it('are numbered over all blocks', async () => {
    const { offsets } = await cut(`{"Records":[${'"12345678",'.repeat(5)}1]}`);
    expect(offsets).toEqual([2, 4, 6]);
  });

  it('whatever they are', async () => {
    const text = fc.array(fc.jsonValue(), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (members, size, wide) => {
        const stored = JSON.stringify({ a: members, Records: members, b: members }, undefined, wide ? 2 : 0);
        const { rows, code } = await cut(stored, size, 1_000_000);
        expect(code).toBeUndefined();
        expect(rows.map((row) => JSON.parse(row))).toEqual(JSON.parse(JSON.stringify(members)));
      }),
      { numRuns: 100 },
    );
  });

  it('that are too long are one row that says so, and their rest is passed over', async () => {
    const { rows, code } = await cut(`{"Records":["${'x,'.repeat(5000)}",2]}`, 64, 100);
    expect(code).toBeUndefined();
    expect(rows.map((row) => row.length)).toEqual([101, 1]);
  });
});

describe('what is not whole, or no such object', () => {
  it.each([
    ['a list that ends too early', '{"Records":[{"a":1},{"b":', ['{"a":1}'], 'LF_RECORDS_CUT'],
    ['an object that ends too early', '{"Records":[1],', ['1'], 'LF_RECORDS_CUT'],
    ['an object without the list', '{"records":[1],"x":{"Records":[2]}}', [], 'LF_RECORDS_NONE'],
    ['a list that is a text', '{"Records":"[1]"}', [], 'LF_RECORDS_NONE'],
    ['a list alone', '[1]', [], 'LF_RECORDS_NONE'],
    ['lines', '2 123456789010 eni-1', [], 'LF_RECORDS_NONE'],
    ['garbage behind it', '{"Records":[1]} x', ['1'], 'LF_RECORDS_NONE'],
  ])('%s', async (_, text, rows, code) => {
    for (const size of [1, 1000]) expect(await cut(text, size)).toMatchObject({ rows, code });
  });

  it('nothing at all is nothing, and so is an empty list', async () => {
    expect(await cut('')).toEqual({ rows: [], offsets: [] });
    expect(await cut('{"Records":[ \n]}')).toEqual({ rows: [], offsets: [] });
  });

  it('a stream that fails delivers whole members, and its error passes on (R7)', async () => {
    const failed = await cut('{"Records":[{"a":1},{"b":2}', 1000, 1000, new Error('reset'));
    expect(failed).toMatchObject({ rows: ['{"a":1}'], code: 'Error: reset' });
  });
});

describe('memory', () => {
  const allocated = () => process.memoryUsage().arrayBuffers;

  it('is one block, however long the list and whatever one member is', async () => {
    const event = Buffer.from(`{"a":"${'x'.repeat(990)}"},`);
    const much = Buffer.concat(Array.from({ length: 64 }, () => event));
    const long = Buffer.alloc(64 * 1024, 'x');
    async function* pieces() {
      yield Buffer.from('{"Records":[');
      for (let i = 0; i < 800; i += 1) yield much;
      yield Buffer.from('"');
      for (let i = 0; i < 400; i += 1) yield long;
      yield Buffer.from('"]}');
    }
    const before = allocated();
    let rows = 0;
    let most = 0;
    for await (const block of lineBlocks(pieces(), { maxLineBytes: 1024 * 1024, envelope: 'records' })) {
      rows += block.rows ?? 0;
      most = Math.max(most, block.bytes.buffer.byteLength);
      (block.bytes.buffer as ArrayBuffer).transfer(0);
    }
    expect(rows).toBe(800 * 64 + 1);
    // The last block has the long member's beginning.
    expect(most).toBeLessThan(4 * 1024 * 1024);
    expect(allocated() - before).toBeLessThan(40 * 1024 * 1024);
  });
});
