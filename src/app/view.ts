import type { View } from './io.ts';

export interface ViewChoice {
  readonly json: boolean;
  readonly noUi: boolean;
  /** Documents go to stdout (R11). */
  readonly takesStdout: boolean;
  /** Whether these are terminals: keys come from one, the screen goes to the other. */
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Decided once, before anything is shown. A screen only for a person: a terminal at both ends, and nobody who said otherwise. */
export function viewOf({ json, noUi, takesStdout, stdin, stdout, environment }: ViewChoice): View {
  if (json) return 'json';
  const { CI = '', TERM } = environment;
  const automatic = !['', '0', 'false'].includes(CI.toLowerCase());
  if (noUi || takesStdout || automatic || TERM === 'dumb') return 'plain';
  return stdin && stdout ? 'live' : 'plain';
}
