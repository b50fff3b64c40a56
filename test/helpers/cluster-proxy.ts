import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { bulkItems, weave } from './bulk-weave.ts';

/** A request to the cluster. */
export interface ClusterCall {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly isBulk: boolean;
}

/** What is done to a request, or to its answer. */
export type ClusterHarm =
  /** In the cluster's place, as a load balancer or a full cluster answers. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Of a bulk request: the items that `refuses` chooses never reach the cluster, and are answered with 429 at their places. */
  | { readonly kind: 'refuse-items'; readonly refuses: (place: number) => boolean }
  /** The connection is cut before the cluster was asked. */
  | { readonly kind: 'reset' }
  /** The cluster did it all; the connection is cut before the client hears of it, unless `cuts` says otherwise by then. */
  | { readonly kind: 'reset-after'; readonly cuts?: () => Promise<boolean> }
  /** The cluster did it all; of its answer the client gets this share of the bytes, 0 to 1, and then the connection is cut. */
  | { readonly kind: 'cut-answer'; readonly share: number };

/** Undefined passes the request on as it is; a promise holds it for as long. */
export type ClusterFault = (call: ClusterCall) => ClusterHarm | undefined | Promise<ClusterHarm | undefined>;

export interface ClusterProxy extends AsyncDisposable {
  readonly url: string;
  /**
   * The cluster is gone, as far as the client can see, or back again: open connections are cut, and so is every new one.
   * The port stays ours, so a client meets ECONNRESET where a stopped server would give it ECONNREFUSED.
   */
  away(is: boolean): void;
}

/** Stands in front of a real cluster and does what it does on a bad day. */
export async function startClusterProxy(target: string, fault: ClusterFault): Promise<ClusterProxy> {
  let isAway = false;
  const server = createServer((incoming, outgoing) => {
    serve(target, fault, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    if (isAway) socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    away(is) {
      isAway = is;
      if (is) server.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  target: string,
  fault: ClusterFault,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET', url = '/', headers, socket } = incoming;
  const path = url.split('?', 1)[0] ?? '';
  const isBulk = path.endsWith('/_bulk');
  // A body that is not read yet would make a cut look like our own impatience.
  const body = await bytesOf(incoming);
  const harm = await fault({ method, path, isBulk });
  if (harm?.kind === 'reset') return void socket.resetAndDestroy();
  if (harm?.kind === 'answer') {
    outgoing.writeHead(harm.status, { 'content-type': 'application/json', ...harm.headers }).end(harm.body);
    return;
  }
  const ask = (bytes: Uint8Array, more: Headers = {}) =>
    exchange(new URL(url, target), method, { ...(headers as Headers), ...more }, bytes, outgoing);
  if (harm?.kind === 'refuse-items') {
    const items = bulkItems(headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    const taken = items.filter((_, place) => !harm.refuses(place));
    const bytes = Buffer.concat(taken.map((item) => item.bytes));
    const got = taken.length === 0 ? undefined : await ask(bytes, { 'content-encoding': 'identity' });
    const status = got?.status ?? 200;
    const text = status === 200 ? weave(items, harm.refuses, got?.body.toString()) : got?.body;
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text);
    return;
  }
  const got = await ask(body);
  if (harm?.kind === 'reset-after' && (await harm.cuts?.()) !== false) return void socket.resetAndDestroy();
  outgoing.writeHead(got.status, got.headers);
  if (harm?.kind !== 'cut-answer') return void outgoing.end(got.body);
  const part = got.body.subarray(0, Math.floor(got.body.length * harm.share));
  await new Promise((written) => outgoing.write(part, written));
  outgoing.destroy();
}

type Headers = Record<string, string | string[]>;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The whole answer, with its length: who cuts it must not have said that it is chunked. */
async function exchange(
  url: URL,
  method: string,
  headers: Headers,
  bytes: Uint8Array,
  outgoing: ServerResponse,
): Promise<Answer> {
  const onward = request(url, { method, headers: measured(headers, bytes) });
  // A client that is killed takes its request along.
  outgoing.on('close', () => onward.destroy());
  onward.end(bytes);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  const body = await bytesOf(response);
  return {
    status: response.statusCode ?? 502,
    headers: measured(response.headers as Headers, body),
    body,
  };
}

/** The headers of a message whose body is these bytes, on whatever connection. */
function measured(
  { 'transfer-encoding': _, connection: __, ...rest }: Headers,
  { length }: Uint8Array,
): Headers {
  return { ...rest, 'content-length': String(length) };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
