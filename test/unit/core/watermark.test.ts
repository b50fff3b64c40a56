import { describe, expect, test } from 'vitest';
import { Watermarks } from '../../../src/core/watermark.ts';
import { booksBalance } from '../../../src/model/books.ts';
import type { FinalVerdict } from '../../../src/model/bulk.ts';
import type { Outcome } from '../../../src/model/object.ts';
import {
  bytesOf,
  delivered,
  each,
  flowLog,
  only,
  opener,
  problemError,
  start,
  tell,
  testSink,
  uri,
  work,
} from './kit.ts';

const problem = { code: 'LF_X', message: 'x', hint: 'mend it' };
const books = { read: 0, indexed: 0, duplicate: 0, filtered: {}, rejected: 0, malformed: 0 };
const failed: Outcome = { kind: 'failed', problem, books };
const ok: FinalVerdict = { kind: 'ok' };
const reject: FinalVerdict = { kind: 'reject', problem, reason: { type: 't', text: 'no' } };

function mark() {
  const watermarks = new Watermarks();
  const begun = watermarks.of('o', 'v1');
  if (!begun) throw new Error('no watermark');
  return { watermarks, mark: begun };
}

describe('how far everything is acknowledged', () => {
  test('block by block, whatever the order of the verdicts', () => {
    const { mark: one } = mark();
    const [a, b, c] = [one.begin(10, 2), one.begin(20, 1), one.begin(30, 1)];
    one.settle(b, ok, 1);
    one.settle(a, ok, 1);
    expect(one.offset).toBe(0);
    one.settle(a, { kind: 'duplicate' }, 1);
    expect(one.offset).toBe(20);
    one.settle(c, ok, 1);
    expect(one.offset).toBe(30);
    // A block of which every line was filtered.
    one.begin(40, 0);
    expect(one.offset).toBe(40);
  });

  test('not past the first reject: the rejects of an object are written whole', () => {
    const { mark: one } = mark();
    const [a, b, c] = [one.begin(10, 1), one.begin(20, 2), one.begin(30, 1)];
    one.settle(c, reject, 1);
    one.settle(b, ok, 1);
    one.settle(b, reject, 1);
    one.settle(a, ok, 1);
    const d = one.begin(40, 1);
    one.settle(d, ok, 1);
    expect(one.offset).toBe(10);
  });

  test('verdicts of the attempt before count no more', () => {
    const { watermarks, mark: one } = mark();
    const late = one.begin(10, 1);
    expect(watermarks.of('o', 'v1')).toBe(one);
    one.settle(late, ok, 1);
    expect(one.offset).toBe(0);
    const again = one.begin(10, 1);
    one.settle(late, reject, 1);
    one.settle(again, ok, 1);
    expect(one.offset).toBe(10);
  });
});

describe('what is remembered', () => {
  const reached = (outcome: Outcome, version = 'v1') => {
    const { watermarks, mark: one } = mark();
    one.settle(one.begin(10, 1), ok, 1);
    watermarks.ended('o', outcome);
    return watermarks.of('o', version)?.offset;
  };

  test('of an object that failed; of this version alone', () => {
    expect(reached(failed)).toBe(10);
    expect(reached({ ...failed, kind: 'unreadable' })).toBe(10);
    expect(reached(failed, 'v2')).toBe(0);
    expect(reached(failed, '')).toBeUndefined();
  });

  test('nothing of one that is done', () => {
    expect(reached({ kind: 'delivered', books })).toBe(0);
    expect(reached({ kind: 'missing', problem })).toBe(0);
  });

  test('nothing of bytes that decode wrongly: they may have been damaged on the way', () => {
    const corrupt = (message: string): Outcome => ({
      kind: 'unreadable',
      problem: { ...problem, code: 'LF_OBJECT_CORRUPT', message },
      books,
    });
    expect(reached(corrupt('damaged or cut short (incorrect data check)'))).toBe(0);
    expect(reached(corrupt('damaged or cut short (unexpected end of file)'))).toBe(10);
  });

  test('of ten thousand objects at most', () => {
    const watermarks = new Watermarks();
    for (let i = 0; i < 10_001; i++) {
      const one = watermarks.of(`o${i}`, 'v');
      if (one) one.settle(one.begin(10, 1), ok, 1);
      watermarks.ended(`o${i}`, failed);
    }
    expect(watermarks.of('o0', 'v')?.offset).toBe(0);
    expect(watermarks.of('o10000', 'v')?.offset).toBe(10);
  });
});

/** Three blocks and a bit. */
const lines = 2_500;
const text = flowLog(lines);
/** `_bulk` requests of a tenth of a block, so that verdicts come while the object is read. */
const limits = { maxDocs: 80 };

/** Attempts at one object, each by a rule: where its bytes end, and which documents are rejected. */
async function attempts(
  rules: readonly { cut?: number; code?: string; rejects?: number }[],
  watermarks: Watermarks | undefined,
) {
  const items = rules.map(() => work('o'));
  let attempt = -1;
  let left = 0;
  const open = opener(() => {
    attempt += 1;
    const { cut, code = 'LF_OBJECT_READ', rejects = Number.POSITIVE_INFINITY } = rules[attempt] ?? {};
    left = rejects;
    return cut === undefined ? text : bytesOf(text.slice(0, cut), 50_000, problemError(code));
  });
  const sink = testSink((batch) =>
    tell(batch, () => {
      left -= 1;
      return left < 0 ? reject : ok;
    }),
  );
  const sent: number[][] = [];
  const each1 = items.map((item) => ({
    ref: item.ref,
    async settle(outcome: Outcome) {
      sent.push(delivered(sink.batches, uri('o')));
      sink.batches.length = 0;
      await item.settle(outcome);
    },
  }));
  const run = start(
    { source: each(each1), sink, open, ...(watermarks && { watermarks }) },
    { ...limits, concurrency: 1 },
  );
  await run.done;
  const outcomes = items.map(only);
  for (const outcome of outcomes) {
    if ('books' in outcome) expect(booksBalance(outcome.books)).toBe(true);
  }
  return { sent, outcomes };
}

const whole = Array.from({ length: lines }, (_, i) => i);

describe('the next attempt in this process (R25)', () => {
  test('sends nothing again that was acknowledged; its books say duplicate', async () => {
    const cut = Math.floor(text.length * 0.7);
    const { sent, outcomes } = await attempts([{ cut }, { cut }, {}], new Watermarks());
    const [first = [], second = [], third = []] = sent;
    expect(first.length).toBeGreaterThan(1_500);
    expect(second).toEqual([]);
    // Each block once: what was cut in the middle of one is whole now, and sent as such.
    expect([...new Set([...first, ...third])]).toEqual(whole);
    expect(third.length).toBeLessThan(lines - 1_500 + 900);
    expect(outcomes).toMatchObject([
      { kind: 'unreadable', books: { indexed: first.length, duplicate: 0 } },
      { kind: 'unreadable', books: { indexed: 0, duplicate: first.length } },
      { kind: 'delivered', books: { read: lines, indexed: third.length, duplicate: lines - third.length } },
    ]);
  });

  test('sends from the block of the first reject on, so that all rejects come again', async () => {
    const { sent, outcomes } = await attempts([{ rejects: 1_000 }, {}], new Watermarks());
    const [first, second = []] = sent;
    expect(first).toEqual(whole);
    expect(second).toEqual(whole.slice(second[0]));
    expect(second[0]).toBeGreaterThan(500);
    expect(second[0]).toBeLessThanOrEqual(1_000);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'delivered']);
  });

  test('sends all of it where what was sent of a failed object is thrown away', async () => {
    const { sent } = await attempts([{ cut: Math.floor(text.length * 0.7) }, {}], undefined);
    expect(sent[1]).toEqual(whole);
  });

  test('sends all of it after bytes that decoded wrongly', async () => {
    const cut = Math.floor(text.length * 0.7);
    const watermarks = new Watermarks();
    const { sent } = await attempts([{ cut, code: 'LF_OBJECT_CORRUPT' }, {}], watermarks);
    expect(sent[1]).toEqual(whole);
  });
});
