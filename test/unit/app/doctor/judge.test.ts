import { describe, expect, it } from 'vitest';
import { coverage, firstTwice, unannouncedEvents } from '../../../../src/app/doctor/aws/announcements.ts';
import { partitionOf } from '../../../../src/app/doctor/aws/credentials.ts';
import { wrongRegion } from '../../../../src/app/doctor/aws/queue.ts';
import {
  encryptionText,
  isAwsManaged,
  visibilityProblems,
} from '../../../../src/app/doctor/aws/queue-settings.ts';
import { readPattern } from '../../../../src/app/doctor/aws/rule-pattern.ts';
import { judgeSubscription } from '../../../../src/app/doctor/aws/subscription.ts';
import { judgeClocks } from '../../../../src/app/doctor/clock.ts';
import { indexBlocks } from '../../../../src/app/doctor/cluster/blocks.ts';
import { isPast, judgeDisks } from '../../../../src/app/doctor/cluster/disk.ts';
import { support } from '../../../../src/app/doctor/cluster/identity.ts';
import { reachProblem } from '../../../../src/app/doctor/cluster/reach.ts';
import type { Announcement } from '../../../../src/app/doctor/facts.ts';
import { judgeDatabases, judgeGeo, judgeNode } from '../../../../src/app/doctor/here/machine.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';

const kind = ({ verdict }: { verdict: { kind: string } }) => verdict.kind;
const url = (host: string) => `https://${host}/123456789012/logs`;

describe('what is judged without asking anybody', () => {
  it.each([
    ['logs', undefined],
    [url('sqs.us-west-2.amazonaws.com'), undefined],
    [url('sqs.eu-west-1.amazonaws.com'), '--region eu-west-1'],
    [url('sqs.cn-north-1.amazonaws.com.cn'), '--region cn-north-1'],
    [url('us-gov-west-1.queue.amazonaws.com'), '--region us-gov-west-1'],
    [url('vpce-1-a.sqs.us-west-2.vpce.amazonaws.com'), undefined],
    ['http://127.0.0.1:4566/1/logs', undefined],
  ])('the region of %s', (queue, cure) => {
    const hint = wrongRegion(queue, 'us-west-2')?.hint;
    if (cure === undefined) expect(hint).toBeUndefined();
    else expect(hint).toContain(cure);
  });

  it('partitions', () => {
    expect(['us-west-2', 'cn-north-1', 'us-gov-west-1'].map(partitionOf)).toEqual([
      'aws',
      'aws-cn',
      'aws-us-gov',
    ]);
  });

  it.each([
    ['alias/aws/sqs', true],
    ['arn:aws:kms:us-west-2:123456789012:alias/aws/sqs', true],
    ['alias/mine', false],
    [undefined, false],
  ])('key %s of a queue', (key, managed) => {
    expect(isAwsManaged(key, 'sqs')).toBe(managed);
  });

  it('encryption in words', () => {
    expect(encryptionText({ SqsManagedSseEnabled: 'true' })).toBe('SSE-SQS');
    expect(encryptionText({ KmsMasterKeyId: 'alias/mine' })).toContain('alias/mine');
    expect(encryptionText({})).toBe('none');
  });

  it('visibility that outlives the work', () => {
    const settings = loadSettings({ 'visibility-timeout': '10m', 'max-processing': '5m' }, undefined, []);
    const queue = { name: 'q', url: '', arn: '', attributes: { VisibilityTimeout: '600' } };
    expect(visibilityProblems(queue, settings).map(({ hint }) => hint)).toEqual([
      'Lower --visibility-timeout, or raise --max-processing.',
    ]);
  });

  it.each([
    ['elasticsearch', '7.1.1', 'yes'],
    ['elasticsearch', '6.8.23', 'no'],
    ['elasticsearch', '7.0.0', 'no'],
    ['elasticsearch', '9.2.0', 'yes'],
    ['elasticsearch', '10.0.0', 'untried'],
    ['opensearch', '1.3.0', 'yes'],
    ['opensearch', '7.10.2', 'yes'],
    ['opensearch', '3.8.0', 'yes'],
    ['opensearch', '4.0.0', 'untried'],
    ['unknown', '2.19.0', 'yes'],
    ['unknown', '7.10.2', 'yes'],
  ] as const)('%s %s: %s', (distribution, version, answer) => {
    expect(support({ distribution, version })).toBe(answer);
  });

  it.each([
    ['95%', 4, true],
    ['95%', 6, false],
    ['0.95', 4, true],
    ['500mb', 4, true],
    ['3b', 4, false],
    ['nonsense', 0, false],
  ])('watermark %s with %d of 100 bytes left', (mark, available, past) => {
    expect(isPast({ node: 'n', available, total: 100 }, mark)).toBe(past);
  });

  it('a disk is either flooded or full', () => {
    const disks = [92, 97, 10].map((used, i) => ({ node: `n${i}`, available: 100 - used, total: 100 }));
    const { failures, warnings } = judgeDisks(disks, {});
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('node n1, past the flood'),
    ]);
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('node n0, past the high'),
    ]);
  });

  it('old indices may be read-only, the newest may not', () => {
    const index = (block: string) => ({ settings: { [`index.blocks.${block}`]: 'true' } });
    expect(indexBlocks({ 'a-2020-01-02': {}, 'a-2020-01-01': index('read_only') })).toEqual([]);
    expect(indexBlocks({ 'a-2020-01-02': index('write'), 'a-2020-01-01': {} })).toMatchObject([
      { code: 'LF_INDEX_BLOCKED' },
    ]);
  });

  it.each([
    [-61_000, true, 'warning'],
    [301_000, true, 'failure'],
    [301_000, false, 'warning'],
    [60_000, true, 'ok'],
  ])('a clock %d ms off, signed %s: %s', (skew, signed, expected) => {
    expect(
      kind(
        judgeClocks(
          new Map([
            ['a', 0],
            ['b', skew],
          ]),
          signed,
        ),
      ),
    ).toBe(expected);
  });

  it('nobody tells the time', () => {
    expect(kind(judgeClocks(new Map(), true))).toBe('skipped');
  });

  it('Node and geo data', () => {
    expect(['24.5.0', '26.1.0', '25.0.0', '22.9.0'].map((version) => kind(judgeNode(version)))).toEqual([
      ...['ok', 'ok', 'warning', 'warning'],
    ]);
    const geo = 'geo data geoip-lite 2.0.3, published 2026-07-08';
    expect(kind(judgeGeo(geo, Date.parse('2027-07-08')))).toBe('ok');
    expect(kind(judgeGeo(geo, Date.parse('2027-07-10')))).toBe('warning');
    expect(kind(judgeGeo('geo data missing', 0))).toBe('failure');
    const databases = ['GeoLite2-City of 2026-11-20', 'GeoLite2-ASN of 2025-11-24'];
    expect(kind(judgeDatabases(databases, Date.parse('2026-11-24')))).toBe('ok');
    expect(kind(judgeDatabases(databases, Date.parse('2026-11-25')))).toBe('warning');
    expect(kind(judgeDatabases(['Mine-City of no date'], Date.parse('2026-11-25')))).toBe('ok');
  });

  it('a node that does not answer keeps its password', () => {
    const problem = { code: 'LF_CLUSTER_UNREACHABLE', message: 'no answer: socket hang up', hint: 'h' };
    expect(reachProblem(problem, 'https://me:secret@search.example.com').message).toBe(
      'https://search.example.com: no answer: socket hang up',
    );
  });

  it('a subscription', () => {
    const topic = { arn: 't', name: 'topic', attributes: {} };
    const queue = { name: 'queue', url: '', arn: 'q', attributes: {} };
    const codes = (attributes: Record<string, string>) => {
      const { failures = [], warnings = [] } = judgeSubscription(attributes, topic, queue);
      return [...failures, ...warnings].map(({ code }) => code);
    };
    const raw = { RawMessageDelivery: 'true', PendingConfirmation: 'false' };
    expect(codes(raw)).toEqual([]);
    expect(codes({ ...raw, PendingConfirmation: 'true' })).toEqual(['LF_SUBSCRIPTION_PENDING']);
    expect(codes({ ...raw, FilterPolicy: '{"a":[1]}', FilterPolicyScope: 'MessageBody' })).toEqual([
      'LF_SUBSCRIPTION_FILTER',
    ]);
  });
});

describe('what a bucket announces', () => {
  const to = (prefix: string, suffix: string, events = ['s3:ObjectCreated:*']): Announcement => {
    return { bucket: 'b', by: 'topic', to: 'arn:aws:sns:r:1:t', events, prefix, suffix };
  };

  it.each([
    [to('', ''), 'all'],
    [to('AWSLogs/', '.gz'), 'all'],
    [to('AWSLogs/1/vpc/', '.log.gz'), 'part'],
    [to('AWSLogs/', '.a.log.gz'), 'part'],
    [to('AWSLogs/2/', ''), 'nothing'],
    [to('', '.parquet'), 'nothing'],
  ])('%j covers %s', (announcement, expected) => {
    expect(coverage([announcement], { prefix: 'AWSLogs/1/', suffix: '.log.gz' })).toBe(expected);
  });

  it('twice only where one object could be meant by both', () => {
    expect(firstTwice([to('a/', ''), to('b/', '')])).toBeUndefined();
    expect(firstTwice([to('a/', '.gz'), to('a/b/', '.csv')])).toBeUndefined();
    expect(
      firstTwice([to('a/', '', ['s3:ObjectCreated:Put']), to('a/', '', ['s3:ObjectRemoved:*'])]),
    ).toBeUndefined();
    expect(firstTwice([to('a/', ''), to('a/b', '.gz')])).toHaveLength(2);
  });

  it('events that nobody tells of', () => {
    expect(unannouncedEvents([to('', '')])).toEqual([]);
    expect(unannouncedEvents([to('', '', ['s3:ObjectCreated:Put'])])).toEqual([
      's3:ObjectCreated:CompleteMultipartUpload',
    ]);
  });

  it('the pattern of a rule', () => {
    const pattern = {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['b'] }, object: { key: [{ wildcard: 'AWSLogs/*.log.gz' }] } },
    };
    expect(readPattern(JSON.stringify(pattern))).toEqual({
      ...{ buckets: ['b'], prefix: 'AWSLogs/', suffix: '.log.gz', created: true },
    });
    const starred = { detail: { object: { key: [{ wildcard: 'a\\*b/*c*d' }] } } };
    expect(readPattern(JSON.stringify(starred))).toMatchObject({ prefix: 'a*b/', suffix: 'd' });
    expect(readPattern('{"source":["aws.ec2"]}').created).toBe(false);
    expect(readPattern('{"detail":{"object":{"key":[{"prefix":"a/"},{"suffix":"b"}]}}}').prefix).toBe('');
    expect(readPattern('{').buckets).toBeUndefined();
  });
});
