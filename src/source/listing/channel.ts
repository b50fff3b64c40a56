/** Hands values from producers to one consumer; a producer waits while `room` values wait to be taken. */
export class Channel<T> {
  readonly #room: number;
  readonly #values: T[] = [];
  readonly #producers: (() => void)[] = [];
  #wake: () => void = () => {};
  #end: { readonly error?: unknown } | undefined;

  constructor(room: number) {
    this.#room = room;
  }

  /** Resolves when there is room for the next value. What comes after the end is dropped. */
  async push(value: T): Promise<void> {
    if (this.#end) return;
    this.#values.push(value);
    this.#wake();
    if (this.#values.length >= this.#room) await new Promise<void>((go) => this.#producers.push(go));
  }

  /** The consumer gets what is there, and then the error, if there is one. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake();
    for (const go of this.#producers.splice(0)) go();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) {
        this.#producers.shift()?.();
        yield value;
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((go) => {
          this.#wake = go;
        });
      }
    }
  }
}
