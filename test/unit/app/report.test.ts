import { describe, expect, it } from 'vitest';
import { progressLine, summaryText } from '../../../src/app/report.ts';
import { summarise } from '../../../src/app/summary.ts';
import { Metrics } from '../../../src/core/metrics.ts';
import type { Books } from '../../../src/model/books.ts';
import { bytes, number, plural, seconds } from '../../../src/model/format.ts';

const books: Books = {
  read: 10,
  indexed: 6,
  duplicate: 1,
  filtered: { NODATA: 2 },
  rejected: 0,
  malformed: 1,
};
const problem = { code: 'LF_X', message: 'it broke', hint: 'mend it' };

describe('the summary', () => {
  it('is ok when the books balance and nothing failed', () => {
    const metrics = new Metrics(() => 5000);
    metrics.objectEnded({ kind: 'delivered', books }, 's3://b/k', books);
    const summary = summarise(metrics.take(), 'queue');
    expect(summary).toMatchObject({ type: 'summary', ok: true, documents: books, objects: { delivered: 1 } });
    expect(summaryText(summary)).toContain('books       balance');
    expect(summaryText(summary)).toContain('2 (2 NODATA)');
    const timed = { ...summary, seconds: 4, bytes: { fetched: 1, read: 2 ** 23, sent: 0 } };
    expect(summaryText(timed)).toContain('  time        4.0 s, 3 lines/s, 2.0 MiB/s\n');
  });

  it('is not ok when the books do not balance', () => {
    const metrics = new Metrics(() => 0);
    const wrong = { ...books, read: 11 };
    metrics.objectEnded({ kind: 'delivered', books: wrong }, 's3://b/k', wrong);
    expect(summarise(metrics.take(), 'queue').ok).toBe(false);
    expect(summaryText(summarise(metrics.take(), 'queue'))).toContain('DO NOT BALANCE');
  });

  it.each(['failed', 'unreadable'] as const)(
    'is not ok when an object is %s, and says what to do',
    (kind) => {
      const metrics = new Metrics(() => 0);
      metrics.objectEnded({ kind, books, problem }, 's3://b/k', books);
      const summary = summarise(metrics.take(), 'files');
      expect(summary.ok).toBe(false);
      expect(summary.messages).toBeUndefined();
      expect(summaryText(summary)).toContain('1 x LF_X: s3://b/k: it broke\n      next: mend it');
    },
  );

  it('is ok when an object was gone', () => {
    const metrics = new Metrics(() => 0);
    metrics.objectEnded({ kind: 'missing', problem }, 's3://b/k', books);
    expect(summarise(metrics.take(), 'queue')).toMatchObject({ ok: true, objects: { missing: 1 } });
  });

  it('leaves lines of an aborted attempt out of the books', () => {
    const metrics = new Metrics(() => 0);
    metrics.objectEnded({ kind: 'aborted' }, 's3://b/k', books);
    expect(summarise(metrics.take(), 'queue')).toMatchObject({ abandoned: 10, documents: { read: 0 } });
  });
});

it('the summary says what was done with objects, and is not ok when that failed or was left', () => {
  const metrics = new Metrics(() => 0);
  const nothing = { gone: 0, changed: 0, kept: 0, failed: 0, aborted: 0 };
  const told = (after: typeof metrics.after) => {
    metrics.after = after;
    const summary = summarise(metrics.take(), 'queue');
    return [summary.ok, /^ {2}(?:tagged|moved|deleted) .*$/m.exec(summaryText(summary))?.[0]];
  };
  expect(told(undefined)).toEqual([true, undefined]);
  expect(told({ action: 'tag', ...nothing, done: 1 })).toEqual([true, '  tagged      1 object']);
  expect(told({ action: 'delete', ...nothing, done: 2, gone: 1, changed: 3, kept: 4 })).toEqual([
    true,
    '  deleted     2 objects, 1 gone, 3 overwritten since, 4 kept (malformed lines)',
  ]);
  expect(told({ action: 'move', ...nothing, done: 0, failed: 5 })).toEqual([
    false,
    '  moved       0 objects, 5 FAILED',
  ]);
  expect(told({ action: 'move', ...nothing, done: 0, aborted: 1 })).toEqual([
    false,
    '  moved       0 objects, 1 left for another run',
  ]);
  metrics.after = { action: 'move', ...nothing, done: 0, failed: 5 };
  expect(progressLine(metrics.take(), metrics.take())).toContain('5 objects NOT MOVED');
});

it('the progress line says what goes on, and what stands in the way', () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  const before = metrics.take();
  now = 2000;
  metrics.objectEnded({ kind: 'delivered', books }, 's3://b/k', books);
  metrics.queueDepth({ visible: 30, inFlight: 8, delayed: 0 });
  metrics.brake({ ...problem, message: 'flood stage' });
  const line = progressLine(metrics.take(), before);
  expect(line).toContain('00:02  1 object done');
  expect(line).toContain('7 documents  4/s');
  expect(line).toContain('queue 30 + 8 in flight');
  expect(line).toContain('WAITING: flood stage');
});

it('the progress line shows a dead poller for as long as it is dead, and poison when it comes', () => {
  const metrics = new Metrics(() => 0);
  const before = metrics.take();
  metrics.notReceiving({ ...problem, message: 'the token has expired' });
  metrics.messages.quarantined += 2;
  const bad = metrics.take();
  expect(bad.notReceiving).toMatchObject({ code: 'LF_X' });
  expect(progressLine(bad, before)).toContain('NOT RECEIVING: the token has expired');
  expect(progressLine(bad, before)).toContain('2 QUARANTINED (logflow dlq list)');
  expect(progressLine(metrics.take(), bad)).toContain('NOT RECEIVING');
  expect(progressLine(metrics.take(), bad)).not.toContain('QUARANTINED');
  metrics.notReceiving(undefined);
  expect(progressLine(metrics.take(), bad)).not.toContain('NOT RECEIVING');
  const summary = summarise(metrics.take(), 'queue');
  expect(summary).toMatchObject({ messages: { quarantined: 2 }, problems: [{ code: 'LF_X', count: 1 }] });
  expect(summaryText(summary)).toContain('2 of them quarantined (next: logflow dlq list)');
});

describe('a progress line over which nothing moved', () => {
  const still = {
    readers: 0,
    objects: 9,
    bulks: 0,
    bytes: 0,
    readersLimit: 32,
    bulksLimit: 4,
    readersMost: 32,
  };

  it('says that the source is silent', () => {
    const metrics = new Metrics(() => 0);
    metrics.gauges = () => ({ ...still, readers: 9 });
    const before = metrics.take();
    expect(progressLine(metrics.take(), before)).toContain('WAITING: no byte of 9 objects being read');
    metrics.count.fetchedBytes += 1;
    expect(progressLine(metrics.take(), before)).not.toContain('WAITING');
  });

  it('says that the cluster is silent', () => {
    const metrics = new Metrics(() => 0);
    metrics.gauges = () => ({ ...still, readers: 9, bulks: 2, bytes: 1000 });
    const before = metrics.take();
    expect(progressLine(metrics.take(), before)).toContain('WAITING: no answer to 2 bulk requests');
    metrics.bulkAnswered(1, 1);
    expect(progressLine(metrics.take(), before)).not.toContain('WAITING');
  });

  it('says nothing when there is nothing to do', () => {
    const metrics = new Metrics(() => 0);
    const before = metrics.take();
    expect(progressLine(metrics.take(), before)).not.toContain('WAITING');
  });

  it.each(['failed', 'unreadable'] as const)('says once why an object is %s', (kind) => {
    const metrics = new Metrics(() => 0);
    const before = metrics.take();
    metrics.objectEnded({ kind, books, problem }, 's3://b/k', books);
    const after = metrics.take();
    expect(progressLine(after, before)).toContain('1 object FAILED: s3://b/k: it broke');
    expect(progressLine(metrics.take(), after)).toMatch(/1 object FAILED$/);
  });
});

it('says once what AWS refuses the poller, whatever else goes on', () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  const before = metrics.take();
  now = 1;
  metrics.problem({ code: 'LF_AWS_CREDENTIALS', message: 'keys have\u001b expired', hint: 'Renew them.' });
  const after = metrics.take();
  expect(progressLine(after, before)).toMatch(/TROUBLE: keys have.* expired$/);
  expect(progressLine(after, before)).not.toContain('\u001b');
  now = 2;
  metrics.problem({ code: 'LF_OBJECT_GONE', message: 'gone', hint: '' });
  expect(progressLine(metrics.take(), after)).not.toContain('TROUBLE');
});

it('the progress line of a backfill says how much there will be, and when it ends', () => {
  const metrics = new Metrics(() => 0);
  const before = metrics.take();
  metrics.listing = () => ({ listed: 500, wanted: 400, complete: false });
  expect(progressLine(metrics.take(), before)).toContain(
    '0 objects done of 400 found so far (500 listed), 0',
  );
  metrics.listing = () => ({ listed: 500, wanted: 400, estimated: 9000, complete: false });
  const line = progressLine(metrics.take(), before, 125);
  expect(line).toContain('0 objects done of 400 found so far (about 9,000 in all), 0 under way');
  expect(line).toContain('0 B/s  2 min 5 s left');
  metrics.listing = () => ({ listed: 500, wanted: 400, complete: true });
  expect(progressLine(metrics.take(), before)).toContain('0 objects done of 400, 0 under way');
});

it('a rate is a round number, whatever it was divided by', () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  const before = metrics.take();
  now = 3007;
  metrics.count.readBytes += 1000;
  expect(progressLine(metrics.take(), before)).toBe(
    '00:03  0 objects done, 0 under way  0 documents  0/s  333 B/s',
  );
});

it('no figure is rounded up to a whole one of the next unit', () => {
  expect([9.94, 9.96, 59.4, 59.7, 119.7, 3599.6].map(seconds)).toEqual([
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 0 s',
    '2 min 0 s',
    '1 h 0 min',
  ]);
  expect([0.4, 1023.6, 2 ** 20 - 1].map(bytes)).toEqual(['0 B', '1.0 KiB', '1.0 MiB']);
});

it('numbers for people', () => {
  expect([number(1234567), plural(1, 'object'), plural(0, 'object')]).toEqual([
    '1,234,567',
    '1 object',
    '0 objects',
  ]);
  expect([bytes(0), bytes(1023), bytes(1536), bytes(50 * 2 ** 20)]).toEqual([
    '0 B',
    '1023 B',
    '1.5 KiB',
    '50 MiB',
  ]);
  expect([seconds(1.23), seconds(59), seconds(200), seconds(7500)]).toEqual([
    '1.2 s',
    '59 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});
