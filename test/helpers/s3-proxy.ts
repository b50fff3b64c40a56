import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to S3, path style. */
export interface S3Call {
  readonly method: string;
  readonly bucket: string;
  /** Decoded; empty when the bucket itself is asked for. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What is done to a request, or to its answer. */
export type S3Harm =
  /** Answered in S3's place: with the XML that S3 writes for an error of this `code`, or with `body` as it is. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** The connection is cut before anything was answered. */
  | { readonly kind: 'reset' }
  /** So many bytes of the body come, and then nothing, on a connection that stays open. */
  | { readonly kind: 'stall'; readonly after: number }
  /** So many bytes of the body come, and then the connection ends: less than `Content-Length` said. */
  | { readonly kind: 'truncate'; readonly after: number };

/** Undefined passes the request on as it is; a promise holds it for as long. */
export type S3Fault = (call: S3Call) => S3Harm | undefined | Promise<S3Harm | undefined>;

export interface S3Proxy extends AsyncDisposable {
  /** For `AWS_ENDPOINT_URL_S3`. */
  readonly url: string;
  /** Every request in its order, harmed or not. */
  readonly calls: S3Call[];
}

/**
 * Stands in front of an embedded S3 and does what no emulator does. Bodies stream through in both directions.
 * The host that the client signed is passed on, so the signature stays what it was.
 */
export async function startS3Proxy(endpoint: string, fault: S3Fault): Promise<S3Proxy> {
  const calls: S3Call[] = [];
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const call = callOf(incoming);
    calls.push(call);
    const harm = await fault(call);
    if (harm?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    if (harm?.kind === 'answer') return answer(call, incoming, outgoing, harm);
    await forward(endpoint, incoming, outgoing, harm);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function callOf({ method = 'GET', url = '/', headers }: IncomingMessage): S3Call {
  const [path = '', query = ''] = url.split('?', 2);
  const [bucket = '', ...key] = path.slice(1).split('/');
  return {
    method,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key.join('/')),
    query: new URLSearchParams(query),
    headers,
  };
}

function answer(
  { method, bucket, key }: S3Call,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code, message = code, headers, body }: Extract<S3Harm, { kind: 'answer' }>,
): void {
  incoming.resume();
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${escaped(message ?? '')}</Message><Resource>${escaped(`/${bucket}/${key}`)}</Resource><RequestId>PROXY00000000000</RequestId></Error>`;
  const text = body ?? (code === undefined ? '' : xml);
  const type = code === undefined ? 'binary/octet-stream' : 'application/xml';
  const length = Buffer.byteLength(text);
  outgoing.writeHead(status, {
    'content-type': type,
    'content-length': length,
    'x-amz-request-id': 'PROXY00000000000',
    ...headers,
  });
  // S3 sends no body for a HEAD: the SDK makes the error's name of the status alone.
  outgoing.end(method === 'HEAD' ? undefined : text);
}

async function forward(
  endpoint: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  harm: Extract<S3Harm, { after: number }> | undefined,
): Promise<void> {
  const { method, headers, url = '/' } = incoming;
  const onward = request(new URL(url, endpoint), { ...(method && { method }), headers });
  const answered = once(onward, 'response');
  // A client that is killed takes its request along.
  outgoing.on('close', () => onward.destroy());
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
  const [response] = (await answered) as [IncomingMessage];
  outgoing.writeHead(response.statusCode ?? 502, response.headers).flushHeaders();
  let left = harm?.after ?? Number.POSITIVE_INFINITY;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const part = chunk.subarray(0, left);
    left -= chunk.length;
    await new Promise((written) => outgoing.write(part, written));
    if (left >= 0) continue;
    // A connection that stalls is the client's to end.
    if (harm?.kind === 'truncate') outgoing.destroy();
    return;
  }
  outgoing.end();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
