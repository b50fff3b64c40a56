import { expect, test } from 'vitest';
import { booksBalance } from '../../../src/model/books.ts';
import { type Outcome, uriOf } from '../../../src/model/object.ts';
import type { OpenObject } from '../../../src/source/open.ts';
import {
  bytesOf,
  delivered,
  each,
  flowLog,
  header,
  line,
  only,
  opener,
  problemError,
  start,
  tell,
  testSink,
  uri,
  work,
} from './kit.ts';

/** One object through the engine. */
async function through(open: OpenObject, sink = testSink()) {
  const item = work('a');
  const { done, metrics } = start({ source: each([item]), sink, open });
  await done;
  const outcome: Outcome = only(item);
  if ('books' in outcome) expect(booksBalance(outcome.books)).toBe(true);
  return { outcome, sink, after: metrics.take() };
}

test('every kind of line is in the books', async () => {
  const text = `${header}${line(1)}\n${line(2, 'NODATA')}junk\n${header}${line(3, 'SKIPDATA')}${line(4)}`;
  const kinds = ['ok', 'duplicate'] as const;
  let next = 0;
  const sink = testSink((batch) => tell(batch, () => ({ kind: kinds[next++ % 2] ?? 'ok' })));
  const { outcome, after } = await through(
    opener(() => text),
    sink,
  );
  const books = {
    read: 5,
    indexed: 1,
    duplicate: 1,
    filtered: { NODATA: 1, SKIPDATA: 1 },
    rejected: 0,
    malformed: 1,
  };
  expect(outcome).toEqual({ kind: 'delivered', books });
  expect(after.books).toEqual(books);
  expect(after.bytes.read).toBe(Buffer.byteLength(text));
  expect(sink.calls).toEqual([`commit ${uri('a')}`]);
});

test('an empty object, one of a header only and one of blank lines are delivered, with nothing', async () => {
  for (const text of ['', header, '\n\r\n\n']) {
    const { outcome } = await through(opener(() => text));
    expect(outcome).toMatchObject({ kind: 'delivered', books: { read: 0 } });
  }
});

test('blank lines in front of the header do not hide it', async () => {
  const { outcome } = await through(opener(() => bytesOf(`${'\n'.repeat(600_000)}${flowLog(2)}`)));
  expect(outcome).toMatchObject({ kind: 'delivered', books: { read: 2, indexed: 2 } });
});

test('unreadable in the middle: whole lines before it are delivered and kept, the cut one is not (R7)', async () => {
  const text = `${flowLog(3)}${line(4).slice(0, -1)}`;
  const { outcome, sink, after } = await through(
    opener(() => bytesOf(text, 100, problemError('LF_OBJECT_CORRUPT'))),
  );
  expect(outcome).toMatchObject({
    kind: 'unreadable',
    problem: { code: 'LF_OBJECT_CORRUPT', hint: 'mend it' },
    books: { read: 3, indexed: 3 },
  });
  expect(delivered(sink.batches)).toEqual([0, 1, 2]);
  expect(after.books).toMatchObject({ read: 3, indexed: 3 });
  // What the books call indexed is not thrown away with the part file.
  expect(sink.calls).toEqual([`commit ${uri('a')}`]);
});

test('a surprise while reading fails the object, and says what it was', async () => {
  const surprise = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  const { outcome, after } = await through(opener(() => bytesOf(flowLog(2), 100, surprise)));
  expect(outcome).toMatchObject({
    kind: 'failed',
    problem: { code: 'LF_BUG', message: expect.stringContaining('Error: socket hang up at ') },
    books: { read: 2, indexed: 2 },
  });
  expect(after.problems).toMatchObject([{ code: 'LF_BUG', count: 1 }]);
});

test('a surprise of any shape is a failure of its object only', async () => {
  for (const thrown of ['text', undefined, null, 7, {}]) {
    const open: OpenObject = async (ref) => {
      if (uriOf(ref) === uri('bad')) throw thrown;
      return opener(() => flowLog(1))(ref, new AbortController().signal);
    };
    const items = [work('bad'), work('good')];
    await start({ source: each(items), sink: testSink(), open }).done;
    expect(items.map((item) => only(item).kind)).toEqual(['failed', 'delivered']);
  }
});

test('an object that is gone is missing, one without access unreadable', async () => {
  const problem = { code: 'LF_OBJECT_GONE', message: 'gone', hint: 'nothing to do' };
  for (const kind of ['missing', 'unreadable'] as const) {
    const { outcome, sink } = await through(async () => ({ kind, problem }));
    expect(outcome).toMatchObject({ kind, problem });
    expect(sink.batches).toEqual([]);
  }
});

test('a refused header, no parsed line, no pipeline: unreadable, and nothing is sent', async () => {
  for (const text of ['start __proto__\nx\n', 'not a log\n1 2 3\n', '1 2 3\n4 5 6\n']) {
    const { outcome, sink } = await through(opener(() => text));
    expect(outcome.kind).toBe('unreadable');
    expect(sink.batches).toEqual([]);
  }
  const item = work('a');
  await start({
    source: each([item]),
    sink: testSink(),
    open: opener(() => flowLog(1)),
    route: () => undefined,
  }).done;
  expect(only(item)).toMatchObject({ kind: 'unreadable', problem: { code: 'LF_OBJECT_UNCLAIMED' } });
});

test('a refused header closes the object', async () => {
  let closed = false;
  async function* bytes() {
    try {
      for (;;) yield Buffer.from('start __proto__\n'.repeat(20_000));
    } finally {
      closed = true;
    }
  }
  await through(opener(() => bytes()));
  expect(closed).toBe(true);
});

test('rejected documents fail the object (R21)', async () => {
  const problem = { code: 'LF_REJECT', message: 'mapper_parsing_exception', hint: 'mend the mapping' };
  const reason = { type: 'mapper_parsing_exception', text: 'no' };
  const sink = testSink((batch) => tell(batch, () => ({ kind: 'reject', problem, reason })));
  const { outcome, after } = await through(
    opener(() => flowLog(2)),
    sink,
  );
  expect(outcome).toMatchObject({ kind: 'failed', problem, books: { read: 2, rejected: 2 } });
  expect(after.problems).toMatchObject([{ code: 'LF_REJECT', count: 1 }]);
});

test('what the sink cannot make durable fails its object, and the run goes on (R21)', async () => {
  const problem = { code: 'LF_REJECTS_STORE', message: 'the disk is full', hint: 'free some' };
  const sink = testSink((batch) => tell(batch));
  sink.commit = async () => problem;
  const { outcome, after } = await through(
    opener(() => flowLog(2)),
    sink,
  );
  expect(outcome).toMatchObject({ kind: 'failed', problem, books: { read: 2, indexed: 2 } });
  expect(after.objects).toMatchObject({ failed: 1, delivered: 0, aborted: 0 });
});

test('malformed lines are one problem, which says how many there were and shows one', async () => {
  const { after } = await through(opener(() => header + line(1) + 'junk\n'.repeat(5000)));
  expect(after.books.malformed).toBe(5000);
  expect(after.problems).toMatchObject([{ code: 'LF_LINE_MALFORMED', count: 5000 }]);
  expect(after.problems[0]?.message).toContain('"junk"');
});

test.each([
  ['LF_AWS_CREDENTIALS', 'failed'],
  ['LF_AWS_BUSY', 'failed'],
  ['LF_THREAD_DIED', 'failed'],
  ['LF_OBJECT_GONE', 'failed'],
  ['LF_OBJECT_CORRUPT', 'unreadable'],
  ['LF_OBJECT_FORBIDDEN', 'unreadable'],
])('%s in the middle of an object: %s, with what was read', async (code, kind) => {
  const { outcome, after } = await through(opener(() => bytesOf(flowLog(3), 100, problemError(code))));
  expect(outcome).toMatchObject({ kind, problem: { code }, books: { read: 3, indexed: 3 } });
  expect(after.objects).toMatchObject({ [kind]: 1 });
});

test.each(['failed', 'unreadable', 'missing'] as const)(
  'what could not be opened ends as it says: %s',
  async (kind) => {
    const problem = { code: 'LF_AWS_FAULT', message: 'm', hint: 'h' };
    const { outcome } = await through(async () => ({ kind, problem }));
    expect(outcome).toMatchObject({ kind, problem });
  },
);
