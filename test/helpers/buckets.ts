import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { s3Message } from './dead-letters.ts';
import { flowLogObject, lineOf } from './flow-lines.ts';
import { type MinistackInstallation, startMinistack } from './ministack.ts';
import { type Depth, depthOf } from './road.ts';

const region = 'us-east-1';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Buckets with tags, versions and conditions, and a queue: MiniStack, of one's own. */
export interface Buckets extends AsyncDisposable {
  readonly endpoint: string;
  readonly s3: S3Client;
  readonly queue: string;
  /** For logflow; `s3`: another endpoint for S3. */
  environment(s3?: string): Record<string, string>;
  create(bucket: string, versioned?: boolean): Promise<void>;
  /** Flow logs of one line each, lines `first` and up, under these keys. */
  fill(bucket: string, keys: readonly string[], first?: number): Promise<void>;
  /** Answers with the version id, if there are versions. */
  put(
    bucket: string,
    key: string,
    body: string | Uint8Array,
    more?: Partial<PutObjectCommandInput>,
  ): Promise<string | undefined>;
  keys(bucket: string): Promise<string[]>;
  body(bucket: string, key: string): Promise<Buffer>;
  tags(bucket: string, key: string): Promise<Record<string, string>>;
  versions(bucket: string): Promise<string[]>;
  /** A message of S3's for each. */
  announce(bucket: string, keys: readonly string[]): Promise<void>;
  depth(): Promise<Depth>;
}

export async function openBuckets(installation: MinistackInstallation): Promise<Buckets> {
  const server = await startMinistack(installation);
  const { endpoint } = server;
  const common = { endpoint, region, credentials };
  const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sqs = new SQSClient(common);
  const queue = 'flow-queue';
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  const put: Buckets['put'] = async (Bucket, Key, Body, more = {}) =>
    (await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))).VersionId;
  return {
    endpoint,
    s3,
    queue,
    environment: (other = endpoint) => ({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: other,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }),
    async create(Bucket, versioned = false) {
      await s3.send(new CreateBucketCommand({ Bucket }));
      if (!versioned) return;
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    async fill(bucket, keys, first = 1) {
      for (const [n, key] of keys.entries()) await put(bucket, key, flowLogObject([lineOf(first + n)]));
    },
    put,
    async keys(Bucket) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key).sort();
    },
    async body(Bucket, Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async tags(Bucket, Key) {
      const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
      return Object.fromEntries(TagSet.map(({ Key: key = '', Value = '' }) => [key, Value]));
    },
    async versions(Bucket) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
      return [...Versions, ...DeleteMarkers].map(({ VersionId = '' }) => VersionId).sort();
    },
    async announce(bucket, keys) {
      for (const key of keys) {
        const MessageBody = s3Message([key], 'ObjectCreated:Put', bucket);
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
    },
    depth: () => depthOf(sqs, QueueUrl),
    async [Symbol.asyncDispose]() {
      s3.destroy();
      sqs.destroy();
      await server.stop();
    },
  };
}
