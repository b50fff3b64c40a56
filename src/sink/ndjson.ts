import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BulkBatch, Sink } from '../model/bulk.ts';
import { outputError } from './output-error.ts';
import { type OutputForm, partName } from './part-name.ts';
import { rowsOf } from './rows.ts';

export interface NdjsonSinkOptions {
  /** Made when it is not there. */
  readonly directory: string;
  readonly form: OutputForm;
}

/** A file in the making: writes to it wait for each other. */
interface Growing {
  readonly temporary: string;
  readonly final: string;
  last: Promise<void>;
}

/**
 * One part file for each index and object (`--output ndjson:DIR`, `bulk:DIR`; R11): it grows under a hidden name, and
 * `commit` makes it durable under its own. Files are open only while they are written to.
 * Throws `LogflowError` when the file system does not take it.
 */
export function createNdjsonSink({ directory, form }: NdjsonSinkOptions): Sink {
  const objects = new Map<string, Map<string, Growing>>();
  const attempt = `${process.pid}-${randomBytes(4).toString('hex')}`;
  let made: Promise<unknown> | undefined;

  function growing(object: string, index: string): Growing {
    const files = objects.get(object) ?? new Map<string, Growing>();
    objects.set(object, files);
    const name = partName(index, object, form);
    const found = files.get(name);
    if (found !== undefined) return found;
    const file: Growing = {
      temporary: join(directory, `.${name}.${attempt}.tmp`),
      final: join(directory, name),
      last: Promise.resolve(),
    };
    files.set(name, file);
    return file;
  }

  async function translate<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw outputError(error, directory);
    }
  }

  return {
    async deliver(batch, signal) {
      signal.throwIfAborted();
      await translate(async () => {
        made ??= mkdir(directory, { recursive: true });
        await made;
        for (const [file, rows] of byFile(batch, form, growing)) {
          const turn = file.last.then(() => append(file.temporary, rows));
          file.last = turn.catch(() => {}); // Each writer hears of its own failure.
          await turn;
        }
      });
      settleAll(batch);
    },
    async commit(object) {
      const files = objects.get(object);
      if (files === undefined) return undefined; // No documents, no file.
      await translate(async () => {
        for (const { temporary } of files.values()) await sync(temporary, 'r+');
        for (const { temporary, final } of files.values()) await rename(temporary, final);
        await sync(directory, 'r'); // The new names, too, must outlive a power cut.
      });
      objects.delete(object);
      return undefined;
    },
    async discard(object) {
      const files = objects.get(object);
      objects.delete(object);
      for (const { temporary, last } of files?.values() ?? []) {
        await last;
        await translate(() => rm(temporary, { force: true }));
      }
    },
    close: async () => {},
  };
}

function byFile(
  batch: BulkBatch,
  form: OutputForm,
  growing: (object: string, index: string) => Growing,
): Map<Growing, Buffer[]> {
  const files = new Map<Growing, Buffer[]>();
  for (const part of batch.parts) {
    for (const { index, bytes } of rowsOf(part, form)) {
      const file = growing(part.object, index);
      const rows = files.get(file) ?? [];
      rows.push(bytes);
      files.set(file, rows);
    }
  }
  return files;
}

async function append(path: string, rows: readonly Buffer[]): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(Buffer.concat(rows)); // Whole, unlike write() and writev().
  } finally {
    await file.close();
  }
}

async function sync(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

export function settleAll(batch: BulkBatch): void {
  for (const part of batch.parts) part.settle(part.from, part.to, { kind: 'ok' });
}
