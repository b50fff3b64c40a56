import { expect, test } from 'vitest';
import { draw } from '../../../../src/app/dlq/draw.ts';
import type { DeadLetter } from '../../../../src/source/dead-letters.ts';
import { Holding } from '../../../../src/source/holding.ts';
import { FakeClock, FakeQueue } from '../../source/kit.ts';

function start(messages: number) {
  const clock = new FakeClock();
  const waiting = Array.from({ length: messages }, (_, n) => letter(String(n)));
  const stop = new AbortController();
  const deps = {
    receive: async (max: number) => waiting.splice(0, Math.min(max, 10)),
    holding: new Holding(new FakeQueue(clock), clock),
    clock,
    stop: stop.signal,
  };
  const got: string[] = [];
  const collect = async (letters: readonly DeadLetter[]) => {
    got.push(...letters.map(({ id }) => id));
    return true;
  };
  return { deps, waiting, stop, got, collect };
}

function letter(id: string): DeadLetter {
  const rest = { receiveCount: 1, sentAt: 1, sourceArn: undefined, traceHeader: undefined, attributes: {} };
  return { id, receiptHandle: `h-${id}`, body: '', ...rest };
}

test('receives until nothing new comes', async () => {
  const { deps, got, collect } = start(123);
  expect(await draw(deps, 1_000, collect)).toBe('empty');
  expect(new Set(got).size).toBe(123);
  expect(deps.holding.size).toBe(123);
});

test.each([1, 7, 25, 60])('never more than %i when so many were asked for', async (max) => {
  const { deps, got, collect } = start(123);
  expect(await draw(deps, max, collect)).toBe('enough');
  expect(got).toHaveLength(max);
  expect(deps.holding.size).toBe(max);
});

test('messages that come again for ever are handed over once, and end the run', async () => {
  const { deps, got, collect } = start(0);
  const receive = async () => [letter('a'), letter('b')];
  expect(await draw({ ...deps, receive }, 1_000, collect)).toBe('empty');
  expect(got.sort()).toEqual(['a', 'b']);
});

test('a handler that has enough ends it', async () => {
  const { deps, waiting, got, collect } = start(500);
  const end = await draw(deps, 1_000, async (letters) => (await collect(letters)) && got.length < 20);
  expect(end).toBe('enough');
  expect(waiting.length).toBeGreaterThan(400);
});

test('a stop receives no more; what was received is held, to be given back', async () => {
  const { deps, stop, got, collect } = start(500);
  const end = await draw(deps, 1_000, async (letters) => {
    stop.abort(new Error('SIGINT'));
    return collect(letters);
  });
  expect(end).toBe('stopped');
  expect(deps.holding.size).toBe(got.length);
});

test('an error rejects only after everything that was under way has ended', async () => {
  const { deps, collect } = start(100);
  const late = Promise.withResolvers<DeadLetter[]>();
  let calls = 0;
  const receive = async () => {
    calls += 1;
    if (calls === 1) return late.promise;
    throw new Error('no more');
  };
  const drawing = draw({ ...deps, receive }, 1_000, collect);
  const ended = drawing.then(
    () => 'ended',
    (error: Error) => error.message,
  );
  expect(await Promise.race([ended, new Promise((resolve) => setImmediate(resolve, 'waits'))])).toBe('waits');
  late.resolve([letter('late')]);
  expect(await ended).toBe('no more');
  // Received by the lane that was still waiting: it is held, and can be given back.
  expect(deps.holding.size).toBe(1);
});
