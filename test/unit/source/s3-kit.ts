import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Clock } from '../../../src/model/control.ts';
import type { OpenResult, S3Ref } from '../../../src/model/object.ts';
import type { ObjectPropertyName } from '../../../src/source/object-properties.ts';
import { openS3 } from '../../../src/source/s3-object.ts';

/** Real time, but no waiting between two tries. */
export const eagerClock: Clock = {
  now: () => Date.now(),
  sleep: async (_ms, signal) => signal?.throwIfAborted(),
};

interface Options {
  readonly idleTimeout?: number;
  readonly ref?: Partial<S3Ref>;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly objectProperties?: readonly ObjectPropertyName[];
}

/** Plays the `n`th request (from 0); `from` is where the asked range begins. */
export type Play = (request: { n: number; from: number; req: IncomingMessage; res: ServerResponse }) => void;

/** An S3 that misbehaves as told, and a client for it. */
export async function startFaultyS3(
  play: Play,
  { maxSockets = 4, client = {} }: { maxSockets?: number; client?: S3ClientConfig } = {},
) {
  const requests: { url: string; range?: string; ifMatch?: string; closed: boolean }[] = [];
  const server = createServer((req, res) => {
    const seen = {
      url: req.url ?? '',
      ...(req.headers.range && { range: req.headers.range }),
      ...(req.headers['if-match'] && { ifMatch: req.headers['if-match'] }),
      closed: false,
    };
    // A listener for each request, and a connection serves many.
    req.socket.setMaxListeners(0).on('close', () => {
      seen.closed = true;
    });
    const n = requests.push(seen) - 1;
    play({ n, from: Number(/bytes=(\d+)-/.exec(req.headers.range ?? '')?.[1] ?? 0), req, res });
  });
  // On a busy machine five seconds pass between two requests, and the second meets a connection that closes.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const config: S3ClientConfig = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets } }),
    ...client,
  };
  const s3 = new S3Client(config);
  const byRegion = new Map<string, S3Client>();
  const clients = (_bucket: string, region?: string): S3Client => {
    if (region === undefined) return s3;
    const known = byRegion.get(region) ?? new S3Client({ ...config, region });
    byRegion.set(region, known);
    return known;
  };
  return {
    s3,
    requests,
    open: (options: Options = {}) =>
      openS3(
        { kind: 's3', bucket: 'logs', key: 'k', ...options.ref },
        {
          s3: clients,
          clock: options.clock ?? eagerClock,
          idleTimeout: options.idleTimeout ?? 5_000,
          objectProperties: options.objectProperties ?? [],
          fetched: () => {},
        },
        options.signal ?? new AbortController().signal,
      ),
    async [Symbol.asyncDispose]() {
      for (const each of [s3, ...byRegion.values()]) each.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer as S3 gives it to a GET, whole or from `from` on. */
export function head(res: ServerResponse, body: Uint8Array, from = 0): void {
  res.writeHead(from > 0 ? 206 : 200, {
    ETag: '"e1"',
    'Content-Length': body.length - from,
    ...(from > 0 && { 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}` }),
  });
}

export function refuse(res: ServerResponse, status: number, code: string, message = 'said the server'): void {
  res.writeHead(status, { 'Content-Type': 'application/xml' });
  res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

export function bytesOf(result: OpenResult): AsyncIterable<Uint8Array> {
  if (result.kind !== 'opened') throw new Error(JSON.stringify(result));
  return result.object.bytes;
}

export async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
