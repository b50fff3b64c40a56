import { parquetRow } from '../failures/object-rows.ts';
import { LogflowError } from '../model/errors.ts';
import { bytes as size } from '../model/format.ts';

/** AWS begins a new file at 75 MB. */
const maxFileBytes = 128 * 1024 * 1024;
/** Files in memory at once, whatever the number of readers. */
const maxFiles = 2;

let files = 0;
const waiting: (() => void)[] = [];

/** Whether an object that begins with these bytes is a Parquet file. */
export function isParquet(beginning: Uint8Array): boolean {
  return beginning.length >= 4 && Buffer.from(beginning.subarray(0, 4)).toString('latin1') === 'PAR1';
}

/**
 * All bytes of one Parquet file: what it holds stands at its end. `open` waits for its turn; dispose of it when the file is
 * done with.
 */
export class ParquetFile implements Disposable {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  private constructor() {}

  static async open(): Promise<ParquetFile> {
    if (files === maxFiles) await new Promise<void>((resolve) => waiting.push(resolve));
    else files += 1;
    return new ParquetFile();
  }

  /** Copies the piece. Throws `LF_PARQUET_LIMIT` when the file is too large. */
  add(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > maxFileBytes) {
      throw new LogflowError({
        code: parquetRow.code,
        message: `the Parquet file is larger than ${size(maxFileBytes)}, and has to be in memory as a whole`,
        hint: parquetRow.hint,
      });
    }
    // `slice` of a Buffer would be no copy.
    this.#pieces.push(Uint8Array.from(piece));
  }

  /** The whole file; what was collected is forgotten. */
  take(): ArrayBuffer {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces.splice(0)) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole.buffer;
  }

  [Symbol.dispose](): void {
    const next = waiting.shift();
    if (next) next();
    else files -= 1;
  }
}
