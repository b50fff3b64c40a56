import { mostRejectedRow } from '../failures/request-rows.ts';
import type { FinalVerdict } from '../model/bulk.ts';
import type { Clock } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';
import { backoff, probeLimits } from './backoff.ts';
import type { Doubt } from './doubt.ts';
import type { Judgement } from './judge.ts';
import { countItems, itemAt, type Piece } from './pieces.ts';

export interface ProbeTools {
  readonly clock: Clock;
  /** [0, 1), for the jitter. */
  readonly random: () => number;
  /** Sends one item again. */
  readonly ask: (one: Piece) => Promise<Judgement>;
}

/** Why the brake is engaged. */
export interface Suspicion {
  readonly cause: Problem;
  /** Where nobody knows whether it is the cluster. */
  readonly doubt?: Doubt | undefined;
}

/** Probes after which what is no more than a suspicion is given up on: about a minute. */
const longestSuspicion = 8;

/** The cluster takes documents again: it took this one. */
export interface Proof {
  readonly piece: Piece;
  readonly verdict: FinalVerdict;
}

/**
 * Sends one of the `suspects` after the other until the cluster takes one (R18).
 * Undefined when it rejects one for that document's own fault, or refuses it for a doubtful reason, which is beyond the trouble that engaged the brake:
 * then all of them may be sent again and are judged together. Where most were rejected, a reject proves nothing, until so many were that nobody is coming to mend the mapping.
 * A doubt does not hold the brake for ever either: braked, nothing else comes that could be taken and tell that it is the document.
 * Rejects only with the signal's reason.
 */
export async function probe(
  { clock, random, ask }: ProbeTools,
  suspects: readonly Piece[],
  { cause, doubt }: Suspicion,
  setbacks: number,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const count = countItems(suspects);
  for (let turn = 0; ; turn++) {
    await clock.sleep(backoff(setbacks + turn, random(), probeLimits), signal);
    const { final, doubted } = await ask(itemAt(suspects, turn % count));
    const [proof] = final;
    const isLast = turn + 1 >= longestSuspicion;
    if (proof !== undefined) {
      if (proof.verdict.kind !== 'reject') return proof;
      if (cause.code !== mostRejectedRow.code || isLast) return undefined;
    } else if (doubt === undefined ? doubted.length > 0 : doubt.taken || isLast) return undefined;
  }
}
