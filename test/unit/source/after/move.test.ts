import { expect, test } from 'vitest';
import type { AfterAction } from '../../../../src/model/after.ts';
import type { StoredVersion } from '../../../../src/model/object.ts';
import { act } from '../../../../src/source/after/act.ts';
import { isTaken, wrongWith } from '../../../../src/source/after/move.ts';
import { merged } from '../../../../src/source/after/tag.ts';

const a = `"${'a'.repeat(32)}"`;
const b = `"${'b'.repeat(32)}"`;
const parts = `"${'b'.repeat(32)}-2"`;
const read: StoredVersion = { etag: a, size: 5 };
const kms = { ServerSideEncryption: 'aws:kms' as const };

test.each([
  ['the same', { ETag: a, ContentLength: 5 }, read, false],
  ['as long, and other content', { ETag: b, ContentLength: 5 }, read, true],
  ['of another length', { ETag: a, ContentLength: 6 }, read, true],
  ['as long, encrypted there', { ETag: b, ContentLength: 5, ...kms }, read, false],
  ['of another length, encrypted there', { ETag: b, ContentLength: 6, ...kms }, read, true],
  ['as long, read encrypted', { ETag: b, ContentLength: 5 }, { ...read, kms: true as const }, false],
  ['as long, read in parts', { ETag: b, ContentLength: 5 }, { etag: parts, size: 5 }, false],
  ['as long, there in parts', { ETag: parts, ContentLength: 5 }, read, false],
  ['nobody told a length', { ETag: a, ContentLength: 5 }, { etag: a }, false],
  ['other content, nobody told a length', { ETag: b, ContentLength: 5 }, { etag: a }, true],
])('what is there already: %s', (_, there, stored, taken) => {
  expect(isTaken(there, stored)).toBe(taken);
});

test.each([
  ['as told and as long', b, { ETag: b, ContentLength: 5 }, undefined],
  ['without a result', undefined, { ETag: a, ContentLength: 5 }, 'S3 answered without a result'],
  ['not what was told', b, { ETag: a, ContentLength: 5 }, `its ETag is ${a}, and S3 had answered with ${b}`],
  ['cut short', a, { ETag: a, ContentLength: 4 }, 'it has 4 bytes, and what was read had 5'],
  ['of no length', a, { ETag: a }, 'it has undefined bytes, and what was read had 5'],
])('a copy: %s', (_, told, there, wrong) => {
  expect(wrongWith(told, there, read)).toBe(wrong);
});

test('a tag beside others, in place of its own, and not twice', () => {
  const tags = [
    { Key: 'x', Value: '1' },
    { Key: 'k', Value: 'old' },
  ];
  const tag = { key: 'k', value: 'v' };
  expect(merged([], tag)).toEqual([{ Key: 'k', Value: 'v' }]);
  expect(merged(tags, tag)).toEqual([
    { Key: 'x', Value: '1' },
    { Key: 'k', Value: 'v' },
  ]);
  expect(merged([{ Key: 'k', Value: 'v' }], tag)).toBeUndefined();
});

const move: AfterAction = { kind: 'move', bucket: 'archive', prefix: 'done' };

test.each([
  ['too large for one copy', move, 'k', { etag: a, size: 5 * 2 ** 30 + 1 }, 'LF_AFTER_TOO_LARGE'],
  ['too long a key', move, 'é'.repeat(510), { etag: a, size: 5 }, 'LF_AFTER_KEY'],
  ['without a name for what was read', move, 'k', { size: 5 }, 'LF_AFTER_NO_VERSION'],
  ['without one, to be deleted', { kind: 'delete' as const }, 'k', {}, 'LF_AFTER_NO_VERSION'],
])('%s: S3 is not even asked', async (_, action, key, stored, code) => {
  const s3 = () => {
    throw new Error('nobody is to be asked');
  };
  const clock = { now: () => 0, sleep: async () => {} };
  const ref = { kind: 's3' as const, bucket: 'b', key };
  const end = await act(action, ref, stored, { s3, clock }, new AbortController().signal);
  expect(end).toMatchObject({
    kind: 'failed',
    problem: { code, message: expect.stringContaining('s3://b/') },
  });
});
