import { LogflowError } from '../model/errors.ts';

const hints: Readonly<Record<string, string>> = {
  ENOSPC:
    'Free disk space or choose another directory, then run again: nothing half-written was kept under its final name.',
  EDQUOT: 'Raise the quota or choose another directory, then run again.',
  EACCES: 'Give this user the right to write there, or choose another directory.',
  EPERM: 'Give this user the right to write there, or choose another directory.',
  EROFS: 'The file system is read-only: choose another directory.',
  ENOTDIR: 'A part of the path is a file: choose another directory.',
  EEXIST: 'The path is a file: choose another directory.',
  EMFILE: 'Raise the limit of open files (ulimit -n).',
  EPIPE: 'The reader of the pipe went away (`head` does): run again, or write to a directory.',
};

/** What the system says about a file or pipe that cannot be written. The run cannot go on. */
export function outputError(error: unknown, target: string): LogflowError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new LogflowError(
    {
      code: code === 'EPIPE' ? 'LF_OUTPUT_CLOSED' : 'LF_OUTPUT',
      message: `cannot write to ${target}: ${code ?? message}`,
      hint: hints[code ?? ''] ?? 'Check the output of --output, then run again.',
    },
    { cause: error },
  );
}
