import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../../src/source/decompress.ts';
import { gunzipSmall, smallObject } from '../../../src/source/gunzip-small.ts';
import { readAll } from './s3-kit.ts';

const content = Buffer.from('log line\n'.repeat(1_000));
const stored = gzipSync(content);
const bomb = gzipSync(Buffer.alloc(48 * 2 ** 20));

test('a whole file comes out whole, of several members, too', () => {
  expect(gunzipSmall(stored)).toEqual(content);
  expect(gunzipSmall(Buffer.concat([stored, stored]))).toEqual(Buffer.concat([content, content]));
  expect(gunzipSmall(gzipSync(''))).toHaveLength(0);
});

describe('is left to the stream', () => {
  const wrongSum = Buffer.from(stored);
  wrongSum.writeUInt8(wrongSum.readUInt8(stored.length - 8) ^ 0xff, stored.length - 8);

  test.each([
    ['cut short', stored.subarray(0, -1)],
    ['a wrong checksum', wrongSum],
    ['garbage behind the end', Buffer.concat([stored, Buffer.from('garbage')])],
    ['zeros behind the end', Buffer.concat([stored, Buffer.alloc(10)])],
    ['zeros and garbage behind the end', Buffer.concat([stored, Buffer.alloc(10), Buffer.from('x')])],
    ['a bomb', bomb],
  ])('%s', (_name, bytes) => {
    expect(gunzipSmall(bytes)).toBeUndefined();
  });
});

test('a bomb of a small object comes out in pieces', async () => {
  expect(bomb.length).toBeLessThan(smallObject);
  let total = 0;
  let largest = 0;
  for await (const piece of decompress(Readable.from([bomb]))) {
    total += piece.length;
    largest = Math.max(largest, piece.length);
  }
  expect(total).toBe(48 * 2 ** 20);
  expect(largest).toBeLessThanOrEqual(256 * 1024);
});

test('about the limit there is no difference', async () => {
  for (const size of [smallObject - 200, smallObject - 50, smallObject, smallObject + 50]) {
    const plain = randomBytes(size);
    const whole = gzipSync(plain);
    for (const piece of [1_000, whole.length]) {
      async function* pieces() {
        for (let at = 0; at < whole.length; at += piece) yield whole.subarray(at, at + piece);
      }
      expect((await readAll(decompress(pieces()))).equals(plain)).toBe(true);
    }
  }
});
