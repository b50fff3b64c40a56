import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { s3Message } from '../helpers/dead-letters.ts';
import { articleHeader, flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import {
  consumePoison,
  expectHeldBack,
  expectSettled,
  goodKey,
  healthy,
  noHoldBack,
  poisonKey,
} from './poison-kit.ts';

/* Objects that S3 gives, and that cannot be read, or that have nothing to read: each in front of healthy ones. */

const many = 30_000;
const large = flowLogObject(
  Array.from({ length: many }, (_, n) => lineOf(1_000_000 + ((n * 7919) % 999_983))),
);

it('gzip that was cut short: what decoded is in the index, the object is held back', async () => {
  const ending = await consumePoison({ stored: large.subarray(0, large.length / 2) });
  expectHeldBack(ending, /^LF_OBJECT_CORRUPT$/, /decoded is indexed/);
  expect(ending.docs).toBeGreaterThan(healthy + many / 3);
  expect(ending.docs).toBeLessThan(healthy + many);
});

it('gzip with a wrong checksum: all of it is in the index, the object is held back', async () => {
  const stored = Buffer.from(large);
  const place = stored.length - 8;
  stored.writeUInt8(stored.readUInt8(place) ^ 1, place);
  const ending = await consumePoison({ stored });
  expectHeldBack(ending, /^LF_OBJECT_CORRUPT$/, /decoded is indexed/);
  expect(ending.docs).toBe(healthy + many);
});

it.each([
  ['no bytes', Buffer.alloc(0)],
  ['gzip of no bytes', gzipSync('')],
  ['a header and no line', gzipSync(`${articleHeader}\n`)],
])('%s: delivered with no documents', async (_name, stored) => {
  const ending = await consumePoison({ stored });
  expectSettled(ending, { delivered: healthy + 1 });
  expect(ending.docs).toBe(healthy);
});

it.each([
  ['lower case', 'nothing in here\nhas ever been a flow log\n', /^LF_HEADER_/, /./],
  ['prose', 'Nothing in here\nhas ever been a flow log\n', /^LF_NOTHING_PARSED$/, /./],
  ['JSON', gzipSync('{"Records":[]}\n'), /^LF_/, /./],
  ['a byte order mark', `\uFEFF${articleHeader}\n${lineOf(1)}\n`, /^LF_HEADER_BOM$/, /byte order mark/],
])('%s: no flow log, held back', async (_name, stored, problem, hint) => {
  const ending = await consumePoison({ stored });
  expectHeldBack(ending, problem, hint);
  expect(ending.docs).toBe(healthy);
});

it('a bad object beside good ones in one message: the good ones are delivered once, the message stays', async () => {
  const ending = await consumePoison({
    stored: large.subarray(0, 1000),
    messages: [s3Message([goodKey(0), poisonKey, goodKey(1)])],
    sqs: noHoldBack,
    maxReceiveCount: 3,
  });
  expect(ending.code).toBe(1);
  // Received three times, then the redrive policy took it away.
  expect(ending).toMatchObject({ dead: 1, depth: { visible: 0, inFlight: 0, delayed: 0 } });
  expect(ending.gets.get(poisonKey)).toBe(3);
  // Once for this message, and once for the one of their own.
  expect([ending.gets.get(goodKey(0)), ending.gets.get(goodKey(1))]).toEqual([2, 2]);
  expect(ending.summary.messages.deleted).toBe(healthy);
});

it('what a person sees of it: the object, why, and what to do', async () => {
  const ending = await consumePoison({ stored: 'prose\n', forPeople: true });
  expect(ending.code).toBe(1);
  const told = ending.stdout + ending.stderr;
  expect(told).toContain(poisonKey);
  expect(told).toContain('LF_HEADER');
  expect(told).toMatch(/next: /);
});
