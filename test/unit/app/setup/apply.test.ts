import { describe, expect, it } from 'vitest';
import { type ApplyDeps, applyAll } from '../../../../src/app/setup/apply.ts';
import { notYetCode } from '../../../../src/app/setup/call.ts';
import type { Task } from '../../../../src/app/setup/part.ts';
import { LogflowError } from '../../../../src/model/errors.ts';

function taskOf(name: string, apply: () => Promise<void> = async () => {}): Task {
  return { part: 'queue', what: 'SQS queue', name, kind: 'create', fields: [], apply };
}

function deps() {
  const lines: string[] = [];
  const stop = new AbortController();
  const abort = new AbortController();
  let now = 0;
  const clock = {
    now: () => now,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      now += ms;
    },
  };
  const all: ApplyDeps = { clock, say: (line) => lines.push(line), stop: stop.signal, abort: abort.signal };
  return { all, lines, stop, abort, clock };
}

const failure = (code: string) => new LogflowError({ code, message: 'no', hint: 'yes.' });
const names = (tasks: readonly Task[]) => tasks.map(({ name }) => name);

describe('applying', () => {
  it('goes in order, a line before each step', async () => {
    const order: string[] = [];
    const { all, lines } = deps();
    const tasks = ['a', 'b'].map((name) => taskOf(name, async () => void order.push(name)));
    const { done, left, failed } = await applyAll(tasks, all);
    expect([order, names(done), left, failed]).toEqual([['a', 'b'], ['a', 'b'], [], undefined]);
    expect(lines).toEqual(['1/2 create SQS queue a', '2/2 create SQS queue b']);
  });

  it('ends at the first failure, and says what is left', async () => {
    const { all } = deps();
    const broken = taskOf('b', () => Promise.reject(failure('LF_SETUP_AWS')));
    const { done, failed, left, problem } = await applyAll([taskOf('a'), broken, taskOf('c')], all);
    expect([names(done), failed?.name, names(left)]).toEqual([['a'], 'b', ['c']]);
    expect(problem).toEqual({ code: 'LF_SETUP_AWS', message: 'no', hint: 'yes.' });
  });

  it('begins nothing after a stop, and finishes what it had begun', async () => {
    const { all, stop } = deps();
    const stopping = taskOf('a', async () => stop.abort());
    const { done, failed, left } = await applyAll([stopping, taskOf('b')], all);
    expect([names(done), failed, names(left)]).toEqual([['a'], undefined, ['b']]);
  });

  it('leaves a step that hangs when somebody insists', async () => {
    const { all, abort } = deps();
    const hanging = taskOf('a', () => {
      abort.abort();
      return new Promise(() => {});
    });
    const { done, failed, left, problem } = await applyAll([hanging, taskOf('b')], all);
    expect([done, failed?.name, names(left), problem]).toEqual([[], 'a', ['b'], undefined]);
  });

  it('a bug is no failure of a step', async () => {
    const { all } = deps();
    const bug = taskOf('a', () => Promise.reject(new TypeError('bug')));
    await expect(applyAll([bug], all)).rejects.toThrow('bug');
  });
});

describe('what AWS allows a minute later', () => {
  it('is tried again until it does, and told once', async () => {
    const { all, lines, clock } = deps();
    let tries = 0;
    const task = taskOf('a', async () => {
      tries += 1;
      if (tries < 4) throw failure(notYetCode);
    });
    expect(await applyAll([task], all)).toMatchObject({ failed: undefined, left: [] });
    expect([tries, clock.now()]).toEqual([4, 15_000]);
    expect(lines).toEqual(['1/1 create SQS queue a', '    no; trying again for up to 75 s']);
  });

  it('is given up after 75 s', async () => {
    const { all, clock } = deps();
    const task = taskOf('a', () => Promise.reject(failure(notYetCode)));
    expect((await applyAll([task], all)).problem?.code).toBe(notYetCode);
    expect(clock.now()).toBe(75_000);
  });

  it('a stop ends the waiting', async () => {
    const { all, stop, clock } = deps();
    const task = taskOf('a', () => {
      stop.abort();
      return Promise.reject(failure(notYetCode));
    });
    expect((await applyAll([task], all)).problem?.code).toBe(notYetCode);
    expect(clock.now()).toBe(0);
  });
});
