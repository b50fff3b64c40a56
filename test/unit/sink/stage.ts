import { createClusterSink } from '../../../src/sink/send.ts';
import {
  bulkAnswer,
  clusterAt,
  fakeClock,
  type Handler,
  type Item,
  json,
  parseBulk,
  recorder,
  serve,
  simpleBrake,
} from './kit.ts';

export const ok: Item = { status: 201 };
export const busy: Item = { status: 429, type: 'es_rejected_execution_exception' };
export const bad: Item = {
  status: 400,
  type: 'mapper_parsing_exception',
  reason: 'failed to parse field [a]',
};
export const blocked: Item = { status: 403, type: 'cluster_block_exception' };

export const grok: Item = {
  status: 400,
  type: 'illegal_argument_exception',
  reason: 'Provided Grok expressions do not match field value',
};
export const fails: Item = { status: 500, type: 'null_pointer_exception' };

/** Runs `play` against a server that answers request n with `script[n]`, and the last one for ever. */
export async function stage(...script: Handler[]) {
  let turn = 0;
  const server = await serve((seen, response, request) => {
    script[Math.min(turn++, script.length - 1)]?.(seen, response, request);
  });
  const cluster = clusterAt(server.url);
  const parts = { clock: fakeClock(), brake: simpleBrake(), events: recorder() };
  const sink = createClusterSink({ cluster, random: () => 0.5, patience: 3, ...parts });
  return {
    ...parts,
    sink,
    server,
    idsOf: (n: number) => parseBulk(server.seen[n]?.text ?? '').map(({ id }) => id),
    async [Symbol.asyncDispose]() {
      await cluster.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

export const all =
  (item: Item): Handler =>
  (seen, response) =>
    json(response, 200, bulkAnswer(parseBulk(seen.text).map(() => item)));
export const each =
  (...items: Item[]): Handler =>
  (_, response) =>
    json(response, 200, bulkAnswer(items));
export const refuse =
  (status: number, body: unknown = { error: { type: 't', reason: 'r' } }, headers = {}): Handler =>
  (_, response) =>
    json(response, status, body, headers);
export const reset: Handler = (_, response) => {
  response.socket?.resetAndDestroy();
};
