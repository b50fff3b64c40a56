import { Limit } from './limit.ts';

export interface AdaptiveBounds {
  readonly start: number;
  readonly most: number;
  /** What a push-back leaves of the limit: 0.5 halves it. */
  readonly decrease: number;
}

/**
 * A limit that finds its size: one more after a round of work without trouble in which every place was taken,
 * a fraction of it on a push-back (AIMD, as TCP does: V. Jacobson, "Congestion avoidance and control", 1988).
 */
export class AdaptiveLimit extends Limit {
  readonly #decrease: number;
  #most: number;
  /** Pieces of work since the last change. */
  #round = 0;
  /** Pieces of work that were begun before the last decrease, and so say nothing about the new size. */
  #stale = 0;

  constructor(bounds: AdaptiveBounds) {
    super(Math.max(1, Math.min(bounds.start, bounds.most)));
    this.#decrease = bounds.decrease;
    this.#most = bounds.most;
  }

  /** It never grows beyond this. */
  get most(): number {
    return this.#most;
  }

  /** A person wants more or fewer. A larger bound is grown into, a smaller one holds at once for those who come later. */
  setMost(most: number): void {
    this.#most = Math.max(1, most);
    if (this.max > this.#most) this.resize(this.#most);
  }

  /** A piece of work went well. Called before its place is given back. */
  worked(): void {
    if (this.#stale > 0) this.#stale -= 1;
    // Places that nobody needs prove nothing about more of them.
    else if (!this.free && ++this.#round >= this.max && this.max < this.#most) {
      this.#round = 0;
      this.resize(this.max + 1);
    }
  }

  /** Somebody said "too much". Several at once are one message: they speak of the same moment. */
  pushedBack(): void {
    if (this.#stale > 0) {
      this.#stale -= 1;
      return;
    }
    this.#round = 0;
    this.#stale = this.used;
    this.resize(Math.max(1, Math.floor(this.max * this.#decrease)));
  }
}
