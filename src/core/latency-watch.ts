/** Weight of the newest time in the smoothed one. */
const smoothing = 0.25;
/** How much the best time seen is forgotten with each answer: what was possible an hour ago says little. */
const forgetting = 1.01;
/** Growth by this factor, and by this many ms, means that requests wait in the cluster's queue. */
const growth = 2;
const allowance = 100;

/** Tells when answers take longer and longer: the cluster's queue fills long before it says 429. */
export class LatencyWatch {
  #best = Number.POSITIVE_INFINITY;
  #smoothed: number | undefined;

  /** `ms`: how long an answer to a request of the usual size took. */
  grows(ms: number): boolean {
    this.#smoothed = this.#smoothed === undefined ? ms : this.#smoothed + smoothing * (ms - this.#smoothed);
    this.#best = Math.min(this.#best * forgetting, this.#smoothed);
    return this.#smoothed > this.#best * growth + allowance;
  }
}
