import { mostRejectedRow } from '../failures/request-rows.ts';
import type { FinalVerdict } from '../model/bulk.ts';
import type { Clock } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';
import { backoff, probeLimits } from './backoff.ts';
import type { Judgement } from './judge.ts';
import { countItems, itemAt, type Piece } from './pieces.ts';

export interface ProbeTools {
  readonly clock: Clock;
  /** [0, 1), for the jitter. */
  readonly random: () => number;
  /** Sends one item again. */
  readonly ask: (one: Piece) => Promise<Judgement>;
}

/** Rejected probes after which a suspected mapping is given up on: about a minute. */
const longestSuspicion = 8;

/** The cluster takes documents again: it took this one. */
export interface Proof {
  readonly piece: Piece;
  readonly verdict: FinalVerdict;
}

/**
 * Sends one of the `suspects` after the other until the cluster takes one (R18).
 * Undefined when it rejects one for that document's own fault, which is beyond the trouble that engaged the brake:
 * then all of them may be sent again and are judged together. Where most were rejected, a reject proves nothing, until so many were that nobody is coming to mend the mapping.
 * Rejects only with the signal's reason.
 */
export async function probe(
  { clock, random, ask }: ProbeTools,
  suspects: readonly Piece[],
  cause: Problem,
  setbacks: number,
  signal: AbortSignal,
): Promise<Proof | undefined> {
  const count = countItems(suspects);
  for (let turn = 0; ; turn++) {
    await clock.sleep(backoff(setbacks + turn, random(), probeLimits), signal);
    const [proof] = (await ask(itemAt(suspects, turn % count))).final;
    if (proof === undefined) continue;
    if (proof.verdict.kind !== 'reject') return proof;
    if (cause.code !== mostRejectedRow.code || turn + 1 >= longestSuspicion) return undefined;
  }
}
