import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../../src/source/decompress.ts';

/** What comes before the error, and the error. */
async function unpack(bytes: Uint8Array, size: number): Promise<{ got: Buffer; error: unknown }> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const got: Uint8Array[] = [];
  try {
    for await (const piece of decompress(Readable.from(pieces))) got.push(Buffer.from(piece));
  } catch (error) {
    return { got: Buffer.concat(got), error };
  }
  throw new Error('it came out whole');
}

const corrupt = { code: 'LF_OBJECT_CORRUPT', name: 'LogflowError' };
const lines = (count: number) =>
  Buffer.from(
    Array.from({ length: count }, (_, i) => `${i} 10.0.0.${i % 256} ${(i * 7919) % 65_536}\n`).join(''),
  );

// Small ones are at hand as a whole, and lose nothing; of large ones a slice of 16 KiB may be lost before the damage.
describe.each([
  ['small', lines(1_000), 0, [7, 1_000, 1_000_000]],
  ['large', lines(60_000), 128 * 1024, [1_000, 16 * 1024, 1_000_000]],
])('%s: what stands before the damage comes out (B45)', (_name, first, loss, sizes) => {
  const second = lines(500);
  const damaged = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] as number) ^ 0xff;
    return copy;
  };
  const stored = gzipSync(first);
  const next = gzipSync(second);

  test.each([
    ['garbage', Buffer.from('garbage')],
    ['one byte', Buffer.from([1])],
    ['random bytes', randomBytes(5_000)],
    ['zeros, then garbage', Buffer.concat([Buffer.alloc(50), Buffer.from('garbage')])],
    ['the beginning of a member', next.subarray(0, 6)],
    ['a member that is cut short', next.subarray(0, next.length - 20)],
    ['a member without its checksum', next.subarray(0, next.length - 8)],
    ['a member with a wrong magic number', damaged(next, 0)],
    ['a member with an unknown method', damaged(next, 2)],
    ['a member with damaged data', damaged(next, 12)],
    ['a member with a wrong checksum', damaged(next, next.length - 8)],
    ['a member of zstd', zstdCompressSync(second)],
  ])('gzip and %s', async (_what, tail) => {
    for (const size of sizes) {
      const { got, error } = await unpack(Buffer.concat([stored, tail]), size);
      expect(error).toMatchObject(corrupt);
      const common = Math.min(got.length, first.length);
      expect(got.subarray(0, common).equals(first.subarray(0, common))).toBe(true);
      expect(common).toBeGreaterThanOrEqual(first.length - loss);
      // Of a second member may come what stands before its damage.
      expect(got.length).toBeLessThanOrEqual(first.length + second.length);
    }
  });

  test('a broken member in the middle: all before it, nothing after it', async () => {
    const { got, error } = await unpack(Buffer.concat([stored, damaged(next, 2), stored]), 1_000);
    expect(error).toMatchObject(corrupt);
    expect(got.length).toBeGreaterThanOrEqual(first.length - loss);
    expect(got.equals(first.subarray(0, got.length))).toBe(true);
  });

  test('zstd and garbage, in pieces of any size', async () => {
    for (const size of sizes) {
      const { got, error } = await unpack(
        Buffer.concat([zstdCompressSync(first), Buffer.from('garbage')]),
        size,
      );
      expect(error).toMatchObject(corrupt);
      expect(got.equals(first)).toBe(true);
    }
  });
});

test('a small object with damage in its middle keeps the lines in front of it', async () => {
  const content = lines(1_000);
  const stored = gzipSync(content);
  // No code of deflate at all: found out within a few bytes.
  const at = Math.floor(stored.length / 2);
  stored.fill(0xff, at, at + 200);
  const { got, error } = await unpack(stored, 1_000_000);
  expect(error).toMatchObject(corrupt);
  const right = got.findIndex((byte, i) => byte !== content[i]);
  expect(right === -1 ? got.length : right).toBeGreaterThan(content.length / 3);
});
