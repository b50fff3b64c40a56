import { useInput, useWindowSize } from 'ink';
import { useState, useSyncExternalStore } from 'react';
import type { Controls } from '../model/controls.ts';
import type { Page } from './page.ts';
import { Screen } from './screen.tsx';
import type { Theme } from './theme.ts';
import type { ViewStore } from './view-store.ts';

/** The screen and its keys. */
export function Live({
  store,
  controls,
  theme,
}: {
  readonly store: ViewStore;
  readonly controls: Controls;
  readonly theme: Theme;
}) {
  const view = useSyncExternalStore(store.subscribe, store.get);
  const size = useWindowSize();
  const [page, setPage] = useState<Page>('main');
  const [first, setFirst] = useState(0);
  const turnTo = (wanted: Page) => setPage((now) => (now === wanted ? 'main' : wanted));
  useInput((input, key) => {
    if (key.ctrl) {
      if (input === 'c') controls.signal('SIGINT');
      return;
    }
    if (key.downArrow) setFirst((now) => Math.max(0, Math.min(now + 1, view.now.problems.length - 1)));
    if (key.upArrow) setFirst((now) => Math.max(0, now - 1));
    if (key.escape) setPage('main');
    if (input === 'p') controls.togglePause();
    if (input === '+' || input === '=') controls.changeConcurrency(1);
    if (input === '-') controls.changeConcurrency(-1);
    if (input === 'e') turnTo('problems');
    if (input === '?') turnTo('help');
    if (input === 'q') controls.signal('SIGTERM');
  });
  return <Screen view={view} size={size} theme={theme} page={page} first={first} />;
}
