import type { AdaptiveLimit } from '../core/adaptive-limit.ts';
import { createBrake } from '../core/brake.ts';
import { mostReaders } from '../core/ingest.ts';
import type { Metrics } from '../core/metrics.ts';
import type { Brake } from '../model/control.ts';
import type { Controls } from '../model/controls.ts';
import type { Stops } from './stops.ts';

/** What a person's keys do to a run, and where its source waits for them. */
export interface Steering {
  readonly controls: Controls;
  /** The brake as a source sees it: it waits for a pause, too. */
  readonly gate: Brake;
}

export function steer(metrics: Metrics, brake: Brake, readers: AdaptiveLimit, stops: Stops): Steering {
  const told = () => {
    const open = pause.engaged ? 'paused' : 'running';
    metrics.phase = stops.abort.aborted ? 'leaving' : stops.stop.aborted ? 'finishing' : open;
  };
  const pause = createBrake(told);
  for (const signal of [stops.stop, stops.abort]) signal.addEventListener('abort', told, { once: true });
  const controls: Controls = {
    togglePause() {
      if (pause.engaged) pause.release();
      else pause.engage(paused);
    },
    changeConcurrency(direction) {
      const { most } = readers;
      const step = Math.max(1, Math.floor(most / 8));
      readers.setMost(Math.min(mostReaders, most + direction * step));
    },
    signal: (name) => stops.signal(name),
  };
  return { controls, gate: both(brake, pause) };
}

const paused = {
  code: 'LF_PAUSED',
  message: 'paused by hand',
  hint: 'Press p to go on.',
};

/** Engaged and released as the brake alone; waits for both, as either may be engaged while the other is waited for. */
function both(brake: Brake, pause: Brake): Brake {
  return {
    get engaged() {
      return brake.engaged;
    },
    engage: (problem) => brake.engage(problem),
    release: () => brake.release(),
    async released(signal) {
      do {
        await pause.released(signal);
        await brake.released(signal);
      } while (pause.engaged);
    },
  };
}
