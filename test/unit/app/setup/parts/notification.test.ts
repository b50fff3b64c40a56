import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { fieldChange } from '../../../../../src/app/setup/field.ts';
import {
  type Entry,
  entriesOf,
  mergeNotification,
} from '../../../../../src/app/setup/parts/bucket-notification.ts';
import { decoded, encoded } from '../../../../../src/app/setup/parts/filter-value.ts';
import { decide } from '../../../../../src/app/setup/parts/notification-decision.ts';
import { overlaps } from '../../../../../src/app/setup/parts/notification-overlap.ts';

const id = 'logflow-flow';
const wanted: Entry = {
  id,
  kind: 'topic',
  arn: 'arn:t',
  events: ['s3:ObjectCreated:*'],
  prefix: 'AWSLogs/',
  suffix: '.log.gz',
};
const filter = (prefix: string, suffix: string) => ({
  Key: {
    FilterRules: [
      { Name: 'Prefix' as never, Value: prefix },
      { Name: 'Suffix' as never, Value: suffix },
    ],
  },
});
const ours = {
  Id: id,
  TopicArn: 'arn:t',
  Events: ['s3:ObjectCreated:*' as const],
  Filter: filter('AWSLogs/', '.log.gz'),
};
const foreign: NotificationConfiguration = {
  TopicConfigurations: [{ Id: 'a', TopicArn: 'arn:other', Events: ['s3:ObjectRemoved:*'] }],
  QueueConfigurations: [
    { Id: 'b', QueueArn: 'arn:q2', Events: ['s3:ObjectCreated:Put'], Filter: filter('img/', '') },
  ],
  LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'arn:l', Events: ['s3:ObjectTagging:*'] }],
  EventBridgeConfiguration: {},
};
const judge = (now: NotificationConfiguration, entry: Entry | undefined = wanted) =>
  decide(now, { bucket: 'logs', id, wanted: entry, eventBridge: false });
const withOurs = (changed: object = {}): NotificationConfiguration => ({
  ...foreign,
  TopicConfigurations: [...(foreign.TopicConfigurations ?? []), { ...ours, ...changed }],
});

describe('the merge', () => {
  it('keeps all that is not ours, exactly, EventBridge included', () => {
    const merged = mergeNotification(foreign, id, wanted, false);
    expect(merged).toEqual({
      ...foreign,
      TopicConfigurations: [
        ...(foreign.TopicConfigurations ?? []),
        {
          Id: id,
          TopicArn: 'arn:t',
          Events: ['s3:ObjectCreated:*'],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix', Value: 'AWSLogs/' },
                { Name: 'suffix', Value: '.log.gz' },
              ],
            },
          },
        },
      ],
    });
    expect(mergeNotification(merged, id, undefined, false)).toEqual(foreign);
  });

  it('does not turn EventBridge on unless asked', () => {
    expect(mergeNotification({}, id, undefined, false).EventBridgeConfiguration).toBeUndefined();
    expect(mergeNotification({}, id, undefined, true).EventBridgeConfiguration).toEqual({});
  });

  it('replaces ours, also where it was of another kind', () => {
    const merged = mergeNotification(withOurs(), id, { ...wanted, kind: 'queue', arn: 'arn:q' }, false);
    expect(entriesOf(merged).map(({ id: one, kind, arn }) => [one, kind, arn])).toEqual([
      ['a', 'topic', 'arn:other'],
      ['b', 'queue', 'arn:q2'],
      [id, 'queue', 'arn:q'],
      ['', 'lambda', 'arn:l'],
    ]);
  });
});

describe('what is to be done', () => {
  it('nothing when ours is there', () => {
    expect(judge(withOurs())).toEqual({ kind: 'keep', note: 'stays as it is: a, b, arn:l' });
  });

  it.each([
    [{ TopicArn: 'arn:old' }, 'topic', 'arn:old', 'arn:t'],
    [{ Events: ['s3:ObjectCreated:Put'] }, 'events', 's3:ObjectCreated:Put', 's3:ObjectCreated:*'],
    [{ Filter: filter('x/', '.log.gz') }, 'prefix', 'x/', 'AWSLogs/'],
    [{ Filter: filter('AWSLogs/', '') }, 'suffix', '', '.log.gz'],
  ])('%j: that field alone', (changed, field, now, then) => {
    const decision = judge(withOurs(changed));
    expect(decision).toMatchObject({ kind: 'put', first: false, fields: [fieldChange(field, now, then)] });
    expect(decision.kind === 'put' && decision.fields).toHaveLength(1);
  });

  it('another way of announcing takes the old entry away', () => {
    const decision = decide(withOurs(), { bucket: 'logs', id, wanted: undefined, eventBridge: true });
    expect(decision).toMatchObject({
      kind: 'put',
      fields: [fieldChange(`entry ${id}`, 'to the topic arn:t', undefined)],
    });
  });

  it('EventBridge is turned on where it is off', () => {
    const decision = decide({}, { bucket: 'logs', id, wanted: undefined, eventBridge: true });
    expect(decision).toMatchObject({
      kind: 'put',
      fields: [fieldChange('EventBridge', 'off', 'on')],
    });
  });

  it('an entry of somebody else that does the same is enough', () => {
    const theirs = { TopicConfigurations: [{ ...ours, Id: 'by-hand', Filter: filter('AWS', 'gz') }] };
    expect(judge(theirs)).toEqual({
      kind: 'keep',
      note: 'announced by the entry by-hand, which logflow did not make',
    });
  });

  it('one that takes the same objects elsewhere is told before S3 refuses', () => {
    const theirs = {
      LambdaFunctionConfigurations: [
        { Id: 'thumbs', LambdaFunctionArn: 'arn:l', Events: ['s3:ObjectCreated:Put' as const] },
      ],
    };
    const decision = judge(theirs);
    expect(decision).toMatchObject({ kind: 'overlap', problem: { code: 'LF_SETUP_OVERLAP' } });
    const { message } = (decision as { problem: { message: string } }).problem;
    expect(message).toContain('thumbs (s3:ObjectCreated:Put of * to arn:l)');
  });
});

describe('overlap', () => {
  const entry = (prefix: string, suffix: string, ...events: string[]): Entry => ({
    ...wanted,
    prefix,
    suffix,
    events,
  });
  const created = 's3:ObjectCreated:*';
  it.each([
    [entry('a/', '', created), entry('b/', '', created), false],
    [entry('a/', '', created), entry('a/b/', '', created), true],
    [entry('', '.gz', created), entry('a/', '.log.gz', created), true],
    [entry('', '.gz', created), entry('', '.parquet', created), false],
    [entry('', '', created), entry('', '', 's3:ObjectRemoved:*'), false],
    [entry('', '', created), entry('', '', 's3:ObjectRemoved:*', 's3:ObjectCreated:Copy'), true],
    [entry('', '', 's3:ObjectCreated:Put'), entry('', '', 's3:ObjectCreated:Copy'), false],
  ])('%o and %o', (a, b, expected) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([expected, expected]);
  });
});

it.each([
  ['AWSLogs/1/vpcflowlogs/', 'AWSLogs/1/vpcflowlogs/'],
  ['logs/year=2020/a b+c', 'logs/year%3D2020/a+b%2Bc'],
  ['é%', '%C3%A9%25'],
])('the filter value of %s', (text, value) => {
  expect(encoded(text)).toBe(value);
  expect(decoded(value)).toBe(text);
});

it('a filter value that is no encoding is taken as it is', () => {
  expect(decoded('100%/year=2020')).toBe('100%/year=2020');
});
