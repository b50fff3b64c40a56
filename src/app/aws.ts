import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Access, accessTable } from './aws/access.ts';
import { openConnections } from './aws/connections.ts';
import { payAsRequester, renewWhenRefused } from './aws/refusals.ts';
import type { Settings } from './settings/settings.ts';

/** Regions come out of messages: no more clients than there could be regions. */
const maxRegions = 64;

export interface AwsClients {
  readonly sqs: SQSClient;
  /**
   * The client for a bucket: with the credentials and options of its entry in `buckets`, and one for each region, as a
   * bucket's need not be the queue's.
   */
  readonly s3: (bucket: string, region?: string) => S3Client;
  close(): void;
}

/** Rejects nothing: credentials are looked for when they are needed, shared by all who need the same, and renewed. */
export function createAws(settings: Settings): AwsClients {
  const { common, wholeAnswers, credentialsOf, close } = openConnections(settings);
  const accessTo = accessTable(settings, process.env);

  const own = credentialsOf({});
  const sqs = new SQSClient({ ...common, requestHandler: wholeAnswers, credentials: own.provider });
  renewWhenRefused(sqs, own);

  const clients = new Map<Access, Map<string, S3Client>>();
  const connect = ({ identity, endpoint, pathStyle, requesterPays, ...access }: Access, region: string) => {
    const credentials = credentialsOf(identity, access.region);
    const client = new S3Client({
      ...common,
      credentials: credentials.provider,
      ...(region && { region }),
      ...(endpoint && { endpoint }),
      forcePathStyle: pathStyle,
    });
    renewWhenRefused(client, credentials);
    if (requesterPays) payAsRequester(client);
    return client;
  };
  return {
    sqs,
    s3(bucket, named = '') {
      const access = accessTo(bucket);
      const region = access.region ?? named;
      const byRegion = clients.get(access) ?? new Map<string, S3Client>();
      clients.set(access, byRegion);
      let client = byRegion.get(region);
      if (!client && byRegion.size >= maxRegions) client = byRegion.values().next().value;
      if (!client) {
        client = connect(access, region);
        byRegion.set(region, client);
      }
      return client;
    },
    close() {
      sqs.destroy();
      for (const byRegion of clients.values()) for (const client of byRegion.values()) client.destroy();
      close();
    },
  };
}
