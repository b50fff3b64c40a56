/** A read that brought nothing for too long. */
export class IdleReadError extends Error {
  constructor(ms: number) {
    super(`no byte for ${ms / 1000} s`);
    this.name = 'IdleReadError';
  }
}

/** What a stream of Node has beyond an iterable: its socket can be closed while a read is pending. */
type Chunks = AsyncIterable<Uint8Array> & { destroy?(): void };

/**
 * Passes chunks on; rejects when one read is pending for longer than `ms`, and then closes the stream.
 * The timer runs only while a read is pending: a slow cluster behind us must not look like a stalled S3 (R13).
 */
export async function* readWithin(chunks: Chunks, ms: number): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let stalled = false;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          stalled = true;
          reject(new IdleReadError(ms));
        }, ms);
      });
      const result = await Promise.race([iterator.next(), timeout]).finally(() => clearTimeout(timer));
      if (result.done) return;
      yield result.value;
    }
  } finally {
    // `return` closes the socket, but after a stall it waits in line behind the read that never ends.
    if (stalled) chunks.destroy?.();
    const closing = iterator.return?.().catch(() => {});
    if (!stalled) await closing;
  }
}
