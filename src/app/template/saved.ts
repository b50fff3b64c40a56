import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LogflowError } from '../../model/errors.ts';
import { stateDirectory } from '../backfill/job.ts';
import { type Resource, resourceTitle } from './resource.ts';

/** Keeps what a change replaces, and answers with the path of the file. Throws `LF_TEMPLATE_SAVE`: then nothing may be changed. */
export type Save = (previous: Resource) => Promise<string>;

/**
 * Into files below `--state`, else where XDG says, synced before the change: `vpcflowlogs.composable.2026-11-23T12-00-00-000Z.json`.
 * `logflow template push FILE` puts one back.
 */
export function saveBelow(state: string | undefined, now: () => number): Save {
  const directory = join(stateDirectory({ state }), 'templates');
  return async (previous) => {
    const saved = new Date(now()).toISOString();
    const { kind, name, body } = previous;
    const path = join(directory, `${name}.${kind}.${saved.replaceAll(/[:.]/g, '-')}.json`);
    try {
      await mkdir(directory, { recursive: true });
      await writeSynced(directory, path, `${JSON.stringify({ kind, name, saved, body }, null, 2)}\n`);
    } catch (error) {
      throw notSaved(previous, directory, error as Error);
    }
    return path;
  };
}

async function writeSynced(directory: string, path: string, text: string): Promise<void> {
  const temporary = join(directory, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  // The name, too.
  const folder = await open(directory);
  await folder.sync().finally(() => folder.close());
}

function notSaved(previous: Resource, directory: string, error: Error): LogflowError {
  return new LogflowError(
    {
      code: 'LF_TEMPLATE_SAVE',
      message: `${resourceTitle(previous)} is left as it is, as it could not be saved to ${directory}: ${error.message}`,
      hint: 'Make room there, or pass --state DIR (or XDG_STATE_HOME) with a directory that may be written to.',
    },
    { cause: error },
  );
}

/** For people: where the old one is, and the way back. */
export function savedText(path: string): string[] {
  return [`  the previous version is in ${path}`, `  to go back: logflow template push ${path}`];
}
