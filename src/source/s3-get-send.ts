import { type Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http';
import { type Agent as HttpsAgent, request as overHttps } from 'node:https';
import type { S3Client } from '@aws-sdk/client-s3';
import { escapeValue } from './s3-get-route.ts';

/** What the client's own handler connects by: sockets are shared with it, proxies followed. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** A GET with its signature among the headers. */
export interface SignedGet {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  /** Encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Undefined when the client's handler is not that of the SDK for Node, or has not sent anything yet. */
export function agentsOf(client: S3Client): Agents | undefined {
  const handler = client.config.requestHandler as { httpHandlerConfigs?(): Partial<Agents> };
  const { httpAgent, httpsAgent } = handler.httpHandlerConfigs?.() ?? {};
  return httpAgent && httpsAgent ? { httpAgent, httpsAgent } : undefined;
}

/**
 * Sends it over Node's own client: the handler of the SDK does the same with five timers and two promises more.
 * Resolves with the head of the answer, or with undefined when there is none within `idleTimeout` ms, whatever the reason.
 * The signal ends the reading of the body, too.
 */
export function sendGet(
  { protocol, hostname, port, path, query, headers }: SignedGet,
  { httpAgent, httpsAgent }: Agents,
  idleTimeout: number,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  const options = {
    // An address of IPv6 has brackets in a URL, and none here.
    host: hostname.replace(/^\[|\]$/g, ''),
    ...(port !== undefined && { port }),
    path: withQuery(path, query),
    headers,
  };
  return new Promise((resolve) => {
    const request =
      protocol === 'https:'
        ? overHttps({ ...options, agent: httpsAgent })
        : overHttp({ ...options, agent: httpAgent });
    const end = () => void request.destroy();
    const timer = setTimeout(end, idleTimeout);
    signal.addEventListener('abort', end);
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Also after the head has come: an error that nobody hears would end the process. Who reads the body is told by it.
    request.on('error', () => {});
    request.on('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve(undefined);
    });
    request.end();
  });
}

/** As the SDK writes it: sorted. */
function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(query)
    .sort()
    .map((name) => {
      const value = query[name] ?? '';
      return value ? `${escapeValue(name)}=${escapeValue(value)}` : escapeValue(name);
    });
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}
