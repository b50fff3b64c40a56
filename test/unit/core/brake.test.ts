import { getEventListeners } from 'node:events';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createBrake } from '../../../src/core/brake.ts';
import type { Brake } from '../../../src/model/control.ts';
import type { Problem } from '../../../src/model/errors.ts';
import { waitFor } from '../../helpers/wait.ts';

const problem: Problem = { code: 'LF_CLUSTER_BLOCKED', message: 'flood stage', hint: 'free disk space' };

function setup() {
  const turns: (Problem | undefined)[] = [];
  return { turns, brake: createBrake((to) => turns.push(to)) };
}

test('the first to engage it owns it; every turn is told', () => {
  const { brake, turns } = setup();
  expect(brake.engaged).toBeUndefined();
  expect(brake.engage(problem)).toBe(true);
  expect(brake.engage({ ...problem, code: 'LF_OTHER' })).toBe(false);
  expect(brake.engaged).toBe(problem);
  brake.release();
  expect(brake.engaged).toBeUndefined();
  expect(turns).toEqual([problem, undefined]);
});

test('releasing what is not engaged is no turn', () => {
  const { brake, turns } = setup();
  brake.release();
  expect(turns).toEqual([]);
});

test('everybody who waits goes on when it is released', async () => {
  const { brake } = setup();
  await brake.released();
  brake.engage(problem);
  let free = 0;
  const waits = Array.from({ length: 3 }, () =>
    brake.released(new AbortController().signal).then(() => free++),
  );
  await Promise.resolve();
  expect(free).toBe(0);
  brake.release();
  await Promise.all(waits);
  expect(free).toBe(3);
});

test('a wait ends with the reason of its signal, and only that one', async () => {
  const { brake } = setup();
  brake.engage(problem);
  const [one, other] = [new AbortController(), new AbortController()];
  const aborted = brake.released(one.signal);
  const patient = brake.released(other.signal);
  one.abort(new Error('stop'));
  await expect(aborted).rejects.toThrow('stop');
  await expect(brake.released(one.signal)).rejects.toThrow('stop');
  brake.release();
  await patient;
});

test('thousands of waits on one signal leave no listener behind', async () => {
  const { brake } = setup();
  const { signal } = new AbortController();
  for (let round = 0; round < 50; round++) {
    brake.engage(problem);
    const waits = Array.from({ length: 100 }, () => brake.released(signal));
    brake.release();
    await Promise.all(waits);
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a wait that was given up is forgotten, though the brake holds on for hours', async () => {
  const { brake } = setup();
  brake.engage(problem);
  const signal = await givenUp(brake);
  v8.setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  await waitFor(
    () => {
      gc();
      return signal.deref() === undefined;
    },
    { what: 'the signal of a wait that is over to be collected' },
  );
  expect(brake.engaged).toBe(problem);
});

/** The signal of a wait that has ended by it. */
async function givenUp(brake: Brake): Promise<WeakRef<AbortSignal>> {
  const controller = new AbortController();
  const wait = brake.released(controller.signal);
  controller.abort(new Error('gone'));
  await wait.catch(() => {});
  return new WeakRef(controller.signal);
}
