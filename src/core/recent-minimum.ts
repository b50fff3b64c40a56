/** ms of each of the two windows: what is older than both is forgotten. */
const window = 30_000;

/** The smallest value of the last 30 to 60 seconds, in constant memory. */
export class RecentMinimum {
  #current = Number.POSITIVE_INFINITY;
  #previous = Number.POSITIVE_INFINITY;
  #since = 0;

  see(value: number, now: number): void {
    this.#turn(now);
    this.#current = Math.min(this.#current, value);
  }

  /** Undefined when nothing was seen of late. */
  value(now: number): number | undefined {
    this.#turn(now);
    const smallest = Math.min(this.#current, this.#previous);
    return smallest === Number.POSITIVE_INFINITY ? undefined : smallest;
  }

  #turn(now: number): void {
    const windows = Math.floor((now - this.#since) / window);
    if (windows < 1) return;
    this.#previous = windows === 1 ? this.#current : Number.POSITIVE_INFINITY;
    this.#current = Number.POSITIVE_INFINITY;
    this.#since += windows * window;
  }
}
