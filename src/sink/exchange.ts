import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createUnzip } from 'node:zlib';
import {
  errors,
  type Transport,
  type TransportRequestParams,
  type TransportResult,
} from '@elastic/transport';
import type { ClusterRow } from '../failures/item-rows.ts';
import { unansweredRows as rows } from '../failures/request-rows.ts';
import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import { oneLine } from './text.ts';

/** A whole answer, whatever its status, or why there is none. */
export type Exchanged =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly text: string;
    }
  | { readonly kind: 'unanswered'; readonly problem: Problem };

/** Bytes; no answer that we ask for comes near it. */
const longestAnswer = 64 * 1024 * 1024;

/**
 * One request, one try (R16), and one deadline of `timeout` ms for all of it. The body is read here and not by the
 * transport: its connection stops watching deadline and signal once the headers are in (`cleanListeners` in
 * HttpConnection.js), and a node that stalls in the middle of an answer would hold us for ever.
 * Rejects only with the reason of `signal`, or on our own mistakes.
 */
export async function exchange(
  transport: Transport,
  request: TransportRequestParams,
  timeout: number,
  signal: AbortSignal | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Exchanged> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  const timer = setTimeout(onAbort, timeout);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const result = (await transport.request(request, {
      asStream: true,
      meta: true,
      signal: stop.signal,
      headers: { ...headers },
    })) as TransportResult<Readable>;
    const encoding = String(result.headers?.['content-encoding'] ?? '');
    const text = await readText(result.body, encoding, stop.signal).finally(() => dropUnsent(result.body));
    const status = result.statusCode ?? 0;
    markNode(transport, result, status);
    return { kind: 'answered', status, headers: result.headers ?? {}, text };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'unanswered', problem: problemOf(error, stop.signal.aborted ? timeout : undefined) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * An answer may come before all of the request was sent: a proxy's 413, a 429. The rest is of no use to anybody, and its bytes
 * are given to other documents as soon as we are done: it must not go out later.
 */
function dropUnsent(answer: Readable): void {
  const request = answer instanceof IncomingMessage ? requestOf(answer) : undefined;
  if (request && !request.writableFinished) request.destroy();
}

/** On the client's side of an exchange, the answer knows its request; the types do not say so. */
function requestOf(answer: IncomingMessage): ClientRequest | undefined {
  return (answer as IncomingMessage & { readonly req?: ClientRequest }).req;
}

/** The transport marks nodes as dead or alive only when it reads the body itself. */
function markNode(transport: Transport, { meta }: TransportResult<Readable>, status: number): void {
  if (meta.connection === null) return;
  const dead = status === 502 || status === 503 || status === 504;
  if (dead) transport.connectionPool.markDead(meta.connection);
  else transport.connectionPool.markAlive(meta.connection);
}

async function readText(raw: Readable, encoding: string, signal: AbortSignal): Promise<string> {
  const body = /gzip|deflate/i.test(encoding) ? pipeline(raw, createUnzip(), () => {}) : raw;
  const onAbort = (): void => {
    raw.destroy(new Error('stopped'));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > longestAnswer) throw new AnswerTooLong();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    raw.destroy();
    if (error instanceof AnswerTooLong || signal.aborted) throw error;
    throw new errors.ConnectionError(error instanceof Error ? error.message : String(error));
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

class AnswerTooLong extends Error {}

function problemOf(error: unknown, timedOut: number | undefined): Problem {
  if (error instanceof LogflowError) return plainProblem(error);
  if (timedOut !== undefined) {
    return worded(rows.timeout, `no answer from the cluster within ${timedOut} ms`);
  }
  if (error instanceof AnswerTooLong) {
    return worded(rows.answer, `the answer is longer than ${longestAnswer} bytes`);
  }
  if (!(error instanceof errors.ElasticsearchClientError)) throw error;
  const where = error instanceof errors.ConnectionError ? nodeOf(error) : '';
  const message = oneLine(`no answer from the cluster${where}: ${error.message}`, 300);
  const tls = /certificate|self.signed|altnames|\bssl\b|\btls\b|EPROTO/i.test(error.message);
  return worded(tls ? rows.tls : rows.unreachable, message);
}

function worded({ code, hint }: ClusterRow, message: string): Problem {
  return { code, message, hint };
}

/** Of the node's URL the origin alone: no user, no password. */
function nodeOf({ meta }: InstanceType<typeof errors.ConnectionError>): string {
  const url = String(meta?.meta.connection?.url ?? '');
  return URL.canParse(url) ? ` at ${new URL(url).origin}` : '';
}
