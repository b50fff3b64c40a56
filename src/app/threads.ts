/** Bytes that a process needs without worker threads (large objects, default settings), the shared geo data included. */
const baseBytes = 400 * 2 ** 20;
/** Bytes that a worker thread needs: its heap, its modules, and what is under way in it. */
const threadBytes = 64 * 2 ** 20;

export interface Machine {
  readonly cores: number;
  /** Bytes this process may use. */
  readonly memory: number;
}

/**
 * How many worker threads, when nobody says: one core is for the main thread, which unpacks and sends; more threads than
 * objects are read at once would idle, as an object is bound to one. At least one, so that no object, however slow its
 * lines, keeps the main thread from extending leases.
 */
export function defaultThreads({ cores, memory }: Machine, concurrency: number): number {
  const affordable = Math.floor((memory - baseBytes) / threadBytes);
  return Math.max(1, Math.min(cores - 1, concurrency, affordable));
}
