import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseJson } from './record.ts';

/** ms after which a lock that nobody touches is nobody's; it is touched every second. */
const forgotten = 60_000;
/** Others may be taking it over at the same moment. */
const tries = 5;

export type LockResult =
  | { readonly kind: 'locked'; readonly lock: Lock; readonly takenOver?: number }
  /** Somebody else works on the job. */
  | { readonly kind: 'held'; readonly pid: number; readonly host: string };

export interface Lock {
  touch(): void;
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the kernel's own count: a pid comes again. */
  readonly born: string;
  /** Tells two locks of one process apart. */
  readonly id: string;
}

/** One run at a time works on a ledger. A lock whose process is dead is taken over. Throws what the file system says. */
export function takeLock(path: string): LockResult {
  const mine: Holder = {
    pid: process.pid,
    host: machine(),
    born: birthOf(process.pid) ?? '',
    id: randomUUID(),
  };
  const text = JSON.stringify(mine);
  let takenOver: number | undefined;
  for (let n = 0; n < tries; n++) {
    if (createWhole(path, text)) {
      return { kind: 'locked', lock: lockAt(path, text), ...(takenOver !== undefined && { takenOver }) };
    }
    const found = readIfThere(path);
    if (found === undefined) continue;
    const holder = holderOf(found);
    if (holder && isAlive(holder, path)) return { kind: 'held', pid: holder.pid, host: holder.host };
    if (removeStale(path, found)) takenOver = holder?.pid ?? 0;
  }
  return { kind: 'held', pid: 0, host: '' };
}

/** With its content from the first moment on: a lock without would be taken for a dead one's. False when there is one. */
function createWhole(path: string, text: string): boolean {
  const aside = `${path}.${randomUUID()}`;
  writeFileSync(aside, text);
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(aside);
  }
}

function lockAt(path: string, text: string): Lock {
  return {
    touch() {
      try {
        const now = new Date();
        utimesSync(path, now, now);
      } catch {
        // It was removed by hand: the ledger is appended to all the same.
      }
    },
    release() {
      if (readIfThere(path) === text) unlinkSync(path);
    },
  };
}

/** Moves it away, so that of two who find it stale only one has it; what turns out to be somebody's new one is put back. */
function removeStale(path: string, stale: string): boolean {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return false;
  }
  const same = readIfThere(aside) === stale;
  try {
    if (!same) linkSync(aside, path);
  } catch {
    // Somebody was quicker with a lock of their own.
  }
  unlinkSync(aside);
  return same;
}

function isAlive({ pid, host, born }: Holder, path: string): boolean {
  if (host !== machine()) {
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - touched < forgotten;
  }
  // A container that began anew has the pid that it had before.
  const now = birthOf(pid);
  if (now !== undefined && born !== '') return now === born;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function holderOf(text: string): Holder | undefined {
  const { pid, host, born, id } = (parseJson(text) ?? {}) as Partial<Record<keyof Holder, unknown>>;
  return typeof pid === 'number' && pid > 0
    ? { pid, host: String(host), born: String(born), id: String(id) }
    : undefined;
}

/** Pids are told apart within one of these: the name (a container's own) and the boot. */
function machine(): string {
  return `${hostname()} ${readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}`.trim();
}

/** Field 22 of proc(5)'s stat, counted behind the name, which may hold anything; undefined where there is no /proc. */
function birthOf(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
