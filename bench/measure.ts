import { readFileSync } from 'node:fs';
import { isOnPath, runTool } from '../test/helpers/tool.ts';

/** Linux counts CPU time for /proc in hundredths of a second, whatever the kernel's own tick is (USER_HZ). */
const ticksPerSecond = 100;

/**
 * CPU seconds, user and system, of all children of this process that have ended and were waited for: fields 16 and 17
 * of /proc/self/stat. The kernel adds a child's whole account, all its threads from exec to exit, in the moment it is
 * reaped, so the difference around one child is exactly what it used. Nothing else may end meanwhile.
 */
export function cpuOfEndedChildren(): number {
  const fields = statFields('self');
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
}

/** CPU seconds of a live process and its threads so far: fields 14 and 15. */
export function cpuOf(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** From the third field on: the second is the program's name and may hold anything, spaces too. */
function statFields(pid: number | 'self'): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** The kernel's own peak of a process, bytes, looked up every 50 ms until `ended`. */
export async function peakMemoryOf(pid: number, ended: Promise<unknown>): Promise<number> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, highWaterMark(pid));
  }, 50);
  await ended.finally(() => clearInterval(watch));
  return peak;
}

/** VmHWM, bytes; 0 when the process has just ended. */
function highWaterMark(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Keeps a process, and every thread it has or will start, on one core. False when there is no `taskset`. */
export async function pin(pid: number, core: number): Promise<boolean> {
  if (!isOnPath('taskset')) return false;
  await runTool('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
  return true;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
