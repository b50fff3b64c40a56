import { expect, it } from 'vitest';
import { Feed } from '../../../../src/app/library/feed.ts';
import type { S3Ref } from '../../../../src/model/object.ts';

const ref = (key: string): S3Ref => ({ kind: 's3', bucket: 'b', key });

it('gives out what was put in, before and after it is asked, and tells what became of it', async () => {
  const feed = new Feed(() => {});
  const iterator = feed[Symbol.asyncIterator]();
  const first = feed.add(ref('1'));
  const one = await iterator.next();
  const two = iterator.next();
  const second = feed.add(ref('2'));
  expect([one.value.ref, (await two).value.ref]).toEqual([ref('1'), ref('2')]);
  await (await two).value.settle({ kind: 'aborted' });
  await one.value.settle({ kind: 'missing', problem: { code: 'X', message: 'm', hint: 'h' } });
  expect([(await first).kind, (await second).kind]).toEqual(['missing', 'aborted']);
});

it('after its end gives out what waits, and nothing more', async () => {
  const feed = new Feed(() => {});
  const iterator = feed[Symbol.asyncIterator]();
  void feed.add(ref('1'));
  feed.end();
  expect(await feed.add(ref('2'))).toEqual({ kind: 'aborted' });
  expect((await iterator.next()).value.ref).toEqual(ref('1'));
  expect((await iterator.next()).done).toBe(true);
});

it('whoever leaves gets nothing more: what waits is aborted, and whoever asks has an answer', async () => {
  const feed = new Feed(() => {});
  const iterator = feed[Symbol.asyncIterator]();
  const asked = iterator.next();
  await iterator.return?.();
  expect((await asked).done).toBe(true);
  let notBegun = 0;
  const other = new Feed(() => {
    notBegun += 1;
  });
  const waiting = other.add(ref('1'));
  await other[Symbol.asyncIterator]().return?.();
  expect([await waiting, notBegun]).toEqual([{ kind: 'aborted' }, 1]);
});
