/** What a person may do to a run while it goes on: the live view's keys. */
export interface Controls {
  /** Stops asking the source for more, or goes on; what is open is finished either way. */
  togglePause(): void;
  /** More or fewer objects read at once, by a step. Who is in stays in. */
  changeConcurrency(direction: 1 | -1): void;
  /** As if the signal had come: the first finishes what is open, the second puts it back, the third ends the process. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
}
