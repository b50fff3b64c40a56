import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogflowError, type Problem } from '../../model/errors.ts';

/** Where metrics are served. */
export interface MetricsAddress {
  /** Name or address. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

/** What each path answers. */
export type Pages = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface MetricsServer extends AsyncDisposable {
  /** Without a slash at its end. */
  readonly url: string;
}

/** Connections at once; a Prometheus needs one, and an orchestrator two. */
const maxConnections = 32;
/** ms for a request to come in whole. */
const requestTimeout = 10_000;
/** ms without a byte on a connection. */
const idleTimeout = 60_000;

/** Serves the pages until disposed of. Throws `LogflowError` when nobody can listen there. */
export async function serve(address: MetricsAddress, pages: Pages): Promise<MetricsServer> {
  const options = {
    requestTimeout,
    headersTimeout: requestTimeout,
    connectionsCheckingInterval: requestTimeout,
  };
  const server = createServer(options, (request, response) => void answer(pages, request, response));
  server.maxConnections = maxConnections;
  server.timeout = idleTimeout;
  try {
    server.listen(address.port, address.host);
    await once(server, 'listening');
  } catch (error) {
    throw new LogflowError(listenProblem(address, error as NodeJS.ErrnoException), { cause: error });
  }
  // An accept that fails (no file descriptors left) costs a scrape, not the run.
  server.on('error', () => {});
  return { url: urlOf(server), [Symbol.asyncDispose]: () => close(server) };
}

async function answer(pages: Pages, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type = 'text/plain; charset=utf-8', body } = await answerTo(pages, request);
  // Bodies are for nobody: a connection that brings one is not read any further.
  const more = request.method === 'GET' || request.method === 'HEAD' ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...more });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo(pages: Pages, { method, url = '' }: IncomingMessage): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, body: 'GET or HEAD\n' };
  const path = url.replace(/\?.*$/s, '');
  const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
  if (!page) return { status: 404, body: `${Object.keys(pages).join('\n')}\n` };
  try {
    return await page();
  } catch (error) {
    return { status: 500, body: `${(error as Error).message}\n` };
  }
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function listenProblem({ host, port }: MetricsAddress, { code, message }: NodeJS.ErrnoException): Problem {
  const said = code === 'EADDRINUSE' ? 'somebody listens there already' : message;
  return {
    code: 'LF_METRICS_LISTEN',
    message: `metrics cannot be served at ${host} port ${port}: ${said}`,
    hint: hints[code ?? ''] ?? 'Mend --metrics-host and --metrics-port.',
  };
}

const hostHint = '--metrics-host must be a name or an address of this machine; 0.0.0.0 is all of them.';
const hints: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'Each process needs a port of its own: choose another --metrics-port (0 takes any that is free), or end the other process.',
  EACCES: 'Choose a --metrics-port above 1023.',
  EADDRNOTAVAIL: hostHint,
  ENOTFOUND: hostHint,
  EAI_AGAIN: hostHint,
};
