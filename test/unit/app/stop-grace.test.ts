import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Io } from '../../../src/app/io.ts';
import { limitStop, untilPutBack } from '../../../src/app/stop-grace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup() {
  const stop = new AbortController();
  const abort = new AbortController();
  const giveUp = new AbortController();
  const stream = new PassThrough();
  const stops = {
    stop: stop.signal,
    abort: abort.signal,
    by: () => 'SIGTERM' as const,
    signal() {},
    dispose() {},
  };
  const io: Pick<Io, 'stops' | 'stderr'> = { stderr: stream, stops };
  return { stop, abort, giveUp, io, said: () => String(stream.read() ?? '') };
}

test('the grace begins with the signal, not with the run', () => {
  const { stop, giveUp, io, said } = setup();
  limitStop(io, 20, giveUp);
  vi.advanceTimersByTime(3_600_000);
  stop.abort();
  vi.advanceTimersByTime(19_999);
  expect(giveUp.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(giveUp.signal.reason).toMatchObject({ code: 'LF_STOP_GRACE', exit: 1 });
  expect(said()).toContain('20 s');
});

test('a run that is done, or was aborted by hand, is not given up', () => {
  const done = setup();
  const callOff = limitStop(done.io, 20, done.giveUp);
  done.stop.abort();
  callOff();
  const aborted = setup();
  limitStop(aborted.io, 20, aborted.giveUp);
  aborted.stop.abort();
  aborted.abort.abort();
  vi.advanceTimersByTime(60_000);
  for (const { giveUp, said } of [done, aborted]) {
    expect(giveUp.signal.aborted).toBe(false);
    expect(said()).toBe('');
  }
});

test('told to stop before it began', () => {
  const { stop, giveUp, io } = setup();
  stop.abort();
  limitStop(io, 0, giveUp);
  vi.advanceTimersByTime(1);
  expect(giveUp.signal.aborted).toBe(true);
});

test('after an abort work has eight seconds, and before it all the time there is (R39)', async () => {
  const { abort } = setup();
  const work = Promise.withResolvers<string>();
  const quick = untilPutBack(work.promise, abort.signal);
  await vi.advanceTimersByTimeAsync(3_600_000);
  abort.abort();
  await vi.advanceTimersByTimeAsync(7_900);
  work.resolve('back');
  expect(await quick).toBe('back');
  const slow = untilPutBack(new Promise(() => {}), abort.signal);
  const refused = expect(slow).rejects.toMatchObject({ code: 'LF_NOT_PUT_BACK' });
  await vi.advanceTimersByTimeAsync(8_000);
  await refused;
});
