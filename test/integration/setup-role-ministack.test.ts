import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { settings } from '../../src/app/settings/settings.ts';
import { createRolePart } from '../../src/app/setup/parts/role.ts';
import { policyOf } from '../../src/app/setup/policy.ts';
import { s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack, startMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { summaryOf } from '../helpers/search.ts';
import { carryOut, namesFor, sectionOf } from '../helpers/setup-kit.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const found = await findMinistack();
const place = { region: 'us-east-1', account: '000000000000' };
const section = sectionOf({ bucket: 'flows' });
const names = namesFor(section, place);
const RoleName = names.role;

it.skipIf(found.kind === 'missing')(
  'where policies are enforced (MiniStack), the role made by setup is enough for consume, and for nothing beside it',
  async () => {
    const more = { AUTH: 'true', SERVICES: 's3,sqs,sts,iam' };
    await using server = await startMinistack(found as PythonInstallation, more);
    await using home = temporaryFolder();
    const common = {
      endpoint: server.endpoint,
      region: place.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const [iam, sqs, sts] = [new IAMClient(common), new SQSClient(common), new STSClient(common)];
    const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    await sqs.send(new CreateQueueCommand({ QueueName: names.deadLetterQueue }));
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: names.deadLetterQueueArn,
      maxReceiveCount: 20,
    });
    const queue = { QueueName: names.queue, Attributes: { RedrivePolicy } };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand(queue));
    await s3.send(new CreateBucketCommand({ Bucket: names.bucket }));

    await carryOut(await createRolePart(names, section, { iam }, settings.parse({})).plan());
    // The trust that setup makes is for ECS: here the account's root assumes it.
    const Principal = { AWS: `arn:aws:iam::${place.account}:root` };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    // On AWS the right to change one message is the right to change several: here it is an action of its own.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
    const Action = ['sqs:ChangeMessageVisibilityBatch', 'sqs:DeleteMessageBatch'];
    const batches = policyOf([{ Sid: 'Batches', Effect: 'Allow', Action, Resource: names.queueArn }]);
    const inline = { RoleName, PolicyName: 'batches', PolicyDocument: JSON.stringify(batches) };
    await iam.send(new PutRolePolicyCommand(inline));
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({ RoleArn: names.roleArn, RoleSessionName: 'test' }),
    );
    const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = [
      keys?.AccessKeyId,
      keys?.SecretAccessKey,
      keys?.SessionToken,
    ];

    const ours = `${names.prefix}us-east-1/2020/03/08`;
    const others = 'AWSLogs/999999999999/vpcflowlogs/us-east-1/2020/03/08';
    for (const Key of [`${ours}/1.log.gz`, `${others}/1.log.gz`]) {
      const Body = flowLogObject([lineOf(1)]);
      await s3.send(new PutObjectCommand({ Bucket: names.bucket, Key, Body }));
    }
    for (const key of [`${ours}/1.log.gz`, `${ours}/gone.log.gz`, `${others}/1.log.gz`]) {
      const MessageBody = s3Message([key], 'ObjectCreated:Put', names.bucket);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    }
    // What fails is held back for longer than the drain lasts: it is tried once.
    const how = ['--drain', '--json', '--visibility-timeout', '5m', '--output', 'ndjson:out'];
    const run = await runLogflow(['consume', '--queue', names.queue, ...how], {
      cwd: home.path,
      env: {
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_REGION: place.region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    });
    expect(run.code, run.stdout).toBe(1);
    const { problems, ...summary } = summaryOf(run.stdout) as {
      problems: { code: string; message: string }[];
    };
    expect(summary).toMatchObject({
      objects: { delivered: 1, missing: 1, unreadable: 1, failed: 0 },
      messages: { received: 3, deleted: 2, quarantined: 1 },
    });
    expect(problems.map(({ code }) => code).toSorted()).toEqual(['LF_OBJECT_FORBIDDEN', 'LF_OBJECT_GONE']);
    expect(problems.find(({ code }) => code === 'LF_OBJECT_FORBIDDEN')?.message).toContain(others);

    const asRole = new S3Client({
      ...common,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      forcePathStyle: true,
    });
    const list = async (Prefix?: string) =>
      (await asRole.send(new ListObjectsV2Command({ Bucket: names.bucket, Prefix }))).KeyCount;
    expect(await list(ours)).toBe(1);
    await expect(list(others)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(list()).rejects.toMatchObject({ name: 'AccessDenied' });
    // Nor does it give the right to look at itself.
    const meek = new IAMClient({ ...common, credentials: { accessKeyId, secretAccessKey, sessionToken } });
    await expect(
      createRolePart(names, section, { iam: meek }, settings.parse({})).plan(),
    ).rejects.toMatchObject({
      code: 'LF_SETUP_DENIED',
      message: expect.stringContaining(`AWS does not allow iam:GetRole for the role ${RoleName}: `),
      hint: expect.stringContaining('Allow iam:GetRole on it'),
    });
    for (const client of [iam, sqs, sts, s3, asRole, meek]) client.destroy();
  },
  120_000,
);
