import { expect, it } from 'vitest';
import { workOn } from '../../../../src/app/library/message.ts';
import { emptyBooks } from '../../../../src/model/books.ts';
import type { Outcome, S3Ref } from '../../../../src/model/object.ts';
import { s3Message } from '../../../helpers/dead-letters.ts';

const problem = { code: 'LF_S3_ACCESS', message: 'no access', hint: 'Ask.' };
const outcomes: Readonly<Record<string, Outcome>> = {
  good: { kind: 'delivered', books: emptyBooks() },
  gone: { kind: 'missing', problem },
  bad: { kind: 'unreadable', problem, books: emptyBooks() },
  late: { kind: 'aborted' },
  odd: { kind: 'failed', problem, books: emptyBooks() },
};
const sorting = { claims: (ref: S3Ref) => ref.key !== 'cat' };
const add = async ({ key }: S3Ref) => outcomes[key] as Outcome;

it.each([
  ['all delivered, or gone', s3Message(['good', 'gone']), 'done', 2, []],
  ['a removed object', s3Message(['x'], 'ObjectRemoved:Delete'), 'done', 0, []],
  ['rejects of our own', s3Message(['a.rejects.ndjson.gz']), 'done', 0, []],
  ['a test event', JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }), 'done', 0, []],
  ['one that cannot be read', s3Message(['good', 'bad']), 'stays', 2, ['LF_S3_ACCESS']],
  ['one that failed', s3Message(['odd']), 'stays', 1, ['LF_S3_ACCESS']],
  ['one that was not done', s3Message(['late', 'good']), 'stays', 2, ['LF_NOT_DONE']],
  ['one that is nobody’s', s3Message(['good', 'cat']), 'stays', 1, ['LF_OBJECT_UNCLAIMED']],
  ['no notification', 'hello', 'stays', 0, ['LF_MESSAGE_UNRECOGNISED']],
])('%s: what a consumer would do with the message', async (_, body, kind, objects, codes) => {
  const outcome = await workOn(body, sorting, add);
  expect(outcome.kind).toBe(kind);
  expect(outcome.objects).toHaveLength(objects);
  expect(outcome.kind === 'stays' ? outcome.problems.map(({ code }) => code) : []).toEqual(codes);
});

it('a problem names its object', async () => {
  expect(await workOn(s3Message(['bad']), sorting, add)).toMatchObject({
    problems: [{ message: 's3://logs/bad: no access', hint: 'Ask.' }],
  });
});
