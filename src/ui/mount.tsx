import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import type { Controls } from '../model/controls.ts';
import type { RunInfo, SnapshotStore } from '../model/metrics.ts';
import { guardTerminal } from './guard.ts';
import { Live } from './live.tsx';
import { ScreenStream, type Terminal } from './screen-stream.ts';
import { themeOf } from './theme.ts';
import { createViewStore } from './view-store.ts';

export interface LiveOptions {
  readonly store: SnapshotStore;
  readonly controls: Controls;
  readonly info: RunInfo;
  /** Terminals, both. */
  readonly terminal: { readonly stdin: ReadStream; readonly stdout: Terminal };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The screen broke: the run goes on without it, and somebody else should show it. The terminal is as it was. */
  readonly broke: () => void;
}

/** Shows the live view on the alternate screen. Resolves the answer's call when the terminal is as it was. */
export function mountLive(options: LiveOptions): () => Promise<void> {
  const { store, controls, info, terminal, environment } = options;
  const screen = new ScreenStream(terminal.stdout);
  const view = createViewStore(store, info, () => screen.behind);
  const allIsWell = guardTerminal(terminal.stdout.fd);
  const ink = render(<Live store={view} controls={controls} theme={themeOf(environment)} />, {
    stdout: screen as unknown as WriteStream,
    stdin: terminal.stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
  });
  // Whatever ends the process: first of all the screen goes, so that what is printed then can be read.
  const restore = () => {
    screen.writeAtOnce();
    ink.unmount();
    letGoOfKeys(terminal.stdin);
    allIsWell();
  };
  process.once('exit', restore);
  process.once('uncaughtExceptionMonitor', restore);
  const end = async () => {
    process.off('exit', restore);
    process.off('uncaughtExceptionMonitor', restore);
    view.close();
    ink.unmount();
    await screen.finish();
    letGoOfKeys(terminal.stdin);
    allIsWell();
  };
  let ended: Promise<void> | undefined;
  ink.waitUntilExit().catch(() => {
    if (ended) return;
    ended = end();
    void ended.then(options.broke);
  });
  return () => {
    ended ??= end();
    return ended;
  };
}

/** Ink does that in a microtask, for which there may be no time, and not at all when the first frame broke. */
function letGoOfKeys(stdin: ReadStream): void {
  stdin.setRawMode(false);
  stdin.unref();
}
