import { expect, test } from 'vitest';
import { Holding } from '../../../src/source/holding.ts';
import type { EntryResult } from '../../../src/source/queue-api.ts';
import { FakeClock, FakeQueue } from './kit.ts';

function start() {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  const holding = new Holding(queue, clock);
  const take = (id: string, handle = `h-${id}`, seconds = 900) =>
    holding.take({ id, receiptHandle: handle }, clock.now() + seconds * 1000);
  const released = () => queue.changes.map(({ receiptHandle }) => receiptHandle);
  return { clock, queue, holding, take, released };
}

test('everything that is held is made visible, by tens', async () => {
  const { queue, holding, take } = start();
  for (let n = 0; n < 23; n++) expect(take(String(n))).toBe(true);
  expect(await holding.giveBack()).toEqual({ deleted: 0, visible: 23, hidden: 0 });
  expect(queue.changeCalls).toEqual([10, 10, 3]);
  expect(queue.changes.every(({ seconds }) => seconds === 0)).toBe(true);
  expect(holding.size).toBe(0);
});

test('a message that comes again is known, and its new receipt handle is the one that counts', async () => {
  const { holding, take, released } = start();
  expect(take('a', 'first')).toBe(true);
  expect(take('a', 'second')).toBe(false);
  await holding.giveBack();
  expect(released()).toEqual(['second']);
});

test('no visibility is changed after the deadline: it may be another’s by then (R24)', async () => {
  const { clock, holding, take, released } = start();
  take('late', 'h-late', 5);
  take('fresh');
  await clock.advance(6);
  expect(await holding.giveBack()).toEqual({ deleted: 0, visible: 2, hidden: 0 });
  expect(released()).toEqual(['h-fresh']);
});

test('what SQS does not take back is told, with when it will be visible', async () => {
  const { clock, queue, holding, take } = start();
  queue.onChange = (handle) => (handle === 'h-bad' ? { kind: 'failed', reason: 'busy' } : { kind: 'done' });
  const until = clock.now() + 900_000;
  take('good');
  take('bad');
  const back = holding.giveBack();
  await clock.advance(60);
  expect(await back).toEqual({ deleted: 0, visible: 1, hidden: 1, until });
});

test('only what was received can be deleted, and a failed delete is tried once more at the end', async () => {
  const { queue, holding, take } = start();
  let answer: EntryResult = { kind: 'lost' };
  queue.onDelete = async (handles) => handles.map(() => answer);
  take('a');
  expect(await holding.deleteCopied('never-received')).toEqual({ kind: 'lost' });
  expect(queue.deleteCalls).toEqual([]);
  expect(await holding.deleteCopied('a')).toEqual({ kind: 'lost' });
  expect(take('a', 'again')).toBe(false);
  answer = { kind: 'done' };
  expect(await holding.giveBack()).toEqual({ deleted: 1, visible: 0, hidden: 0 });
  expect(queue.deleteCalls.flat()).toEqual(['h-a', 'again']);
});
