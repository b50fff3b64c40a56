import type { IncomingMessage } from 'node:http';
import type { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import type { S3Ref } from '../model/object.ts';
import type { S3Answer } from './s3-get.ts';
import { encodeKey, type GetRoute, routeOf, type SignedRequest } from './s3-get-route.ts';
import { type Agents, agentsOf, type SignedGet, sendGet } from './s3-get-send.ts';

/** A bucket as one client knows it. */
interface Known {
  readonly route: GetRoute;
  readonly signer: SignatureV4;
  readonly agents: Agents;
  /** Times in a row that we failed where the SDK then did not. */
  strikes: number;
}

const maxStrikes = 5;
/** Buckets come out of messages. */
const maxBuckets = 64;
const clients = new WeakMap<S3Client, Map<string, Known>>();

/** The SDK was answered: from now on the bucket's objects are asked for as it did. */
export function learn(client: S3Client, ref: S3Ref, request: SignedRequest): void {
  const buckets = clients.get(client) ?? new Map<string, Known>();
  clients.set(client, buckets);
  const strikes = buckets.get(ref.bucket)?.strikes ?? 0;
  const route = routeOf(request, ref);
  const agents = agentsOf(client);
  if (!route || !agents || (buckets.size >= maxBuckets && !buckets.has(ref.bucket))) {
    buckets.delete(ref.bucket);
    return;
  }
  const { credentials, sha256 } = client.config;
  const { region } = route;
  // S3 signs the path as it is sent: a key may hold `//` and `..`.
  const signer = new SignatureV4({ service: 's3', region, credentials, sha256, uriEscapePath: false });
  buckets.set(ref.bucket, { route, signer, agents, strikes });
}

/** The SDK could not either: that we failed says nothing. */
export function forgive(client: S3Client, ref: S3Ref): void {
  const known = clients.get(client)?.get(ref.bucket);
  if (known) known.strikes = 0;
}

/**
 * A GET of the whole object by the SDK's signer, credentials and connections, and without the rest of it: a quarter of
 * the CPU. Undefined when the bucket is not known yet and on anything but a plain success: then the SDK is asked, and
 * redirects, errors, retries, a clock that is wrong are its business.
 */
export async function leanGet(
  client: S3Client,
  ref: S3Ref,
  idleTimeout: number,
  signal: AbortSignal,
): Promise<S3Answer | undefined> {
  const known = clients.get(client)?.get(ref.bucket);
  if (!known || known.strikes >= maxStrikes || signal.aborted) return undefined;
  const before = known.strikes;
  const answer = await send(client, known, ref, idleTimeout, signal).catch(() => undefined);
  // Many that fail at once, of a bucket that asks to slow down, say the same once.
  known.strikes = answer ? 0 : before + 1;
  return answer;
}

async function send(
  client: S3Client,
  { route, signer, agents }: Known,
  ref: S3Ref,
  idleTimeout: number,
  signal: AbortSignal,
): Promise<S3Answer | undefined> {
  const { region: _, port, ...parts } = route;
  const request = {
    ...parts,
    ...(port !== undefined && { port }),
    method: 'GET',
    path: route.path + encodeKey(ref.key),
    query: { ...route.query, ...(ref.versionId && { versionId: ref.versionId }) },
    headers: { ...route.headers },
  };
  const signingDate = new Date(Date.now() + client.config.systemClockOffset);
  // What is signed is what was given, with headers more.
  const signed = (await signer.sign(request, { signingDate })) as SignedGet;
  signal.throwIfAborted();
  const response = await sendGet(signed, agents, idleTimeout, signal);
  if (response?.statusCode === 200) return answerOf(response);
  response?.on('error', () => {}).destroy();
  return undefined;
}

function answerOf(response: IncomingMessage): S3Answer {
  const { headers } = response;
  const { etag, 'content-length': length, 'x-amz-version-id': versionId } = headers;
  return {
    headers,
    ...(etag !== undefined && { etag }),
    ...(typeof versionId === 'string' && { versionId }),
    ...(length !== undefined && { length: Number(length) }),
    body: response,
  };
}
