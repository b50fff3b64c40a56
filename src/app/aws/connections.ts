import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Sha256 } from '../../source/sha256.ts';
import type { Settings } from '../settings/settings.ts';
import { identities } from './identities.ts';

/** Sockets to one host: every reader (256 at most), and room for the heartbeat where S3 and SQS share an endpoint. */
const maxSockets = 320;
/** ms that SQS and STS may be silent in the middle of an answer; longer than a long poll. */
const longestSilence = 25_000;

/** What all clients of one command share: sockets, proxies, time-outs, the region, and credentials by identity. */
export type Connections = ReturnType<typeof openConnections>;

/** Rejects nothing: credentials are looked for when they are needed. */
export function openConnections(settings: Settings) {
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
  const runRegion = async () => settings.region ?? (await defaultRegion());
  const credentialsOf = identities({ requestHandler: wholeAnswers, runRegion });
  return { common, wholeAnswers, credentialsOf, runRegion, close: () => requestHandler.destroy() };
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
