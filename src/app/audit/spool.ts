import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ListedObject } from '../../source/listing/page.ts';

/** Characters that wait in memory. */
const enough = 1 << 16;

/** Objects that are to be loaded again, in a file below TMPDIR: there may be a million of them. */
export class Spool implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'logflow-audit-'));
  readonly #path = join(this.#folder, 'objects.ndjson');
  #lines = '';
  #written: Promise<void> = Promise.resolve();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Resolves when it is kept. Rejects as the file system does. */
  async add({ bucket, key, size, etag, lastModified }: ListedObject): Promise<void> {
    this.#lines += `${JSON.stringify({ bucket, key, size, etag, lastModified })}\n`;
    this.#size += 1;
    if (this.#lines.length >= enough) await this.#flush();
  }

  async *read(): AsyncGenerator<ListedObject> {
    await this.#flush();
    if (this.#size === 0) return;
    for await (const line of createInterface({ input: createReadStream(this.#path) })) yield JSON.parse(line);
  }

  #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = '';
    this.#written = this.#written.then(() => appendFile(this.#path, lines));
    return this.#written;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
