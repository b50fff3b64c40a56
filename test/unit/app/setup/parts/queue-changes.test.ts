import { describe, expect, it } from 'vitest';
import { fieldChange } from '../../../../../src/app/setup/field.ts';
import {
  managedKeyProblem,
  type QueueWanted,
  queueChanges,
} from '../../../../../src/app/setup/parts/queue-changes.ts';
import type { Attributes } from '../../../../../src/app/setup/parts/sqs-queue.ts';

const dlq = 'arn:aws:sqs:us-west-2:1:q-dlq';
const wanted: QueueWanted = {
  retention: 345_600,
  visibility: 300,
  redrive: { deadLetterTargetArn: dlq, maxReceiveCount: 20 },
  kmsKey: undefined,
  policy: [],
};
const whole: Attributes = {
  MessageRetentionPeriod: '345600',
  VisibilityTimeout: '300',
  // SQS answers with a number; some servers with text.
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlq, maxReceiveCount: '20' }),
  SqsManagedSseEnabled: 'true',
};
const none = { fields: [], set: {} };

describe('a queue', () => {
  it('that is as wanted is left alone', () => {
    expect(queueChanges(whole, wanted)).toEqual(none);
  });

  it('that is not there gets everything', () => {
    const { fields, set } = queueChanges(undefined, wanted);
    expect(fields.map(({ field, then }) => [field, then])).toEqual([
      ['retention', '4 days'],
      ['visibility timeout', '300 s'],
      ['dead-letter queue', dlq],
      ['max receive count', '20'],
      ['encryption', 'SSE-SQS'],
    ]);
    expect(fields.every(({ now }) => now === undefined)).toBe(true);
    expect(set).toEqual({
      ...whole,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlq, maxReceiveCount: 20 }),
    });
  });

  it.each<[string, Attributes, [string, string | undefined, string][]]>([
    ['visibility', { VisibilityTimeout: '30' }, [['visibility timeout', '30 s', '300 s']]],
    ['retention', { MessageRetentionPeriod: '3600' }, [['retention', '3600 s', '4 days']]],
    [
      'receives',
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dlq, maxReceiveCount: 3 }) },
      [['max receive count', '3', '20']],
    ],
    [
      'no redrive policy',
      { RedrivePolicy: '' },
      [
        ['dead-letter queue', undefined, dlq],
        ['max receive count', undefined, '20'],
      ],
    ],
    ['no encryption', { SqsManagedSseEnabled: 'false' }, [['encryption', undefined, 'SSE-SQS']]],
  ])('that differs in one thing (%s) is changed in that alone', (_, other, expected) => {
    const { fields, set } = queueChanges({ ...whole, ...other }, wanted);
    expect(fields.map(({ field, now, then }) => [field, now, then])).toEqual(expected);
    expect(Object.keys(set)).toEqual(Object.keys(other));
  });

  it('with a longer retention keeps it: a shorter one would delete messages', () => {
    expect(queueChanges({ ...whole, MessageRetentionPeriod: '1209600' }, wanted)).toEqual(none);
  });

  it('with a key of its own keeps it, and gets the one that is asked for', () => {
    const encrypted = { ...whole, SqsManagedSseEnabled: 'false', KmsMasterKeyId: 'alias/theirs' };
    expect(queueChanges(encrypted, wanted)).toEqual(none);
    expect(queueChanges(encrypted, { ...wanted, kmsKey: 'alias/ours' })).toEqual({
      fields: [fieldChange('encryption', 'KMS key alias/theirs', 'KMS key alias/ours')],
      set: { KmsMasterKeyId: 'alias/ours', SqsManagedSseEnabled: 'false' },
    });
  });
});

describe('a dead-letter queue', () => {
  const source = 'arn:aws:sqs:us-west-2:1:q';
  const letters: QueueWanted = { retention: 1, deadLettersOf: source, kmsKey: undefined, policy: [] };
  const changes = (policy: object | undefined) =>
    queueChanges({ ...whole, ...(policy && { RedriveAllowPolicy: JSON.stringify(policy) }) }, letters);

  it('that takes from everybody goes on to', () => {
    expect(changes(undefined)).toEqual(none);
    expect(changes({ redrivePermission: 'allowAll' })).toEqual(none);
  });

  it('that takes from others takes from ours, too', () => {
    const { fields, set } = changes({ redrivePermission: 'byQueue', sourceQueueArns: ['arn:other'] });
    expect(fields).toEqual([fieldChange('dead letters of', 'arn:other', `arn:other, ${source}`)]);
    expect(JSON.parse(set.RedriveAllowPolicy ?? '')).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: ['arn:other', source],
    });
    expect(changes({ redrivePermission: 'byQueue', sourceQueueArns: [source] })).toEqual(none);
    expect(changes({ redrivePermission: 'denyAll' }).fields).toEqual([
      fieldChange('dead letters of', 'none', source),
    ]);
  });
});

it.each([
  ['queue', 'alias/aws/sqs', 'LF_SETUP_MANAGED_KEY'],
  ['queue', 'arn:aws:kms:us-west-2:123456789012:alias/aws/sqs', 'LF_SETUP_MANAGED_KEY'],
  ['queue', 'alias/mine', undefined],
  ['queue', '', undefined],
  ['topic', 'alias/aws/sns', 'LF_SETUP_MANAGED_KEY'],
  ['topic', undefined, undefined],
] as const)('a %s under %s', (what, key, code) => {
  expect(managedKeyProblem(what, 'flow', key)?.code).toBe(code);
});
