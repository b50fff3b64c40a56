import { expect, test } from 'vitest';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { afterText } from '../../../../src/model/after.ts';

test.each([
  ['none', { kind: 'none' }],
  ['delete', { kind: 'delete' }],
  ['tag:logflow=done', { kind: 'tag', key: 'logflow', value: 'done' }],
  ['tag:a b/é=', { kind: 'tag', key: 'a b/é', value: '' }],
  ['tag:k=v=w @:+-._/', { kind: 'tag', key: 'k', value: 'v=w @:+-._/' }],
  ['move:s3://my-bucket/done', { kind: 'move', bucket: 'my-bucket', prefix: 'done' }],
  ['move:s3://my-bucket//a b+c/d//', { kind: 'move', bucket: 'my-bucket', prefix: 'a b+c/d' }],
])('%s', (after, action) => {
  expect(loadSettings({ after }, undefined, []).after).toEqual(action);
});

test('nothing is done unless it is asked for', () => {
  expect(loadSettings({}, undefined, []).after).toEqual({ kind: 'none' });
});

test.each([
  ['', 'must be none, tag:KEY=VALUE, move:s3://BUCKET/PREFIX or delete'],
  ['Delete', 'must be none,'],
  ['delete:x', 'must be none,'],
  ['copy:s3://b/x', 'must be none,'],
  ['tag:', 'must be like tag:KEY=VALUE'],
  ['tag:=v', 'must be like tag:KEY=VALUE'],
  ['tag:k', 'must be like tag:KEY=VALUE'],
  [`tag:${'k'.repeat(129)}=v`, 'at most 128'],
  [`tag:k=${'v'.repeat(257)}`, 'at most 128 and a value of at most 256'],
  ['tag:k=a&b', 'letters, digits'],
  ['tag:k=a\nb', 'letters, digits'],
  ['tag:aws:k=v', 'aws:'],
  ['move:', 'must be like move:s3://BUCKET/PREFIX'],
  ['move:s3://my-bucket', 'a prefix is needed'],
  ['move:s3://my-bucket/', 'a prefix is needed'],
  ['move:s3://My-Bucket/x', 'must be like move:'],
  ['move:my-bucket/x', 'must be like move:'],
  ['move:s3://my-bucket/a\tb', 'must be like move:'],
  [7, 'must be text'],
])('%j: %s', (after, mistake) => {
  expect(() => loadSettings({ after }, undefined, [])).toThrow(mistake);
});

test.each(['delete', 'tag:k=v=w', 'move:s3://my-bucket/a/b'])('%s is said as it was given', (after) => {
  const action = loadSettings({ after }, undefined, []).after;
  expect(action.kind === 'none' ? undefined : afterText(action)).toBe(after);
});
