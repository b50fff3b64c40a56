import { z } from 'zod';
import { count, epoch, problem } from './parts.ts';
import { statusSchema } from './status-schema.ts';

const uri = z.string().describe('s3://BUCKET/KEY, or the path of a file');

const countedProblem = problem.extend({
  count: count.describe('how often it was met; the newest message stands for all of its code'),
  lastSeen: epoch,
});

const documents = z
  .strictObject({
    read: count,
    indexed: count,
    duplicate: count.describe('were there already'),
    filtered: z.record(z.string(), count).describe('left out on purpose, by kind'),
    rejected: count.describe('refused by the cluster for good'),
    malformed: count,
  })
  .describe('read = indexed + duplicate + all filtered + rejected + malformed');

const objects = z.strictObject({
  started: count,
  delivered: count,
  missing: count.describe('gone from S3'),
  unreadable: count,
  failed: count,
  aborted: count.describe('put back'),
});

const messages = z
  .strictObject({
    received: count,
    deleted: count,
    released: count,
    quarantined: count.describe('held back for longer and longer; among the released'),
    testEvents: count,
    ignored: count,
    unrecognised: count,
    unclaimed: count,
    leasesExtended: count,
    leasesLost: count,
  })
  .describe('absent when the source is not a queue');

const after = z
  .strictObject({
    action: z.enum(['tag', 'move', 'delete']),
    done: count,
    gone: count.describe('no longer there'),
    changed: count.describe('overwritten since they were read, and left alone'),
    kept: count.describe('not deleted, because they hold malformed lines'),
    failed: count.describe('stay as they are; their documents are in'),
    aborted: count.describe('left for another run'),
  })
  .describe('what became of --after, in objects; absent without it');

const bytes = z.strictObject({
  fetched: count.describe('as stored'),
  read: count.describe('unpacked'),
  sent: count.describe('of bulk bodies, resends included'),
});

const depth = {
  visible: count,
  inFlight: count,
  delayed: count,
  deadLetters: count.optional().describe('absent without a dead-letter queue, or without the right to look'),
};
const queue = z
  .strictObject({ ...depth, oldestSent: epoch.optional() })
  .describe('as last seen; approximate by SQS’s own words');

/** `{"type":"snapshot",…}`: how a run stands. */
export const snapshotSchema = z.strictObject({
  type: z.literal('snapshot'),
  at: epoch,
  seconds: z.number().describe('since the start'),
  phase: z.enum(['running', 'paused', 'finishing', 'leaving']),
  objects,
  expected: count.optional().describe('objects that the source will bring in all, where it knows'),
  documents,
  abandoned: count.describe('lines of attempts that were given up; not in documents'),
  perSecond: z
    .strictObject({ documents: z.number(), bytes: z.number().describe('unpacked') })
    .describe('since the snapshot before'),
  after: after.optional(),
  messages: messages.optional(),
  queue: queue.optional(),
  notReceiving: problem.optional().describe('why nothing is received, while receives fail'),
  listing: z
    .strictObject({
      listed: count,
      wanted: count.describe('to be read, of those listed so far'),
      estimated: count
        .optional()
        .describe(
          'to be read in all, while the listing goes on: folders that are not listed yet are taken for as large as those beside them; absent before the first came to its end',
        ),
      complete: z.boolean(),
    })
    .optional()
    .describe('of a backfill'),
  lag: z.number().optional().describe('s between the newest event and now; absent before the first document'),
  left: z
    .number()
    .optional()
    .describe(
      's until a run with an end is over, or a queue that is followed is empty, at the pace of the last half minute; absent while nobody can tell',
    ),
  bytes,
  inFlight: z.strictObject({
    readers: count,
    objects: count,
    bulks: count,
    bytes: count,
    readersLimit: count.describe('how many there may be now; it adapts'),
    readersMost: count.describe('up to where readersLimit may grow'),
    bulksLimit: count.describe('how many there may be now; it adapts'),
  }),
  cluster: z.strictObject({
    requests: count,
    retriedItems: count,
    busy: count.describe('answers with a 429'),
    tooLarge: count.describe('answers with a 413'),
    latency: z.number().describe('ms, smoothed'),
    trouble: problem.optional().describe('why documents are sent again, while none gets through'),
    brake: problem.optional().describe('why nothing is pulled'),
  }),
  underWay: z
    .array(
      z.strictObject({
        uri,
        startedAt: epoch,
        size: count.optional().describe('as stored'),
        fetched: count,
        read: z.boolean().describe('read to its end'),
      }),
    )
    .describe('those begun first, at most 64'),
  problems: z.array(countedProblem),
});

/** `{"type":"summary",…}`: the last line. */
export const summarySchema = z.strictObject({
  type: z.literal('summary'),
  ok: z
    .boolean()
    .describe('the books balance, no object and no --after failed, nothing ended the run before its time'),
  objects: objects.optional(),
  documents: documents.optional(),
  abandoned: count.optional(),
  after: after.optional(),
  messages: messages.optional(),
  queue: queue.optional(),
  bytes: bytes.optional(),
  seconds: z.number().optional(),
  slowest: z
    .array(
      z.strictObject({
        uri,
        ms: z.number(),
        fetched: count,
        outcome: z.enum(['delivered', 'missing', 'unreadable', 'failed', 'aborted']),
      }),
    )
    .optional(),
  problems: z.array(countedProblem).optional(),
  error: problem.optional().describe('what ended the run before its time; alone when it did not begin'),
});

/** docs/output.schema.json */
export function outputSchema(): object {
  const lines = z.discriminatedUnion('type', [snapshotSchema, summarySchema, statusSchema]);
  return {
    title:
      'What `logflow consume`, `backfill` and `ingest` print with --json: one such object a line, the summary last; `status` prints its own, with --watch one a look',
    ...z.toJSONSchema(lines),
  };
}

export type SnapshotLine = z.output<typeof snapshotSchema>;
