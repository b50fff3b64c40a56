import type { WorkItem } from '../../model/object.ts';
import { inRegion } from '../backfill/regions.ts';
import { refOf } from '../backfill/selection.ts';
import type { Result } from '../result.ts';
import { run } from '../run.ts';
import { Findings } from './findings.ts';
import { examineAll, freshIndices, type Session } from './session.ts';
import type { Spool } from './spool.ts';

export interface Fixed {
  /** Of the run that loaded them. */
  readonly run: Result;
  /** What was found afterwards; undefined when it did not come to that. */
  readonly again: Findings | undefined;
}

/** Loads the objects of the spool once more, and looks at each of them id by id. */
export async function fix(spool: Spool, session: Session): Promise<Fixed> {
  const { settings, aws, regions, io } = session;
  const loaded = await run(
    settings,
    {
      kind: 'listing',
      from: 'what an audit found short or missing',
      finite: true,
      aws,
      start: ({ stop }) => ({
        source: workOf(spool, regions, stop),
        feeding: Promise.resolve(),
        close: () => {},
      }),
    },
    io,
  );
  if (io.stops.stop.aborted) return { run: loaded, again: undefined };
  const again = new Findings();
  const indices = await freshIndices(session);
  await examineAll(candidatesOf(spool), indices, session, (finding) => again.add(finding));
  return { run: loaded, again };
}

async function* workOf(
  spool: Spool,
  regions: ReadonlyMap<string, string>,
  stop: AbortSignal,
): AsyncGenerator<WorkItem> {
  for await (const object of spool.read()) {
    if (stop.aborted) return;
    // What does not get there is found by the look that follows.
    yield { ref: inRegion(refOf(object), regions), settle: async () => {} };
  }
}

async function* candidatesOf(spool: Spool) {
  for await (const object of spool.read()) yield { object };
}
