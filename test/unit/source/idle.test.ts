import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { IdleReadError, readWithin } from '../../../src/source/idle.ts';
import { readAll } from './s3-kit.ts';

test('passes everything on, and leaves no timer behind', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const stream = Readable.from([Buffer.from('a'), Buffer.from('b')]);
  expect((await readAll(readWithin(stream, 60_000))).toString()).toBe('ab');
  expect(timers()).toBe(before);
});

test('silence is an error, and closes the stream although a read is pending', async () => {
  const stream = new PassThrough();
  stream.write('a');
  const reader = readWithin(stream, 30);
  expect(String((await reader.next()).value)).toBe('a');
  await expect(reader.next()).rejects.toThrow(IdleReadError);
  expect(stream.destroyed).toBe(true);
});

test('the error of the stream passes on; whoever leaves early destroys it', async () => {
  const broken = new PassThrough();
  const reading = readAll(readWithin(broken, 1_000));
  broken.destroy(new Error('reset'));
  await expect(reading).rejects.toThrow('reset');

  const left = new PassThrough();
  left.write('a');
  for await (const _chunk of readWithin(left, 1_000)) break;
  expect(left.destroyed).toBe(true);
});

test('a stream whose closing fails does not hide what happened', async () => {
  const stream: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => ({ done: false, value: Buffer.from('a') }),
      return: () => Promise.reject(new Error('while closing')),
    }),
  };
  for await (const chunk of readWithin(stream, 1_000)) {
    expect(String(chunk)).toBe('a');
    break;
  }
});
