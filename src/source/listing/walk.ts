import type { FetchPage, ListedObject, Page } from './page.ts';

/** Where to look. */
export interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** All objects below a prefix, page by page; the next page is on its way while one is worked on. */
export async function* walkPages(
  fetchPage: FetchPage,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let pending: Promise<Page> | undefined = fetchPage(place, signal);
  while (pending) {
    const page: Page = await pending;
    pending = page.next === undefined ? undefined : fetchPage({ ...place, token: page.next }, signal);
    // It is awaited above, unless nobody wants more.
    pending?.catch(() => {});
    yield page;
  }
}

/** Entries of a folder that are held while it is explored. */
const mostFolders = 10_000;
const mostObjects = 1_000;

export interface Explored {
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
}

/** What is directly in a folder; undefined when that is too much to hold, and to be listed as a whole. */
export async function exploreFolder(
  fetchPage: FetchPage,
  place: Place,
  signal: AbortSignal,
): Promise<Explored | undefined> {
  const objects: ListedObject[] = [];
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await fetchPage({ ...place, folders: true, token }, signal);
    objects.push(...page.objects);
    folders.push(...page.folders);
    token = page.next;
    if (token !== undefined && (objects.length >= mostObjects || folders.length >= mostFolders))
      return undefined;
  } while (token !== undefined);
  return { objects, folders };
}
