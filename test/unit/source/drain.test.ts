import { describe, expect, test } from 'vitest';
import { LogflowError } from '../../../src/model/errors.ts';
import { delivered, failed, message, s3Event, settle, settled, startSource } from './kit.ts';

const refused = (code: string) => new LogflowError({ code, message: code, hint: 'h' });

describe('a drain (R26)', () => {
  const drain = () => startSource({ drain: true });

  test('ends after two empty receives in a row, when nothing is visible or delayed', async () => {
    const { queue, ask, running, ends, items, depths } = drain();
    await ask(2);
    await queue.give();
    await queue.give(message('a', s3Event('1')));
    await settle(items, 0, delivered);
    await ask(1);
    await queue.give();
    expect(ends()).toBe(0);
    queue.depth = async () => ({ visible: 0, inFlight: 7, delayed: 0 });
    await queue.give();
    await running;
    expect(ends()).toBe(2);
    // In flight elsewhere: told, not waited for.
    expect(depths.at(-1)?.inFlight).toBe(7);
    expect(queue.receives.every(({ wait }) => wait === 1)).toBe(true);
  });

  test.each([
    ['visible', { visible: 1, inFlight: 0, delayed: 0 }],
    ['delayed', { visible: 0, inFlight: 0, delayed: 1 }],
  ])('goes on while something is %s', async (_name, depth) => {
    const { queue, ask, running, ends } = drain();
    queue.depth = async () => depth;
    await ask(1);
    for (let i = 0; i < 5; i++) await queue.give();
    expect(ends()).toBe(0);
    queue.depth = async () => ({ visible: 0, inFlight: 0, delayed: 0 });
    await queue.give();
    await running;
  });

  test('goes on while an object is worked on: its message may come again', async () => {
    const { queue, ask, running, items, ends } = drain();
    await ask(2);
    await queue.give(message('a', s3Event('1')));
    for (let i = 0; i < 4; i++) await queue.give();
    expect(ends()).toBe(0);
    await settle(items, 0, delivered);
    await queue.give();
    await running;
  });

  test('does not wait for what failed here: that is held back, and the run is a failed one', async () => {
    const { queue, ask, running, items, counts } = drain();
    await ask(2);
    await queue.give(message('a', s3Event('1')), message('junk', 'junk'), message('u', s3Event('unclaimed')));
    await settle(items, 0, failed);
    queue.depth = async () => ({ visible: 0, inFlight: 3, delayed: 0 });
    await ask(1);
    await queue.give();
    await queue.give();
    await running;
    expect(counts).toMatchObject({ released: 3 });
  });

  test('that may not see the depth says so and ends, instead of asking for ever', async () => {
    const { clock, queue, ask, running, codes, ends } = drain();
    queue.depth = () => Promise.reject(refused('LF_QUEUE_FORBIDDEN'));
    await ask(1);
    let asked = 0;
    for (; asked < 30 && ends() === 0; asked++) {
      if (queue.asked) await queue.give();
      await clock.advance(60);
    }
    expect(asked).toBeLessThan(30);
    await expect(running).rejects.toMatchObject({ code: 'LF_QUEUE_FORBIDDEN' });
    expect(codes()).toContain('LF_QUEUE_FORBIDDEN');
  });

  test('ends promptly when it is stopped', async () => {
    const { queue, ask, running, stop, ends } = drain();
    queue.depth = async () => ({ visible: 5, inFlight: 0, delayed: 0 });
    await ask(1);
    await queue.give();
    stop.abort();
    await settled();
    expect(ends()).toBe(1);
    await queue.give();
    await running;
  });
});

describe('receives that fail', () => {
  test('at the start: at once for what waiting does not mend, and every slot hears of it', async () => {
    const { queue, ask, running, ends } = startSource();
    await ask(2);
    await queue.refuse(refused('LF_QUEUE_MISSING'));
    await expect(running).rejects.toMatchObject({ code: 'LF_QUEUE_MISSING' });
    await settled();
    expect(ends()).toBe(2);
  });

  test('at the start: after a few tries for anything else', async () => {
    const { clock, queue, ask, running } = startSource();
    await ask(1);
    for (let i = 0; i < 5; i++) {
      await queue.refuse(refused('LF_AWS_UNREACHABLE'));
      await clock.advance(60);
    }
    await expect(running).rejects.toMatchObject({ code: 'LF_AWS_UNREACHABLE' });
  });

  test('later: for hours, visibly, and then it goes on', async () => {
    const { clock, queue, ask, items, codes, receiving } = startSource();
    await ask(1);
    await queue.give();
    expect(receiving()).toBe('yes');
    for (let i = 0; i < 200; i++) {
      await queue.refuse(refused('LF_AWS_CREDENTIALS'));
      expect(receiving()).toBe('LF_AWS_CREDENTIALS');
      await clock.advance(31);
    }
    expect(codes()).toHaveLength(200);
    await queue.give(message('a', s3Event('1')));
    expect(receiving()).toBe('yes');
    expect(items).toHaveLength(1);
  });

  test('a surprise ends the run; what waited for a slot is given back', async () => {
    const { queue, ask, running, items } = startSource();
    await ask(1);
    await queue.give(message('a', s3Event('1', '2')));
    await settle(items, 0, delivered);
    await ask(2);
    await queue.refuse(new TypeError('ours'));
    await expect(running).rejects.toThrow('ours');
  });
});
