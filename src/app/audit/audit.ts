import { systemClock } from '../../core/clock.ts';
import { number, plural } from '../../model/format.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { createAws } from '../aws.ts';
import { printableLines, withRegion } from '../backfill/backfill.ts';
import { hashOf } from '../backfill/ledger/ledger.ts';
import type { Entries } from '../backfill/ledger/read.ts';
import { type Asked, askedText, whatIsAsked } from '../backfill/listing.ts';
import { bucketRegions } from '../backfill/regions.ts';
import type { Io } from '../io.ts';
import { tuneCollector } from '../memory.ts';
import { every } from '../rejects/progress.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster, reach } from '../target.ts';
import type { Candidate } from './examine.ts';
import { ledgerOf } from './fast.ts';
import { type Finding, Findings, isToBeFixed } from './findings.ts';
import { type Fixed, fix } from './fix.ts';
import type { AuditOptions } from './options.ts';
import type { PathTable } from './path-table.ts';
import { gonePaths, tablePaths } from './paths.ts';
import { auditResult } from './result.ts';
import { examineAll, freshIndices, type Session, sessionOf } from './session.ts';
import { Spool } from './spool.ts';

/** Compares what is in S3 with what is in the indices (R33), and loads what is not there if that is asked for. */
export async function audit(given: Settings, options: AuditOptions, io: Io): Promise<Result> {
  const settings = await withRegion(given, options.region);
  const aws = createAws(settings);
  tuneCollector();
  try {
    const cluster = await openCluster(settings);
    try {
      await reach(cluster, settings, systemClock, io);
      const asked = whatIsAsked(settings, options.listing, aws);
      io.stderr.write(`${printableLines(askedText(options.listing, asked.times))}\n`);
      const ledger = options.fast ? await ledgerOf(settings, options.listing, asked.times) : undefined;
      const buckets = options.listing.places.map(({ bucket }) => bucket);
      const regions = await bucketRegions(aws, buckets, io.stops.stop);
      const session = sessionOf({ settings, aws, cluster, regions, io, writes: options.fix });
      return await compare(asked, ledger, options, session);
    } finally {
      await cluster.close();
    }
  } finally {
    aws.close();
  }
}

async function compare(
  asked: Asked,
  ledger: Entries | undefined,
  options: AuditOptions,
  session: Session,
): Promise<Result> {
  const { io } = session;
  const { stop } = io.stops;
  const findings = new Findings();
  using spool = options.fix ? new Spool() : undefined;
  const indices = await freshIndices(session);
  for (const name of indices.closed.slice(0, 5))
    io.stderr.write(`note: ${name} is closed: what belongs there counts as expired\n`);
  const { places } = options.listing;
  let finished = false;
  let fixed: Fixed | undefined;
  try {
    const table = await tablePaths(places, asked, indices, session);
    const tell = every(systemClock.now, () => io.stderr.write(`${progressLine(asked, findings)}\n`));
    const take = async (finding: Finding, object: ListedObject): Promise<void> => {
      findings.add(finding);
      if (isToBeFixed(finding)) await spool?.add(object);
      tell();
    };
    await examineAll(candidatesOf(asked, table, ledger, session), indices, session, take);
    if (table) {
      for await (const { path, documents } of gonePaths(table, places, asked, indices, session)) {
        findings.add({ state: 'gone', object: path, counted: documents });
      }
    }
    finished = true;
    if (spool && spool.size > 0) {
      io.stderr.write(`loading ${plural(spool.size, 'object')} again\n`);
      fixed = await fix(spool, session);
    }
  } catch (error) {
    // What was found by then is told.
    if (!stop.aborted || error !== stop.reason) throw error;
  }
  return auditResult({ asked, findings, finished, fixed, fast: ledger !== undefined });
}

async function* candidatesOf(
  { pages, selection }: Asked,
  table: PathTable | undefined,
  ledger: Entries | undefined,
  { regions, io }: Session,
): AsyncGenerator<Candidate> {
  const { stop } = io.stops;
  for await (const page of pages(regions, stop)) {
    for (const object of page) {
      if (!selection.takes(object)) continue;
      const counted = table?.meet(`s3://${object.bucket}/${object.key}`);
      yield { object, counted, documents: ledger?.documents(hashOf(object)) };
    }
  }
  stop.throwIfAborted();
}

function progressLine({ selection }: Asked, { objects }: Findings): string {
  const { complete, ...others } = objects;
  const rest = Object.entries(others).filter(([, n]) => n > 0);
  const parts = rest.map(([state, n]) => `, ${number(n)} ${state}`).join('');
  return `${number(selection.counts.listed)} objects listed, ${number(complete)} complete${parts}`;
}
