import type { FileHandle } from 'node:fs/promises';
import { LogflowError } from '../../../model/errors.ts';

/** ms after which a line is on the disk at the latest: what a crash may cost is done again, and adds nothing. */
const interval = 1_000;
/** Characters that wait at most. */
const enough = 1 << 16;

/** Appends lines: many in one write, synced. */
export class LedgerWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;
  #lines = '';
  #writing: Promise<void> = Promise.resolve();
  #failure: LogflowError | undefined;

  /** The file is the writer's to close. `beat` is called once a second. */
  constructor(file: FileHandle, path: string, beat: () => void) {
    this.#file = file;
    this.#path = path;
    this.#timer = setInterval(() => {
      beat();
      void this.flush();
    }, interval).unref();
  }

  /** Throws `LF_LEDGER` when something before it could not be written: nobody would know what is done. */
  append(line: string): void {
    if (this.#failure) throw this.#failure;
    this.#lines += line;
    if (this.#lines.length >= enough) void this.flush();
  }

  /** Resolves when all that was appended is on the disk, or could not be written. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const lines = this.#lines;
      if (lines === '' || this.#failure) return;
      this.#lines = '';
      try {
        await this.#file.appendFile(lines);
        await this.#file.datasync();
      } catch (error) {
        this.#failure = ledgerError(error, this.#path);
      }
    });
    return this.#writing;
  }

  /** Rejects with `LF_LEDGER` when not everything was written. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#file.close();
    if (this.#failure) throw this.#failure;
  }
}

export function ledgerError(error: unknown, path: string): LogflowError {
  return new LogflowError(
    {
      code: 'LF_LEDGER',
      message: `the ledger of the backfill cannot be kept in ${path}: ${(error as Error).message}`,
      hint: 'Make room there, or pass --state DIR (or XDG_STATE_HOME) with a directory that may be written to.',
    },
    { cause: error },
  );
}
