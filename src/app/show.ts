import type { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import type { Controls } from '../model/controls.ts';
import { never } from '../model/errors.ts';
import type { RunInfo, SnapshotStore } from '../model/metrics.ts';
import type { Terminal } from '../ui/screen-stream.ts';
import type { Io } from './io.ts';
import { logProblems } from './log-problems.ts';
import { snapshotLine } from './output/snapshot-line.ts';
import { showProgress } from './report.ts';
import type { RunPlan } from './run.ts';
import type { Settings } from './settings/settings.ts';
import { tellSteadily } from './steady.ts';

/** Shows a run in the way that was chosen, from published snapshots alone. Resolves with how to end it. */
export async function show(
  store: SnapshotStore,
  controls: Controls,
  info: RunInfo,
  io: Io,
): Promise<() => Promise<void>> {
  const endLog = logProblems(store, io.log);
  const endView = await openView(store, controls, info, io);
  return async () => {
    endLog();
    await endView();
  };
}

async function openView(
  store: SnapshotStore,
  controls: Controls,
  info: RunInfo,
  io: Io,
): Promise<() => void | Promise<void>> {
  switch (io.view) {
    case 'plain':
      return showProgress(store, info, io.stderr);
    case 'json': {
      const endProgress = showProgress(store, info, io.stderr);
      const endSnapshots = showSnapshots(store, info, io.machine);
      return () => {
        endProgress();
        endSnapshots();
      };
    }
    case 'live': {
      // React is loaded by those who look at a screen, and by nobody else.
      const { mountLive } = await import('../ui/mount.tsx');
      const terminal = { stdin: io.stdin as ReadStream, stdout: io.stdout as Terminal };
      let unhush = () => {};
      let endPlain = () => {};
      const broke = () => {
        unhush();
        endPlain = showProgress(store, info, io.stderr);
      };
      const unmount = mountLive({ store, controls, info, terminal, environment: process.env, broke });
      // After the screen: when the process ends, the screen goes first, and what was held back is told then.
      unhush = io.log.hush();
      return async () => {
        await unmount();
        unhush();
        endPlain();
      };
    }
    default:
      return never(io.view);
  }
}

/** JSON lines. A reader that does not keep up misses some: nobody waits for it. */
function showSnapshots(store: SnapshotStore, info: RunInfo, stream: Writable): () => void {
  return tellSteadily(
    store,
    info,
    (now, last, left) => void stream.write(`${JSON.stringify(snapshotLine(now, last, left))}\n`),
    () => !stream.writableNeedDrain,
  );
}

const commands = { queue: 'consume', files: 'ingest', listing: 'backfill' } as const;

/** What the run is called on a screen. */
export function runInfo(settings: Settings, plan: Pick<RunPlan, 'kind' | 'from' | 'finite'>): RunInfo {
  const { output, node = [] } = settings;
  const hosts = node.map((url) => new URL(url).host).join(', ');
  return {
    command: commands[plan.kind],
    from: plan.from,
    to: output.kind === 'cluster' ? hosts : `${output.kind}:${output.target}`,
    finite: plan.finite,
  };
}
