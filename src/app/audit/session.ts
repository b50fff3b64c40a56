import { systemClock } from '../../core/clock.ts';
import type { Cluster } from '../../sink/cluster.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { createOpen } from '../../source/open.ts';
import type { AwsClients } from '../aws.ts';
import { inRegion } from '../backfill/regions.ts';
import type { Io } from '../io.ts';
import { definitions, openPipelines } from '../pipelines.ts';
import { openRejects } from '../rejects/open.ts';
import type { Settings } from '../settings/settings.ts';
import { type Ask, patientAsk } from './ask.ts';
import { type Candidate, examine } from './examine.ts';
import type { Finding } from './findings.ts';
import { Indices } from './indices.ts';
import { KnownRejects } from './known-rejects.ts';
import { lookUp } from './look-up.ts';
import { LookingSink } from './looking-sink.ts';

/** What an audit works with. */
export interface Session {
  readonly settings: Settings;
  readonly aws: AwsClients;
  readonly cluster: Cluster;
  readonly regions: ReadonlyMap<string, string>;
  readonly ask: Ask;
  readonly io: Io;
  /** Whether it may write: `--fix`. */
  readonly writes: boolean;
}

export function sessionOf(parts: Omit<Session, 'ask'>, stop: AbortSignal = parts.io.stops.stop): Session {
  const ask = patientAsk(parts.cluster, systemClock, parts.settings.patience * 1000, stop);
  return { ...parts, ask };
}

/** What the indices are, as they are now; what was written before can be found by a search. */
export async function freshIndices({ ask, settings, io }: Session): Promise<Indices> {
  const names = definitions(settings).map(({ index }) => index);
  const indices = await Indices.read(ask, names);
  const { status } = await ask('POST', `/${indices.everywhere}/_refresh`, {
    querystring: { ignore_unavailable: true },
  });
  if (status >= 300 && status !== 404) {
    io.stderr.write('note: may not refresh the indices: counts are as old as their last refresh\n');
  }
  return indices;
}

/** Examines the candidates with everything that it takes, opened here and closed at the end. */
export async function examineAll(
  candidates: AsyncIterable<Candidate>,
  indices: Indices,
  session: Session,
  found: (finding: Finding, object: ListedObject) => Promise<void> | void,
): Promise<void> {
  const { settings, aws, cluster, regions, ask, io } = session;
  const { stop } = io.stops;
  const store = settings.rejects && openRejects(settings, settings.rejects, () => cluster);
  try {
    if (session.writes) await store?.prepare();
    const rejects = store && (await KnownRejects.read(store, stop));
    await using pipelines = await openPipelines(settings, 'create');
    const isExpired = (index: string) => indices.isExpired(index);
    const looking = new LookingSink({
      lookUp: (sought) => lookUp(ask, indices.everywhere, sought),
      isExpired,
      rejects,
    });
    const open = createOpen({
      s3: (bucket, region) => aws.s3(bucket, region),
      clock: systemClock,
      idleTimeout: settings['read-timeout'] * 1000,
      objectProperties: [],
      stdin: io.stdin,
      fetched: () => {},
    });
    const { route } = pipelines;
    const place = (ref: Parameters<typeof inRegion>[0]) => inRegion(ref, regions);
    await examine(candidates, { settings, open, route, place, isExpired, looking, found }, stop);
  } finally {
    await store?.close();
  }
}
