/**
 * Passes pieces on, and rejects with the signal's reason when it aborts, also while a read is pending that may never
 * end: a terminal, or a pipe that nobody writes to.
 */
export async function* untilAborted<T>(pieces: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]();
  // One listener for the whole object and one promise for each read: a race against a promise that lives as long
  // as the run would keep every piece in memory.
  let reject: (reason: unknown) => void = () => {};
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<T>>((resolve, refuse) => {
        reject = refuse;
        iterator.next().then(resolve, refuse);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    const closing = iterator.return?.();
    // After an abort it would wait behind the pending read.
    if (signal.aborted) closing?.catch(() => {});
    else await closing;
  }
}
