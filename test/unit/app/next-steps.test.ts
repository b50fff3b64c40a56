import { expect, it } from 'vitest';
import { nextSteps } from '../../../src/app/next-steps.ts';
import { summaryText } from '../../../src/app/report.ts';
import { summarise } from '../../../src/app/summary.ts';
import { Metrics } from '../../../src/core/metrics.ts';

const problem = { code: 'LF_X', message: 'it broke', hint: 'mend it' };
const queue = { visible: 0, inFlight: 0, delayed: 0 };

it('nothing is to be done after a run that left nothing behind', () => {
  const metrics = new Metrics(() => 0);
  metrics.queueDepth(queue);
  metrics.deadLetters = 0;
  expect(nextSteps(summarise(metrics.take(), 'queue'), { queue: 'q', rejects: undefined })).toEqual([]);
});

it('dead letters, and what will be one, are looked at', () => {
  const metrics = new Metrics(() => 0);
  metrics.objects.failed = 1;
  const failed = summarise(metrics.take(), 'queue');
  const wait = '    once the redrive policy has moved them';
  expect(nextSteps(failed, { queue: 'a q', rejects: undefined })).toEqual([
    `logflow dlq list --queue 'a q'${wait}`,
  ]);
  metrics.queueDepth(queue);
  metrics.deadLetters = 3;
  const dead = summarise(metrics.take(), 'queue');
  expect(nextSteps(dead, { queue: 'q', rejects: undefined })).toEqual(['logflow dlq list --queue q']);
  // As it stands it has to find the queue.
  const elsewhere = { queue: 'q', rejects: undefined, region: 'eu-west-1', 'queue-owner': '123456789010' };
  expect(nextSteps(dead, elsewhere)).toEqual([
    'logflow dlq list --queue q --queue-owner 123456789010 --region eu-west-1',
  ]);
  expect(nextSteps(summarise(metrics.take(), 'files'), { queue: 'q', rejects: undefined })).toEqual([]);
});

it.each([
  [{ kind: 's3', bucket: 'b', prefix: 'p' }, 's3://b/p'],
  [{ kind: 'dir', path: "/it's" }, "'dir:/it'\\''s'"],
  [{ kind: 'index', index: 'r' }, 'index:r --node URL'],
] as const)('rejects are where they were kept: %j', (rejects, place) => {
  const metrics = new Metrics(() => 0);
  const books = { ...metrics.take().books, read: 1, rejected: 1 };
  metrics.objectEnded({ kind: 'delivered', books }, 's3://b/k', books);
  const summary = summarise(metrics.take(), 'queue');
  expect(nextSteps(summary, { queue: 'q', rejects })).toEqual([`logflow rejects list --rejects ${place}`]);
});

it('the summary is one screen, whatever happened', () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  for (let n = 0; n < 20; n++) metrics.objectBegun(`s3://b/k${n}`, 10);
  now = 60_000;
  for (let n = 0; n < 20; n++) {
    const books = { ...metrics.take().books, read: 0 };
    const outcome = { kind: 'failed' as const, problem: { ...problem, code: `LF_${n}` }, books };
    metrics.objectEnded(outcome, `s3://b/k${n}`, books);
  }
  metrics.deadLetters = 3;
  metrics.queueDepth(queue);
  const summary = summarise(metrics.take(), 'queue');
  const text = summaryText(summary, nextSteps(summary, { queue: 'q', rejects: undefined }));
  expect(text).toContain(
    '  slowest     1 min 0 s, 0 B: s3://b/k0\n              1 min 0 s, 0 B: s3://b/k1\n',
  );
  expect(text).toContain('  next        logflow dlq list --queue q\n');
  expect(text).toContain('and 16 other problems (--json has them all)');
  expect(text.split('\n').length).toBeLessThanOrEqual(26);
});
