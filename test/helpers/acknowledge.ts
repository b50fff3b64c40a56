import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { allCreated, errorBody, rootAnswer, withStatuses } from './acknowledge-answers.ts';
import { BulkCounter } from './bulk-counter.ts';

/** A `_bulk` request that was read to its end. */
export interface BulkRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<IncomingHttpHeaders>;
  readonly items: number;
  /** Of the body, decompressed. */
  readonly bytes: number;
}

/** What goes wrong with one request. */
export interface BulkFault {
  /** Of the whole answer; default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the usual answer; nothing of it counts as acknowledged. */
  readonly body?: string;
  /** The status of item i; from 400 on it carries an error of the type that usually goes with it. */
  readonly itemStatus?: (item: number) => number;
  /** The connection is cut without an answer. */
  readonly destroy?: boolean;
}

/** Called once per `_bulk` request, `index` 0 first. A promise holds the answer back. */
export type BulkHandler = (
  index: number,
  request: BulkRequest,
) => BulkFault | undefined | Promise<BulkFault | undefined>;

export interface Acknowledger extends AsyncDisposable {
  readonly url: string;
  /** `_bulk` requests read, items acknowledged, and bytes of their bodies (decompressed), so far. */
  readonly counts: { readonly requests: number; readonly docs: number; readonly bytes: number };
  stop(): Promise<void>;
}

/** A `_bulk` endpoint that keeps nothing and says yes: for throughput, and for faults that no real cluster makes on demand. */
export async function startAcknowledger(handler: BulkHandler = () => undefined): Promise<Acknowledger> {
  const counts = { requests: 0, docs: 0, bytes: 0 };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const answered = /\/_bulk\/?$/.test(url.pathname)
      ? answerBulk(request, response, url, handler, counts)
      : answerOther(request, response, url);
    // A client that hangs up midway is part of the game; a handler that throws shows as a cut connection.
    answered.catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, counts, stop, [Symbol.asyncDispose]: stop };
}

async function answerBulk(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  handler: BulkHandler,
  counts: { requests: number; docs: number; bytes: number },
): Promise<void> {
  const counter = await countBody(request);
  const { items, bytes, opType } = counter;
  const index = counts.requests;
  counts.requests += 1;
  counts.bytes += bytes;
  const { pathname: path, searchParams: query } = url;
  const fault = (await handler(index, { path, query, headers: request.headers, items, bytes })) ?? {};
  const { status = 200, headers, itemStatus } = fault;
  if (fault.destroy) response.destroy();
  else if (fault.body !== undefined) send(response, status, [fault.body], headers);
  else if (status >= 300) send(response, status, [errorBody(status, 'injected by the test')], headers);
  else if (counter.fault) send(response, 400, [errorBody(400, counter.fault)], headers);
  else {
    const answer = itemStatus ? withStatuses(opType, items, itemStatus) : allCreated(opType, items);
    counts.docs += answer.acknowledged;
    send(response, status, answer.pieces, headers);
  }
}

async function countBody(request: IncomingMessage): Promise<BulkCounter> {
  const counter = new BulkCounter();
  const count = new Writable({
    write(chunk: Buffer, _encoding, done) {
      counter.push(chunk);
      done();
    },
  });
  if (request.headers['content-encoding'] === 'gzip') await pipeline(request, createGunzip(), count);
  else await pipeline(request, count);
  return counter;
}

/** What a client asks at start; all else is not there, and what is put is taken and forgotten. */
async function answerOther(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  await request.resume().toArray();
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && url.pathname === '/') send(response, 200, [rootAnswer]);
  else if (request.method === 'PUT') send(response, 200, ['{"acknowledged":true}']);
  else send(response, 404, [errorBody(404, `${request.method} ${url.pathname} is not there`)]);
}

function send(
  response: ServerResponse,
  status: number,
  pieces: Iterable<string>,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  Readable.from(pieces).pipe(response);
}
