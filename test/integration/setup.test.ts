import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketTaggingCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldChange } from '../../src/app/setup/field.ts';
import { findMoto, type Moto, motoAccount, startMoto } from '../helpers/moto.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import {
  runSetup,
  type SetupPlace,
  spawnSetup,
  startSetup,
  tasksOf,
  writeConfig,
} from '../helpers/setup-run.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/temp.ts';

const found = await findMoto();
const region = 'us-west-2';
const bucket = `flow-${motoAccount}-${region}`;
const topicArn = `arn:aws:sns:${region}:${motoAccount}:flow-objects`;
const yes = { yes: true };
const dryRun = { 'dry-run': true };
const all = [
  `create bucket ${bucket}`,
  'create queue flow-objects-dlq',
  'create queue flow-objects',
  'create topic flow-objects',
  'create subscription flow-objects -> flow-objects',
  `create notification ${bucket}`,
  'create role flow-consumer',
];

describe.skipIf(found.kind === 'missing')('setup (moto)', () => {
  let moto: Moto;
  let home: TemporaryFolder;
  let place: SetupPlace;
  let s3: S3Client;
  let sns: SNSClient;
  let sqs: SQSClient;

  beforeAll(async () => {
    moto = await startMoto(found as PythonInstallation);
    home = temporaryFolder();
    place = { endpoint: moto.endpoint, folder: home.path };
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const common = { endpoint: moto.endpoint, region, credentials };
    s3 = new S3Client({ ...common, forcePathStyle: true });
    sns = new SNSClient(common);
    sqs = new SQSClient(common);
  }, 90_000);

  afterAll(async () => {
    for (const client of [s3, sns, sqs]) client?.destroy();
    await moto?.stop();
    await home?.remove();
  });

  beforeEach(async () => {
    await moto.reset();
    writeConfig(place, 'setup: { project: flow }\n');
  });

  const urlOf = async (QueueName: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const notification = async () => {
    const answer = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
    const { $metadata: _, ...configuration } = answer;
    return configuration;
  };

  it('from nothing to everything; then there is nothing to do, and drift shows field by field', async () => {
    const plan = await spawnSetup(place, '--dry-run');
    expect([plan.code, tasksOf(plan.out)]).toEqual([1, all]);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);

    const first = await spawnSetup(place, '--yes');
    expect([first.code, first.out.ok, first.out.applied.length]).toEqual([0, true, all.length]);
    expect(first.stderr).toContain(`\n7/7 create IAM role flow-consumer\n`);
    const second = await spawnSetup(place, '--dry-run');
    expect([second.code, tasksOf(second.out)]).toEqual([0, []]);
    expect(await runSetup(place, yes)).toMatchObject({ ok: true, applied: [] });

    const [subscription] =
      (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }))).Subscriptions ?? [];
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscription?.SubscriptionArn,
        AttributeName: 'RawMessageDelivery',
        AttributeValue: 'false',
      }),
    );
    const QueueUrl = await urlOf('flow-objects-dlq');
    const Attributes = { MessageRetentionPeriod: '3600' };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    const drift = await runSetup(place, dryRun);
    expect(drift.ok).toBe(false);
    const changes = drift.plan.filter(({ kind }) => kind !== 'keep');
    expect(changes.map(({ kind, part, fields }) => [kind, part, fields])).toEqual([
      ['change', 'queue', [fieldChange('retention', '3600 s', '14 days')]],
      ['change', 'subscription', [fieldChange('raw delivery', 'off', 'on')]],
    ]);
    expect((await runSetup(place, yes)).applied).toHaveLength(2);
    expect((await runSetup(place, dryRun)).ok).toBe(true);
  });

  it('a foreign notification survives; --destroy takes away what is ours, and nothing else', async () => {
    const CreateBucketConfiguration = { LocationConstraint: region } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'theirs' }));
    const theirs = {
      Id: 'theirs',
      QueueArn: `arn:aws:sqs:${region}:${motoAccount}:theirs`,
      Events: ['s3:ObjectCreated:*' as const],
      Filter: { Key: { FilterRules: [{ Name: 'prefix' as const, Value: 'img/' }] } },
    };
    const NotificationConfiguration = { QueueConfigurations: [theirs] };
    await s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }),
    );
    expect((await runSetup(place, yes)).ok).toBe(true);
    const [ours] = (await notification()).TopicConfigurations ?? [];
    expect([ours?.Id, ours?.TopicArn]).toEqual(['logflow-flow', topicArn]);
    expect((await notification()).QueueConfigurations).toEqual([theirs]);

    const plan = await runSetup(place, { destroy: true, 'dry-run': true });
    expect([plan.ok, tasksOf(plan)]).toEqual([
      false,
      [
        'delete role flow-consumer',
        `delete notification ${bucket}`,
        'delete subscription flow-objects -> flow-objects',
        'delete topic flow-objects',
        'delete queue flow-objects',
        'delete queue flow-objects-dlq',
      ],
    ]);
    // It was there before: found, used and changed, which does not make it ours.
    expect(plan.plan.at(-1)).toMatchObject({
      kind: 'keep',
      part: 'bucket',
      note: 'not made by logflow: no tag logflow:project=flow',
    });
    expect((await runSetup(place, { destroy: true, yes: true })).ok).toBe(true);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([QueueUrl]);
    const after = await notification();
    expect([after.QueueConfigurations, after.TopicConfigurations]).toEqual([[theirs], undefined]);
    expect((await runSetup(place, { destroy: true, 'dry-run': true })).ok).toBe(true);
  });

  it('a bucket of ours with an object in it stays; an empty one goes', async () => {
    await runSetup(place, { ...yes, only: ['bucket'] });
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'b' }));
    const full = await runSetup(place, { destroy: true, yes: true });
    expect([full.ok, full.plan]).toMatchObject([true, [{ kind: 'keep', part: 'bucket' }]]);
    expect(full.plan[0]?.note).toContain('logflow never deletes those');
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'a' }));
    const empty = await runSetup(place, { destroy: true, yes: true });
    expect(empty.applied).toMatchObject([{ part: 'bucket', name: bucket }]);
  });

  it('killed in the middle: what is there is tagged, and the next run goes on', async () => {
    const run = startSetup(place, '--yes');
    await run.waitForStderr(/4\/7 create SNS topic/);
    run.kill('SIGKILL');
    await run.done;
    for (const name of ['flow-objects', 'flow-objects-dlq']) {
      const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl: await urlOf(name) }));
      expect(Tags).toEqual({ 'logflow:project': 'flow' });
    }
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
    expect(TagSet).toEqual([{ Key: 'logflow:project', Value: 'flow' }]);
    expect((await runSetup(place, yes)).ok).toBe(true);
    expect((await runSetup(place, dryRun)).ok).toBe(true);
    const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: topicArn }));
    expect(Tags).toEqual([{ Key: 'logflow:project', Value: 'flow' }]);
  });

  it('refused: nothing is changed, and all reasons are told', async () => {
    const Attributes = { KmsMasterKeyId: 'alias/aws/sqs' };
    await sqs.send(new CreateQueueCommand({ QueueName: 'flow-objects', Attributes }));
    const { code, out } = await spawnSetup(place, '--yes');
    expect([code, out.error?.code, out.applied]).toEqual([1, 'LF_SETUP_MANAGED_KEY', []]);
    const refused = out.plan.filter(({ kind }) => kind === 'refuse');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.problem?.message).toContain('nothing would ever arrive');
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1);
  });

  it('nobody can be asked, and something is to do: exit 2, and how to go on', async () => {
    const { code, stderr } = await startSetup(place).done;
    expect(code).toBe(2);
    expect(stderr).toContain(`create  S3 bucket ${bucket}\n`);
    expect(stderr).toContain('next: Look first with --dry-run, then pass --yes. (LF_USAGE)');
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
  });

  it('straight to the queue, and back to a topic: the old way goes after the new one is there', async () => {
    writeConfig(place, 'setup: { project: flow, announce: sqs }\n');
    expect((await runSetup(place, yes)).ok).toBe(true);
    expect((await notification()).QueueConfigurations?.map(({ Id }) => Id)).toEqual(['logflow-flow']);
    writeConfig(place, 'setup: { project: flow }\n');
    const toTopic = await runSetup(place, yes);
    expect(toTopic.applied.map(({ part }) => part)).toEqual([
      'queue',
      'topic',
      'subscription',
      'notification',
    ]);
    const now = await notification();
    expect([now.QueueConfigurations, now.TopicConfigurations?.length]).toEqual([undefined, 1]);
    writeConfig(place, 'setup: { project: flow, announce: sqs }\n');
    const back = await runSetup(place, dryRun);
    expect(tasksOf(back).slice(-3)).toEqual([
      `change notification ${bucket}`,
      'delete subscription flow-objects -> flow-objects',
      'delete topic flow-objects',
    ]);
  });
});
