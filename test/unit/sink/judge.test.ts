import { expect, test } from 'vitest';
import {
  documentRefusedRow,
  mostRejectedRow,
  tooLargeAloneRow,
  unansweredRows,
} from '../../../src/failures/request-rows.ts';
import type { BulkAnswer, RawItem } from '../../../src/sink/answer.ts';
import { judge } from '../../../src/sink/judge.ts';
import { countItems, piecesOf } from '../../../src/sink/pieces.ts';
import { batchOf, type Doc, docs, partOf } from './kit.ts';

const bad: RawItem = {
  op: 'create',
  status: 400,
  type: 'mapper_parsing_exception',
  reason: 'failed to parse field [a]',
};
const good: RawItem = { op: 'create', status: 201 };

/** Of two objects in turn, or of one. */
function judged(items: readonly Doc[], raw: readonly RawItem[], objects = 2, believe = false) {
  const told = items.map((item, i) => partOf([item], `s3://b/${i % objects}`));
  const answer = { kind: 'answered', took: 1, verdicts: raw } as const;
  const { final, braked, brake } = judge(piecesOf(batchOf(...told)), answer, { rejects: believe });
  const rejects = final.filter(({ verdict }) => verdict.kind === 'reject').length;
  return { rejects, braked: countItems(braked), brake: brake?.code };
}

const mix = (rejects: number, all: number) =>
  Array.from({ length: all }, (_, i) => (i < rejects ? bad : good));

test.each([
  [11, 20, { rejects: 0, braked: 11, brake: 'LF_MOST_REJECTED' }],
  [10, 20, { rejects: 10, braked: 0, brake: undefined }],
  [19, 19, { rejects: 19, braked: 0, brake: undefined }],
])('%i rejects of %i documents of one index', (rejects, all, expected) => {
  expect(judged(docs(all), mix(rejects, all))).toEqual(expected);
});

test('the count is by index: one broken index does not shield, or damn, another (R17)', () => {
  const items = [...docs(20, 'broken'), ...docs(60, 'fine', 100)];
  const raw = [...mix(20, 20), ...mix(5, 60)];
  expect(judged(items, raw)).toEqual({ rejects: 5, braked: 20, brake: 'LF_MOST_REJECTED' });
});

test('rejects of one object alone are its own fault, and so are those that were believed', () => {
  expect(judged(docs(30), mix(30, 30), 1)).toEqual({ rejects: 30, braked: 0, brake: undefined });
  expect(judged(docs(30), mix(30, 30), 2, true)).toEqual({ rejects: 30, braked: 0, brake: undefined });
});

test('an answer about another number of items is none', () => {
  const sent = piecesOf(batchOf(partOf(docs(3))));
  const { final, again, away } = judge(sent, { kind: 'answered', took: 1, verdicts: [bad, good] });
  expect({ final, again: countItems(again), away }).toEqual({ final: [], again: 3, away: true });
});

/** What was done with all of the items, in the table's words. */
function done(answer: BulkAnswer, items = docs(2)) {
  const { final, halves, again, braked } = judge(
    piecesOf(batchOf(...items.map((item) => partOf([item])))),
    answer,
  );
  if (halves.length > 0) return { kind: 'retry', how: 'halves' };
  if (countItems(again) === items.length) return { kind: 'retry', how: 'slices' };
  if (countItems(braked) === items.length) return { kind: 'retry', how: 'braked' };
  return { kind: 'settle', as: final.every(({ verdict }) => verdict.kind === 'reject') ? 'rejected' : '?' };
}

test.each(Object.values(unansweredRows))(
  '$code: what the table says is what is done',
  ({ code, hint, action }) => {
    expect(done({ kind: 'unanswered', problem: { code, message: 'm', hint } })).toEqual(action);
  },
);

test('a document too large by itself, and most of an index rejected: as the table says', () => {
  expect(done({ kind: 'refused', status: 413, reason: 'so' }, docs(1))).toEqual(tooLargeAloneRow.action);
  const verdicts = mix(20, 20);
  const told = docs(20).map((item, i) => partOf([item], `s3://b/${i % 2}`));
  const { braked, brake } = judge(piecesOf(batchOf(...told)), { kind: 'answered', took: 1, verdicts });
  expect([countItems(braked), brake?.code]).toEqual([20, mostRejectedRow.code]);
  expect(mostRejectedRow.action).toEqual({ kind: 'retry', how: 'braked' });
});

const unknown: RawItem = { op: 'create', status: 400, type: 'illegal_argument_exception', reason: 'no Grok' };
const failing: RawItem = { op: 'create', status: 500, type: 'null_pointer_exception', reason: 'null' };
const blocked: RawItem = { op: 'create', status: 403, type: 'cluster_block_exception' };

test('a doubtful refusal is neither braked nor rejected: it stands by itself, by index (R17)', () => {
  const sent = piecesOf(batchOf(partOf(docs(3, 'a')), partOf(docs(3, 'b'))));
  const verdicts = [good, failing, unknown, failing, good, blocked];
  const { doubted, braked, again, brake } = judge(sent, { kind: 'answered', took: 1, verdicts });
  expect(doubted.map(({ index, pieces, brakes }) => [index, countItems(pieces), brakes])).toEqual([
    ['a', 2, true],
    ['b', 1, false],
  ]);
  expect([countItems(braked), countItems(again), brake?.code]).toEqual([1, 0, 'LF_CLUSTER_BLOCKED']);
});

test('once the doubt is over, the documents of that index are rejected with their reason, and no known trouble is', () => {
  const sent = piecesOf(batchOf(partOf(docs(3, 'a')), partOf(docs(1, 'b'))));
  const verdicts = [failing, unknown, blocked, unknown];
  const judged = judge(sent, { kind: 'answered', took: 1, verdicts }, { doubtsOf: 'a' });
  expect(judged.final.map(({ verdict }) => verdict)).toMatchObject([
    { problem: { code: documentRefusedRow.code }, reason: { type: 'null_pointer_exception', text: 'null' } },
    { problem: { code: documentRefusedRow.code }, reason: { type: 'illegal_argument_exception' } },
  ]);
  expect([countItems(judged.braked), judged.doubted.map(({ index }) => index)]).toEqual([1, ['b']]);
});
