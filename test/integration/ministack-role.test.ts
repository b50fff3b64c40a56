import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack, type MinistackInstallation, startMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const found = await findMinistack();
const region = 'us-east-1';
const account = '000000000000';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const objects = 6;

/** Calls IAM as the account's root, whose signature MiniStack does not look at. */
async function iam(endpoint: string, fields: Record<string, string>): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/iam/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ Version: '2010-05-08', ...fields }).toString(),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** A role that asks for an external id and a session name, and may read the bucket. */
async function createRole(endpoint: string): Promise<void> {
  const statement = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [more] });
  await iam(endpoint, {
    Action: 'CreateRole',
    RoleName: 'reader',
    AssumeRolePolicyDocument: statement({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'e-4711', 'sts:RoleSessionName': 'logflow' } },
    }),
  });
  await iam(endpoint, {
    Action: 'PutRolePolicy',
    RoleName: 'reader',
    PolicyName: 'read',
    PolicyDocument: statement({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' }),
  });
}

it.skipIf(found.kind === 'missing')(
  'a server that checks trust policies and signatures (MiniStack) gives the role, and takes what is signed with it',
  async () => {
    const more = { AUTH: 'true', SERVICES: 's3,sqs,sts,iam' };
    await using server = await startMinistack(found as MinistackInstallation, more);
    await using home = temporaryFolder();
    const common = { endpoint: server.endpoint, region, credentials };
    const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const sqs = new SQSClient(common);
    await createRole(server.endpoint);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'flow-queue' }));
    await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
    for (let n = 0; n < objects; n++) {
      const Key = `${folder}/${n}.log.gz`;
      await s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: flowLogObject([lineOf(n)]) }));
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: s3Message([Key]) }));
    }
    const consume = (externalId: string, visibilityTimeout: string) => {
      writeFileSync(
        join(home.path, 'logflow.yaml'),
        `buckets: [{ match: logs, role: 'arn:aws:iam::${account}:role/reader', external-id: ${externalId} }]`,
      );
      const how = ['--drain', '--json', '--concurrency', '1', '--visibility-timeout', visibilityTimeout];
      return runLogflow(['consume', '--queue', 'flow-queue', '--output', 'ndjson:out', ...how], {
        cwd: home.path,
        env: {
          AWS_ENDPOINT_URL: server.endpoint,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        },
      });
    };
    const right = await consume('e-4711', '2s');
    expect(right.code, right.stdout).toBe(0);
    expect(summaryOf(right.stdout)).toMatchObject({ ok: true, objects: { delivered: objects } });
    const MessageBody = s3Message([`${folder}/0.log.gz`]);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    // Held back for longer than the drain lasts: it is tried once.
    const wrong = await consume('e-4712', '5m');
    expect(wrong.code).toBe(1);
    const said = `AWS refuses the role arn:aws:iam::${account}:role/reader`;
    expect(summaryOf(wrong.stdout)).toMatchObject({
      objects: { delivered: 0, unreadable: 0, failed: 1 },
      problems: [{ code: 'LF_AWS_ROLE', message: expect.stringContaining(said) }],
    });
    expect(`${wrong.stdout}${wrong.stderr}`).not.toContain('e-4712');
    s3.destroy();
    sqs.destroy();
  },
);
