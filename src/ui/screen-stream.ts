import { write, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';

/** A terminal as Node has it, for output. */
export type Terminal = WriteStream & { readonly fd: number };

/** ms until a terminal that was full is tried again. */
const pause = 20;

/**
 * The terminal, written to by a thread of Node's pool. Node's own stream for it blocks: somebody who holds the output
 * (Ctrl-S, a line that went dead) would stop the engine with all its leases. Here frames wait, and `behind` says so.
 */
export class ScreenStream extends Writable {
  readonly isTTY = true;
  readonly #terminal: Terminal;
  readonly #resized = () => void this.emit('resize');
  #atOnce = false;

  constructor(terminal: Terminal) {
    super();
    this.#terminal = terminal;
    terminal.on('resize', this.#resized);
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** The terminal has not taken the last frame yet. */
  get behind(): boolean {
    return this.writableLength > 0;
  }

  /** From here on what is written is written when the call returns: the process is about to end. */
  writeAtOnce(): void {
    this.#atOnce = true;
  }

  /** Resolves when all that was written has reached the terminal. */
  async finish(): Promise<void> {
    this.#terminal.off('resize', this.#resized);
    await new Promise<void>((resolve) => this.end(resolve));
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    if (!this.#atOnce) return super.write(chunk, ...(rest as []));
    try {
      writeSync(this.#terminal.fd, String(chunk));
    } catch {
      // The terminal is gone, and with it whoever would look at it.
    }
    return true;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    write(this.#terminal.fd, chunk, (error, written) => {
      if (error?.code === 'EAGAIN') setTimeout(() => this._write(chunk, _encoding, done), pause);
      // A terminal that is gone is told nothing more; the engine goes on without it.
      else if (error || written >= chunk.length) done();
      else this._write(chunk.subarray(written), _encoding, done);
    });
  }
}
