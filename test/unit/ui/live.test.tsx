import { render } from 'ink-testing-library';
import { expect, it } from 'vitest';
import type { Controls } from '../../../src/model/controls.ts';
import { Live } from '../../../src/ui/live.tsx';
import { createViewStore } from '../../../src/ui/view-store.ts';
import { waitFor } from '../../helpers/wait.ts';
import { drawn, info, snapshot, storeOf } from './kit.ts';

function show() {
  const store = storeOf(snapshot());
  const done: string[] = [];
  const controls: Controls = {
    togglePause: () => void done.push('pause'),
    changeConcurrency: (direction) => void done.push(`concurrency ${direction}`),
    signal: (name) => void done.push(name),
  };
  const views = createViewStore(store, info, () => false);
  const screen = render(<Live store={views} controls={controls} theme={drawn} />);
  /** Resolves when the frame matches: what a key does is seen a turn later. */
  const seen = (pattern: RegExp) =>
    waitFor(() => pattern.test(screen.lastFrame() ?? ''), { what: `${pattern} in the frame` });
  return { store, screen, done, seen };
}

it('keys steer the run, also several that come at once', async () => {
  const { screen, done, seen } = show();
  await seen(/─ Queue ─/);
  screen.stdin.write('p+=-q');
  screen.stdin.write('\u0003');
  await waitFor(() => done.length === 6, { what: 'six keys' });
  expect(done).toEqual(['pause', 'concurrency 1', 'concurrency 1', 'concurrency -1', 'SIGTERM', 'SIGINT']);
  screen.stdin.write('xyz\u001b[A\u001b[200~qqq\u001b[201~');
  screen.stdin.write('p');
  await waitFor(() => done.length > 6, { what: 'one more' });
  expect(done.slice(6)).toEqual(['pause']);
  screen.unmount();
});

it('pages turn, and snapshots show as they come', async () => {
  const { store, screen, seen } = show();
  screen.stdin.write('?');
  await seen(/─ Help ─/);
  screen.stdin.write('e');
  await seen(/─ Problems ─[\s\S]*none so far/);
  const problem = { message: 'it broke', hint: 'mend it', count: 1 };
  const problems = [1, 2].map((n) => ({ ...problem, code: `LF_${n}`, lastSeen: n }));
  store.publish(snapshot(1, { problems }));
  await seen(/from 1 of 2 on[\s\S]*LF_2[\s\S]*LF_1/);
  screen.stdin.write('\u001b[B');
  await seen(/from 2 of 2 on[\s\S]*LF_1/);
  screen.stdin.write('\u001b');
  await seen(/─ Queue ─/);
  screen.unmount();
});
