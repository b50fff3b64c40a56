import { join } from 'node:path';
import { LogflowError } from '../../model/errors.ts';
import { jobOf, stateDirectory } from '../backfill/job.ts';
import { type Entries, loadLedger } from '../backfill/ledger/read.ts';
import type { BackfillOptions } from '../backfill/options.ts';
import type { AskedTimes } from '../backfill/window.ts';
import type { Settings } from '../settings/settings.ts';

/**
 * What a backfill of the same prefixes, times, patterns, cluster and documents wrote down about its objects; it speaks for
 * no other job (R32). Rejects with `LF_AUDIT_LEDGER` when there is none.
 */
export async function ledgerOf(
  settings: Settings,
  options: BackfillOptions,
  times: AskedTimes,
): Promise<Entries> {
  const directory = join(stateDirectory(options), 'backfill');
  for (const overwrite of [false, true]) {
    const path = join(directory, `${jobOf(settings, { ...options, overwrite }, times).id}.ledger`);
    try {
      return (await loadLedger(path)).entries;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(path, error);
    }
  }
  throw new LogflowError(
    {
      code: 'LF_AUDIT_LEDGER',
      message: `--fast goes by the ledger of a backfill, and in ${directory} there is none of these prefixes, times and documents`,
      hint: 'Pass what the backfill was given, with times in full, and the same --state; or leave out --fast.',
    },
    { exit: 2 },
  );
}

function unreadable(path: string, error: unknown): LogflowError {
  return new LogflowError(
    {
      code: 'LF_AUDIT_LEDGER',
      message: `cannot read the ledger ${path}: ${(error as Error).message}`,
      hint: 'Let this user read it, or leave out --fast.',
    },
    { cause: error },
  );
}
