import { expect, test } from 'vitest';
import { Metrics } from '../../../src/core/metrics.ts';
import { emptyBooks } from '../../../src/model/books.ts';

const problem = { code: 'LF_X', message: 'x', hint: 'mend it' };
const books = { ...emptyBooks(), read: 10, indexed: 8, filtered: { NODATA: 2 } };

function setup() {
  let time = 1000;
  return { metrics: new Metrics(() => time), at: (ms: number) => (time = ms) };
}

test('only settled attempts enter the books; the lines of the others are abandoned (R14)', () => {
  const { metrics } = setup();
  metrics.objectEnded({ kind: 'delivered', books }, 'a', books);
  metrics.objectEnded({ kind: 'failed', problem, books }, 'b', books);
  metrics.objectEnded({ kind: 'unreadable', problem, books }, 'c', books);
  metrics.objectEnded({ kind: 'missing', problem }, 'd', emptyBooks());
  metrics.objectEnded({ kind: 'aborted' }, 'e', books);
  const taken = metrics.take();
  expect(taken.books).toEqual({ ...emptyBooks(), read: 30, indexed: 24, filtered: { NODATA: 6 } });
  expect(taken.abandoned).toBe(10);
  expect(taken.objects).toEqual({
    started: 0,
    delivered: 1,
    missing: 1,
    unreadable: 1,
    failed: 1,
    aborted: 1,
  });
});

test('a problem is kept once for its code: counted, in its newest words, and saying whose it is', () => {
  const { metrics, at } = setup();
  metrics.problem(problem);
  at(2000);
  metrics.problem({ ...problem, message: 'newer' }, 5);
  metrics.objectEnded({ kind: 'missing', problem: { ...problem, code: 'LF_Y' } }, 's3://b/k', emptyBooks());
  const named = { ...problem, code: 'LF_Z', message: 's3://b/k is gone' };
  metrics.objectEnded({ kind: 'missing', problem: named }, 's3://b/k', emptyBooks());
  expect(metrics.take().problems).toEqual([
    { ...problem, message: 'newer', count: 6, lastSeen: 2000 },
    { ...problem, code: 'LF_Y', message: 's3://b/k: x', count: 1, lastSeen: 2000 },
    { ...named, count: 1, lastSeen: 2000 },
  ]);
});

test('problems are bounded, whatever codes come; known ones go on being counted', () => {
  const { metrics } = setup();
  for (let i = 0; i < 10_000; i++) metrics.problem({ ...problem, code: `LF_${i}` });
  metrics.problem({ ...problem, code: 'LF_0' });
  const { problems } = metrics.take();
  expect(problems).toHaveLength(100);
  expect(problems[0]).toMatchObject({ code: 'LF_0', count: 2 });
});

test('a snapshot is complete, and its own', () => {
  const { metrics } = setup();
  metrics.gauges = () => ({
    readers: 1,
    objects: 2,
    bulks: 3,
    bytes: 4,
    readersLimit: 5,
    bulksLimit: 6,
    readersMost: 32,
  });
  metrics.brake(problem);
  metrics.bulkAnswered(100, 50);
  metrics.bulkAnswered(200, 50);
  metrics.eventSeen(20);
  metrics.eventSeen(10);
  metrics.queueDepth({ visible: 1, inFlight: 2, delayed: 3 });
  const before = metrics.take();
  expect(before).toMatchObject({
    inFlight: { readers: 1, objects: 2, bulks: 3, bytes: 4, readersLimit: 5, bulksLimit: 6, readersMost: 32 },
    cluster: { requests: 2, latency: 120, brake: problem },
    bytes: { sent: 100 },
    queue: { visible: 1, inFlight: 2, delayed: 3 },
    newestEvent: 20_000,
  });
  metrics.objects.started += 1;
  metrics.messages.received += 1;
  metrics.brake(undefined);
  expect(before.objects.started).toBe(0);
  expect(before.messages.received).toBe(0);
  expect(metrics.take().cluster).not.toHaveProperty('brake');
});

test('who looks on sees the same snapshot until the next is published', () => {
  const { metrics } = setup();
  let told = 0;
  const leave = metrics.subscribe(() => {
    told += 1;
  });
  const first = metrics.getSnapshot();
  metrics.objects.started += 1;
  expect(metrics.getSnapshot()).toBe(first);
  metrics.publish();
  expect(told).toBe(1);
  expect(metrics.getSnapshot().objects.started).toBe(1);
  leave();
  metrics.publish();
  expect(told).toBe(1);
});
