import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addBooks, booksBalance, emptyBooks } from '../../../src/model/books.ts';
import type { BulkBatch, FinalVerdict } from '../../../src/model/bulk.ts';
import { uriOf } from '../../../src/model/object.ts';
import {
  bytesOf,
  delivered,
  header,
  line,
  only,
  opener,
  problemError,
  start,
  testSink,
  turns,
  work,
} from './kit.ts';

const lineKind = fc.constantFrom('ok', 'ok', 'ok', 'NODATA', 'SKIPDATA', 'junk', 'blank');
const failure = fc.constantFrom('LF_OBJECT_CORRUPT', 'LF_OBJECT_CHANGED', 'surprise');
const object = fc.record({
  lines: fc.array(lineKind, { maxLength: 40 }),
  headless: fc.boolean(),
  pieceBytes: fc.integer({ min: 1, max: 3000 }),
  pause: fc.integer({ min: 0, max: 3 }),
  failure: fc.option(failure, { freq: 4, nil: undefined }),
  /** Passes that end in the failure; later ones end well. */
  failures: fc.integer({ min: 1, max: 6 }),
  twin: fc.boolean(),
});
const plan = fc.record({
  objects: fc.array(object, { maxLength: 12 }),
  limits: fc.record({
    concurrency: fc.integer({ min: 1, max: 5 }),
    maxObjects: fc.integer({ min: 1, max: 6 }),
    bulks: fc.integer({ min: 1, max: 3 }),
    maxBytes: fc.integer({ min: 100, max: 8000 }),
    maxDocs: fc.integer({ min: 1, max: 30 }),
    maxBatches: fc.integer({ min: 1, max: 4 }),
    maxAge: fc.integer({ min: 1, max: 3 }),
  }),
  pauses: fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
  verdicts: fc.infiniteStream(fc.constantFrom<FinalVerdict['kind']>('ok', 'ok', 'duplicate', 'reject')),
  picks: fc.infiniteStream(fc.nat()),
  abortAfter: fc.option(fc.nat(60), { nil: undefined }),
  deliverFails: fc.option(fc.nat(20), { freq: 6, nil: undefined }),
  commitFails: fc.option(fc.nat(20), { freq: 6, nil: undefined }),
  sourceFails: fc.option(fc.nat(12), { freq: 6, nil: undefined }),
  settleFails: fc.option(fc.nat(12), { freq: 10, nil: undefined }),
});

const reject: FinalVerdict = {
  kind: 'reject',
  problem: { code: 'LF_REJECT', message: 'no', hint: 'mend it' },
  reason: { type: 'mapper_parsing_exception', text: 'no' },
};
const verdictOf = (kind: FinalVerdict['kind']): FinalVerdict => (kind === 'reject' ? reject : { kind });

/** No item of a line here has so many bytes. */
const mostItemBytes = 1000;

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

function textOf({ lines, headless }: Plan['objects'][number], first: number): string {
  const texts = lines.map((kind, i) => {
    if (kind === 'junk') return 'not a flow log line 1\n';
    if (kind === 'blank') return '\n';
    return line(first + i, kind === 'ok' ? 'OK' : kind);
  });
  return (headless ? '' : header) + texts.join('');
}

/** One run by the plan, with everything looked at that must hold whatever happens. */
async function check(one: Plan): Promise<void> {
  const objects = one.objects.map((o, i) => ({
    ...o,
    name: o.twin && i > 0 ? `o${i - 1}` : `o${i}`,
    text: textOf(o, i * 1000),
  }));
  const items = objects.map(({ name }) => work(name));
  const byUri = new Map(objects.map((o, i) => [uriOf((items[i] as (typeof items)[number]).ref), o]));
  const told = new Map<object, Set<number>>();
  const take = <T>(stream: fc.Stream<T>): T => stream.next().value as T;
  const passes = new Map<string, number>();
  let served = 0;
  let budgetBroken = 0;

  const sink = testSink(async (batch: BulkBatch, signal) => {
    budgetBroken = Math.max(budgetBroken, run.metrics.take().inFlight.bytes);
    const mine = sink.batches.length - 1;
    await turns(take(one.pauses));
    if (signal.aborted) throw signal.reason;
    const docs = batch.parts.flatMap((part) =>
      Array.from({ length: part.to - part.from }, (_, i) => ({ part, item: part.from + i })),
    );
    // Verdicts come in any order.
    for (let left = docs.length; left > 0; left--) {
      const [{ part, item }] = docs.splice(take(one.picks) % left, 1) as [(typeof docs)[number]];
      const seen = told.get(part.starts) ?? new Set();
      told.set(part.starts, seen);
      expect(seen.has(item)).toBe(false);
      seen.add(item);
      part.settle(item, item + 1, verdictOf(take(one.verdicts)));
      if (one.deliverFails === mine && left === 2) break;
    }
    if (one.deliverFails === mine) throw problemError('LF_SINK');
  });
  const { commit, discard } = sink;
  const mayFail = (kept: (object: string) => Promise<unknown>) => async (object: string) => {
    await turns(take(one.pauses));
    await kept(object);
    if (one.commitFails === sink.calls.length) throw problemError('LF_COMMIT');
  };
  Object.assign(sink, { commit: mayFail(commit), discard: mayFail(discard) });

  async function* source() {
    for (const [i, item] of items.entries()) {
      await turns(take(one.pauses));
      if (one.sourceFails === i) throw problemError('LF_SOURCE');
      served += 1;
      const settle =
        one.settleFails === i
          ? async (outcome: Parameters<typeof item.settle>[0]) => {
              await item.settle(outcome);
              throw problemError('LF_SETTLE');
            }
          : item.settle;
      yield { ref: item.ref, settle };
    }
  }

  const open = opener((ref) => {
    const uri = uriOf(ref);
    const o = byUri.get(uri);
    if (!o) throw new Error(`nobody knows ${uri}`);
    const pass = (passes.get(uri) ?? 0) + 1;
    passes.set(uri, pass);
    const code = pass <= o.failures ? o.failure : undefined;
    const error = code === 'surprise' ? new Error(code) : code && problemError(code);
    return (async function* () {
      for await (const piece of bytesOf(o.text, o.pieceBytes, error)) {
        await turns(o.pause);
        yield piece;
      }
    })();
  });

  const run = start({ source: source(), sink, open }, one.limits);
  if (one.abortAfter !== undefined) void turns(one.abortAfter).then(() => run.abort.abort(new Error('stop')));
  const failure = await run.done.then(
    () => undefined,
    (error: { code: string }) => error.code,
  );

  const taken = items.slice(0, served);
  const after = run.metrics.take();
  // Every item settles exactly once, and before the run ends.
  const outcomes = taken.map(only);
  for (const item of items.slice(served)) expect(item.outcomes).toEqual([]);
  expect(after.objects.started).toBe(served);
  let books = emptyBooks();
  for (const outcome of outcomes) {
    if (!('books' in outcome)) continue;
    expect(booksBalance(outcome.books)).toBe(true);
    books = addBooks(books, outcome.books);
  }
  expect(after.books).toEqual(books);
  const { started, ...ends } = after.objects;
  expect(Object.values(ends).reduce((a, b) => a + b, 0)).toBe(started);
  expect(after.inFlight).toMatchObject({ readers: 0, objects: 0 });

  const aborted = run.abort.signal.aborted;
  if (failure === undefined && !aborted) {
    expect(served).toBe(items.length);
    expect(outcomes.every(({ kind }) => kind !== 'aborted')).toBe(true);
    expect(after.inFlight).toMatchObject({ readers: 0, objects: 0, bulks: 0, bytes: 0 });
  } else if (failure === 'LF_SOURCE') {
    expect(outcomes.every(({ kind }) => kind !== 'aborted')).toBe(true);
  }
  // No batch is too large, but for a document that is so by itself.
  for (const { bytes, docs, parts } of sink.batches) {
    expect(docs).toBeLessThanOrEqual(one.limits.maxDocs);
    expect(docs).toBe(parts.reduce((sum, part) => sum + part.to - part.from, 0));
    if (docs > 1) expect(bytes).toBeLessThanOrEqual(one.limits.maxBytes);
  }
  // A document larger than a batch has one for itself.
  const largest = Math.max(one.limits.maxBytes, mostItemBytes);
  expect(budgetBroken).toBeLessThanOrEqual(one.limits.maxBatches * largest);
  // Each pass over an object was sent in the order of its lines.
  for (const [uri, o] of byUri) {
    if (o.failure || o.twin || objects.filter(({ name }) => name === o.name).length > 1) continue;
    const numbers = delivered(sink.batches, uri);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
}

test('whatever happens, every item settles once and the books balance', async () => {
  await fc.assert(fc.asyncProperty(plan, check), { numRuns: 400 });
}, 120_000);
