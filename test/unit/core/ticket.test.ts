import { expect, test } from 'vitest';
import { Ticket } from '../../../src/core/ticket.ts';
import { booksBalance } from '../../../src/model/books.ts';
import type { BulkChunk } from '../../../src/model/bulk.ts';
import type { Outcome } from '../../../src/model/object.ts';
import { part } from './parts.ts';

const problem = { code: 'LF_X', message: 'x', hint: 'mend it' };

function setup() {
  const outcomes: Outcome[] = [];
  return { outcomes, ticket: new Ticket((outcome) => outcomes.push(outcome)) };
}

function chunk(docs: number, more: Partial<BulkChunk> = {}): BulkChunk {
  return { ...part(Array.from({ length: docs }, () => 1)).chunk, ...more };
}

test('it is done when reading has ended and every verdict has come, never before', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(2, { read: 5, filtered: { NODATA: 2 }, malformed: 1 }));
  ticket.settle({ kind: 'ok' });
  ticket.settle({ kind: 'duplicate' });
  expect(outcomes).toEqual([]);
  ticket.add(chunk(1, { read: 2, filtered: { NODATA: 1 } }));
  ticket.end({ kind: 'end' });
  expect(outcomes).toEqual([]);
  ticket.settle({ kind: 'ok' });
  const books = { read: 7, indexed: 2, duplicate: 1, filtered: { NODATA: 3 }, rejected: 0, malformed: 1 };
  expect(outcomes).toEqual([{ kind: 'delivered', books }]);
  expect(booksBalance(ticket.books)).toBe(true);
});

test('an empty object is delivered, with nothing', () => {
  const { ticket, outcomes } = setup();
  ticket.end({ kind: 'end' });
  expect(outcomes).toMatchObject([{ kind: 'delivered', books: { read: 0 } }]);
});

const reason = { type: 'mapper_parsing_exception', text: 'no' };

test('one rejected document fails the object, with the reason of the first (R21)', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(3));
  ticket.settle({ kind: 'reject', problem, reason });
  ticket.settle({ kind: 'reject', problem: { ...problem, code: 'LF_Y' }, reason });
  ticket.settle({ kind: 'ok' });
  ticket.end({ kind: 'end' });
  expect(outcomes).toMatchObject([{ kind: 'failed', problem, books: { read: 3, indexed: 1, rejected: 2 } }]);
});

test('documents that are kept are counted as rejected, and do not fail the object (R21)', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(3));
  ticket.settle({ kind: 'reject', problem, reason, kept: true }, 3);
  ticket.end({ kind: 'end' });
  expect(outcomes).toMatchObject([{ kind: 'delivered', books: { read: 3, indexed: 0, rejected: 3 } }]);
});

test('an object of which no line was understood is unreadable', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(0, { read: 4, malformed: 4 }));
  ticket.end({ kind: 'end' });
  expect(outcomes).toMatchObject([
    { kind: 'unreadable', problem: { code: 'LF_NOTHING_PARSED' }, books: { read: 4, malformed: 4 } },
  ]);
});

test('an object of which every line was filtered is delivered', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(0, { read: 4, filtered: { NODATA: 3 }, malformed: 1 }));
  ticket.end({ kind: 'end' });
  expect(outcomes).toMatchObject([{ kind: 'delivered', books: { read: 4 } }]);
});

test('a failure on the way waits for the verdicts of what was read before', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(2));
  ticket.end({ kind: 'unreadable', problem });
  ticket.settle({ kind: 'ok' });
  expect(outcomes).toEqual([]);
  ticket.settle({ kind: 'ok' });
  expect(outcomes).toMatchObject([{ kind: 'unreadable', problem, books: { read: 2, indexed: 2 } }]);
});

test('an abort ends it at once; what comes later changes nothing', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(2));
  ticket.settle({ kind: 'ok' });
  ticket.abort();
  ticket.settle({ kind: 'ok' });
  ticket.end({ kind: 'end' });
  ticket.abort();
  expect(outcomes).toEqual([{ kind: 'aborted' }]);
  expect(ticket.books).toMatchObject({ read: 2, indexed: 1 });
});

test('a chunk that was being made when it was aborted is counted, and not waited for', () => {
  const { ticket, outcomes } = setup();
  ticket.abort();
  ticket.add(chunk(3));
  for (let i = 0; i < 3; i++) ticket.settle({ kind: 'ok' });
  ticket.end({ kind: 'end' });
  expect(outcomes).toEqual([{ kind: 'aborted' }]);
  expect(ticket.books).toMatchObject({ read: 3, indexed: 0 });
});

test('reading that ended by an abort waits for no verdict: the chunk was refused', () => {
  const { ticket, outcomes } = setup();
  ticket.add(chunk(3));
  ticket.end({ kind: 'aborted' });
  expect(outcomes).toEqual([{ kind: 'aborted' }]);
});
