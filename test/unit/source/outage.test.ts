import { expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { consumer } from './consumer.ts';
import { delivered, failed, record, s3Event } from './kit.ts';

const problem = { code: 'LF_AWS_FAULT', message: 'S3 could not', hint: 'Wait.' };
const messages = 300;

/** A queue full of sound messages, and an S3 that may be away. */
function underOutage(drain = false) {
  const s3 = { away: true };
  const outcomeOf = () => (s3.away ? { ...failed, problem } : delivered);
  const run = consumer({ drain, outcomeOf });
  for (let i = 0; i < messages; i++) run.queue.send(`m${i}`, s3Event(`k${i}`));
  return { ...run, s3 };
}

test('while nothing can be read two messages a minute are tried: sound messages burn no receives (R22)', async () => {
  const { clock, queue, told, stop, source, running, s3 } = underOutage();
  await clock.advance(3 * 3600);
  // Two a minute, and the first ones.
  expect(queue.received.length).toBeLessThan(2 * 3 * 60 + 30);
  expect(queue.received.length).toBeGreaterThan(2 * 3 * 50);
  const receives = Map.groupBy(queue.received, ({ id }) => id);
  expect(Math.max(...[...receives.values()].map((all) => all.length))).toBeLessThan(20);
  expect(told.receiving()).toBe('LF_AWS_FAULT');

  s3.away = false;
  await clock.advance(900);
  expect(told.receiving()).toBe('yes');
  expect(told.counts.received).toBeGreaterThanOrEqual(messages);
  stop.abort();
  source.close();
  await clock.advance(60);
  await running;
});

test('a drain gives up, with why', async () => {
  const { clock, source, running } = underOutage(true);
  const ended = expect(running).rejects.toMatchObject({ code: 'LF_AWS_FAULT' });
  await clock.advance(120);
  await ended;
  source.close();
});

test('ten failures among others are none of S3: nothing is slowed down', async () => {
  let n = 0;
  const { clock, queue, stop, source, running, told } = consumer({
    outcomeOf: () => (n++ % 9 === 0 ? delivered : { ...failed, problem }),
  });
  for (let i = 0; i < messages; i++) queue.send(`m${i}`, s3Event(`k${i}`));
  await clock.advance(20);
  expect(new Set(queue.received.map(({ id }) => id)).size).toBe(messages);
  expect(told.receiving()).toBe('yes');
  stop.abort();
  source.close();
  await clock.advance(60);
  await running;
});

/** Nineteen of twenty messages are about a bucket whose role is refused. */
function underRefusedRole() {
  const role = { ...problem, code: 'LF_AWS_ROLE' };
  const buckets: Record<string, boolean> = { refused: true };
  const run = consumer({
    outcomeOf: (key) => (buckets[key.split('-')[0] ?? ''] ? { ...failed, problem: role } : delivered),
  });
  for (let i = 0; i < messages; i++) {
    const bucket = i % 20 === 0 ? 'other' : 'refused';
    run.queue.send(`m${i}`, JSON.stringify({ Records: [record(`${bucket}-${i}`, { bucket })] }));
  }
  return { ...run, buckets };
}

test('one bucket that cannot be read does not hold up the others, however much of the traffic it is', async () => {
  const { clock, stop, source, running, counts } = underRefusedRole();
  await clock.advance(60);
  // Deletes gather on the clock of the wall.
  await waitFor(() => counts.deleted === messages / 20, { what: 'the deletes' });
  stop.abort();
  source.close();
  await clock.advance(60);
  await running;
});

test('when the last bucket that was well fails, too, or is not heard of for an hour, it is an outage', async () => {
  for (const fails of [true, false]) {
    const { clock, queue, stop, source, running, told, buckets } = underRefusedRole();
    await clock.advance(300);
    expect(told.receiving()).toBe('yes');
    if (fails) {
      buckets.other = true;
      queue.send('last', JSON.stringify({ Records: [record('other-last', { bucket: 'other' })] }));
    }
    await clock.advance(fails ? 300 : 3600);
    expect(told.receiving()).toBe('LF_AWS_ROLE');
    stop.abort();
    source.close();
    await clock.advance(60);
    await running;
  }
});
