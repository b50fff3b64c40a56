import { AdaptiveLimit } from '../core/adaptive-limit.ts';
import { createBrake } from '../core/brake.ts';
import { systemClock } from '../core/clock.ts';
import { type IngestLimits, ingest } from '../core/ingest.ts';
import { Metrics } from '../core/metrics.ts';
import type { Route } from '../core/route.ts';
import { Watermarks } from '../core/watermark.ts';
import { endsRun } from '../failures/decide.ts';
import type { AfterAction } from '../model/after.ts';
import type { Brake } from '../model/control.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { MetricsSnapshot } from '../model/metrics.ts';
import { type S3Ref, type Source, uriOf } from '../model/object.ts';
import type { OpType } from '../parse/definition.ts';
import { createOpen } from '../source/open.ts';
import { withAfter } from './after/delivery.ts';
import { refuseLoop } from './after/target.ts';
import type { AwsClients } from './aws.ts';
import { openMetrics } from './exposition/open.ts';
import type { MetricsAddress } from './exposition/server.ts';
import type { Io } from './io.ts';
import { tuneCollector } from './memory.ts';
import { nextSteps } from './next-steps.ts';
import { openPipelines } from './pipelines.ts';
import { summaryText } from './report.ts';
import type { Result } from './result.ts';
import type { Settings } from './settings/settings.ts';
import { runInfo, show } from './show.ts';
import { steer } from './steer.ts';
import { limitStop, untilPutBack } from './stop-grace.ts';
import type { Stops } from './stops.ts';
import { summarise } from './summary.ts';
import { openTarget, type Target, type TargetParts } from './target.ts';

/** ms between two snapshots for whoever watches. */
const publishInterval = 250;
/** ms that a run which was told to stop waits for a cluster that takes nothing. */
const standstillGrace = 3_000;
/** Objects read at once, to begin with. */
export const firstReaders = 8;
/** Messages held at once; each is extended by the heartbeat. */
const maxObjects = 1_000;

/** What a source is made with. */
export interface SourceParts {
  readonly metrics: Metrics;
  /** Waited for before new work is asked for. */
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
  readonly kind: 'queue' | 'files' | 'listing';
  /** What a screen calls the source: `queue NAME`, `3 files`. */
  readonly from: string;
  /** Whether the run has an end of its own: then it does not wait for a cluster for ever (R19). */
  readonly finite: boolean;
  /** What becomes of documents that are there already; absent: they stay as they are. */
  readonly opType?: OpType;
  /** Absent when nothing is read from S3. */
  readonly aws?: AwsClients;
  /** What is done with each object whose documents are in; absent: nothing. */
  readonly after?: AfterAction | undefined;
  /** Where its metrics are served; absent: nowhere. */
  readonly metricsAt?: MetricsAddress | undefined;
  start(parts: SourceParts): StartedSource;
}

/** One run of the engine: opens the target, starts the source, shows progress, ends with the books. */
export async function run(settings: Settings, plan: RunPlan, io: Io): Promise<Result> {
  tuneCollector();
  warnAboutPromises(settings, io);
  if (plan.after && plan.aws) await refuseLoop(plan.after, plan.aws.s3, io);
  const metrics = new Metrics(systemClock.now);
  const giveUp = new AbortController();
  const brake = watchedBrake(metrics, giveUp);
  const readers = new AdaptiveLimit({ start: firstReaders, most: settings.concurrency, decrease: 0.75 });
  const bulks = new AdaptiveLimit({ start: 2, most: settings['bulk-concurrency'], decrease: 0.5 });
  const { metricsAt } = plan;
  await using endpoint = metricsAt && (await openMetrics(metricsAt, metrics, runInfo(settings, plan), io));
  const pipelines = await openPipelines(settings, plan.opType ?? 'create');
  try {
    const target = await openSink(settings, { metrics, brake, bulks }, io);
    if (!target) return stoppedEarly(metrics, plan);
    endpoint?.started();
    return await carryOut(
      settings,
      plan,
      { metrics, brake, readers, bulks, route: pipelines.route, ...target, giveUp },
      io,
    );
  } finally {
    await pipelines[Symbol.asyncDispose]();
  }
}

/** The run itself, once everything is open. */
async function carryOut(settings: Settings, plan: RunPlan, parts: RunParts, io: Io): Promise<Result> {
  const { metrics, brake, readers, sink, giveUp } = parts;
  const { controls, gate } = steer(metrics, brake, readers, io.stops);
  const publishing = setInterval(() => {
    metrics.publish();
    const hopeless = standstill(metrics.getSnapshot(), settings, plan.finite, io.stops);
    if (hopeless) giveUp.abort(new LogflowError(hopeless));
  }, publishInterval).unref();
  const endShow = await show(metrics, controls, runInfo(settings, plan), io);
  let failure: LogflowError | undefined;
  try {
    await drive(settings, plan, parts, gate, io);
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    failure = error;
  } finally {
    clearInterval(publishing);
    await endShow();
    await sink.close();
  }
  const summary = summarise(metrics.take(), plan.kind, failure);
  const text = summaryText(summary, nextSteps(summary, settings));
  return { ok: summary.ok, json: summary, text, ...(failure && { error: failure }) };
}

/** Where documents go; undefined when we were told to stop before that was there. */
async function openSink(settings: Settings, parts: TargetParts, io: Io): Promise<Target | undefined> {
  try {
    return await openTarget(settings, parts, io);
  } catch (error) {
    // What was waited for ends with the signal's reason.
    if (io.stops.stop.aborted && error === io.stops.stop.reason) return undefined;
    throw error;
  }
}

/** Nothing was begun: that is all right for a consumer that is told to go, and a failure for a run that had a job. */
export function stoppedEarly(metrics: Metrics, plan: Pick<RunPlan, 'kind' | 'finite'>): Result {
  const error = plan.finite
    ? { code: 'LF_STOPPED', message: 'stopped before anything was begun', hint: 'Run it again.' }
    : undefined;
  const summary = summarise(metrics.take(), plan.kind, error);
  return { ok: summary.ok, json: summary, text: summaryText(summary), ...(error && { error }) };
}

interface RunParts extends Target {
  readonly metrics: Metrics;
  readonly brake: Brake;
  readonly readers: AdaptiveLimit;
  readonly bulks: AdaptiveLimit;
  readonly route: Route;
  /** Aborted when the cluster takes nothing for too long. */
  readonly giveUp: AbortController;
}

/** Source and engine, until both have ended. Rejects with why the run could not go on; what was open has settled then. */
async function drive(settings: Settings, plan: RunPlan, parts: RunParts, gate: Brake, io: Io): Promise<void> {
  const { metrics, readers, bulks, route, giveUp } = parts;
  const { sink, prepare } = parts;
  const abort = AbortSignal.any([io.stops.abort, giveUp.signal]);
  const started = plan.start({
    metrics,
    brake: gate,
    claims: (ref) => route(ref) !== undefined,
    stop: AbortSignal.any([io.stops.stop, abort]),
  });
  const callOff = limitStop(io, settings['stop-grace'], giveUp);
  try {
    const { source, open } = endsOf(settings, plan, started.source, { metrics, abort }, io);
    // A part file is written whole on each attempt.
    const watermarks = settings.output.kind === 'cluster' ? { watermarks: new Watermarks() } : {};
    const engine = ingest(
      {
        source,
        open,
        route,
        sink,
        readers,
        bulks,
        metrics,
        abort,
        ...(prepare && { prepare }),
        ...watermarks,
      },
      limitsOf(settings),
    );
    // Both, whatever one of them does: what is open has to settle before the run may fail, and what a pending receive
    // still brings (5 s at most) has to go back.
    const [fed, done] = await untilPutBack(Promise.allSettled([started.feeding, engine]), abort);
    if (done.status === 'rejected') throw done.reason;
    if (fed.status === 'rejected') throw fed.reason;
    if (giveUp.signal.aborted) throw giveUp.signal.reason;
  } finally {
    callOff();
    started.close();
  }
}

/** What does not keep the promise of exactly once (R1, R11). */
export function warnAboutPromises(settings: Settings, io: Pick<Io, 'stderr'>): void {
  const { id } = settings;
  if (id === 'logstash') {
    io.stderr.write(
      'note: ids as Logstash made them have 32 bits: different lines collide (about 116 in a million per index) and are counted as duplicates\n',
    );
  }
  if (settings.output.kind !== 'cluster' && settings.output.target === '-') {
    io.stderr.write('note: what goes to standard output arrives at least once: nobody acknowledges it\n');
  }
  if (settings['data-stream'] && settings.output.kind === 'cluster' && id !== 'none') {
    io.stderr.write(
      'note: in a data stream documents arrive at least once: ids are unique within one backing index, so what comes again after a rollover is indexed again\n',
    );
  }
  if (id === 'none') {
    io.stderr.write(
      'note: without ids documents arrive at least once: a message that comes again is indexed again\n',
    );
  }
}

/**
 * Why it makes no sense to wait any longer, if it makes none: a run with an end whose cluster takes nothing for
 * `patience`, whatever the reason; or a run that was told to stop while nothing gets through.
 */
function standstill(
  { at, inFlight, cluster }: MetricsSnapshot,
  settings: Settings,
  finite: boolean,
  stops: Stops,
): Problem | undefined {
  const trouble = cluster.brake ?? cluster.trouble;
  if (!trouble || inFlight.bulks === 0) return undefined;
  const still = at - cluster.settledAt;
  if (stops.stop.aborted && still > standstillGrace) return trouble;
  return finite && still > settings.patience * 1000 ? trouble : undefined;
}

/** A brake that tells the metrics, and ends the run where waiting is no use. */
export function watchedBrake(metrics: Metrics, giveUp: AbortController): Brake {
  return createBrake((problem: Problem | undefined) => {
    metrics.brake(problem);
    if (problem && endsRun(problem.code)) giveUp.abort(new LogflowError(problem));
  });
}

/** Where objects come from, and how they are opened; with what is done to them when their documents are in. */
export function endsOf(
  settings: Settings,
  plan: Pick<RunPlan, 'after' | 'aws'>,
  source: Source,
  { metrics, abort }: { readonly metrics: Metrics; readonly abort: AbortSignal },
  io: Pick<Io, 'stdin'>,
) {
  const { after: action, aws } = plan;
  const ends = { source, open: openerFor(settings, plan, metrics, io) };
  return action && aws ? withAfter(ends, { action, s3: aws.s3, clock: systemClock, metrics, abort }) : ends;
}

function openerFor(settings: Settings, plan: Pick<RunPlan, 'aws'>, metrics: Metrics, io: Pick<Io, 'stdin'>) {
  return createOpen({
    s3: (bucket, region) => {
      if (!plan.aws) throw new Error('this run reads nothing from S3');
      return plan.aws.s3(bucket, region);
    },
    clock: systemClock,
    idleTimeout: settings['read-timeout'] * 1000,
    objectProperties: settings['object-properties'] ?? [],
    stdin: io.stdin,
    fetched: (bytes, ref) => metrics.fetched(uriOf(ref), bytes),
  });
}

/** What bounds the memory of an engine. */
export function limitsOf(settings: Settings): IngestLimits {
  return {
    maxObjects,
    maxBytes: settings['bulk-bytes'],
    maxDocs: settings['bulk-docs'],
    maxAge: settings['bulk-age'] * 1000,
    // As many as can be under way at once, and one more that fills up meanwhile: what bounds the memory.
    maxBatches: settings['bulk-concurrency'] + 1,
    maxLineBytes: settings['max-line'],
  };
}
