import type { Writable } from 'node:stream';
import type { Sink } from '../model/bulk.ts';
import { settleAll } from './ndjson.ts';
import { outputError } from './output-error.ts';
import type { OutputForm } from './part-name.ts';
import { rowsOf } from './rows.ts';

/**
 * Documents down a pipe (`--output ndjson:-`, `bulk:-`): at-least-once, there is nothing to commit (R11).
 * `deliver` ends when the stream has taken the bytes, so a slow reader slows the source down.
 * Throws `LogflowError` once the reader is gone.
 */
export function createNdjsonStdout(stream: Writable, form: OutputForm): Sink {
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken ??= error;
  };
  stream.on('error', onError); // Without a listener EPIPE would end the process as an uncaught exception.

  return {
    async deliver(batch, signal) {
      signal.throwIfAborted();
      if (broken !== undefined) throw outputError(broken, 'the output stream');
      const rows = batch.parts.flatMap((part) => Array.from(rowsOf(part, form), ({ bytes }) => bytes));
      await write(stream, Buffer.concat(rows), signal);
      settleAll(batch);
    },
    commit: async () => undefined,
    discard: async () => {},
    async close() {
      stream.off('error', onError);
    },
  };
}

function write(stream: Writable, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const done = (error?: Error | null): void => {
      signal.removeEventListener('abort', onAbort);
      if (error) reject(outputError(error, 'the output stream'));
      else resolve();
    };
    try {
      stream.write(bytes, done);
    } catch (error) {
      done(error as Error); // Files and full devices fail at once, not later.
    }
  });
}
