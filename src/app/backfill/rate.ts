import type { Clock } from '../../model/control.ts';

/** So many a second. */
export interface RateLimit {
  readonly of: 'objects' | 'documents';
  readonly perSecond: number;
}

/** `50`, `50 objects`, `5000 documents/s`; undefined for anything else, and for 0. */
export function parseRate(text: string): RateLimit | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*(objects?|documents?|docs?)?(?:\/s)?$/.exec(text.trim());
  const perSecond = Number(found?.[1]);
  if (!found || !(perSecond > 0)) return undefined;
  return { of: found[2]?.startsWith('d') ? 'documents' : 'objects', perSecond };
}

/** Documents of an object of which nothing is known yet. */
const firstGuess = 1_000;
/** Seconds of the rate that may be used at once after a pause. */
const burst = 1;

/** Lets objects begin no faster than the limit allows, on the average of a second or two. */
export class Pacer {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  /** Below zero: so much was begun ahead of its time. */
  #budget: number;
  #at: number;
  #settled = 0;
  #documents = 0;

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#budget = limit.perSecond * burst;
    this.#at = clock.now();
  }

  /** Resolves when the next object may begin: to what was taken for it, which `settled` wants back. Rejects when the signal aborts. */
  async admit(signal: AbortSignal): Promise<number> {
    this.#refill();
    if (this.#budget <= 0) {
      await this.#clock.sleep((-this.#budget / this.#limit.perSecond) * 1000 + 1, signal);
      this.#refill();
    }
    const price = this.#limit.of === 'objects' ? 1 : this.#expected();
    this.#budget -= price;
    return price;
  }

  /** An object came to its end with so many documents; the guess is set right. */
  settled(price: number, documents: number): void {
    if (this.#limit.of === 'objects') return;
    this.#settled += 1;
    this.#documents += documents;
    this.#budget += price - documents;
  }

  #expected(): number {
    return this.#settled === 0 ? firstGuess : this.#documents / this.#settled;
  }

  #refill(): void {
    const now = this.#clock.now();
    const { perSecond } = this.#limit;
    this.#budget = Math.min(perSecond * burst, this.#budget + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
  }
}
