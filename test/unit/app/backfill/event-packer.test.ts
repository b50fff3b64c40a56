import { expect, it } from 'vitest';
import { type EventMessage, EventPacker } from '../../../../src/app/backfill/event-packer.ts';
import type { S3Ref } from '../../../../src/model/object.ts';
import { parseNotification } from '../../../../src/source/notification.ts';

const ref = (n: number, size: number, key = `k${n}.log.gz`): S3Ref => ({
  kind: 's3',
  bucket: 'b',
  key,
  size,
});

function pack(refs: readonly S3Ref[]): EventMessage<S3Ref>[] {
  const packer = new EventPacker<S3Ref>();
  const messages = refs.map((one) => packer.add(one, one)).filter((message) => message !== undefined);
  const last = packer.take();
  return last ? [...messages, last] : messages;
}

it('many small ones share a message, up to a number; nothing is lost on the way', () => {
  const refs = Array.from({ length: 103 }, (_, n) => ref(n, 5_000));
  const messages = pack(refs);
  expect(messages.map(({ objects }) => objects.length)).toEqual([25, 25, 25, 25, 3]);
  const told = messages.flatMap(({ body }) => {
    const said = parseNotification(body);
    return said.kind === 'objects' ? said.refs : [];
  });
  expect(told).toEqual(refs);
});

it('one message is one lease: large objects go alone (R29)', () => {
  const sizes = [20, 20, 75, 5, 5].map((mib) => mib * 2 ** 20);
  expect(pack(sizes.map((size, n) => ref(n, size))).map(({ objects }) => objects.length)).toEqual([
    1, 1, 1, 2,
  ]);
});

it('ten messages of the longest keys fit into a request', () => {
  const refs = Array.from({ length: 50 }, (_, n) => ref(n, 1, 'ロ'.repeat(341)));
  for (const { body } of pack(refs)) expect(Buffer.byteLength(body)).toBeLessThan(25.6 * 1024);
});
