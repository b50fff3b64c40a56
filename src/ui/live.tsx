import { useInput, usePaste, useWindowSize } from 'ink';
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
  const press = (letter: string) => {
    if (letter === 'p') controls.togglePause();
    if (letter === '+' || letter === '=') controls.changeConcurrency(1);
    if (letter === '-') controls.changeConcurrency(-1);
    if (letter === 'e') turnTo('problems');
    if (letter === '?') turnTo('help');
    if (letter === 'q') controls.signal('SIGTERM');
  };
  useInput((input, key) => {
    if (key.ctrl) {
      if (input === 'c') controls.signal('SIGINT');
      return;
    }
    if (key.downArrow) setFirst((now) => Math.max(0, Math.min(now + 1, view.now.problems.length - 1)));
    if (key.upArrow) setFirst((now) => Math.max(0, now - 1));
    if (key.escape) setPage('main');
    // A busy process reads several keys at once.
    for (const letter of input) press(letter);
  });
  // Text that was meant for another window presses no keys.
  usePaste(() => {});
  return <Screen view={view} size={size} theme={theme} page={page} first={first} />;
}
