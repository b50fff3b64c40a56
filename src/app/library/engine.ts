import { AdaptiveLimit } from '../../core/adaptive-limit.ts';
import { systemClock } from '../../core/clock.ts';
import { ingest } from '../../core/ingest.ts';
import { Metrics } from '../../core/metrics.ts';
import type { Route } from '../../core/route.ts';
import { Watermarks } from '../../core/watermark.ts';
import type { ObjectRef, Outcome } from '../../model/object.ts';
import { refuseLoop } from '../after/target.ts';
import type { AwsClients } from '../aws.ts';
import type { Surroundings } from '../io.ts';
import { openPipelines } from '../pipelines.ts';
import { endsOf, firstReaders, limitsOf, warnAboutPromises, watchedBrake } from '../run.ts';
import type { Settings } from '../settings/settings.ts';
import { openTarget } from '../target.ts';
import { Feed } from './feed.ts';

/** Everything that is opened once, and outlives the engines that are started on it. */
export interface OpenEngine extends AsyncDisposable {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly route: Route;
  /** Aborted, with why, when the cluster will take nothing more: only a new one helps then. */
  readonly hopeless: AbortSignal;
  /** Until `abort` leaves everything where it is, or `end` is called and what was added has settled. */
  start(abort: AbortSignal): StartedEngine;
}

export interface StartedEngine {
  /** Resolves with what became of the object: never rejects. */
  add(ref: ObjectRef): Promise<Outcome>;
  /** Nothing more comes. Resolves when all has settled; rejects with why the engine could not go on. */
  end(): Promise<void>;
}

/** Cluster, templates, pipelines, threads. Rejects with `LogflowError`; nothing is left open then. `aws` is the caller's. */
export async function openEngine(
  settings: Settings,
  aws: AwsClients,
  around: Surroundings,
): Promise<OpenEngine> {
  const after = settings.after.kind === 'none' ? undefined : settings.after;
  warnAboutPromises(settings, around);
  if (after) await refuseLoop(after, aws.s3, around);
  const metrics = new Metrics(systemClock.now);
  const giveUp = new AbortController();
  const brake = watchedBrake(metrics, giveUp);
  const readers = new AdaptiveLimit({ start: firstReaders, most: settings.concurrency, decrease: 0.75 });
  const bulks = new AdaptiveLimit({ start: 2, most: settings['bulk-concurrency'], decrease: 0.5 });
  await using opening = new AsyncDisposableStack();
  const { route } = opening.use(await openPipelines(settings, 'create'));
  const { sink, prepare } = await openTarget(settings, { metrics, brake, bulks }, around);
  opening.defer(() => sink.close());
  // A part file is written whole on each attempt.
  const watermarks = settings.output.kind === 'cluster' ? new Watermarks() : undefined;
  const opened = opening.move();
  return {
    settings,
    metrics,
    route,
    hopeless: giveUp.signal,
    start(stop) {
      const feed = new Feed(() => {
        metrics.objects.aborted += 1;
      });
      const abort = AbortSignal.any([stop, giveUp.signal]);
      const ends = endsOf(settings, { after, aws }, feed, { metrics, abort }, around);
      const parts = { route, sink, readers, bulks, metrics, abort };
      const running = ingest(
        { ...ends, ...parts, ...(prepare && { prepare }), ...(watermarks && { watermarks }) },
        limitsOf(settings),
      );
      // It is told by `end`; until then nobody listens.
      running.catch(() => feed.end());
      return {
        add: (ref) => feed.add(ref),
        end() {
          feed.end();
          return running;
        },
      };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
