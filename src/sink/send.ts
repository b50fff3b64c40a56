import { mostRejectedRow } from '../failures/request-rows.ts';
import type { BulkBatch, FinalVerdict, Sink } from '../model/bulk.ts';
import type { Brake, Clock } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';
import { backoff, probeLimits, retryDelay, retryLimits } from './backoff.ts';
import type { Cluster } from './cluster.ts';
import { Doubt } from './doubt.ts';
import type { SinkEvents } from './events.ts';
import { type Belief, type Doubted, type Judgement, judge } from './judge.ts';
import { addPiece, bodyOf, countItems, type Piece, piecesOf, without } from './pieces.ts';
import { type Proof, probe, type Suspicion } from './probe.ts';

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
  const doubts = new Set<Doubt>();
  return {
    deliver: (batch, signal) => deliver({ ...options, doubts }, batch, signal),
    commit: async () => undefined,
    discard: async () => {},
    close: async () => {},
  };
}

interface SenderParts extends ClusterSinkOptions {
  /** Of all batches on their way: what one gets in tells another that it is not the cluster. */
  readonly doubts: Set<Doubt>;
}

/** What goes out in one request. */
interface Load {
  readonly pieces: readonly Piece[];
  readonly doubt?: Doubt;
}

async function deliver(parts: SenderParts, batch: BulkBatch, signal: AbortSignal): Promise<void> {
  const own = new Set<Doubt>();
  try {
    await deliverAll(parts, own, batch, signal);
  } finally {
    for (const doubt of own) parts.doubts.delete(doubt);
  }
}

async function deliverAll(
  parts: SenderParts,
  own: Set<Doubt>,
  batch: BulkBatch,
  signal: AbortSignal,
): Promise<void> {
  const { brake, clock, random, events, patience, doubts } = parts;
  const waiting: Load[] = [{ pieces: piecesOf(batch) }];
  let setbacks = 0; // Answers in a row that moved nothing: they lengthen the waits.
  let away = 0;
  let rejects = false; // To be believed.

  for (let load = waiting.pop(); load !== undefined; load = waiting.pop()) {
    const before = load.doubt;
    if (before) {
      await clock.sleep(backoff(Math.max(1, before.tries), random(), probeLimits), signal);
      events.onRetry(countItems(load.pieces));
    }
    await brake.released(signal);
    const doubtsOf = before?.isLastTry ? before.index : undefined;
    const judged = await post(parts, load.pieces, signal, { rejects, doubtsOf });
    if (before) {
      own.delete(before); // Unless it is refused once more.
      doubts.delete(before);
    }
    for (const { piece, verdict } of judged.final) tell(piece, verdict);
    waiting.push(...judged.halves.map((pieces) => ({ pieces })));
    for (const doubted of judged.doubted) await onDoubt(doubted, before, judged);
    let rest = merge(judged.again, judged.braked);
    setbacks = judged.final.length > 0 ? 0 : setbacks;
    away = judged.away ? away + 1 : 0;
    if (rest.length === 0) continue;

    setbacks++;
    const cause = judged.brake ?? (away >= patience ? awayCause(judged) : undefined);
    if (cause !== undefined && brake.engage(cause)) {
      // Whoever engaged it probes with what was braked: an item of a healthy index would release it too soon.
      const suspects = judged.brake === undefined ? rest : judged.braked;
      const proof = await probed(parts, suspects, { cause }, setbacks, signal);
      if (proof === undefined && cause.code === mostRejectedRow.code) rejects = true;
      if (proof !== undefined) {
        rest = without(rest, proof.piece);
        setbacks = 0;
      }
      away = 0;
    } else if (cause !== undefined) {
      await brake.released(signal);
      await clock.sleep(backoff(setbacks, random(), retryLimits), signal);
    } else {
      await clock.sleep(retryDelay(setbacks, random(), judged.retryAfter), signal);
    }
    if (rest.length === 0) continue;
    events.onRetry(countItems(rest));
    waiting.push({ pieces: rest });
  }

  /** Puts it behind all else that waits: nothing waits for a document that may be the trouble itself. */
  async function onDoubt(doubted: Doubted, before: Doubt | undefined, judged: Judgement): Promise<void> {
    const doubt = before?.index === doubted.index ? before : new Doubt(doubted.index);
    own.add(doubt);
    doubts.add(doubt);
    doubt.saw(judged);
    const cause = doubt.refused(doubted);
    let { pieces } = doubted;
    if (cause !== undefined && brake.engage(cause)) {
      const proof = await probed(parts, pieces, { cause, doubt }, doubt.tries, signal);
      doubt.wasBraked();
      if (proof !== undefined) pieces = without(pieces, proof.piece);
    }
    if (pieces.length > 0) waiting.unshift({ pieces, doubt });
  }
}

/** Holds the brake, which is engaged, until a probe is done; tells the verdict of the item that proves it. */
async function probed(
  parts: SenderParts,
  suspects: readonly Piece[],
  suspicion: Suspicion,
  setbacks: number,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const { brake, clock, random, events } = parts;
  try {
    const ask = (one: Piece): Promise<Judgement> => {
      events.onRetry(1);
      return post(parts, [one], signal);
    };
    const proof = await probe({ clock, random, ask }, suspects, suspicion, setbacks, signal);
    if (proof !== undefined) tell(proof.piece, proof.verdict);
    return proof;
  } finally {
    brake.release(); // Also when we are told to stop: nobody else would.
  }
}

/** One request and its answer, told to the metrics, and to whoever doubts. */
async function post(
  { cluster, clock, events, doubts }: SenderParts,
  sent: readonly Piece[],
  signal: AbortSignal,
  belief: Belief = {},
): Promise<Judgement> {
  const body = bodyOf(sent);
  const start = clock.now();
  const answer = await cluster.bulk(body, signal);
  const status = answer.kind === 'answered' ? 200 : answer.kind === 'refused' ? answer.status : 0;
  events.onRequest({ ms: clock.now() - start, bytes: body.length, status });
  const judged = judge(sent, answer, belief);
  for (const { problem, items } of judged.problems) events.onProblem(problem, items);
  for (const doubt of doubts) doubt.saw(judged);
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
