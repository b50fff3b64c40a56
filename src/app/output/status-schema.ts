import { z } from 'zod';
import { count, epoch, problem } from './parts.ts';

const depth = { visible: count, inFlight: count, delayed: count };
const problems = z.array(problem).describe('what could not be read, and why: its fields are absent');

const queue = z
  .strictObject({
    name: z.string().describe('as it was configured'),
    visible: count.optional(),
    inFlight: count.optional(),
    delayed: count.optional(),
    deadLetters: z
      .strictObject({
        name: z.string(),
        maxReceiveCount: count.optional().describe('receives after which a message is moved there'),
        ...z.strictObject(depth).partial().shape,
      })
      .optional()
      .describe('absent without a redrive policy'),
    problems,
  })
  .describe('approximate by SQS’s own words; it tells the age of the oldest message to CloudWatch alone');

const pipeline = z.strictObject({
  name: z.string(),
  pattern: z.string().describe('of its indices'),
  indices: count.optional(),
  closed: count.optional().describe('among them; their documents cannot be counted'),
  red: count.optional().describe('among them: a primary shard is missing, documents are out of reach'),
  documents: count.optional(),
  bytes: count.optional().describe('on disk, replicas included'),
  newest: epoch.optional().describe('the latest @timestamp; absent when there are no documents'),
  lag: z.number().optional().describe('s between `newest` and `at`; below 0 when it lies in the future'),
  lastMinutes: z
    .strictObject({ 5: count, 60: count })
    .optional()
    .describe('documents by their @timestamp, up to `at`'),
});

const cluster = z.strictObject({
  nodes: z.array(z.string()).describe('as they were configured'),
  distribution: z.enum(['elasticsearch', 'opensearch', 'unknown']).optional(),
  version: z.string().optional(),
  name: z.string().optional(),
  health: z
    .strictObject({
      status: z.string().describe('green, yellow or red'),
      nodes: count,
      dataNodes: count,
      unassignedShards: count,
    })
    .optional(),
  disk: z
    .strictObject({
      used: count.describe('bytes, of all nodes with data'),
      total: count.describe('bytes'),
      fullest: z.strictObject({ node: z.string(), percent: z.number() }),
    })
    .optional(),
  pipelines: z.array(pipeline),
  problems,
});

const rates = z.strictObject({
  seconds: z.number().describe('between the two looks'),
  backlog: z.number().optional().describe('visible, in flight and delayed: growth per second'),
  deadLetters: z.number().optional().describe('growth per second'),
  documents: z
    .record(z.string(), z.number())
    .describe('by pipeline: new ones per second; what went with an index is not subtracted'),
});

/** `{"type":"status",…}`: what `logflow status` prints with --json; with --watch one a look. */
export const statusSchema = z.strictObject({
  type: z.literal('status'),
  ok: z.boolean().describe('all that was asked for could be read'),
  at: epoch,
  queue: queue.optional().describe('absent when none is configured'),
  cluster: cluster.optional().describe('absent when none is configured'),
  sinceLast: rates.optional().describe('with --watch, from the second look on'),
  sinceStart: rates.optional().describe('with --watch, from the second look on'),
});

export type StatusLine = z.output<typeof statusSchema>;
export type QueueStatus = z.output<typeof queue>;
export type ClusterStatus = z.output<typeof cluster>;
export type PipelineStatus = z.output<typeof pipeline>;
export type Rates = z.output<typeof rates>;
