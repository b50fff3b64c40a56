import {
  CreateBucketCommand,
  DeleteBucketCommand,
  type FilterRule,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import {
  type Clients,
  createQueue,
  createTopic,
  notify,
  startWithClients,
  take,
  takeEvents,
} from './clients.ts';

async function current({ s3 }: Clients, Bucket: string): Promise<NotificationConfiguration> {
  const { $metadata, ...configuration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  return configuration;
}

/** As S3 answers it, whatever the SDK's types say. */
function capital({ Name = 'prefix', Value }: FilterRule): FilterRule {
  return { Name: `${Name[0]?.toUpperCase()}${Name.slice(1)}` as typeof Name, Value };
}

async function bucketAndQueue(clients: Clients) {
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  return createQueue(clients, 'queue');
}

test('GET answers with what was put, filters and awkward characters included', async () => {
  await using clients = await startWithClients();
  const queue = await bucketAndQueue(clients);
  const TopicArn = await createTopic(clients, 'topic', queue, false);
  expect(await current(clients, 'logs')).toEqual({});

  const put: NotificationConfiguration = {
    TopicConfigurations: [
      {
        Id: 'a & <b>',
        TopicArn,
        Events: ['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy'],
        Filter: {
          Key: {
            FilterRules: [
              capital({ Name: 'prefix', Value: 'AWSLogs/é&"1"/' }),
              capital({ Name: 'suffix', Value: '.log.gz' }),
            ],
          },
        },
      },
    ],
    QueueConfigurations: [{ Id: 'q', QueueArn: queue.arn, Events: ['s3:ObjectRemoved:*'] }],
    EventBridgeConfiguration: {},
  };
  await notify(clients, 'logs', put);
  expect(await current(clients, 'logs')).toEqual(put);

  await notify(clients, 'logs', {});
  expect(await current(clients, 'logs')).toEqual({});
});

test('an id is made where none is given, and filter names come back with a capital', async () => {
  await using clients = await startWithClients();
  const queue = await bucketAndQueue(clients);
  const filter: FilterRule = { Name: 'prefix', Value: 'p/' };
  const Filter = { Key: { FilterRules: [filter] } };
  await notify(clients, 'logs', {
    QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'], Filter }],
  });
  const [rule] = (await current(clients, 'logs')).QueueConfigurations ?? [];
  expect(rule?.Id).toMatch(/^[0-9a-f-]{36}$/);
  expect(rule?.Filter?.Key?.FilterRules).toEqual([capital(filter)]);
});

test('only keys with the prefix and the suffix, and only the events asked for, are told', async () => {
  await using clients = await startWithClients();
  const queue = await bucketAndQueue(clients);
  const FilterRules = [
    { Name: 'prefix' as const, Value: 'flow=logs/' },
    { Name: 'suffix' as const, Value: '.log.gz' },
  ];
  await notify(clients, 'logs', {
    QueueConfigurations: [
      { QueueArn: queue.arn, Events: ['s3:ObjectCreated:Put'], Filter: { Key: { FilterRules } } },
    ],
  });
  await take(clients, queue);
  for (const Key of ['flow=logs/1.log.gz', 'flow=logs/2.txt', 'Flow=logs/3.log.gz', 'x/flow=logs/4.log.gz']) {
    await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: 'x' }));
  }
  expect(await takeEvents(clients, queue)).toEqual([['ObjectCreated:Put', 'flow=logs/1.log.gz']]);
});

test('a configuration goes with its bucket', async () => {
  await using clients = await startWithClients();
  const queue = await bucketAndQueue(clients);
  await notify(clients, 'logs', {
    QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'] }],
  });
  await clients.s3.send(new DeleteBucketCommand({ Bucket: 'logs' }));
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  expect(await current(clients, 'logs')).toEqual({});
});

describe('refused, with nothing kept and nothing sent', () => {
  const rule = (arn: string, event: string, prefix = '') => ({
    QueueArn: arn,
    Events: [event as 's3:ObjectCreated:*'],
    Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } },
  });
  const cases: [string, (arn: string) => NotificationConfiguration, string, RegExp][] = [
    [
      'a queue that is not there',
      (arn) => ({ QueueConfigurations: [rule(`${arn}x`, 's3:ObjectCreated:*')] }),
      'InvalidArgument',
      /destination configurations/,
    ],
    [
      'an event that is none',
      (arn) => ({ QueueConfigurations: [rule(arn, 's3:ObjectMade:*')] }),
      'InvalidArgument',
      /ObjectMade/,
    ],
    [
      'two rules that overlap',
      (arn) => ({
        QueueConfigurations: [
          rule(arn, 's3:ObjectCreated:*', 'a/'),
          rule(arn, 's3:ObjectCreated:Put', 'a/b'),
        ],
      }),
      'InvalidArgument',
      /ambiguously/,
    ],
    [
      'a Lambda',
      () => ({
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: 'arn:aws:lambda:x', Events: ['s3:ObjectCreated:*'] },
        ],
      }),
      'NotImplemented',
      /Lambda/,
    ],
  ];
  test.each(cases)('%s', async (_what, configuration, name, message) => {
    await using clients = await startWithClients();
    const queue = await bucketAndQueue(clients);
    const put = notify(clients, 'logs', configuration(queue.arn));
    await expect(put).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(await current(clients, 'logs')).toEqual({});
    expect(await take(clients, queue)).toEqual([]);
  });

  test('a bucket that is not there', async () => {
    await using clients = await startWithClients();
    await expect(notify(clients, 'nobody', {})).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
