import { describe, expect, test } from 'vitest';
import { LogflowError } from '../../../src/model/errors.ts';
import { Delivered } from '../../../src/source/delivered.ts';
import { delivered, failed, message, missing, s3Event, settle, settled, startSource } from './kit.ts';

const keysOf = (items: ReturnType<typeof startSource>['items']) =>
  items.map(({ ref }) => (ref.kind === 's3' ? ref.key : ''));

/** One message of three objects, of which the second failed. */
async function oneBadOfThree() {
  const parts = startSource();
  await parts.ask(9);
  await parts.queue.give(message('a', s3Event('1', '2', '3')));
  await settle(parts.items, 0, delivered);
  await settle(parts.items, 1, failed);
  await settle(parts.items, 2, missing);
  expect(parts.queue.deleteCalls).toEqual([]);
  return parts;
}

describe('a message of which one object is bad', () => {
  test('comes again for that object alone, and is deleted when that is delivered', async () => {
    const { queue, items } = await oneBadOfThree();
    await queue.give(message('a', s3Event('1', '2', '3'), 2));
    expect(keysOf(items)).toEqual(['1', '2', '3', '2']);
    await settle(items, 3, failed);
    // Spaced by how often it was received.
    expect(queue.changes.map(({ seconds }) => seconds)).toEqual([30, 60]);
    await queue.give(message('a', s3Event('1', '2', '3'), 3));
    expect(queue.deleteCalls).toEqual([]);
    await settle(items, 4, delivered);
    expect(queue.deleteCalls).toEqual([['a#3']]);
  });

  test('is another one when the object was written anew: its message is worked on as a whole', async () => {
    const { queue, items } = await oneBadOfThree();
    await queue.give(message('b', s3Event('1', '2', '3')));
    expect(keysOf(items).slice(3)).toEqual(['1', '2', '3']);
  });

  test('and one that no pipeline claims: it stays, and nothing of it is read again', async () => {
    const { queue, items, counts, ask } = startSource();
    await ask(4);
    await queue.give(message('a', s3Event('1', 'unclaimed')));
    await settle(items, 0, delivered);
    await queue.give(message('a', s3Event('1', 'unclaimed'), 2));
    await settled();
    expect(items).toHaveLength(1);
    expect(queue.deleteCalls).toEqual([]);
    expect(queue.changes.map(({ seconds }) => seconds)).toEqual([30, 60]);
    expect(counts).toMatchObject({ quarantined: 2, released: 2 });
  });
});

test('what is not at fault is released, and outweighs the poison beside it', async () => {
  const credentials = { code: 'LF_AWS_CREDENTIALS', message: 'm', hint: 'h' };
  const { queue, items, counts, ask } = startSource();
  await ask(2);
  await queue.give(message('a', s3Event('1', '2'), 6));
  await settle(items, 0, failed);
  await settle(items, 1, { ...failed, problem: new LogflowError(credentials) } as typeof failed);
  expect(queue.changes.map(({ seconds }) => seconds)).toEqual([300]);
  expect(counts.quarantined).toBeUndefined();
});

test('delivered and not deleted: it is deleted at once when it comes again, without reading', async () => {
  const { clock, queue, items, ask } = startSource();
  await ask(3);
  queue.onDelete = async (all) => all.map(() => ({ kind: 'lost' }));
  await queue.give(message('a', s3Event('1', '2')));
  await settle(items, 0, delivered);
  await settle(items, 1, delivered);
  queue.onDelete = async (all) => all.map(() => ({ kind: 'done' }));
  await queue.give(message('a', s3Event('1', '2'), 2));
  await clock.advance(1);
  while (queue.deleteCalls.length < 2) await settled();
  expect(items).toHaveLength(2);
  expect(queue.deleteCalls).toEqual([['a#1'], ['a#2']]);
  expect(queue.changes).toEqual([]);
});

test('so is one whose lease was lost: SQS may say "deleted" to an old receipt handle, and keep the message', async () => {
  const { clock, queue, items, ask } = startSource();
  await ask(2);
  await queue.give(message('a', s3Event('1')));
  queue.onChange = () => ({ kind: 'lost' });
  await clock.advance(200);
  await settle(items, 0, delivered);
  await queue.give(message('a', s3Event('1'), 2));
  while (queue.deleteCalls.length < 2) await settled();
  expect(items).toHaveLength(1);
});

test('what a message may throw at us ends neither the run nor the messages beside it', async () => {
  const { queue, items, codes, ask } = startSource();
  await ask(2);
  await queue.give(message('bug', s3Event('bug')), message('a', s3Event('1')));
  expect(keysOf(items)).toEqual(['1']);
  expect(codes()).toEqual(['LF_BUG']);
  expect(queue.changes).toMatchObject([{ receiptHandle: 'bug#1', seconds: 30 }]);
});

test('the memory of it is bounded, and the newest is kept', () => {
  const known = new Delivered();
  const ref = (key: string) => ({ kind: 's3' as const, bucket: 'b', key, etag: 'e' });
  const long = 'x'.repeat(1000);
  for (let m = 0; m < 20_000; m++) known.add(`m${m}`, [ref(`${long}${m}`)]);
  expect(known.has('m19999', ref(`${long}19999`))).toBe(true);
  expect(known.has('m19999', { ...ref(`${long}19999`), etag: 'f' })).toBe(false);
  expect(known.has('m0', ref(`${long}0`))).toBe(false);
  known.forget('m19999');
  expect(known.has('m19999', ref(`${long}19999`))).toBe(false);
});
