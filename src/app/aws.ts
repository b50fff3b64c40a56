import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Sha256 } from '../source/sha256.ts';
import { type Access, accessTable } from './aws/access.ts';
import { identities } from './aws/identities.ts';
import { payAsRequester, renewWhenRefused } from './aws/refusals.ts';
import type { Settings } from './settings/settings.ts';

/** Sockets to one host: every reader (256 at most), and room for the heartbeat where S3 and SQS share an endpoint. */
const maxSockets = 320;
/** ms that SQS and STS may be silent in the middle of an answer; longer than a long poll. */
const longestSilence = 25_000;
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
  // Node's own agents follow HTTPS_PROXY and NO_PROXY (R38).
  const agentOptions = { keepAlive: true, maxSockets, proxyEnv: process.env };
  const transport = {
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    connectionTimeout: 5_000,
    // Until the head of an answer has come. Long polls are answered after `wait` seconds at most.
    requestTimeout: 60_000,
    // Else the handler only warns, and a heartbeat may hang.
    throwOnRequestTimeout: true,
  };
  // Bodies have a timer of their own (R13).
  const requestHandler = new NodeHttpHandler(transport);
  // Where the SDK reads them nothing else ends one that stalls: neither a receive nor a delete would ever end.
  const wholeAnswers = new NodeHttpHandler({ ...transport, socketTimeout: longestSilence });
  const common = {
    requestHandler,
    sha256: Sha256,
    ...(settings.region && { region: settings.region }),
    // What Amazon does by default since 2025 breaks S3-compatible servers and costs CPU for a checksum of nothing (R38).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const;
  const accessTo = accessTable(settings, process.env);
  const runRegion = async () => settings.region ?? (await defaultRegion());
  const credentialsOf = identities({ requestHandler: wholeAnswers, runRegion });

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
      requestHandler.destroy();
    },
  };
}

/** The region that applies when nobody gives one: variables, then the profile; undefined when neither has it. */
export async function defaultRegion(): Promise<string | undefined> {
  const client = new SQSClient({});
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}
