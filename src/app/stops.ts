/** Ctrl-C and friends as two signals: the first asks to finish what is open, the second to leave it. */
export interface Stops {
  /** First SIGINT or SIGTERM: take no new work. */
  readonly stop: AbortSignal;
  /** Second one: put everything back where it was. */
  readonly abort: AbortSignal;
  /** Which signal came first, if any did (R36: 130 for SIGINT, and a SIGTERM that drained is a success). */
  readonly by: () => 'SIGINT' | 'SIGTERM' | undefined;
  /** As if the signal had come. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  dispose(): void;
}

export function listenForStops(target: NodeJS.Process, say: (line: string) => void): Stops {
  const stop = new AbortController();
  const abort = new AbortController();
  let by: 'SIGINT' | 'SIGTERM' | undefined;
  const listen = (signal: 'SIGINT' | 'SIGTERM') => () => {
    if (by === undefined) {
      by = signal;
      say('stopping: finishing what is open (once more to leave it where it is)');
      stop.abort(new Error(signal));
    } else if (!abort.signal.aborted) {
      say('leaving: what is open is put back');
      abort.abort(new Error(signal));
    } else {
      // Somebody insists: nothing is lost by it, messages come back when their visibility timeout ends.
      target.exit(130);
    }
  };
  const onInt = listen('SIGINT');
  const onTerm = listen('SIGTERM');
  target.on('SIGINT', onInt);
  target.on('SIGTERM', onTerm);
  // A terminal that was closed: as SIGTERM.
  target.on('SIGHUP', onTerm);
  return {
    stop: stop.signal,
    abort: abort.signal,
    by: () => by,
    signal: (name) => listen(name)(),
    dispose() {
      target.off('SIGINT', onInt);
      target.off('SIGTERM', onTerm);
      target.off('SIGHUP', onTerm);
    },
  };
}
