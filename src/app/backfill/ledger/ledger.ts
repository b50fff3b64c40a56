import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LogflowError, type Problem } from '../../../model/errors.ts';
import { type Hash96, objectHash } from './hash-table.ts';
import { type Lock, type LockResult, takeLock } from './lock.ts';
import { Entries, failedObjects, formatHeader, type LoadedLedger, loadLedger } from './read.ts';
import { type FailedObject, formatRecord, type LedgerRecord } from './record.ts';
import { LedgerWriter, ledgerError } from './write.ts';

/**
 * What to do when there is a ledger of this job:
 * - `new`: begin it, unless one is unfinished
 * - `again`: begin anew, whatever there is
 * - `resume`: go on with it
 * - `retry`: go on with what failed; there must be one
 */
export type LedgerMode = 'new' | 'again' | 'resume' | 'retry';

export interface LedgerJob {
  /** Names the file. */
  readonly id: string;
  /** The first line: what the job is, for people. */
  readonly about: object;
}

/**
 * The memory of a backfill: one line for each object that came to its end, in a file for each job. A record is written
 * after the object's outcome, so a crash makes objects be read again, which adds nothing, and never be left out.
 */
export class Ledger implements AsyncDisposable {
  readonly path: string;
  /** As the ledger was when it was opened. */
  readonly before: Entries;
  readonly #writer: LedgerWriter;
  readonly #lock: Lock;

  private constructor(path: string, before: Entries, writer: LedgerWriter, lock: Lock) {
    this.path = path;
    this.before = before;
    this.#writer = writer;
    this.#lock = lock;
  }

  /**
   * Opens or creates the ledger below `state`. `say` is told what people should know. Rejects with `LF_LEDGER` (the disk),
   * `LF_BACKFILL_LOCKED`, `LF_BACKFILL_UNFINISHED` or `LF_BACKFILL_UNKNOWN`.
   */
  static async open(
    state: string,
    job: LedgerJob,
    mode: LedgerMode,
    say: (line: string) => void,
  ): Promise<Ledger> {
    const directory = join(state, 'backfill');
    const path = join(directory, `${job.id}.ledger`);
    let result: LockResult;
    try {
      mkdirSync(directory, { recursive: true });
      result = takeLock(join(directory, `${job.id}.lock`));
    } catch (error) {
      throw ledgerError(error, directory);
    }
    if (result.kind === 'held') throw new LogflowError(heldBy(result.pid, result.host));
    const { lock, takenOver } = result;
    if (takenOver !== undefined)
      say(`note: process ${takenOver} left this backfill unfinished: taking it over`);
    try {
      return await openLocked(path, job, mode, lock, say, (...parts) => new Ledger(...parts));
    } catch (error) {
      lock.release();
      throw error instanceof LogflowError ? error : ledgerError(error, path);
    }
  }

  /** Throws `LF_LEDGER` when the ledger can no longer be kept. */
  add(record: LedgerRecord): void {
    this.#writer.append(formatRecord(record));
  }

  /** What had failed and was not done since. */
  failed(): AsyncGenerator<FailedObject> {
    return failedObjects(this.path, this.before);
  }

  /** Rejects with `LF_LEDGER` when not everything was written. */
  async close(): Promise<void> {
    try {
      await this.#writer.close();
    } finally {
      this.#lock.release();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

export function hashOf({ bucket, key, etag }: Pick<FailedObject, 'bucket' | 'key' | 'etag'>): Hash96 {
  return objectHash(bucket, key, etag);
}

async function openLocked(
  path: string,
  job: LedgerJob,
  mode: LedgerMode,
  lock: Lock,
  say: (line: string) => void,
  make: (path: string, before: Entries, writer: LedgerWriter, lock: Lock) => Ledger,
): Promise<Ledger> {
  const found = await loadIfThere(path);
  const unfinished = found && !found.finished && found.entries.size > 0;
  if (mode === 'new' && unfinished) throw new LogflowError(unfinishedJob(found.entries), { exit: 2 });
  if (mode === 'retry' && !found) throw new LogflowError(noSuchJob(path), { exit: 2 });
  if (mode === 'resume' && !found)
    say('note: there is no ledger of this backfill: it begins at the beginning');
  if (mode === 'new' && found && found.entries.failed > 0) {
    say(`note: of the last run ${found.entries.failed} objects have failed; --retry-failed does just those`);
  }
  const goOn = found && (mode === 'resume' || mode === 'retry') ? found : undefined;
  if (goOn && goOn.broken > 0) {
    say(`warning: ${goOn.broken} lines of the ledger cannot be read; what they told of is done again`);
  }
  const file = await open(path, 'a');
  await file.truncate(goOn?.whole ?? 0);
  const writer = new LedgerWriter(file, path, () => lock.touch());
  if (!goOn) writer.append(formatHeader(job.about));
  writer.append(formatRecord({ kind: 'begin' }));
  await writer.flush();
  return make(path, goOn?.entries ?? new Entries(), writer, lock);
}

async function loadIfThere(path: string): Promise<LoadedLedger | undefined> {
  try {
    return await loadLedger(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function heldBy(pid: number, host: string): Problem {
  return {
    code: 'LF_BACKFILL_LOCKED',
    message: `another logflow works on this backfill: process ${pid} on ${host}`,
    hint: 'Wait for it, or stop it and pass --resume; to share the work among machines use --enqueue.',
  };
}

function unfinishedJob(entries: Entries): Problem {
  const failed = entries.failed > 0 ? `, ${entries.failed} of them have failed` : '';
  return {
    code: 'LF_BACKFILL_UNFINISHED',
    message: `this backfill was begun before and not finished: ${entries.size} objects are in its ledger${failed}`,
    hint: 'Pass --resume to go on with it, --retry-failed for just those that failed, or --no-resume to begin anew (which adds nothing twice).',
  };
}

function noSuchJob(path: string): Problem {
  return {
    code: 'LF_BACKFILL_UNKNOWN',
    message: `there is no ledger of this backfill (${path})`,
    hint: 'A job is its prefixes, times and globs, the cluster, and what documents look like: pass the same as before, with times in full.',
  };
}
