import { mostRejectedRow } from '../failures/request-rows.ts';
import type { BulkBatch, FinalVerdict, Sink } from '../model/bulk.ts';
import type { Brake, Clock } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';
import { backoff, retryDelay, retryLimits } from './backoff.ts';
import type { Cluster } from './cluster.ts';
import type { SinkEvents } from './events.ts';
import { type Judgement, judge } from './judge.ts';
import { addPiece, bodyOf, countItems, type Piece, piecesOf, without } from './pieces.ts';
import { probe } from './probe.ts';

export interface ClusterSinkOptions {
  readonly cluster: Pick<Cluster, 'bulk'>;
  readonly brake: Brake;
  readonly clock: Clock;
  /** [0, 1), for the jitter. */
  readonly random: () => number;
  readonly events: SinkEvents;
  /** Requests in a row that the cluster leaves unanswered, or answers with 5xx, before the brake is engaged. */
  readonly patience: number;
}

/**
 * Documents into a cluster. `deliver` ends when each item has its final verdict: items that the cluster could not take
 * go out again as slices of the same bytes, without a limit on tries, inside the one call (R12).
 * The cluster itself belongs to the caller: `close` leaves it open.
 */
export function createClusterSink(options: ClusterSinkOptions): Sink {
  return {
    deliver: (batch, signal) => deliver(options, batch, signal),
    commit: async () => undefined,
    discard: async () => {},
    close: async () => {},
  };
}

async function deliver(options: ClusterSinkOptions, batch: BulkBatch, signal: AbortSignal): Promise<void> {
  const { brake, clock, random, events, patience } = options;
  const waiting: (readonly Piece[])[] = [piecesOf(batch)];
  let setbacks = 0; // Answers in a row that moved nothing: they lengthen the waits.
  let away = 0;
  // Once a suspected mapping was given up on, rejects are what they say.
  let believe = false;
  for (let sent = waiting.pop(); sent !== undefined; sent = waiting.pop()) {
    await brake.released(signal);
    const judged = await post(options, sent, signal, believe);
    for (const { piece, verdict } of judged.final) tell(piece, verdict);
    waiting.push(...judged.halves);
    let rest = merge(judged.again, judged.braked);
    setbacks = judged.final.length > 0 ? 0 : setbacks;
    away = judged.away ? away + 1 : 0;
    if (rest.length === 0) continue;

    setbacks++;
    const cause = judged.brake ?? (away >= patience ? awayCause(judged) : undefined);
    if (cause !== undefined && brake.engage(cause)) {
      try {
        // Whoever engaged it probes with what was braked: an item of a healthy index would release it too soon.
        const suspects = judged.brake === undefined ? rest : judged.braked;
        const ask = (one: Piece): Promise<Judgement> => {
          events.onRetry(1);
          return post(options, [one], signal);
        };
        const proof = await probe({ clock, random, ask }, suspects, cause, setbacks, signal);
        if (proof === undefined && cause.code === mostRejectedRow.code) believe = true;
        if (proof !== undefined) {
          tell(proof.piece, proof.verdict);
          rest = without(rest, proof.piece);
          setbacks = 0;
        }
        away = 0;
      } finally {
        brake.release(); // Also when we are told to stop: nobody else would.
      }
    } else if (cause !== undefined) {
      await brake.released(signal);
      await clock.sleep(backoff(setbacks, random(), retryLimits), signal);
    } else {
      await clock.sleep(retryDelay(setbacks, random(), judged.retryAfter), signal);
    }
    if (rest.length === 0) continue;
    events.onRetry(countItems(rest));
    waiting.push(rest);
  }
}

/** One request and its answer, told to the metrics. */
async function post(
  { cluster, clock, events }: ClusterSinkOptions,
  sent: readonly Piece[],
  signal: AbortSignal,
  believe = false,
): Promise<Judgement> {
  const body = bodyOf(sent);
  const start = clock.now();
  const answer = await cluster.bulk(body, signal);
  const status = answer.kind === 'answered' ? 200 : answer.kind === 'refused' ? answer.status : 0;
  events.onRequest({ ms: clock.now() - start, bytes: body.length, status });
  const judged = judge(sent, answer, believe);
  for (const { problem, items } of judged.problems) events.onProblem(problem, items);
  return judged;
}

function tell({ part, from, to }: Piece, verdict: FinalVerdict): void {
  part.settle(from, to, verdict);
}

function merge(a: readonly Piece[], b: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  for (const piece of [...a, ...b]) addPiece(all, piece);
  return all;
}

function awayCause({ problems }: Judgement): Problem | undefined {
  return problems[0]?.problem;
}
