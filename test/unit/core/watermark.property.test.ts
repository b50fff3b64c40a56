import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Watermarks } from '../../../src/core/watermark.ts';
import { booksBalance } from '../../../src/model/books.ts';
import type { BulkBatch } from '../../../src/model/bulk.ts';
import {
  bytesOf,
  delivered,
  each,
  flowLog,
  only,
  opener,
  problemError,
  start,
  testSink,
  turns,
  work,
} from './kit.ts';

const lines = 2_200;
const text = flowLog(lines);
const reject = {
  kind: 'reject' as const,
  problem: { code: 'LF_REJECT', message: 'no', hint: 'mend it' },
  reason: { type: 't', text: 'no' },
};

const attempt = fc.record({
  /** Where the object's bytes end in an error, as hundredths of its length; from 100 on they do not. */
  cut: fc.integer({ min: 0, max: 130 }),
  /** Lines whose documents are refused. */
  refused: fc.array(fc.nat(lines - 1), { maxLength: 3 }),
  version: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
});
const plan = fc.record({
  attempts: fc.array(attempt, { minLength: 1, maxLength: 5 }),
  maxDocs: fc.integer({ min: 50, max: 900 }),
  bulks: fc.integer({ min: 1, max: 3 }),
  pauses: fc.infiniteStream(fc.integer({ min: 0, max: 6 })),
  picks: fc.infiniteStream(fc.nat()),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Attempts at one object, with verdicts in any order. What an attempt does not send was acknowledged before, every line of it. */
async function check({ attempts, maxDocs, bulks, pauses, picks }: Plan): Promise<void> {
  const acknowledged = new Map<string, Set<number>>();
  let pass = -1;
  let sent = new Set<number>();
  const now = () => attempts[pass] as Plan['attempts'][number];

  const sink = testSink(async (batch: BulkBatch) => {
    await turns(pauses.next().value as number);
    const docs = batch.parts.flatMap((part) =>
      Array.from({ length: part.to - part.from }, (_, i) => ({ part, item: part.from + i, n: 0 })),
    );
    delivered([batch]).forEach((n, i) => {
      Object.assign(docs[i] as object, { n });
    });
    const good = acknowledged.get(now().version) ?? new Set();
    acknowledged.set(now().version, good);
    for (let left = docs.length; left > 0; left--) {
      const [{ part, item, n }] = docs.splice((picks.next().value as number) % left, 1) as [
        (typeof docs)[number],
      ];
      sent.add(n);
      const refused = now().refused.includes(n);
      if (!refused) good.add(n);
      part.settle(item, item + 1, refused ? reject : { kind: 'ok' });
    }
  });
  const open = opener(() => '');
  const items = attempts.map(() => work('o'));
  const run = start(
    {
      source: each(items),
      sink,
      watermarks: new Watermarks(),
      async open(ref, signal) {
        pass += 1;
        sent = new Set();
        const opened = await open(ref, signal);
        if (opened.kind !== 'opened') return opened;
        const { cut, version } = now();
        const error = cut < 100 ? problemError('LF_OBJECT_READ') : undefined;
        const bytes = bytesOf(text.slice(0, Math.floor((cut / 100) * text.length)), 30_000, error);
        return {
          kind: 'opened',
          object: { ...opened.object, identity: { ...opened.object.identity, version }, bytes },
        };
      },
    },
    { concurrency: 1, maxObjects: 1, maxDocs, bulks },
  );
  items.forEach((item, i) => {
    const { settle } = item;
    Object.assign(item, {
      async settle(outcome: Parameters<typeof settle>[0]) {
        await settle(outcome);
        expect(pass).toBe(i);
        const { cut, version } = now();
        const read = 'books' in outcome ? outcome.books.read : 0;
        const good = acknowledged.get(version) ?? new Set();
        for (let n = 0; n < read; n++) expect(sent.has(n) || good.has(n)).toBe(true);
        if (outcome.kind === 'delivered') expect(read).toBe(lines);
        if (cut >= 100) expect(read).toBe(lines);
      },
    });
  });
  await run.done;
  for (const outcome of items.map(only)) {
    expect('books' in outcome && booksBalance(outcome.books)).toBe(true);
  }
}

test('a line that an attempt does not send was acknowledged by one before, whatever happens', async () => {
  await fc.assert(fc.asyncProperty(plan, check), { numRuns: 60 });
}, 120_000);
