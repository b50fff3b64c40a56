import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { openConnections } from '../aws/connections.ts';
import { renewWhenRefused } from '../aws/refusals.ts';
import type { Settings } from '../settings/settings.ts';
import type { SetupClients } from './clients.ts';

/** Rejects nothing: credentials are looked for when they are needed, and renewed. */
export function createSetupClients(settings: Settings): SetupClients {
  const { common, wholeAnswers, credentialsOf, close } = openConnections(settings);
  const own = credentialsOf({});
  // Nothing here is streamed: what stalls in the middle of an answer is given up, S3 too.
  const config = { ...common, requestHandler: wholeAnswers, credentials: own.provider };
  const endpoint = settings['s3-endpoint'];
  const custom = Boolean(endpoint ?? (process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL));
  const clients = {
    sts: new STSClient(config),
    s3: new S3Client({
      ...config,
      ...(endpoint && { endpoint }),
      // S3-compatible servers know buckets by path, not by host name.
      forcePathStyle: settings['path-style'] ?? custom,
    }),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    events: new EventBridgeClient(config),
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
  };
  for (const client of Object.values(clients)) renewWhenRefused(client, own);
  return {
    ...clients,
    close() {
      for (const client of Object.values(clients)) client.destroy();
      close();
    },
  };
}
