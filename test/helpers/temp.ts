import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

/** A folder of one test's own: `await using folder = temporaryFolder()`, or `remove()` in afterEach. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute, without symbolic links. */
  readonly path: string;
  remove(): Promise<void>;
}

export function temporaryFolder(prefix = 'logflow-test-'): TemporaryFolder {
  // The real path: a Java security manager, like any comparison of paths, is misled by a linked /tmp.
  const path = mkdtempSync(join(realpathSync(tmpdir()), prefix));
  const callOff = atExit(() => rmSync(path, { recursive: true, force: true }));
  const remove = async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    callOff();
  };
  return { path, remove, [Symbol.asyncDispose]: remove };
}
