import type { S3Client } from '@aws-sdk/client-s3';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import type { CountedProblem } from '../../model/metrics.ts';
import { createAws } from '../aws.ts';
import { type OpenEngine, openEngine } from '../library/engine.ts';
import { type IngestSettings, ingestSettings } from '../library/settings.ts';
import { embedded } from '../library/surroundings.ts';
import { logProblems } from '../log-problems.ts';
import { tuneCollector } from '../memory.ts';
import { unlessStopped } from '../stop-grace.ts';
import { settingsFrom } from './environment.ts';
import type { SqsBatchResponse, SqsHandler } from './event.ts';
import { type Failures, reserve, workOnBatch } from './invocation.ts';

export interface LambdaOptions {
  /** They beat the variables, as flags do. */
  readonly settings?: IngestSettings;
  /** Without it clients are made from the settings and the role of the function. */
  readonly s3?: (bucket: string, region?: string) => S3Client;
  /** Takes one JSON line; by default the function's log. */
  readonly log?: (line: string) => void;
}

/**
 * A handler for the SQS trigger of AWS Lambda. Throws `LF_CONFIG` at once when the settings (variables, and
 * `logflow.yaml` in the function's folder) are wrong: such a function never starts. What is opened for the first batch
 * serves the following ones; what could not be opened is tried again with the next batch.
 * The handler deletes nothing: Lambda does, all messages but those that are in the answer.
 */
export function createHandler(environment: NodeJS.ProcessEnv, options: LambdaOptions = {}): SqsHandler {
  const given = { ...settingsFrom(environment), ...options.settings };
  const settings = ingestSettings(given, environment.LOGFLOW_CONFIG || undefined);
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const say = (record: object) => log(JSON.stringify({ type: 'log', ...record }));
  let opening: Promise<OpenEngine> | undefined;
  let close = async () => {};

  const openNow = async (): Promise<OpenEngine> => {
    await close();
    await using parts = new AsyncDisposableStack();
    const own = createAws(settings);
    parts.defer(() => own.close());
    const around = embedded((line) => say({ level: 'info', msg: line }), new AbortController().signal);
    const engine = await openEngine(settings, options.s3 ? { ...own, s3: options.s3 } : own, around);
    parts.use(engine);
    const problem = ({ code, message, hint, count }: CountedProblem) =>
      say({ level: 'warn', code, msg: message, hint, count });
    parts.defer(logProblems(engine.metrics, { problem }));
    const kept = parts.move();
    close = () => kept.disposeAsync();
    return engine;
  };
  /** Once; again when it failed, or when the cluster has refused us for good: new keys may be there by now. */
  const open = (): Promise<OpenEngine> => {
    opening ??= openNow().catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  /** `time`: ms after which the batch waits no longer; the next one finds what was begun. */
  const openWithin = async (time: number): Promise<OpenEngine> => {
    const engine = await unlessStopped(open(), AbortSignal.timeout(Math.max(1, time)));
    if (!engine) throw new LogflowError(notOpened);
    return engine;
  };

  tuneCollector();
  return async ({ Records }, context) => {
    const time = () => context.getRemainingTimeInMillis();
    let engine: OpenEngine;
    try {
      engine = await openWithin(time() - reserve);
    } catch (error) {
      const problem = problemOf(error);
      say({ level: 'error', code: problem.code, msg: problem.message, hint: problem.hint });
      return answer(new Map(Records.map(({ messageId }) => [messageId, [problem]])));
    }
    const before = engine.metrics.take().books;
    const failures = await workOnBatch(engine, Records, time());
    engine.metrics.publish();
    if (engine.hopeless.aborted) opening = undefined;
    for (const [message, problems] of failures)
      say({
        level: 'warn',
        msg: 'message stays in the queue',
        message,
        problems: problems.map(plainProblem),
      });
    const { books } = engine.metrics.take();
    const gained = (count: 'read' | 'indexed' | 'duplicate' | 'rejected' | 'malformed') =>
      books[count] - before[count];
    say({
      level: 'info',
      msg: 'batch',
      messages: Records.length,
      failed: failures.size,
      read: gained('read'),
      indexed: gained('indexed'),
      duplicate: gained('duplicate'),
      rejected: gained('rejected'),
      malformed: gained('malformed'),
    });
    return answer(failures);
  };
}

function answer(failures: Failures): SqsBatchResponse {
  return { batchItemFailures: [...failures.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
}

const notOpened: Problem = {
  code: 'LF_NOT_DONE',
  message: 'the cluster was not ready when the time of the function was over',
  hint: 'All messages stay in the queue; look at the cluster, or give the function more time.',
};

function problemOf(error: unknown): Problem {
  if (error instanceof LogflowError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'LF_BUG', message, hint: 'This is a bug in logflow: please report it.' };
}
