import { expect, test } from 'vitest';
import { Deleter } from '../../../src/source/deleter.ts';
import type { EntryResult } from '../../../src/source/queue-api.ts';
import { waitFor } from '../../helpers/wait.ts';
import { FakeClock, FakeQueue, settled } from './kit.ts';

function start() {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  return { clock, queue, deleter: new Deleter(queue, clock) };
}

test('deletes travel by ten, the rest a moment later', async () => {
  const { queue, deleter } = start();
  const handles = Array.from({ length: 23 }, (_, i) => `h${i}`);
  const results = await Promise.all(handles.map((handle) => deleter.delete(handle)));
  expect(results.every(({ kind }) => kind === 'done')).toBe(true);
  expect(queue.deleteCalls.map((call) => call.length)).toEqual([10, 10, 3]);
  expect(queue.deleteCalls.flat()).toEqual(handles);
});

test('only the entries that failed are tried again, each to its own end', async () => {
  const { clock, queue, deleter } = start();
  const tries: Record<string, number> = {};
  queue.onDelete = async (all) =>
    all.map((handle): EntryResult => {
      const n = (tries[handle] ?? 0) + 1;
      tries[handle] = n;
      if (handle === 'lost') return { kind: 'lost' };
      if (handle === 'never' || (handle === 'third' && n < 3)) return { kind: 'failed', reason: 'busy' };
      return { kind: 'done' };
    });
  const results = Promise.all(['fine', 'lost', 'third', 'never'].map((handle) => deleter.delete(handle)));
  for (let n = 1; n <= 6; n++) {
    await waitFor(() => tries.never === n, { what: `try ${n}` });
    await clock.advance(10);
  }
  expect(await results).toEqual([
    { kind: 'done' },
    { kind: 'lost' },
    { kind: 'done' },
    { kind: 'failed', reason: 'busy' },
  ]);
  expect(tries).toEqual({ fine: 1, lost: 1, third: 3, never: 6 });
});

test('a request that throws is tried again; an answer that is too short, too', async () => {
  const { clock, queue, deleter } = start();
  queue.onDelete = async (all) => {
    if (queue.deleteCalls.length === 1) throw new Error('network');
    return queue.deleteCalls.length === 2 ? [] : all.map(() => ({ kind: 'done' }));
  };
  const result = deleter.delete('h');
  for (let n = 1; n <= 3; n++) {
    await waitFor(() => queue.deleteCalls.length === n, { what: `call ${n}` });
    await clock.advance(10);
  }
  expect(await result).toEqual({ kind: 'done' });
  await settled();
  expect(queue.deleteCalls).toHaveLength(3);
});
