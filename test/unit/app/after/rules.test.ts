import { describe, expect, it } from 'vitest';
import { afterBackfill, afterCluster } from '../../../../src/app/after/rules.ts';
import { backfillInvocation } from '../../../../src/app/backfill/invocation.ts';

const whats = (mistakes: readonly { what: string }[]) => mistakes.map(({ what }) => what);

describe('what goes together with --after', () => {
  it('a cluster, and nothing else', () => {
    expect(afterCluster({ after: 'delete' })).toEqual([]);
    expect(afterCluster({ after: 'delete', output: 'cluster' })).toEqual([]);
    expect(afterCluster({ output: 'ndjson:x' })).toEqual([]);
    expect(afterCluster({ after: 'none', output: 'ndjson:x' })).toEqual([]);
    expect(whats(afterCluster({ after: 'delete', output: 'ndjson:x' }))).toEqual([
      'needs the documents to be in a cluster: leave it out with --output ndjson:x',
    ]);
  });

  it('all mistakes at once, those of the backfill, too', () => {
    const flags = {
      prefix: ['s3://bbb/x'],
      'dry-run': true,
      enqueue: true,
      after: 'move:s3://bbb/x/done',
      output: 'bulk:-',
    };
    const { rules, settings } = backfillInvocation(flags, [], {});
    const told = whats(rules.flatMap((rule) => rule(settings)));
    for (const part of ['--output bulk:-', '--dry-run', '--enqueue', '--prefix s3://bbb/x', 'SQS queue'])
      expect([part, told.some((what) => what.includes(part))]).toEqual([part, true]);
  });

  it('none is as good as not said', () => {
    const rule = afterBackfill([{ bucket: 'bbb', prefix: '' }], { dryRun: true, enqueue: true });
    expect(rule({ after: 'none' })).toEqual([]);
    expect(rule({})).toEqual([]);
  });

  it.each([
    ['', true],
    ['do', true],
    ['done', true],
    ['done/', true],
    ['done/2020/', true],
    ['done2/', false],
    ['AWSLogs/', false],
  ])('a backfill of s3://bbb/%s with a move to s3://bbb/done: refused: %s (R30)', (prefix, refused) => {
    const rule = (bucket: string) => afterBackfill([{ bucket, prefix }], { dryRun: false, enqueue: false });
    expect(rule('bbb')({ after: 'move:s3://bbb/done' }).length > 0).toBe(refused);
    expect(rule('other')({ after: 'move:s3://bbb/done' })).toEqual([]);
    expect(rule('bbb')({ after: 'delete' })).toEqual([]);
  });
});
