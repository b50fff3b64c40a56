import { expect, test } from 'vitest';
import { exceptRejects } from '../../../../src/app/pipelines.ts';
import type { Pipeline } from '../../../../src/core/route.ts';

test('no pipeline gets a rejects object from S3; a file that somebody names is theirs to name (R30)', () => {
  const greedy: Pipeline = {
    name: 'all',
    envelope: 'lines',
    begin() {
      throw new Error('not asked for');
    },
  };
  const route = exceptRejects(() => greedy);
  const key = 'AWSLogs/1/vpcflowlogs/aa.rejects.ndjson.gz';
  expect(route({ kind: 's3', bucket: 'b', key })).toBeUndefined();
  expect(route({ kind: 's3', bucket: 'b', key: `${key}.log.gz` })).toBe(greedy);
  expect(route({ kind: 'file', path: `/tmp/${key}` })).toBe(greedy);
});
