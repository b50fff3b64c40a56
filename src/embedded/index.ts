import type { AddressInfo } from 'node:net';
import { LogflowError } from '../model/errors.ts';
import { installBodyLimit } from './body-limit.ts';
import { createByteOrderStore } from './byte-order-store.ts';
import { createDelivery } from './deliver.ts';
import { buildApp, loadInternals } from './fauxqs.ts';
import { installListObjects } from './list-objects.ts';
import { installNotImplemented } from './not-implemented.ts';
import { type Configurations, installNotifications } from './notifications.ts';
import { installObjectEvents } from './object-events.ts';
import { installRedrivePolicy } from './redrive-policy.ts';
import { installStop } from './stop.ts';

/** S3, SNS and SQS in this process, in memory, on 127.0.0.1. */
export interface EmbeddedAws {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** For a spawned process, over its inherited environment: it then talks to this endpoint and to nothing else. */
  readonly environment: Record<string, string>;
  /** Ends pending long polls and closes every connection. May be called again. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const REGION = 'us-east-1';
/** Fixed in fauxqs. */
const ACCOUNT_ID = '000000000000';
const CREDENTIALS = { accessKeyId: 'embedded', secretAccessKey: 'embedded' };

/**
 * Starts the embedded AWS, for `logflow demo` and for tests: npm fauxqs, with the mends of this folder.
 * Its limits: no policies, tags, versions or ACLs (501), no FIFO or Lambda destinations, at most 512 MiB in one PUT.
 *
 * @param options.port 0 or absent: the system chooses.
 * @throws LogflowError `LF_EMBEDDED_LISTEN` when the port cannot be had.
 */
export async function startEmbeddedAws(options: { port?: number } = {}): Promise<EmbeddedAws> {
  const internals = await loadInternals();
  const store = createByteOrderStore(internals.S3Store);
  const stores = { s3Store: store, snsStore: new internals.SnsStore(), sqsStore: new internals.SqsStore() };
  // fauxqs makes queue URLs of `sqs.<region>.localhost`, which need not resolve; without a host it takes the request's.
  stores.sqsStore.host = '';

  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  const delivery = createDelivery(internals, stores);
  const configurations: Configurations = new Map();
  const stop = installStop(app, stores.sqsStore);
  installBodyLimit(app);
  installNotImplemented(app);
  installListObjects(app, store);
  installRedrivePolicy(app, stores.sqsStore);
  installNotifications(app, store, delivery, configurations);
  installObjectEvents(app, { store, delivery, configurations, region: REGION });

  const port = options.port ?? 0;
  try {
    await app.listen({ host: HOST, port });
  } catch (cause) {
    const problem = {
      code: 'LF_EMBEDDED_LISTEN',
      message: `The embedded AWS cannot listen on ${HOST}:${port}: ${(cause as Error).message}`,
      hint: 'Choose another port, or leave it out to take any free one.',
    };
    throw new LogflowError(problem, { cause });
  }

  const endpoint = `http://${HOST}:${(app.server.address() as AddressInfo).port}`;
  return {
    endpoint,
    region: REGION,
    accountId: ACCOUNT_ID,
    credentials: CREDENTIALS,
    environment: environmentFor(endpoint),
    stop,
  };
}

/** The empty ones silence what the surrounding environment may hold: the SDK takes empty as unset. */
function environmentFor(endpoint: string): Record<string, string> {
  const noProxy = [process.env.NO_PROXY ?? process.env.no_proxy, HOST].filter(Boolean).join(',');
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SNS: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    // A proxy of the surrounding environment cannot reach this process.
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
