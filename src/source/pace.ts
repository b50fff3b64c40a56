/** Counts what is done in each second. */
export class Pace {
  readonly #now: () => number;
  #second = 0;
  #count = 0;
  #last = 0;

  /** `now`: ms since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** One more was done. */
  add(): void {
    this.#roll();
    this.#count += 1;
  }

  /** How many were done in the last full second. */
  get lastSecond(): number {
    this.#roll();
    return this.#last;
  }

  #roll(): void {
    const second = Math.floor(this.#now() / 1000);
    if (second === this.#second) return;
    this.#last = second === this.#second + 1 ? this.#count : 0;
    this.#second = second;
    this.#count = 0;
  }
}
