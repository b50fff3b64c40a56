import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LogflowError } from '../../model/errors.ts';

/** Writes all of the file or nothing: another name first, then the right one. It holds no secret, so others may read it. */
export function writeWhole(path: string, text: string): void {
  let part: string | undefined;
  try {
    // A link stays one.
    const target = existsSync(path) ? realpathSync(path) : path;
    part = join(dirname(target), `.logflow-init-${process.pid}`);
    writeFileSync(part, text, { flag: 'wx' });
    renameSync(part, target);
  } catch (error) {
    if (part !== undefined) rmSync(part, { force: true });
    const problem = {
      code: 'LF_INIT_WRITE',
      message: `${path} cannot be written: ${(error as Error).message}`,
      hint: 'Name a file in a directory that exists and that you may write to (--output-file).',
    };
    throw new LogflowError(problem, { cause: error });
  }
}

/** Nobody's settings are overwritten unseen. */
export function fileExists(path: string): LogflowError {
  const problem = {
    code: 'LF_INIT_EXISTS',
    message: `${path} is there already`,
    hint: 'Pass --force to replace it, or --output-file to write another one.',
  };
  return new LogflowError(problem, { exit: 2 });
}
