/** ms between two looks, at most. */
const mostBetweenLooks = 1_000;

/**
 * Looks at a number that another thread counts up. When it stands still for too long, that thread hangs: nothing else could
 * tell, as what hangs does not answer. Ends up to a quarter of the deadline late.
 */
export class DeadlineWatch {
  readonly #count: Int32Array;
  readonly #late: (seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** `late` is called once, with the deadline. */
  constructor(count: Int32Array, late: (seconds: number) => void) {
    this.#count = count;
    this.#late = late;
  }

  /** Work begins that may stand still for so many s. */
  begin(seconds: number): void {
    this.end();
    let last = Atomics.load(this.#count, 0);
    let since = performance.now();
    const look = () => {
      const count = Atomics.load(this.#count, 0);
      const now = performance.now();
      if (count !== last) [last, since] = [count, now];
      if (now - since < seconds * 1000) return;
      this.end();
      this.#late(seconds);
    };
    this.#timer = setInterval(look, Math.min(mostBetweenLooks, (seconds * 1000) / 4));
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
