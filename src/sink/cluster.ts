import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterConnectionPool, Transport } from '@elastic/transport';
import { LogflowError, never } from '../model/errors.ts';
import { type BulkAnswer, bulkFilterPath, readBulkAnswer } from './answer.ts';
import { Connection } from './connection.ts';
import { exchange } from './exchange.ts';
import { type ClusterAuth, parseNodes } from './nodes.ts';
import { signedConnections } from './sigv4.ts';
import { oneLine } from './text.ts';

/** ms */
const longestClose = 2_000;

export interface ClusterOptions {
  /** `https://host:9200`, with a path where the cluster stands behind one. */
  readonly nodes: readonly string[];
  readonly auth: ClusterAuth;
  /** PEM text */
  readonly ca?: string;
  /** ms, for a request and the whole of its answer. */
  readonly requestTimeout: number;
  /** gzip request bodies. */
  readonly compress: boolean;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are looked up (R38), upper or lower case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ClusterRequest {
  /** An object is sent as JSON; a text as it is, with the content-type that `headers` name. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly querystring?: Readonly<Record<string, string | number | boolean>>;
  readonly signal?: AbortSignal;
  /** ms; `requestTimeout` when absent. */
  readonly timeout?: number;
}

export interface ClusterResponse {
  readonly status: number;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Cluster {
  /** The nodes, without credentials, for messages. */
  readonly nodes: readonly string[];
  /** One `_bulk` request, tried once. Trouble is part of the answer; rejects only with the signal's reason. */
  bulk(body: Buffer, signal: AbortSignal): Promise<BulkAnswer>;
  /** Any other request, tried once. A 4xx or 5xx is an answer; throws `LogflowError` when there is no answer. */
  request(method: string, path: string, request?: ClusterRequest): Promise<ClusterResponse>;
  close(): Promise<void>;
}

/**
 * A client for every server, Elasticsearch 7.1 to 9 and OpenSearch 1 to 3: the transport by itself has no product
 * check and speaks plain `application/json`. No sniffing, no retries of its own (R16).
 * Throws `LogflowError` (exit 2) on options that cannot be.
 */
export function createCluster(options: ClusterOptions): Cluster {
  const { urls, auth } = parseNodes(options.nodes, options.auth);
  const transport = openTransport(options, urls, auth);
  return {
    nodes: urls.map((url) => url.href.replace(/\/$/, '')),
    async bulk(body, signal) {
      const request = {
        method: 'POST',
        path: '/_bulk',
        bulkBody: body,
        querystring: { filter_path: bulkFilterPath },
      };
      const got = await exchange(transport, request, options.requestTimeout, signal);
      return got.kind === 'unanswered' ? got : readBulkAnswer(got.status, got.headers, got.text, Date.now());
    },
    async request(method, path, { body, headers, querystring, signal, timeout } = {}) {
      const request = { method, path, ...(body && { body }), ...(querystring && { querystring }) };
      const got = await exchange(transport, request, timeout ?? options.requestTimeout, signal, headers);
      if (got.kind === 'unanswered') throw new LogflowError(got.problem);
      return { status: got.status, headers: got.headers, body: parse(got.text, got.headers['content-type']) };
    },
    // It waits for every request that it counts as open, one that nobody waits for any more and that never ends, too.
    close: () =>
      Promise.race([transport.connectionPool.empty(), sleep(longestClose, undefined, { ref: false })]),
  };
}

function openTransport(options: ClusterOptions, urls: readonly URL[], auth: ClusterAuth): Transport {
  const connectionPool = new ClusterConnectionPool({
    Connection: auth.kind === 'sigv4' ? signedConnections(auth) : Connection,
  });
  const authorization = authorizationOf(auth);
  connectionPool.addConnection(
    urls.map((url) => ({
      url,
      agent: () => agentFor(url, options),
      headers: authorization === undefined ? {} : { authorization },
    })),
  );
  return new Transport({
    connectionPool,
    maxRetries: 0,
    compression: options.compress,
    headers: { 'user-agent': 'logflow' },
    enableMetaHeader: false,
    // For each error it would copy the request, the body byte by byte: 2.5 s of nothing else and 1.2 GiB for one of 5 MiB.
    // There is nothing to hide: what we tell of its errors is the message and the node's origin (`exchange.ts`).
    redaction: { type: 'off' },
  });
}

function authorizationOf(auth: ClusterAuth): string | undefined {
  switch (auth.kind) {
    case 'basic':
      return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
    case 'api-key':
      return `ApiKey ${auth.key}`;
    case 'bearer':
      return `Bearer ${auth.token}`;
    case 'none':
    case 'sigv4':
      return undefined;
    default:
      return never(auth);
  }
}

/**
 * Node's own agents know proxies since 24.5: absolute URLs for http (a tunnel, as the transport's `proxy` option would
 * dig, is what most proxies refuse to port 9200), CONNECT for https.
 */
function agentFor(url: URL, { environment, ca }: ClusterOptions): HttpAgent | HttpsAgent {
  const shared = { keepAlive: true, scheduling: 'lifo', proxyEnv: { ...environment } } as const;
  try {
    if (url.protocol === 'http:') return new HttpAgent(shared);
    return new HttpsAgent({
      ...shared,
      ...(ca === undefined ? {} : { ca }),
    });
  } catch (error) {
    const message = oneLine(error instanceof Error ? error.message : String(error), 200);
    throw new LogflowError(
      {
        code: 'LF_PROXY',
        message: `the proxy cannot be used: ${message}`,
        hint: 'Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
      },
      { exit: 2, cause: error },
    );
  }
}

function parse(text: string, type: string | string[] | undefined): unknown {
  if (!String(type ?? '').includes('json')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // Called JSON and cut short: the caller sees what came.
  }
}
