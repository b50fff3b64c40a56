import { expect, test } from 'vitest';
import { LogflowError } from '../../../src/model/errors.ts';
import { watchDepth, watchRedrive } from '../../../src/source/depth-watch.ts';
import { FakeClock, FakeQueue, recorder } from './kit.ts';

test('a queue at its quota of messages in flight gives out nothing, and says nothing: it is told (F4)', async () => {
  const clock = new FakeClock();
  const queue = new FakeQueue(clock);
  const { events, depths, codes } = recorder();
  const stop = new AbortController();
  const watching = watchDepth(queue, clock, events, 5_000, stop.signal);
  queue.depth = async () => ({ visible: 7, inFlight: 100_000, delayed: 0 });
  await clock.advance(11);
  expect(codes()).toEqual([]);
  queue.depth = async () => ({ visible: 7, inFlight: 119_500, delayed: 0 });
  await clock.advance(5);
  expect(codes()).toEqual(['LF_QUEUE_IN_FLIGHT']);
  expect(depths).toHaveLength(4);
  stop.abort();
  await watching;
});

test('a redrive policy that comes or goes while we run is seen; who may not ask goes by what was known', async () => {
  const clock = new FakeClock();
  const told: boolean[] = [];
  const stop = new AbortController();
  let redrive: boolean | undefined = true;
  const properties = async () => {
    if (redrive === undefined)
      throw new LogflowError({ code: 'LF_QUEUE_FORBIDDEN', message: 'm', hint: 'h' });
    return { visibilityTimeout: 30, redrive };
  };
  const watching = watchRedrive({ properties }, clock, 60_000, stop.signal, (now) => told.push(now));
  await clock.advance(59);
  expect(told).toEqual([]);
  await clock.advance(1);
  redrive = undefined;
  await clock.advance(60);
  redrive = false;
  await clock.advance(60);
  expect(told).toEqual([true, false]);
  stop.abort();
  await watching;
});
