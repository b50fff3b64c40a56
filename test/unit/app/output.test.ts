import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { outputSchema, snapshotSchema, summarySchema } from '../../../src/app/output/schema.ts';
import { snapshotLine } from '../../../src/app/output/snapshot-line.ts';
import { summarise } from '../../../src/app/summary.ts';
import { Metrics } from '../../../src/core/metrics.ts';

it('docs/output.schema.json is what the schema says (npm run docs)', () => {
  const committed = readFileSync(new URL('../../../docs/output.schema.json', import.meta.url), 'utf8');
  expect(committed).toBe(`${JSON.stringify(outputSchema(), null, 2)}\n`);
});

it('a snapshot of everything, and the summary, are as published', () => {
  let now = 1_000_000;
  const metrics = new Metrics(() => now);
  const problem = { code: 'LF_X', message: 'it broke', hint: 'mend it' };
  const first = metrics.take();
  now += 2000;
  metrics.objectBegun('s3://b/k', 100);
  metrics.fetched('s3://b/k', 50);
  metrics.objectBegun('s3://b/l', undefined);
  metrics.objectEnded(
    { kind: 'failed', problem, books: { ...first.books, read: 7, indexed: 7, filtered: { NODATA: 0 } } },
    's3://b/l',
    first.books,
  );
  metrics.queueDepth({ visible: 1, inFlight: 2, delayed: 3 });
  metrics.messageSent(now - 10);
  metrics.deadLetters = 4;
  metrics.expected = 9;
  metrics.after = { action: 'move', done: 1, gone: 2, changed: 3, kept: 4, failed: 5, aborted: 6 };
  metrics.brake(problem);
  metrics.inTheWay(problem, 3);
  metrics.eventSeen(900);
  metrics.bulkAnswered(12.5, 10);
  metrics.listing = () => ({ listed: 5, wanted: 4, estimated: 40, complete: false });
  const line = snapshotLine(metrics.take(), first, 61.7);
  expect(JSON.parse(JSON.stringify(snapshotSchema.parse(line)))).toEqual(JSON.parse(JSON.stringify(line)));
  expect(line).toMatchObject({
    perSecond: { documents: 4 },
    lag: 102,
    left: 62,
    listing: { estimated: 40 },
    queue: { deadLetters: 4, oldestSent: now - 10 },
    underWay: [{ uri: 's3://b/k', fetched: 50 }],
  });
  const summary = summarise(metrics.take(), 'queue', problem);
  expect(summarySchema.parse(summary)).toMatchObject({
    ok: false,
    slowest: [{ uri: 's3://b/l', outcome: 'failed' }],
  });
});
