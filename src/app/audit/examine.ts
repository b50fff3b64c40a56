import { AdaptiveLimit } from '../../core/adaptive-limit.ts';
import { systemClock } from '../../core/clock.ts';
import { ingest } from '../../core/ingest.ts';
import { Metrics } from '../../core/metrics.ts';
import type { Route } from '../../core/route.ts';
import type { Sink } from '../../model/bulk.ts';
import { never, plainProblem } from '../../model/errors.ts';
import { type Outcome, type S3Ref, type Source, uriOf, type WorkItem } from '../../model/object.ts';
import { Channel } from '../../source/listing/channel.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import type { OpenObject } from '../../source/open.ts';
import { refOf } from '../backfill/selection.ts';
import { limitsOf } from '../run.ts';
import type { Settings } from '../settings/settings.ts';
import { CountingSink } from './counting-sink.ts';
import type { Finding } from './findings.ts';
import { judgeCounts, judgeLooked, judgeWithoutIds } from './judge.ts';
import type { LookingSink } from './looking-sink.ts';

/** An object that is asked about. */
export interface Candidate {
  readonly object: ListedObject;
  /** Documents in the indices that carry its path; undefined when nobody counted: then it is looked at id by id. */
  readonly counted?: number | undefined;
  /** Documents that it is known to hold; undefined: it has to be read. */
  readonly documents?: number | undefined;
}

export interface ExamineDeps {
  readonly settings: Settings;
  readonly open: OpenObject;
  readonly route: Route;
  readonly place: (ref: S3Ref) => S3Ref;
  readonly isExpired: (index: string) => boolean;
  readonly looking: LookingSink;
  readonly found: (finding: Finding, object: ListedObject) => Promise<void> | void;
}

/** Objects read at once to look at them id by id: what is slow there is the cluster. */
const lookers = 8;
/** Objects that wait to be looked at. */
const waiting = 64;

/**
 * Finds out about objects: counts what each holds, by the engine with another end, and looks at those whose count
 * differs id by id, by a second one. Memory is that of two engines, however many objects there are. Rejects when the
 * cluster does not answer, and with the reason of `stop` when that aborts: then not all of them were examined.
 */
export async function examine(
  candidates: AsyncIterable<Candidate>,
  deps: ExamineDeps,
  stop: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const differing = new Channel<Candidate>(waiting);
  signal.addEventListener('abort', () => differing.end());
  const counting = new CountingSink(deps.isExpired);
  const run = (source: Source, sink: Sink, most: number) =>
    ingest(
      {
        ...{ source, sink, open: deps.open, route: deps.route, abort: signal },
        readers: new AdaptiveLimit({ start: Math.min(8, most), most, decrease: 0.75 }),
        bulks: new AdaptiveLimit({ start: 2, most: deps.settings['bulk-concurrency'], decrease: 0.5 }),
        metrics: new Metrics(systemClock.now),
      },
      limitsOf(deps.settings),
    ).catch((error) => {
      over.abort(error);
      throw error;
    });
  const ends = await Promise.allSettled([
    run(countEach(candidates, counting, differing, deps), counting, deps.settings.concurrency).finally(() =>
      differing.end(),
    ),
    run(lookAtEach(differing, deps), deps.looking, Math.min(lookers, deps.settings.concurrency)),
  ]);
  stop.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw over.signal.reason ?? end.reason;
}

async function* countEach(
  candidates: AsyncIterable<Candidate>,
  sink: CountingSink,
  differing: Channel<Candidate>,
  { place, found }: ExamineDeps,
): AsyncGenerator<WorkItem> {
  for await (const candidate of candidates) {
    const { object, counted, documents } = candidate;
    const ref = place(refOf(object));
    const uri = uriOf(ref);
    if (counted === undefined) await differing.push(candidate);
    else if (documents !== undefined) {
      if (documents !== counted) await differing.push(candidate);
      else await found({ state: 'complete', object: uri, documents, counted }, object);
    } else {
      const settle = async (outcome: Outcome) => {
        const { ids, ...own } = sink.take(uri);
        const finding = unlessRead(outcome, uri, counted);
        if (finding) return found(finding, object);
        if (outcome.kind !== 'delivered') return;
        const counts = { ...own, counted };
        const judged = judgeCounts(counts);
        if (judged !== 'differs') return found({ state: judged, object: uri, ...counts }, object);
        if (ids) return differing.push(candidate);
        const { kind, ...rest } = judgeWithoutIds(counts);
        return found({ state: kind, object: uri, ...counts, ...rest }, object);
      };
      yield { ref, settle };
    }
  }
}

async function* lookAtEach(
  differing: Channel<Candidate>,
  { place, found, looking }: ExamineDeps,
): AsyncGenerator<WorkItem> {
  for await (const { object, counted } of differing) {
    const ref = place(refOf(object));
    const uri = uriOf(ref);
    const settle = async (outcome: Outcome) => {
      const { own, ...looked } = looking.take(uri);
      const finding = unlessRead(outcome, uri, counted);
      if (finding) return found(finding, object);
      if (outcome.kind !== 'delivered') return;
      const { kind: state, surplus } = judgeLooked({ own, ...looked }, counted);
      const documents = looked.found + looked.rejected + looked.expired + looked.missing;
      return found(
        { state, object: uri, documents, ...(counted !== undefined && { counted }), ...looked, surplus },
        object,
      );
    };
    yield { ref, settle };
  }
}

/** Undefined: it was read to its end, or left. */
function unlessRead(outcome: Outcome, object: string, counted: number | undefined): Finding | undefined {
  const numbers = counted === undefined ? {} : { counted };
  switch (outcome.kind) {
    case 'delivered':
    case 'aborted':
      return undefined;
    case 'missing':
      return { state: 'gone', object, ...numbers };
    case 'unreadable':
    case 'failed':
      return { state: 'unreadable', object, ...numbers, problem: plainProblem(outcome.problem) };
    default:
      return never(outcome);
  }
}
