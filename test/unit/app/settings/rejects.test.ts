import { expect, test } from 'vitest';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { durableRejects, needsRejects } from '../../../../src/app/settings/rejects-rules.ts';

test.each([
  ['s3://my-bucket/some/prefix', { kind: 's3', bucket: 'my-bucket', prefix: 'some/prefix' }],
  ['s3://my-bucket/a b+c/', { kind: 's3', bucket: 'my-bucket', prefix: 'a b+c' }],
  ['index:rejects-vpc', { kind: 'index', index: 'rejects-vpc' }],
])('%s', (rejects, place) => {
  expect(loadSettings({ rejects }, undefined, [durableRejects]).rejects).toEqual(place);
});

test.each([
  's3://my-bucket',
  's3://my-bucket/',
  's3:///x',
  'index:',
  'index:_x',
  'index:A',
  'index:a*',
  'dir:',
  '/tmp',
  '',
])('%j is none', (rejects) => {
  expect(() => loadSettings({ rejects }, undefined, [])).toThrow('must be s3://BUCKET/PREFIX');
});

test.each([true, 'true', 'yes', '1'])(
  'a directory counts once it is declared durable (R21): %j',
  (declared) => {
    const given = { rejects: 'dir:/mnt/efs', 'rejects-durable': declared };
    expect(loadSettings(given, undefined, [durableRejects]).rejects).toEqual({
      kind: 'dir',
      path: '/mnt/efs',
    });
  },
);

test.each([undefined, false, 'no'])('and not with %j', (declared) => {
  expect(durableRejects({ rejects: 'dir:/tmp/x', 'rejects-durable': declared })).toMatchObject([
    { where: '--rejects dir:/tmp/x', what: expect.stringContaining('--rejects-durable') },
  ]);
});

test('list and replay need a store, and the cluster that it is in', () => {
  expect(needsRejects({})).toMatchObject([{ where: '--rejects (LOGFLOW_REJECTS)' }]);
  expect(needsRejects({ rejects: 'index:a' })).toMatchObject([{ where: '--node (LOGFLOW_NODE)' }]);
  expect(needsRejects({ rejects: 'dir:/x' })).toEqual([]);
  expect(needsRejects({ rejects: 'index:a', node: 'http://127.0.0.1:1' })).toEqual([]);
});
