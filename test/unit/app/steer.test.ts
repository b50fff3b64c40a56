import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { steer } from '../../../src/app/steer.ts';
import { listenForStops } from '../../../src/app/stops.ts';
import { AdaptiveLimit } from '../../../src/core/adaptive-limit.ts';
import { createBrake } from '../../../src/core/brake.ts';
import { Metrics } from '../../../src/core/metrics.ts';
import { turns } from '../core/kit.ts';

const problem = { code: 'LF_X', message: 'flood stage', hint: 'make room' };

function setUp() {
  const metrics = new Metrics(() => 0);
  const brake = createBrake(() => {});
  const readers = new AdaptiveLimit({ start: 8, most: 32, decrease: 0.75 });
  const said: string[] = [];
  const stops = listenForStops(new EventEmitter() as NodeJS.Process, (line) => said.push(line));
  return { metrics, brake, readers, stops, said, ...steer(metrics, brake, readers, stops) };
}

/** Whether a source would go on, and where it is. */
function waiting(gate: ReturnType<typeof setUp>['gate'], signal?: AbortSignal) {
  const state = { is: 'waiting' };
  gate.released(signal).then(
    () => {
      state.is = 'through';
    },
    () => {
      state.is = 'stopped';
    },
  );
  return state;
}

it('a source waits for a pause as for the brake, whichever comes while it waits for the other', async () => {
  const { brake, controls, gate, metrics } = setUp();
  brake.engage(problem);
  const source = waiting(gate);
  controls.togglePause();
  expect(metrics.phase).toBe('paused');
  brake.release();
  await turns(3);
  expect(source.is).toBe('waiting');
  controls.togglePause();
  await turns(3);
  expect([source.is, metrics.phase]).toEqual(['through', 'running']);
  expect(gate.engaged).toBeUndefined();
});

it('who pauses does not brake: the time goes on for the leases', () => {
  const { brake, controls, gate } = setUp();
  controls.togglePause();
  expect([gate.engaged, brake.engaged]).toEqual([undefined, undefined]);
});

it('a stop ends a pause for who waits, and is what is told', async () => {
  const { controls, gate, metrics, stops, said } = setUp();
  controls.togglePause();
  const source = waiting(gate, stops.stop);
  controls.signal('SIGTERM');
  await turns(3);
  expect([source.is, metrics.phase, stops.by()]).toEqual(['stopped', 'finishing', 'SIGTERM']);
  controls.togglePause();
  expect(metrics.phase).toBe('finishing');
  controls.signal('SIGINT');
  expect([metrics.phase, stops.by(), stops.abort.aborted]).toEqual(['leaving', 'SIGTERM', true]);
  expect(said).toHaveLength(2);
});

it('the number of objects moves by steps, within what there can be', () => {
  const { controls, readers } = setUp();
  controls.changeConcurrency(1);
  expect(readers.most).toBe(36);
  for (let n = 0; n < 100; n++) controls.changeConcurrency(1);
  expect(readers.most).toBe(256);
  for (let n = 0; n < 100; n++) controls.changeConcurrency(-1);
  expect([readers.most, readers.max]).toEqual([1, 1]);
});
