import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Sha256 } from '../source/sha256.ts';
import type { Settings } from './settings/settings.ts';

/** Sockets to one host: every reader (256 at most), and room for the heartbeat where S3 and SQS share an endpoint. */
const maxSockets = 320;
/** Regions come out of messages: no more clients than there could be regions. */
const maxRegions = 64;

export interface AwsClients {
  readonly sqs: SQSClient;
  /** One client per region: a bucket's region need not be the queue's. */
  readonly s3: (region?: string) => S3Client;
  close(): void;
}

/** The standard variables, profiles, SSO and container credentials are honoured; they are looked up once and shared. */
export function createAws(settings: Settings): AwsClients {
  // Node's own agents follow HTTPS_PROXY and NO_PROXY (R38).
  const agentOptions = { keepAlive: true, maxSockets, proxyEnv: process.env };
  const requestHandler = new NodeHttpHandler({
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    connectionTimeout: 5_000,
    // Long polls are answered after `wait` seconds at most; a body that stalls has its own timer.
    requestTimeout: 60_000,
    // Else the handler only warns, and a heartbeat may hang.
    throwOnRequestTimeout: true,
  });
  const common = {
    requestHandler,
    credentials: defaultProvider(),
    sha256: Sha256,
    ...(settings.region && { region: settings.region }),
    // What Amazon does by default since 2025 breaks S3-compatible servers and costs CPU for a checksum of nothing (R38).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const;
  const sqs = new SQSClient(common);
  const s3ByRegion = new Map<string, S3Client>();
  return {
    sqs,
    s3(region = '') {
      let client = s3ByRegion.get(region);
      if (!client && s3ByRegion.size >= maxRegions) client = s3ByRegion.values().next().value;
      if (!client) {
        client = new S3Client({
          ...common,
          ...(region && { region }),
          forcePathStyle: hasCustomEndpoint(),
        });
        s3ByRegion.set(region, client);
      }
      return client;
    },
    close() {
      sqs.destroy();
      for (const client of s3ByRegion.values()) client.destroy();
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

/** S3-compatible servers know buckets by path, not by host name. */
function hasCustomEndpoint(): boolean {
  return Boolean(process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL);
}
