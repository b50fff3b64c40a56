import { createReadStream } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { LogflowError } from '../model/errors.ts';
import type { RejectsContent } from './store.ts';

const gzip = promisify(gzipCallback);

/**
 * Lines that grow until they are put into a store: in memory, and in a file once there are too many. Each spill is a gzip member of its own; members
 * one behind the other are a gzip again (RFC 1952, 2.2).
 */
export class Pile {
  readonly #place: () => string;
  #file = '';
  #lines: Buffer[] = [];
  #bytes = 0;
  #spilled = 0;
  /** Spills follow one another, and the end waits for them. Never rejects. */
  #last: Promise<void> = Promise.resolve();
  #failure: LogflowError | undefined;

  /** `place`: asked for the file once it is needed. */
  constructor(place: () => string) {
    this.#place = place;
  }

  /** In memory. */
  get bytes(): number {
    return this.#bytes;
  }

  add(line: Buffer): void {
    this.#lines.push(line);
    this.#bytes += line.length;
  }

  /** What is in memory goes to the file. A failure is kept for `content`: whoever spills is not whom it concerns. */
  spill(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    this.#last = this.#last.then(() => this.#append(lines));
    return this.#last;
  }

  /** Everything that was added. Throws `LogflowError` when a part of it could not be kept. */
  async content(): Promise<RejectsContent> {
    await this.#last;
    if (this.#failure) throw this.#failure;
    const tail = await gzip(Buffer.concat(this.#lines));
    const file = this.#file;
    const spilled = this.#spilled;
    return {
      bytes: spilled + tail.length,
      async *read() {
        if (spilled > 0) yield* createReadStream(file);
        yield tail;
      },
    };
  }

  async drop(): Promise<void> {
    this.#lines = [];
    this.#bytes = 0;
    await this.#last;
    if (this.#spilled > 0) await rm(this.#file, { force: true });
  }

  async #append(lines: readonly Buffer[]): Promise<void> {
    if (this.#failure) return;
    try {
      if (this.#file === '') this.#file = this.#place();
      const member = await gzip(Buffer.concat(lines));
      await appendFile(this.#file, member);
      this.#spilled += member.length;
    } catch (error) {
      this.#failure = spillError(error);
    }
  }
}

function spillError(error: unknown): LogflowError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new LogflowError(
    {
      code: 'LF_REJECTS_SPILL',
      message: `rejected documents do not fit into memory, and cannot be written below ${tmpdir()}: ${code ?? message}`,
      hint: 'Let TMPDIR name a directory with room that this user can write to.',
    },
    { cause: error },
  );
}
