import { Box } from 'ink';
import type { Page } from './page.ts';
import { BooksPanel } from './panels/books.tsx';
import { ClusterPanel } from './panels/cluster.tsx';
import { Footer } from './panels/footer.tsx';
import { Header } from './panels/header.tsx';
import { HelpPage } from './panels/help-page.tsx';
import { ObjectsPanel } from './panels/objects.tsx';
import { ProblemsPanel } from './panels/problems.tsx';
import { ProblemsPage } from './panels/problems-page.tsx';
import { QueuePanel } from './panels/queue.tsx';
import { Small } from './panels/small.tsx';
import { SourcePanel } from './panels/source.tsx';
import { ThroughputPanel } from './panels/throughput.tsx';
import { bottomRows, footerRows, headerRows, layoutOf, type Size, smallest, topRows } from './size.ts';
import type { Theme } from './theme.ts';
import type { View } from './view-store.ts';

export interface ScreenProps {
  readonly view: View;
  readonly size: Size;
  readonly theme: Theme;
  readonly page: Page;
  /** The problem that the page of problems begins with. */
  readonly first: number;
}

/** The whole screen, as a function of what it is told. */
export function Screen({ view, size, theme, page, first }: ScreenProps) {
  const { columns: width, rows } = size;
  if (width < smallest.columns || rows < smallest.rows) {
    return <Small view={view} width={width} rows={rows - 1} theme={theme} size={size} />;
  }
  const body = rows - 1 - headerRows - footerRows;
  return (
    <Box flexDirection="column" width={width} height={rows - 1}>
      <Header view={view} width={width} theme={theme} />
      {page === 'main' && <Main view={view} size={size} theme={theme} />}
      {page === 'problems' && (
        <ProblemsPage view={view} first={first} width={width} rows={body} theme={theme} />
      )}
      {page === 'help' && <HelpPage width={width} rows={body} theme={theme} />}
      <Footer phase={view.now.phase} page={page} width={width} theme={theme} />
    </Box>
  );
}

function Main({ view, size, theme }: Pick<ScreenProps, 'view' | 'size' | 'theme'>) {
  const { columns: width } = size;
  const { objects, problems } = layoutOf(size);
  const left = Math.floor(width / 2);
  const { expected, listing } = view.now;
  const Origin = expected === undefined && !listing ? QueuePanel : SourcePanel;
  return (
    <>
      <Box>
        <Origin view={view} width={left} rows={topRows} theme={theme} />
        <ThroughputPanel view={view} width={width - left} rows={topRows} theme={theme} />
      </Box>
      <ObjectsPanel view={view} width={width} rows={objects} theme={theme} />
      <Box>
        <ClusterPanel view={view} width={left} rows={bottomRows} theme={theme} />
        <BooksPanel view={view} width={width - left} rows={bottomRows} theme={theme} />
      </Box>
      <ProblemsPanel view={view} width={width} rows={problems} theme={theme} />
    </>
  );
}
