import type { Writable } from 'node:stream';
import { outputError } from '../sink/output-error.ts';

/**
 * Takes the place of oclif's listener for the stream's errors, which throws on all but EPIPE: a full disk would end the
 * process with messages hidden. The answer prints the result of a run.
 *
 * The printer throws `LogflowError` when the text, or something before it, could not be written. A reader that had enough
 * (`| head`) is no failure.
 */
export function guardStdout(stdout: Writable): (text: string) => Promise<void> {
  let first: NodeJS.ErrnoException | undefined;
  stdout.removeAllListeners('error');
  stdout.on('error', (error) => {
    first ??= error;
  });
  return async (text) => {
    const last = await new Promise<Error | null | undefined>((resolve) => stdout.write(text, resolve));
    // Whatever comes after the first one says only that the stream is destroyed.
    const error: NodeJS.ErrnoException | null | undefined = first ?? last;
    if (error && error.code !== 'EPIPE') throw outputError(error, 'standard output');
  };
}
