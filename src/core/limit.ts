/** At most `max` at once; who comes later waits in line. */
export class Limit {
  #used = 0;
  #max: number;
  readonly #line: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  get max(): number {
    return this.#max;
  }

  get used(): number {
    return this.#used;
  }

  get free(): boolean {
    return this.#used < this.#max;
  }

  /** Takes a place, waiting for one if need be. Give it back with `leave`. */
  async enter(): Promise<void> {
    if (this.#used < this.#max) {
      this.#used += 1;
      return;
    }
    // `leave` hands the place over: nobody can slip in between.
    await new Promise<void>((resolve) => this.#line.push(resolve));
  }

  leave(): void {
    const next = this.#used > this.#max ? undefined : this.#line.shift();
    if (next) next();
    else this.#used -= 1;
  }

  /** Who is in stays in; a smaller limit holds for those who come later. */
  protected resize(max: number): void {
    this.#max = max;
    while (this.#used < this.#max) {
      const next = this.#line.shift();
      if (!next) return;
      this.#used += 1;
      next();
    }
  }
}
