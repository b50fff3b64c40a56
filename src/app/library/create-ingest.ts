import type { S3Client } from '@aws-sdk/client-s3';
import { LogflowError, type Problem } from '../../model/errors.ts';
import type { CountedProblem, MetricsSnapshot } from '../../model/metrics.ts';
import type { FileRef, Outcome, S3Ref } from '../../model/object.ts';
import { createAws } from '../aws.ts';
import { logProblems } from '../log-problems.ts';
import { noFile } from '../settings/load.ts';
import { type Summary, summarise } from '../summary.ts';
import { openEngine } from './engine.ts';
import { type MessageOutcome, sortingOf, workOn } from './message.ts';
import { type IngestSettings, ingestSettings } from './settings.ts';
import { embedded } from './surroundings.ts';

/** ms between two looks at what is going wrong. */
const publishInterval = 250;

export interface IngestOptions {
  /** As in `logflow.yaml`. They beat `configFile`; variables are not read. */
  readonly settings?: IngestSettings;
  /** A settings file; none is looked for. */
  readonly configFile?: string;
  /** Your own clients, which stay yours to close. Without it they are made from the settings and the standard credentials. */
  readonly s3?: (bucket: string, region?: string) => S3Client;
  /** Aborted to leave everything where it is: what is open ends as `aborted`. */
  readonly signal?: AbortSignal;
  /** Hears of each problem when it is first met, and once a minute while it goes on. */
  readonly onProblem?: (problem: CountedProblem) => void;
  /** Hears what the command line would say on stderr, line by line. */
  readonly onNote?: (line: string) => void;
}

/** An object in S3; the key as S3 stores it, not as an event encodes it. */
export type S3Object = Omit<S3Ref, 'kind'>;

/** A local file. `as`: the object that it is a copy of, whose ids its documents get. */
export type LocalFile = Pick<FileRef, 'path' | 'as'>;

/** The engine, open. Disposing of it is `close`. */
export interface Ingest extends AsyncDisposable {
  /** Resolves when each of its documents has its verdict. Rejects when the engine cannot go on, or was closed. */
  object(object: S3Object): Promise<Outcome>;
  file(file: LocalFile): Promise<Outcome>;
  /** The body of a queue message, in any of the envelopes that `consume` knows: what to do with the message. */
  message(body: string): Promise<MessageOutcome>;
  /** Counts, gauges and problems up to now. */
  snapshot(): MetricsSnapshot;
  /** Finishes what is open, and answers with the books. `summary.error`: what ended it before its time. */
  close(): Promise<Summary>;
}

/**
 * Opens the cluster, makes sure of the templates, and starts the threads. Objects are read as many at once as the settings say,
 * the rest waits; documents of different objects share bulk requests, so do not await one before you give the next.
 * Takes no signals, writes nothing to stdout or stderr, never ends the process. Rejects with `LogflowError`.
 */
export async function createIngest(options: IngestOptions): Promise<Ingest> {
  const settings = ingestSettings(options.settings ?? {}, options.configFile ?? noFile);
  const signal = options.signal ?? new AbortController().signal;
  const own = createAws(settings);
  const aws = options.s3 ? { ...own, s3: options.s3 } : own;
  const engine = await openEngine(settings, aws, embedded(options.onNote ?? (() => {}), signal)).catch(
    (error) => {
      own.close();
      throw error;
    },
  );
  const { metrics, hopeless, route } = engine;
  const endLog = logProblems(metrics, { problem: options.onProblem ?? (() => {}) });
  const publishing = setInterval(() => metrics.publish(), publishInterval).unref();
  const started = engine.start(signal);
  let closing: Promise<Summary> | undefined;

  const add = async (ref: S3Ref | FileRef): Promise<Outcome> => {
    if (closing) throw new Error('this ingest was closed');
    if (hopeless.aborted) throw hopeless.reason;
    return started.add(ref);
  };
  const close = async (): Promise<Summary> => {
    let failure: Problem | undefined;
    try {
      await started.end();
      if (hopeless.aborted) throw hopeless.reason;
    } catch (error) {
      if (!(error instanceof LogflowError)) throw error;
      failure = error;
    } finally {
      clearInterval(publishing);
      metrics.publish();
      endLog();
      await engine[Symbol.asyncDispose]();
      own.close();
    }
    return summarise(metrics.take(), 'files', failure);
  };
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  return {
    object: (object) => add({ kind: 's3', ...object }),
    file: (file) => add({ kind: 'file', ...file }),
    message: (body) => workOn(body, sortingOf(settings, route), add),
    snapshot: () => metrics.take(),
    close: closeOnce,
    [Symbol.asyncDispose]: async () => void (await closeOnce()),
  };
}
