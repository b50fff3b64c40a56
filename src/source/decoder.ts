import type { Transform } from 'node:stream';

/**
 * One zlib engine, driven by hand. `pipeline` would drop what had been decoded when an error destroys the engine,
 * and what decoded before the damage is to be indexed. Output is read, not listened to: the engine pauses while
 * nobody reads, so a few bytes that decode to gigabytes never hold more than two of its chunks in memory.
 */
export class Decoder {
  /** What the engine said was wrong with the data. */
  failure: unknown;
  /** How many bytes of the last slice the engine took. Fewer than all: its stream has ended within the slice. */
  taken = 0;
  readonly #engine: Transform & { readonly bytesWritten: number };
  #over = false;
  #wake = () => {};

  constructor(engine: Transform & { readonly bytesWritten: number }) {
    this.#engine = engine;
    engine.on('readable', () => this.#wake());
    engine.on('error', (error) => this.#fail(error));
    // After an error zlib calls no callback; it closes.
    for (const event of ['end', 'close']) {
      engine.on(event, () => {
        this.#over = true;
        this.#wake();
      });
    }
  }

  /** Gives out what the slice decodes to; throws when the data is damaged, after giving out what came before. */
  async *write(slice: Uint8Array): AsyncGenerator<Uint8Array> {
    const before = this.#engine.bytesWritten;
    let written = false;
    this.#engine.write(slice, (error) => {
      if (error) this.#fail(error);
      written = true;
      this.#wake();
    });
    yield* this.#read(() => written);
    this.taken = this.#engine.bytesWritten - before;
  }

  /** Gives out the rest; throws when the data ends too early. */
  async *end(): AsyncGenerator<Uint8Array> {
    this.#engine.end();
    yield* this.#read(() => false);
  }

  close(): void {
    this.#engine.destroy();
  }

  async *#read(done: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      // Asked before reading: what was pushed up to that moment is then read.
      const last = this.#over || done();
      for (let piece = this.#engine.read(); piece !== null; piece = this.#engine.read()) yield piece;
      if (last) break;
      if (this.#over || done()) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.failure !== undefined) throw this.failure;
  }

  #fail(error: unknown): void {
    this.failure ??= error;
  }
}
