import { describe, expect, it } from 'vitest';
import { backfillInvocation } from '../../../../src/app/backfill/invocation.ts';

const prefix = ['s3://logs/'];

function mistakes(flags: Record<string, unknown>, argv: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const { rules, settings } = backfillInvocation(flags, argv, env);
  return rules.flatMap((rule) => rule(settings)).map(({ where, what }) => `${where} ${what}`);
}

function optionsOf(
  flags: Record<string, unknown>,
  argv: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
) {
  return backfillInvocation({ prefix, ...flags }, argv, env).invocation.options;
}

describe('the command line of backfill', () => {
  it('all mistakes at once, contradictions too', () => {
    const flags = {
      prefix: ['logs', 's3://'],
      since: 'soon',
      until: '2020-02-30',
      account: ['123'],
      rate: '0',
      limit: '-1',
      enqueue: true,
      overwrite: true,
    };
    const told = mistakes(flags);
    for (const flag of ['--prefix', '--since', '--until', '--account', '--rate', '--limit', '--queue'])
      expect(told.some((line) => line.startsWith(flag), flag)).toBe(true);
    expect(told.some((line) => line.startsWith('--enqueue, --overwrite'))).toBe(true);
  });

  it.each([
    [{}, '--prefix is needed'],
    [{ prefix, resume: true, 'retry-failed': true, node: 'x' }, '--resume, --retry-failed'],
    [{ prefix, 'dry-run': true, resume: true }, '--dry-run'],
    [{ prefix, enqueue: true, rate: '10docs', queue: 'q' }, '--rate'],
    [{ prefix, enqueue: true, 'retry-failed': true, queue: 'q' }, '--enqueue, --retry-failed'],
    [{ prefix: ['s3://b/AWSLogs/123456789010/'], account: ['123456789010'], node: 'x' }, '--prefix'],
    [{ prefix }, '--node'],
  ])('%j: %s', (flags, where) => {
    expect(mistakes(flags)).toEqual(expect.arrayContaining([expect.stringContaining(where)]));
  });

  it('a dry run needs no cluster, and enqueueing a queue instead', () => {
    expect(mistakes({ prefix, 'dry-run': true })).toEqual([]);
    expect(mistakes({ prefix, enqueue: true, queue: 'q' })).toEqual([]);
  });

  it('a variable that says yes in its own words is no "no"', () => {
    // oclif has made false of it.
    expect(optionsOf({ 'dry-run': false }, [], { LOGFLOW_DRY_RUN: 'on' }).dryRun).toBe(true);
    expect(optionsOf({ 'dry-run': true }, ['--dry-run'], { LOGFLOW_DRY_RUN: 'no' }).dryRun).toBe(true);
    expect(mistakes({ prefix, 'dry-run': false }, [], { LOGFLOW_DRY_RUN: 'maybe' })).not.toEqual([]);
    expect(optionsOf({}).resume).toBeUndefined();
    expect(optionsOf({ resume: false }, ['--no-resume']).resume).toBe(false);
  });

  it('prefixes and patterns are text: a variable holds one a line, and what stands in a line is not taken apart', () => {
    const options = optionsOf({ prefix: ['s3://b/a b,c\ns3://b//lead'], include: ['*a b*\n*,*'] });
    expect(options.places).toEqual([
      { bucket: 'b', prefix: 'a b,c' },
      { bucket: 'b', prefix: '/lead' },
    ]);
    expect(options.include).toEqual(['*a b*', '*,*']);
  });

  it('accounts and regions build the prefixes of every layout', () => {
    const argv = ['--region', 'us-west-2', '--region=eu-west-1'];
    const flags = {
      prefix: ['s3://b/central'],
      account: ['123456789010'],
      region: ['us-west-2', 'eu-west-1'],
    };
    expect(optionsOf(flags, argv).places.map((place) => place.prefix)).toEqual([
      'central/AWSLogs/123456789010/vpcflowlogs/us-west-2/',
      'central/AWSLogs/123456789010/vpcflowlogs/eu-west-1/',
      'central/AWSLogs/aws-account-id=123456789010/aws-service=vpcflowlogs/aws-region=us-west-2/',
      'central/AWSLogs/aws-account-id=123456789010/aws-service=vpcflowlogs/aws-region=eu-west-1/',
    ]);
    const all = optionsOf({ prefix: ['s3://b/AWSLogs/'], account: ['123456789010, 210987654321'] });
    expect(all.places.map((place) => place.prefix)).toEqual([
      'AWSLogs/123456789010/vpcflowlogs/',
      'AWSLogs/aws-account-id=123456789010/aws-service=vpcflowlogs/',
      'AWSLogs/210987654321/vpcflowlogs/',
      'AWSLogs/aws-account-id=210987654321/aws-service=vpcflowlogs/',
    ]);
  });

  it('a region from a variable is never one of the logs', () => {
    const flags = { prefix, account: ['123456789010'], region: ['us-west-2'] };
    const { settings, invocation } = backfillInvocation(flags, [], { LOGFLOW_REGION: 'us-west-2' });
    expect(settings.region).toBe('us-west-2');
    expect(invocation.options.places[0]?.prefix).toBe('AWSLogs/123456789010/vpcflowlogs/');
    const ofLogs = backfillInvocation(flags, ['--region', 'us-west-2'], {});
    expect(ofLogs.settings.region).toBeUndefined();
    expect(ofLogs.invocation.region).toBe('us-west-2');
  });

  it('what lies within another prefix is not listed twice', () => {
    const options = optionsOf({ prefix: ['s3://b/a/b/', 's3://b/a/', 's3://c/a/b', 's3://b/a/'] });
    expect(options.places).toEqual([
      { bucket: 'b', prefix: 'a/' },
      { bucket: 'c', prefix: 'a/b' },
    ]);
  });
});
