import { systemClock } from '../../core/clock.ts';
import { plural } from '../../model/format.ts';
import type { Place } from '../../source/listing/walk.ts';
import type { Asked } from '../backfill/listing.ts';
import type { Selection } from '../backfill/selection.ts';
import { every } from '../rejects/progress.ts';
import { countPaths, countWithoutPath, NoPaths, type PathCount } from './count-paths.ts';
import type { Indices } from './indices.ts';
import { PathTable } from './path-table.ts';
import type { Session } from './session.ts';

/** Indices that are named to people. */
const mostNamed = 5;

/** Counts documents by path; undefined when that cannot be done: then objects are looked at id by id. */
export async function tablePaths(
  places: readonly Place[],
  { times, selection }: Asked,
  indices: Indices,
  session: Session,
): Promise<PathTable | undefined> {
  const { settings, ask, io } = session;
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  if (!settings.origin) {
    say(
      'note: documents do not carry the path of their object (--no-origin): every object is looked at id by id',
    );
    return undefined;
  }
  if (settings.id === 'none') {
    say(
      'note: documents without ids (--id none) are compared by numbers alone: one that is there twice hides one that is missing',
    );
  }
  const table = new PathTable();
  const lists = indices.within(times.window);
  for (const name of indices.uncountable.slice(0, mostNamed)) {
    say(`note: ${name} does not map log.file.path as a keyword: its documents are looked for by their ids`);
  }
  try {
    const tell = every(systemClock.now, () => say(`${plural(table.size, 'path')} counted in the indices`));
    let without = 0;
    for (const list of lists) {
      without += await countWithoutPath(ask, list);
      for (const place of places) {
        for await (const page of countPaths(ask, list, place)) {
          for (const { path, documents } of page) {
            if (isAsked(selection, path)) table.add(path, documents);
          }
          tell();
        }
      }
    }
    if (without > 0) {
      say(`note: ${plural(without, 'document')} without log.file.path: they are looked for by their ids`);
    }
    return table;
  } catch (error) {
    if (!(error instanceof NoPaths)) throw error;
    say(`note: ${error.message}; every object is looked at id by id`);
    return undefined;
  }
}

/** Paths in the indices whose object was not listed: a walk of its own, for nobody kept the names. */
export async function* gonePaths(
  table: PathTable,
  places: readonly Place[],
  { times, selection }: Asked,
  indices: Indices,
  { ask }: Session,
): AsyncGenerator<PathCount> {
  for (const list of indices.within(times.window)) {
    for (const place of places) {
      if (table.unmet === 0) return;
      for await (const page of countPaths(ask, list, place)) {
        for (const { path } of page) {
          // Met from now on: another index may have documents of it, too.
          if (isGone(selection, table, path)) yield { path, documents: table.meet(path) };
        }
      }
    }
  }
}

/** One whose key tells no time may be of the time that was asked for. */
function isAsked(selection: Selection, path: string): boolean {
  const name = nameOf(path);
  return name !== undefined && selection.wouldTake(name) !== 'no';
}

function isGone(selection: Selection, table: PathTable, path: string): boolean {
  const name = nameOf(path);
  return name !== undefined && selection.wouldTake(name) === 'yes' && !table.wasMet(path);
}

function nameOf(path: string): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  return bucket === undefined || key === undefined ? undefined : { bucket, key };
}
