import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  type BulkBatch,
  type BulkChunk,
  type BulkPart,
  type FinalVerdict,
  itemStart,
} from '../../../src/model/bulk.ts';
import type { Brake, Clock } from '../../../src/model/control.ts';
import type { Problem } from '../../../src/model/errors.ts';
import { type Cluster, type ClusterOptions, createCluster } from '../../../src/sink/cluster.ts';
import type { SinkEvents } from '../../../src/sink/events.ts';

export interface Doc {
  readonly index: string;
  readonly id?: string;
  readonly source: object;
}

export function docs(count: number, index = 'logs-1', first = 0): Doc[] {
  return Array.from({ length: count }, (_, i) => ({
    index,
    id: `id-${first + i}`,
    source: { n: first + i },
  }));
}

/** A chunk as the parser makes it, in the middle of a larger ArrayBuffer so that offsets count. */
function chunkOf(items: readonly Doc[], op: 'create' | 'index' = 'create'): BulkChunk {
  const lines = items.map(
    ({ index, id, source }) =>
      `${JSON.stringify({ [op]: { _index: index, _id: id } })}\n${JSON.stringify(source)}\n`,
  );
  const text = Buffer.from(lines.join(''));
  const body = new Uint8Array(new ArrayBuffer(text.length + 7), 7);
  body.set(text);
  const starts = new Uint32Array(items.length + 1);
  for (const [i, line] of lines.entries()) starts[i + 1] = (starts[i] ?? 0) + Buffer.byteLength(line);
  return {
    body,
    starts,
    docs: items.length,
    read: items.length,
    filtered: {},
    malformed: 0,
    samples: [],
    newest: 0,
  };
}

export interface Told {
  readonly part: BulkPart;
  readonly verdicts: FinalVerdict[][];
}

/** A part that writes down what it is told; `verdicts[i]` has one entry for each time item i was settled. */
export function partOf(items: readonly Doc[], object = 's3://b/k', op: 'create' | 'index' = 'create'): Told {
  const verdicts: FinalVerdict[][] = items.map(() => []);
  const { body, starts } = chunkOf(items, op);
  const part: BulkPart = {
    object,
    version: 'v1',
    bytes: Buffer.from(body.buffer),
    starts,
    shift: body.byteOffset,
    from: 0,
    to: items.length,
    settle: (first, end, verdict) => {
      for (let item = first; item < end; item++) verdicts[item]?.push(verdict);
    },
  };
  return { part, verdicts };
}

export function batchOf(...told: readonly Told[]): BulkBatch {
  const items = told.map(({ part }) =>
    part.bytes.subarray(itemStart(part, part.from), itemStart(part, part.to)),
  );
  const bytes = Buffer.concat([Buffer.alloc(9), ...items]);
  let end = 9;
  const parts = told.map(({ part }, i) => {
    const shift = end - itemStart({ ...part, shift: 0 }, part.from);
    end += items[i]?.length ?? 0;
    return { ...part, bytes, shift };
  });
  return {
    parts,
    bytes: bytes.length - 9,
    docs: parts.reduce((sum, { from, to }) => sum + to - from, 0),
  };
}

export function kinds({ verdicts }: Told): string[] {
  return verdicts.map((all) => all.map(({ kind }) => kind).join('+'));
}

/** Sleeps take no time and are written down. */
export function fakeClock(): Clock & { readonly sleeps: number[] } {
  const sleeps: number[] = [];
  let now = 1_700_000_000_000;
  return {
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}

export function simpleBrake(): Brake & { readonly history: string[] } {
  const history: string[] = [];
  const waiting = new Set<() => void>();
  let engaged: Problem | undefined;
  return {
    history,
    get engaged() {
      return engaged;
    },
    engage(problem) {
      if (engaged !== undefined) return false;
      engaged = problem;
      history.push(problem.code);
      return true;
    },
    release() {
      engaged = undefined;
      history.push('released');
      for (const wake of waiting) wake();
      waiting.clear();
    },
    async released(signal) {
      signal?.throwIfAborted();
      if (engaged === undefined) return;
      await new Promise<void>((resolve, reject) => {
        waiting.add(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
  };
}

export function recorder(): SinkEvents & {
  readonly statuses: number[];
  readonly problems: { code: string; items: number }[];
  retried: number;
} {
  const seen = { statuses: [] as number[], problems: [] as { code: string; items: number }[], retried: 0 };
  return Object.assign(seen, {
    onRequest: ({ status }: { status: number }) => seen.statuses.push(status),
    onRetry: (items: number) => {
      seen.retried += items;
    },
    onProblem: ({ code }: Problem, items: number) => seen.problems.push({ code, items }),
  });
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** As it came. */
  readonly raw: Buffer;
  /** Decompressed. */
  readonly text: string;
}

export type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

/** An HTTP server on a free port of 127.0.0.1 that answers by `handle` and keeps what it saw. */
export async function serve(handle: Handler): Promise<AsyncDisposable & { url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, raw, text };
    seen.push(one);
    handle(one, response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** What a bulk body asks for: op, index, id and source of each item. */
export function parseBulk(text: string): { op: string; index: string; id: string; source: unknown }[] {
  const lines = text.trimEnd().split('\n');
  return lines.flatMap((line, i) => {
    if (i % 2 === 1) return [];
    const [[op, address]] = Object.entries(JSON.parse(line)) as [[string, { _index: string; _id: string }]];
    return [{ op, index: address._index, id: address._id, source: JSON.parse(lines[i + 1] ?? 'null') }];
  });
}

export interface Item {
  readonly status: number;
  readonly type?: string;
  readonly reason?: string;
}

/** A bulk answer; each item is what the server says of it. */
export function bulkAnswer(items: readonly Item[], op = 'create'): object {
  return {
    took: 3,
    errors: items.some(({ status }) => status >= 300),
    items: items.map(({ status, type, reason }) => ({
      [op]: { status, ...(type === undefined ? {} : { error: { type, reason: reason ?? 'because' } }) },
    })),
  };
}

export function clusterAt(url: string, options: Partial<ClusterOptions> = {}): Cluster & AsyncDisposable {
  const cluster = createCluster({
    nodes: [url],
    auth: { kind: 'none' },
    requestTimeout: 10_000,
    compress: false,
    environment: {},
    ...options,
  });
  return Object.assign(cluster, { [Symbol.asyncDispose]: () => cluster.close() });
}

export const never = new AbortController().signal;
