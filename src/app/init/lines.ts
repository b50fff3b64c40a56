import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What somebody types, line by line; nothing is lost of what was typed, or pasted, ahead of a question. */
export class Lines implements Disposable {
  readonly #ready: string[] = [];
  readonly #interface;
  #closed = false;
  #wake: () => void = () => {};

  constructor(input: Readable) {
    // `terminal: false`: else Ctrl-C would be readline's, and no signal.
    this.#interface = createInterface({ input, terminal: false });
    this.#interface.on('line', (line) => {
      this.#ready.push(line);
      this.#wake();
    });
    this.#interface.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** Undefined at the end (Ctrl-D). Rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<string | undefined> {
    while (this.#ready.length === 0 && !this.#closed) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    signal.throwIfAborted();
    return this.#ready.shift();
  }

  [Symbol.dispose](): void {
    this.#interface.close();
  }
}
