import type { TimeWindow } from '../key-time.ts';
import { Channel } from './channel.ts';
import { folderPlan } from './fan-out.ts';
import { FolderSize } from './folder-size.ts';
import type { FetchPage, ListedObject } from './page.ts';
import { exploreFolder, type Place, walkPages } from './walk.ts';

/** Lists under way at once, and pages that wait for whoever takes them: what bounds the memory. */
const lists = 4;
const waitingPages = 2;

interface Node extends Place {
  readonly depth: number;
  readonly parent: FolderSize;
}

/** Objects of a folder; `last`: it has no more of its own. */
interface Portion {
  readonly objects: readonly ListedObject[];
  readonly folder: FolderSize;
  readonly last: boolean;
}

/** Whoever wants to know how much there will be. */
export interface ListingWatch {
  /** Is told what the places hold. */
  readonly size: FolderSize;
  /** How many objects, of those given so far, are wanted. */
  readonly wanted: () => number;
}

/**
 * All objects below the places, page by page, in no order, many lists at once. Folders whose path says that they hold
 * nothing of the times that are asked for are left out; of the rest every object is given, whatever its key says.
 * Places must not hold one another. Rejects with `LogflowError` when a list cannot be brought to its end. When `stop`
 * aborts it ends early, and without an error.
 */
export async function* listObjects(
  fetchPage: FetchPage,
  places: readonly Place[],
  asked: TimeWindow,
  stop: AbortSignal,
  watch: ListingWatch = { size: new FolderSize(), wanted: () => 0 },
): AsyncGenerator<readonly ListedObject[]> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const channel = new Channel<Portion>(waitingPages);
  // The last ones first: depth before breadth keeps the pile small.
  const pile: Node[] = places.map((place) => ({ ...place, depth: 0, parent: watch.size })).reverse();
  watch.size.explored(places.length);
  const underWay = new Set<Promise<void>>();

  const begin = () => {
    while (underWay.size < lists && !signal.aborted) {
      const node = pile.pop();
      if (!node) break;
      const task = list(node)
        .catch((error) => {
          channel.end(error);
          over.abort();
        })
        .finally(() => {
          underWay.delete(task);
          begin();
        });
      underWay.add(task);
    }
    if (underWay.size === 0) channel.end();
  };

  async function list(node: Node): Promise<void> {
    const plan = folderPlan(node.prefix, node.depth, asked);
    const folder = new FolderSize(node.parent);
    if (plan === 'skip') return folder.end();
    const found = plan === 'explore' ? await exploreFolder(fetchPage, node, signal) : undefined;
    if (!found) {
      for await (const { objects, next } of walkPages(fetchPage, node, signal)) {
        if (signal.aborted) return;
        await channel.push({ objects, folder, last: next === undefined });
      }
      return;
    }
    const depth = node.depth + 1;
    const folders = found.folders.filter((prefix) => folderPlan(prefix, depth, asked) !== 'skip');
    folder.explored(folders.length);
    pile.push(...folders.map((prefix) => ({ bucket: node.bucket, prefix, depth, parent: folder })).reverse());
    begin();
    await channel.push({ objects: found.objects, folder, last: true });
  }

  // Nobody waits for a page once there is nobody to take it.
  signal.addEventListener('abort', () => channel.end());
  begin();
  try {
    for await (const { objects, folder, last } of channel) {
      if (stop.aborted) return;
      const before = watch.wanted();
      if (objects.length > 0) yield objects;
      // Whoever asks for the next ones has judged these.
      folder.found(watch.wanted() - before);
      if (last) folder.end();
    }
  } finally {
    over.abort();
    await Promise.all(underWay);
  }
}
