import { randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../../src/source/decompress.ts';
import { readAll } from './s3-kit.ts';

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const inPieces = (bytes: Uint8Array, size = 64 * 1024) => Readable.from(pieces(bytes, size));
const unpack = (bytes: Uint8Array, size?: number) => readAll(decompress(inPieces(bytes, size)));

/** What comes before the error, and the error. */
async function unpackBroken(bytes: Uint8Array, size?: number): Promise<{ got: Buffer; error: unknown }> {
  const got: Uint8Array[] = [];
  try {
    for await (const piece of decompress(inPieces(bytes, size))) got.push(Buffer.from(piece));
  } catch (error) {
    return { got: Buffer.concat(got), error };
  }
  throw new Error('it came out whole');
}

function logLines(bytes: number): Buffer {
  let text = '';
  for (let i = 0; text.length < bytes; i++)
    text += `${i} 10.0.0.${i % 256} ACCEPT OK ${(i * 7919) % 65536}\n`;
  return Buffer.from(text);
}

const content = logLines(3_000);
const large = logLines(4_000_000);
const corrupt = { code: 'LF_OBJECT_CORRUPT', name: 'LogflowError' };

describe('by its first bytes', () => {
  const members = [gzipSync(content), gzipSync(''), gzipSync('tail\n')];
  const frames = [zstdCompressSync(content), zstdCompressSync('tail\n')];
  const joined = Buffer.concat([content, Buffer.from('tail\n')]);

  test.each([
    ['plain', content, content],
    ['gzip', gzipSync(content), content],
    ['gzip in several members', Buffer.concat(members), joined],
    ['zstd', zstdCompressSync(content), content],
    ['zstd in several frames', Buffer.concat(frames), joined],
    ['nothing', Buffer.alloc(0), Buffer.alloc(0)],
    ['gzip of nothing', gzipSync(''), Buffer.alloc(0)],
    ['one byte', Buffer.from('x'), Buffer.from('x')],
    ['the first byte of gzip', Buffer.from([0x1f]), Buffer.from([0x1f])],
    ['three bytes of zstd', Buffer.from([0x28, 0xb5, 0x2f]), Buffer.from([0x28, 0xb5, 0x2f])],
    ['gzip and padding', Buffer.concat([gzipSync(content), Buffer.alloc(100_000)]), content],
  ])('%s, in pieces of any size', async (_name, stored, expected) => {
    for (const size of [1, 2, 3, 7, 8, 9, 1000, 200_000]) {
      expect((await unpack(stored, size)).equals(expected)).toBe(true);
    }
  });

  test('megabytes, and any content in any pieces', async () => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      expect((await unpack(pack(large))).equals(large)).toBe(true);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 50 }),
          async (parts, size) => {
            const stored = Buffer.concat(parts.map((part) => pack(part)));
            expect((await unpack(stored, size)).equals(Buffer.concat(parts))).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    }
  });
});

describe('damaged: what decodes comes out, then the error (R7)', () => {
  test.each([
    ['gzip', gzipSync(content)],
    ['zstd', zstdCompressSync(content)],
  ])('%s cut short anywhere', async (_name, stored) => {
    for (let length = 5; length < stored.length; length += 13) {
      const { got, error } = await unpackBroken(stored.subarray(0, length));
      expect(error).toMatchObject(corrupt);
      expect(content.subarray(0, got.length).equals(got)).toBe(true);
    }
  });

  test('a large one cut in the middle gives nearly half of its lines', async () => {
    const stored = gzipSync(large);
    const { got, error } = await unpackBroken(stored.subarray(0, stored.length / 2));
    expect(error).toMatchObject(corrupt);
    expect(large.subarray(0, got.length).equals(got)).toBe(true);
    expect(got.length).toBeGreaterThan(large.length / 3);
  });

  test('bytes overwritten in the middle: everything up to shortly before them', async () => {
    const stored = gzipSync(large);
    randomBytes(64).copy(stored, stored.length / 2);
    const { got, error } = await unpackBroken(stored);
    expect(error).toMatchObject(corrupt);
    const same = got.findIndex((byte, i) => byte !== large[i]);
    expect(same === -1 ? got.length : same).toBeGreaterThan(large.length / 3);
  });

  test.each([
    ['checksum', 8],
    ['length', 4],
  ])('a wrong %s at the end costs no line, in pieces of any size', async (_name, fromEnd) => {
    const stored = gzipSync(large);
    const at = stored.length - fromEnd;
    stored.writeUInt8(stored.readUInt8(at) ^ 0xff, at);
    for (const size of [stored.length, 65_536, 1_000]) {
      const { got, error } = await unpackBroken(stored, size);
      expect(error).toMatchObject(corrupt);
      expect(got.equals(large)).toBe(true);
    }
  });

  test('garbage after the end is told', async () => {
    const { error } = await unpackBroken(Buffer.concat([gzipSync(content), Buffer.from('garbage')]));
    expect(error).toMatchObject(corrupt);
  });

  test('so is a member behind padding, wherever the pieces are cut', async () => {
    const tail = gzipSync('tail\n');
    const padded = Buffer.concat([gzipSync(large), Buffer.alloc(20)]);
    for (const cut of [0, 1, 8, tail.length]) {
      const whole = Buffer.concat([padded, tail]);
      const source = Readable.from([
        whole.subarray(0, padded.length + cut),
        whole.subarray(padded.length + cut),
      ]);
      const got: Uint8Array[] = [];
      const reading = (async () => {
        for await (const piece of decompress(source)) got.push(Buffer.from(piece));
      })();
      await expect(reading).rejects.toMatchObject(corrupt);
      expect(Buffer.concat(got).equals(large)).toBe(true);
    }
  });

  test('an error of the source passes as it is, after what had arrived', async () => {
    const stored = gzipSync(large);
    async function* source() {
      yield stored.subarray(0, stored.length / 2);
      throw new Error('reset');
    }
    const got: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of decompress(source())) got.push(Buffer.from(piece));
    })();
    await expect(reading).rejects.toThrow('reset');
    expect(Buffer.concat(got).length).toBeGreaterThan(large.length / 3);
  });
});

describe('bombs', () => {
  const MiB = 2 ** 20;
  const zstdBomb = Buffer.concat(Array.from({ length: 4 }, () => zstdCompressSync(Buffer.alloc(128 * MiB))));
  const gzipBomb = Buffer.concat(Array.from({ length: 4 }, () => gzipSync(Buffer.alloc(32 * MiB))));

  test.each([
    ['zstd', zstdBomb, 512 * MiB],
    ['gzip', gzipBomb, 128 * MiB],
  ])('%s: memory stays bounded, and all of it comes out', async (_name, bomb, total) => {
    expect(bomb.length).toBeLessThan(total / 500);
    let read = 0;
    let most = 0;
    for await (const piece of decompress(inPieces(bomb))) {
      read += piece.length;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(read).toBe(total);
    expect(most).toBeLessThan(128 * MiB);
  });

  test('one that is left early stops', async () => {
    const source = inPieces(zstdBomb, 100);
    for await (const _piece of decompress(source)) break;
    expect(source.destroyed).toBe(true);
  });
});

test.each([
  ['plain', large],
  ['gzip', gzipSync(large)],
  ['zstd', zstdCompressSync(large)],
])('%s: leaving early destroys the source', async (_name, stored) => {
  const source = new PassThrough();
  source.write(stored);
  for await (const _piece of decompress(source)) break;
  expect(source.destroyed).toBe(true);
});

describe('what is compressed by other means is named, with a next step', () => {
  // Made with zip, bzip2 and xz of nothing but `a\n`; snappy's as its framing format begins.
  test.each([
    ['zip', '504b03040a0000000000'],
    ['zip', '504b0506000000000000000000000000000000000000'],
    ['bzip2', '425a683931415926535963e3'],
    ['bzip2', '425a683917724538509000000000'],
    ['xz', 'fd377a585a000004e6d6b446'],
    ['snappy', 'ff060000734e61507059'],
    ['snappy', '82534e4150505900000000010000000100'],
  ])('%s', async (name, hex) => {
    const bytes = Buffer.concat([Buffer.from(hex, 'hex')]);
    for (const size of [1, 5, 100]) {
      const { got, error } = await unpackBroken(bytes, size);
      expect(got).toHaveLength(0);
      expect(error).toMatchObject({
        code: 'LF_OBJECT_COMPRESSION',
        message: `the object is compressed with ${name}, which logflow does not read`,
        hint: expect.stringContaining('| logflow ingest - --as s3://BUCKET/KEY'),
      });
    }
  });

  test.each(['BZh9 is a text', 'PK', '7zXZ is one', 'Rather a text than \x2a\x4d\x18'])(
    '%s',
    async (text) => {
      expect((await unpack(Buffer.from(text), 3)).toString()).toBe(text);
    },
  );

  test('a frame of zstd without data in front is passed over', async () => {
    const skippable = Buffer.from('5f2a4d180400000061626364', 'hex');
    const stored = Buffer.concat([skippable, zstdCompressSync(content)]);
    for (const size of [1, 9, 1000]) expect((await unpack(stored, size)).equals(content)).toBe(true);
  });
});
