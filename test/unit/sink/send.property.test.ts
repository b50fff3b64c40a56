import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClusterSink } from '../../../src/sink/send.ts';
import {
  batchOf,
  bulkAnswer,
  clusterAt,
  docs,
  fakeClock,
  type Item,
  json,
  kinds,
  never,
  parseBulk,
  partOf,
  recorder,
  serve,
  simpleBrake,
} from './kit.ts';

type Fault =
  | 'none'
  | 'refuse'
  | 'busy'
  | 'too-large'
  | 'reset-before'
  | 'reset-after'
  | 'garbage'
  | 'flood'
  | 'some'
  | 'mixed'
  | 'unknown'
  | 'fails';
const faults = fc.array(
  fc.constantFrom<Fault[]>(
    'none',
    'refuse',
    'busy',
    'too-large',
    'reset-before',
    'reset-after',
    'garbage',
    'flood',
    'some',
    'mixed',
    'unknown',
    'fails',
  ),
  { maxLength: 12 },
);
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 });

const unknown: Item = { status: 400, type: 'something_new_exception' };
const fails: Item = { status: 500, type: 'null_pointer_exception' };

/** A document may be given up on after six doubtful refusals: a cluster that mends itself makes fewer. */
function fewDoubts(script: readonly Fault[]): Fault[] {
  let left = 5;
  return script.filter((fault) => (fault !== 'unknown' && fault !== 'fails') || left-- > 0);
}

/** A cluster in miniature: keeps documents by id, refuses those with n divisible by 5, and plays one fault a request. */
function smallCluster() {
  const stored = new Map<string, unknown>();
  let script: Fault[] = [];
  const put = ({ id, source }: { id: string; source: unknown }): Item => {
    if ((source as { n: number }).n % 5 === 0) return { status: 400, type: 'mapper_parsing_exception' };
    if (stored.has(id)) return { status: 409, type: 'version_conflict_engine_exception' };
    stored.set(id, source);
    return { status: 201 };
  };
  const server = serve(({ text }, response) => {
    const items = parseBulk(text);
    const fault = script.shift() ?? 'none';
    if (fault === 'refuse') return json(response, 503, {});
    if (fault === 'busy') return json(response, 429, {}, { 'retry-after': '1' });
    if (fault === 'too-large' && items.length > 1) return json(response, 413, {});
    if (fault === 'garbage') return response.end('<html>');
    if (fault === 'reset-before') return response.socket?.resetAndDestroy();
    if (fault === 'flood') {
      return json(
        response,
        200,
        bulkAnswer(items.map(() => ({ status: 429, type: 'cluster_block_exception' }))),
      );
    }
    if (fault === 'unknown') return json(response, 200, bulkAnswer(items.map(() => unknown)));
    const busy = { status: 429, type: 'es_rejected_execution_exception' };
    const flood = { status: 429, type: 'cluster_block_exception' };
    const answer = items.map((item, i) => {
      if (fault === 'some' && i % 2 === 0) return busy;
      if (fault === 'fails' && i % 2 === 0) return fails;
      return (fault === 'mixed' ? [flood, flood, busy][(i * 7) % 5] : undefined) ?? put(item);
    });
    if (fault === 'reset-after') return response.socket?.resetAndDestroy();
    return json(response, 200, bulkAnswer(answer));
  });
  return {
    server,
    stored,
    begin(next: Fault[]) {
      script = [...next];
      stored.clear();
    },
  };
}

test('whatever goes wrong, every item is told exactly once, and told the truth', async () => {
  const small = smallCluster();
  await using server = await small.server;
  await using cluster = clusterAt(server.url);
  await fc.assert(
    fc.asyncProperty(sizes, sizes, faults, async (one, two, script) => {
      small.begin(fewDoubts(script));
      const brake = simpleBrake();
      const sink = createClusterSink({
        cluster,
        brake,
        clock: fakeClock(),
        random: Math.random,
        events: recorder(),
        patience: 2,
      });
      const parts = [...one, ...two].map((size, i) => partOf(docs(size, 'logs', i * 10), `s3://b/${i}`));
      const batches = [batchOf(...parts.slice(0, one.length)), batchOf(...parts.slice(one.length))];
      await Promise.all(batches.map((batch) => sink.deliver(batch, never)));
      for (const [i, part] of parts.entries()) {
        for (const [item, kind] of kinds(part).entries()) {
          const n = i * 10 + item;
          expect({ n, kind }).toEqual({
            n,
            kind: n % 5 === 0 ? 'reject' : expect.stringMatching(/^(ok|duplicate)$/),
          });
          expect(small.stored.has(`id-${n}`)).toBe(n % 5 !== 0);
        }
      }
      expect(brake.engaged).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});
