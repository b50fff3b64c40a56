import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import {
  findMinistack,
  type Ministack,
  type MinistackInstallation,
  startMinistack,
} from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { environmentOf, runSetup, type SetupPlace, tasksOf, writeConfig } from '../helpers/setup-run.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const found = await findMinistack();
const region = 'us-east-1';
const yes = { yes: true };

/** Puts one object under the prefix and one beside it, and lets `consume` read until the queue is empty. */
async function putAndDrain(place: SetupPlace, bucket: string, queue: string) {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const common = { endpoint: place.endpoint, region, credentials };
  const s3 = new S3Client({ ...common, forcePathStyle: true });
  const sqs = new SQSClient(common);
  for (const Key of [`${folder}/one.log.gz`, 'elsewhere/AWSLogs/two.log.gz', `${folder}/three.txt`]) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: flowLogObject([lineOf(1)]) }));
  }
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const depth = async () => {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  };
  await waitFor(async () => (await depth()) > 0, { what: 'the event in the queue' });
  const args = ['consume', '--queue', queue, '--output', `ndjson:${place.folder}/out`, '--drain', '--json'];
  const run = await runLogflow(args, { cwd: place.folder, env: environmentOf(place) });
  s3.destroy();
  sqs.destroy();
  const { objects, documents } = summaryOf(run.stdout);
  return { code: run.code, delivered: objects.delivered, indexed: documents.indexed };
}

describe.skipIf(found.kind === 'missing')('after setup, an object that is put is read (MiniStack)', () => {
  let server: Ministack;

  beforeAll(async () => {
    const more = { SERVICES: 's3,sns,sqs,events,sts,iam,ec2' };
    server = await startMinistack(found as MinistackInstallation, more);
  }, 90_000);

  afterAll(async () => {
    await server?.stop();
  });

  it.each(['sns', 'sqs', 'eventbridge'])('announced by %s, with no other step', async (announce) => {
    await using home = temporaryFolder();
    const place = { endpoint: server.endpoint, folder: home.path, region };
    const project = `by-${announce}`;
    writeConfig(place, `setup: { project: ${project}, announce: ${announce}, prefix: AWSLogs/ }\n`);
    const made = await runSetup(place, yes);
    expect(made).toMatchObject({ ok: true });
    const again = await runSetup(place, { 'dry-run': true });
    expect([again.ok, tasksOf(again)]).toEqual([true, []]);
    const bucket = `${project}-000000000000-${region}`;
    expect(await putAndDrain(place, bucket, `${project}-objects`)).toEqual({
      code: 0,
      delivered: 1,
      indexed: 1,
    });
  });

  it('from a rule of EventBridge to a topic and back: the rule goes, EventBridge stays on', async () => {
    await using home = temporaryFolder();
    const place = { endpoint: server.endpoint, folder: home.path, region };
    const write = (announce: string) =>
      writeConfig(place, `setup: { project: turn, announce: ${announce}, prefix: AWSLogs/ }\n`);
    write('eventbridge');
    expect((await runSetup(place, yes)).ok).toBe(true);
    write('sns');
    const turned = await runSetup(place, yes);
    expect(turned.applied.map(({ part }) => part)).toEqual([
      'queue',
      'topic',
      'subscription',
      'notification',
      'rule',
    ]);
    write('eventbridge');
    const back = await runSetup(place, { 'dry-run': true });
    const fields = back.plan.find(({ part }) => part === 'notification')?.fields;
    expect(fields?.map(({ field }) => field)).toEqual(['entry logflow-turn']);
    const bucket = `turn-000000000000-${region}`;
    expect(await putAndDrain(place, bucket, 'turn-objects')).toMatchObject({ delivered: 1 });
  });
});

it('--only notification, on parts that others made (embedded)', async () => {
  await using road = await openRoad('nothing');
  await using home = temporaryFolder();
  const place = { endpoint: road.aws.endpoint, folder: home.path, region };
  writeConfig(place, `queue: ${road.queue}\nsetup: { bucket: logs, prefix: AWSLogs/, announce: sqs }\n`);
  const made = await runSetup(place, { ...yes, only: ['notification'] });
  expect(made.applied).toMatchObject([{ part: 'notification', name: 'logs' }]);
  expect((await runSetup(place, { 'dry-run': true, only: ['notification'] })).ok).toBe(true);
  expect(await putAndDrain(place, 'logs', road.queue)).toEqual({ code: 0, delivered: 1, indexed: 1 });
});

it('an overlap is told before S3 refuses (embedded)', async () => {
  await using road = await openRoad('sns');
  await using home = temporaryFolder();
  const place = { endpoint: road.aws.endpoint, folder: home.path, region };
  const sns = new SNSClient({ endpoint: road.aws.endpoint, region, credentials: road.aws.credentials });
  await sns.send(new CreateTopicCommand({ Name: 'ours' }));
  sns.destroy();
  await road.s3.send(new CreateBucketCommand({ Bucket: 'free' }));
  writeConfig(place, 'setup: { bucket: logs, topic: ours }\n');
  const only = ['notification'];
  const refused = await runSetup(place, { ...yes, only });
  expect(refused).toMatchObject({ ok: false, error: { code: 'LF_SETUP_OVERLAP' }, applied: [] });
  expect(refused.plan[0]?.problem?.message).toContain('flow-topic');
  // The road's own topic announces all of that already.
  writeConfig(place, 'setup: { bucket: logs, topic: flow-topic }\n');
  expect(await runSetup(place, { ...yes, only })).toMatchObject({ ok: true, applied: [] });
});
