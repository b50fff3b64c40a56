import fc from 'fast-check';
import { Dice } from '../parse/compile/hostile.ts';
import { mutateBytes } from './mutate.ts';
import { type Json, mutateTree, write } from './mutate-json.ts';

/* Messages as AWS writes them, and what becomes of them on a bad day. */

const record = (
  key: string,
  eventName = 'ObjectCreated:Put',
  object: { [name: string]: Json } = {},
): Json => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'eu-central-1',
  eventTime: '2026-01-02T03:04:05.678Z',
  eventName,
  userIdentity: { principalId: 'AWS:AIDA' },
  requestParameters: { sourceIPAddress: '10.0.0.1' },
  responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'logs',
    bucket: { name: 'logs', ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: 'arn:aws:s3:::logs' },
    object: {
      key,
      size: 1024,
      eTag: 'd41d8cd98f00b204e9800998ecf8427e',
      sequencer: '0055AED6DCD90281E5',
      ...object,
    },
  },
});

const bridge = (key: string, type = 'Object Created'): Json => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': type,
  source: 'aws.s3',
  account: '123456789012',
  time: '2026-01-02T03:04:05Z',
  region: 'eu-central-1',
  resources: ['arn:aws:s3:::logs'],
  detail: {
    version: '0',
    bucket: { name: 'logs' },
    object: {
      key,
      size: 5,
      etag: 'b1946ac92492d2347c6235b4d2611184',
      'version-id': 'v1',
      sequencer: '00617F08299329D189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    reason: 'PutObject',
  },
});

const testEvent: Json = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-01-02T03:04:05.678Z',
  Bucket: 'logs',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR',
};

const flowLog = 'AWSLogs/aws-account-id%3D1/aws-service%3Dvpcflowlogs/day%3D02/1_vpcflowlogs_a+b%2Bc.log.gz';

const events: readonly Json[] = [
  { Records: [record(flowLog)] },
  {
    Records: [
      record('%E6%97%A5/a%7Cb', 'ObjectCreated:CompleteMultipartUpload', { versionId: '096fKKXTRTtl3' }),
    ],
  },
  { Records: [record('a'), record('b', 'ObjectRemoved:Delete'), record('c/', 's3:ObjectCreated:Copy')] },
  { Records: [record('a/', 'ObjectCreated:Put', { size: 0 })] },
  { Records: [record('gone', 'ObjectRemoved:DeleteMarkerCreated', { versionId: 'null' })] },
  { Records: [record('x', 'LifecycleTransition'), record('y', 'ObjectTagging:Put')] },
  bridge('AWSLogs/1/vpcflowlogs/a+b%2Bc 100%.log.gz'),
  bridge('k', 'Object Deleted'),
  testEvent,
];

const envelope = (message: string): Json => ({
  Type: 'Notification',
  MessageId: 'da41e39f-ea4d-435a-b922-c6aae3915ebe',
  TopicArn: 'arn:aws:sns:eu-central-1:123456789012:logs',
  Subject: 'Amazon S3 Notification',
  Message: message,
  Timestamp: '2026-01-02T03:04:05.678Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLE',
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/x.pem',
  UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
});

/** A case is a few numbers, so that a failing one shrinks to the one edit that it takes. */
export interface MessageSeed {
  readonly event: number;
  readonly wrapped: boolean;
  readonly edits: readonly { readonly kind: number; readonly seed: number }[];
}

export const messageSeed: fc.Arbitrary<MessageSeed> = fc.record({
  event: fc.nat(events.length - 1),
  wrapped: fc.boolean(),
  edits: fc.array(fc.record({ kind: fc.nat(9), seed: fc.integer() }), { maxLength: 3 }),
});

/** The message; without edits it is as AWS writes it. */
export function messageFrom({ event, wrapped, edits }: MessageSeed): string {
  let inner = structuredClone(events[event] as Json);
  const changes = edits.map(({ kind, seed }) => ({ kind, dice: new Dice(seed) }));
  const treeChanges = changes.filter(({ kind }) => kind < 6);
  for (const { kind, dice } of treeChanges) if (kind < 4 || !wrapped) mutateTree(inner, dice);
  const twice = changes.find(({ kind }) => kind === 6);
  // Another message's parts beside this one's: what it says then is not one thing.
  const grafted = changes.find(({ kind }) => kind === 7);
  if (grafted) inner = { ...(structuredClone(grafted.dice.of(events)) as object), ...(inner as object) };
  let text = write(inner, twice?.dice);
  if (wrapped) {
    const outer = envelope(text);
    for (const { kind, dice } of treeChanges) if (kind >= 4) mutateTree(outer, dice);
    text = write(outer);
  }
  for (const { kind, dice } of changes) {
    if (kind === 8) text = Buffer.from(mutateBytes(Buffer.from(text), dice)).toString();
    if (kind === 9) text = dice.of(['\uFEFF', ' ', '\ud800', '[', 'x', text]) + text;
  }
  return text;
}
