import type { Readable } from 'node:stream';

/** What a process has printed so far: its last `limit` characters, and a way to wait for words in them. */
export class Output {
  #text = '';
  #ended = false;
  readonly #limit: number;
  readonly #watchers = new Set<() => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get text(): string {
    return this.#text;
  }

  collect(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
      this.#text = this.#text.slice(-this.#limit);
    });
  }

  /** The process is gone: whoever still waits is told so. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Resolves when `pattern` is found; rejects with the end of the output when the process ends before, or after `timeoutMs`. */
  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        act();
      };
      const giveUp = (why: string) =>
        finish(() =>
          reject(new Error(`${why} before it printed ${pattern}. Its last words:\n${this.tail()}`)),
        );
      const look = () => {
        const found = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, '')).exec(this.#text);
        if (found) finish(() => resolve(found));
        else if (this.#ended) giveUp('the process ended');
      };
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms went by`), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** The last lines, enough to see why. */
  tail(): string {
    return this.#text.trimEnd().split('\n').slice(-40).join('\n');
  }

  #wake(): void {
    for (const look of [...this.#watchers]) look();
  }
}
