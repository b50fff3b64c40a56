import { AdaptiveLimit } from '../core/adaptive-limit.ts';
import { createBrake } from '../core/brake.ts';
import { systemClock } from '../core/clock.ts';
import { ingest } from '../core/ingest.ts';
import { Metrics } from '../core/metrics.ts';
import type { Route } from '../core/route.ts';
import type { Sink } from '../model/bulk.ts';
import type { Brake } from '../model/control.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { S3Ref, Source } from '../model/object.ts';
import { createOpen } from '../source/open.ts';
import type { AwsClients } from './aws.ts';
import type { Io } from './io.ts';
import { boundYoungGeneration } from './memory.ts';
import { openPipelines } from './pipelines.ts';
import { showProgress, summaryText } from './report.ts';
import type { Result } from './result.ts';
import type { Settings } from './settings/settings.ts';
import { summarise } from './summary.ts';
import { openTarget } from './target.ts';

/** ms between two snapshots for whoever watches. */
const publishInterval = 250;
/** Objects read at once, to begin with. */
const firstReaders = 8;
/** Messages held at once; each is extended by the heartbeat. */
const maxObjects = 1_000;

/** What a source is made with. */
export interface SourceParts {
  readonly metrics: Metrics;
  readonly brake: Brake;
  readonly claims: (ref: S3Ref) => boolean;
  /** Take no new work. */
  readonly stop: AbortSignal;
}

export interface StartedSource {
  readonly source: Source;
  /** What feeds the source; rejects when there is no hope. */
  readonly feeding: Promise<void>;
  /** Called when everything has settled. */
  close(): void;
}

export interface RunPlan {
  readonly kind: 'queue' | 'files';
  /** Whether the run has an end of its own: then it does not wait for a cluster for ever (R19). */
  readonly finite: boolean;
  /** Absent when nothing is read from S3. */
  readonly aws?: AwsClients;
  start(parts: SourceParts): StartedSource;
}

/** One run of the engine: opens the target, starts the source, shows progress, ends with the books. */
export async function run(settings: Settings, plan: RunPlan, io: Io): Promise<Result> {
  boundYoungGeneration();
  warnAboutIds(settings, io);
  const metrics = new Metrics(systemClock.now);
  const giveUp = new AbortController();
  const brake = watchedBrake(metrics, settings, plan.finite, giveUp);
  await using pipelines = await openPipelines(settings);
  const { route } = pipelines;
  const bulks = new AdaptiveLimit({ start: 2, most: settings['bulk-concurrency'], decrease: 0.5 });
  const sink = await openTarget(settings, { metrics, brake, bulks }, io);
  const publishing = setInterval(() => metrics.publish(), publishInterval).unref();
  const endProgress = showProgress(metrics, io.stderr);
  let failure: LogflowError | undefined;
  try {
    await drive(settings, plan, { metrics, brake, bulks, route, sink, giveUp: giveUp.signal }, io);
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    failure = error;
  } finally {
    clearInterval(publishing);
    endProgress();
    await sink.close();
  }
  const summary = summarise(metrics.take(), plan.kind, failure);
  return { ok: summary.ok, json: summary, text: summaryText(summary), ...(failure && { error: failure }) };
}

interface RunParts {
  readonly metrics: Metrics;
  readonly brake: Brake;
  readonly bulks: AdaptiveLimit;
  readonly route: Route;
  readonly sink: Sink;
  /** Aborts when the cluster takes nothing for too long. */
  readonly giveUp: AbortSignal;
}

/** Source and engine, until both have ended. Rejects with why the run could not go on; what was open has settled then. */
async function drive(settings: Settings, plan: RunPlan, parts: RunParts, io: Io): Promise<void> {
  const { metrics, brake, bulks, route, sink, giveUp } = parts;
  const readers = new AdaptiveLimit({ start: firstReaders, most: settings.concurrency, decrease: 0.75 });
  const abort = AbortSignal.any([io.stops.abort, giveUp]);
  const started = plan.start({
    metrics,
    brake,
    claims: (ref) => route(ref) !== undefined,
    stop: AbortSignal.any([io.stops.stop, abort]),
  });
  try {
    const open = openerFor(settings, plan, metrics, io);
    const engine = ingest(
      { source: started.source, open, route, sink, readers, bulks, metrics, abort },
      limitsOf(settings),
    );
    // Both, whatever one of them does: what is open has to settle before the run may fail.
    const [fed, done] = await Promise.allSettled([untilAborted(started.feeding, abort), engine]);
    if (done.status === 'rejected') throw done.reason;
    if (fed.status === 'rejected') throw fed.reason;
    if (giveUp.aborted) throw giveUp.reason;
  } finally {
    started.close();
  }
}

/** R1: two kinds of ids that do not keep the promise of exactly once. */
function warnAboutIds({ id }: Settings, io: Io): void {
  if (id === 'logstash') {
    io.stderr.write(
      'note: ids as Logstash made them have 32 bits: different lines collide (about 116 in a million per index) and are counted as duplicates\n',
    );
  }
  if (id === 'none') {
    io.stderr.write(
      'note: without ids documents arrive at least once: a message that comes again is indexed again\n',
    );
  }
}

/** After an abort nobody waits for a receive that is still pending; what it brings comes back by itself. */
function untilAborted(feeding: Promise<void>, abort: AbortSignal): Promise<void> {
  feeding.catch(() => {});
  if (abort.aborted) return Promise.resolve();
  return Promise.race([
    feeding,
    new Promise<void>((resolve) => abort.addEventListener('abort', () => resolve(), { once: true })),
  ]);
}

/** A brake that tells the metrics, and ends a finite run when the cluster takes nothing for longer than `patience`. */
function watchedBrake(metrics: Metrics, settings: Settings, finite: boolean, giveUp: AbortController): Brake {
  let timer: NodeJS.Timeout | undefined;
  return createBrake((problem: Problem | undefined) => {
    metrics.brake(problem);
    clearTimeout(timer);
    if (!problem || !finite) return;
    timer = setTimeout(() => giveUp.abort(new LogflowError(problem)), settings.patience * 1000).unref();
  });
}

function openerFor(settings: Settings, plan: RunPlan, metrics: Metrics, io: Io) {
  return createOpen({
    s3: (region) => {
      if (!plan.aws) throw new Error('this run reads nothing from S3');
      return plan.aws.s3(region);
    },
    clock: systemClock,
    idleTimeout: settings['read-timeout'] * 1000,
    stdin: io.stdin,
    fetched: (bytes) => {
      metrics.count.fetchedBytes += bytes;
    },
  });
}

function limitsOf(settings: Settings) {
  return {
    maxObjects: Math.max(maxObjects, settings.concurrency),
    maxBytes: settings['bulk-bytes'],
    maxDocs: settings['bulk-docs'],
    maxAge: settings['bulk-age'] * 1000,
    // As much as can be under way at once, and one request more that fills up meanwhile: what bounds the memory.
    maxUnsettled: settings['bulk-bytes'] * (settings['bulk-concurrency'] + 1),
    maxLineBytes: settings['max-line'],
  };
}
