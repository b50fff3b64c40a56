import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of the heap at the size it has at the start. Documents are made by the million and die at
 * once, so it would grow to its maximum (three times 32 MiB) and stay there: 100 MiB of garbage, and not a line a second
 * faster (bench/large-object.ts: 511 MiB at the peak with growth, 400 MiB without, 40 k lines/s both).
 * The one flag of V8's for this that has effect in a running process.
 *
 * It holds for worker threads, too, and those start with 1 MiB, where the main thread has grown to 16 by now: they are given
 * 8 to begin with (the interpreter in a thread: 2,800 collections and 7.7 s of CPU without, 6.6 s with, the same peak).
 *
 * And marks in one go, 30 ms a time, where V8 would mark a little at a time beside the work, and begin anew as soon as it was
 * done: what lies outside of its heap, buffers of unpacked lines, made it 34 times for a million lines, and 26% of the CPU
 * were its helpers' (6.3 s of CPU with, 4.5 s without, 11 times; the peak is the same).
 *
 * With that, baseline code is not compiled beside the work: such a job may wait for a collection by the main thread while that one
 * waits, at the end of the process, for the job, and neither ever moves again (nodejs/node issue 54918). On a busy machine 2 of 59
 * consumers did not end after SIGTERM, with all of their work done; of 151 with this flag none, and of 194 that mark little by little none.
 */
export function tuneCollector(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--min-semi-space-size=8');
  setFlagsFromString('--no-incremental-marking');
  setFlagsFromString('--no-concurrent-sparkplug');
}

/**
 * Collects what a listing leaves behind when as much again as is alive has gathered, where V8 waits for four times that: a
 * million keys then need 200 MB at the peak, and not 300. For runs that only list.
 */
export function collectSooner(): void {
  setFlagsFromString('--heap-growing-percent=100');
}
