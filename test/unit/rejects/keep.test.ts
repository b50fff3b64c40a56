import { expect, test } from 'vitest';
import type { Sink } from '../../../src/model/bulk.ts';
import { LogflowError, type Problem } from '../../../src/model/errors.ts';
import { rejectsName } from '../../../src/rejects/entry.ts';
import { keepRejects } from '../../../src/rejects/keep.ts';
import { readEntries } from '../../../src/rejects/read-entries.ts';
import type { RejectsContent, RejectsStore } from '../../../src/rejects/store.ts';
import { batchOf, docs, partOf } from '../sink/kit.ts';
import { all, entriesOf, reject } from './kit.ts';

function setup(putFails?: Error) {
  const kept = new Map<string, string[]>();
  const problems: Problem[] = [];
  const calls: string[] = [];
  const store: RejectsStore = {
    place: 's3://b/rejects',
    prepare: async () => {},
    async put(name: string, content: RejectsContent) {
      if (putFails) throw putFails;
      const entries = entriesOf(await all(readEntries(content.read(), name)));
      kept.set(
        name,
        entries.map(({ id }) => id ?? ''),
      );
    },
    async *names() {},
    async *read() {},
    replace: async () => {},
    close: async () => void calls.push('close store'),
  };
  /** Refuses every second document. */
  const bare: Sink = {
    async deliver({ parts }) {
      for (const { from, to, settle } of parts)
        for (let i = from; i < to; i++) settle(i, i + 1, i % 2 ? reject : { kind: 'ok' });
    },
    commit: async (object) => void calls.push(`commit ${object}`) as undefined,
    discard: async (object) => void calls.push(`discard ${object}`),
    close: async () => void calls.push('close'),
  };
  const sink = keepRejects(bare, { store, now: () => 0, onKept: (problem) => void problems.push(problem) });
  return { sink, kept, problems, calls };
}

const { signal } = new AbortController();

test('the rejects of an object are in the store once it is committed, and it is told that they are kept', async () => {
  const { sink, kept, problems, calls } = setup();
  const a = partOf(docs(4), 's3://b/a');
  const b = partOf(docs(2), 's3://b/b');
  await sink.deliver(batchOf(a, b), signal);
  await sink.deliver(batchOf(partOf(docs(2, 'logs-1', 10), 's3://b/a')), signal);
  expect(a.verdicts).toEqual([
    [{ kind: 'ok' }],
    [{ ...reject, kept: true }],
    [{ kind: 'ok' }],
    [{ ...reject, kept: true }],
  ]);
  expect(kept.size).toBe(0);
  expect(await sink.commit('s3://b/a')).toBeUndefined();
  expect(kept).toEqual(new Map([[rejectsName('s3://b/a', 'v1'), ['id-1', 'id-3', 'id-11']]]));
  expect(problems).toHaveLength(4);
  expect(problems[0]?.hint).toContain('s3://b/rejects');
  await sink.close();
  expect(calls).toEqual(['commit s3://b/a', 'close store', 'close']);
});

test('an attempt that was given up leaves nothing', async () => {
  const { sink, kept, calls } = setup();
  await sink.deliver(batchOf(partOf(docs(4), 's3://b/a')), signal);
  await sink.discard('s3://b/a');
  expect(await sink.commit('s3://b/a')).toBeUndefined();
  expect(kept.size).toBe(0);
  expect(calls).toEqual(['discard s3://b/a', 'commit s3://b/a']);
  await sink.close();
});

test('a store that takes nothing is a problem of the object, a bug is one of the run', async () => {
  const problem = { code: 'LF_REJECTS_STORE', message: 'full', hint: 'free some' };
  const { sink } = setup(new LogflowError(problem));
  await sink.deliver(batchOf(partOf(docs(2), 's3://b/a')), signal);
  expect(await sink.commit('s3://b/a')).toEqual(problem);
  expect(await sink.commit('s3://b/a')).toBeUndefined();
  const bug = setup(new TypeError('oops'));
  await bug.sink.deliver(batchOf(partOf(docs(2), 's3://b/a')), signal);
  await expect(bug.sink.commit('s3://b/a')).rejects.toThrow('oops');
});
