import { systemClock } from '../../core/clock.ts';
import type { MetricsSnapshot } from '../../model/metrics.ts';
import { printable } from '../../model/printable.ts';
import { defaultRegion } from '../aws/connections.ts';
import { type AwsClients, createAws } from '../aws.ts';
import { metricsAddress } from '../exposition/open.ts';
import type { Io } from '../io.ts';
import { collectSooner, tuneCollector } from '../memory.ts';
import type { Result } from '../result.ts';
import { run } from '../run.ts';
import type { Settings } from '../settings/settings.ts';
import { enqueue } from './enqueue.ts';
import { jobOf, stateDirectory } from './job.ts';
import { Ledger, type LedgerMode } from './ledger/ledger.ts';
import { type Asked, askedText, listingCounts, whatIsAsked } from './listing.ts';
import type { BackfillOptions } from './options.ts';
import { planBackfill } from './plan.ts';
import { Pacer } from './rate.ts';
import { bucketRegions, inRegion } from './regions.ts';
import { type BackfillEnd, withListing } from './result.ts';
import { resumeCommand } from './resume-command.ts';
import { fromLedger, fromListing, type Progress, workOf } from './work.ts';

/** What an invocation is: its words are needed to tell how to go on. */
export interface Invocation {
  readonly options: BackfillOptions;
  /** What stood behind `backfill`. */
  readonly argv: readonly string[];
  /** The region of the clients when nothing else names one. */
  readonly region: string | undefined;
}

/** Lists S3 and loads what is there, shows what it would load, or hands it to the queue. */
export async function backfill(given: Settings, invocation: Invocation, io: Io): Promise<Result> {
  const settings = await withRegion(given, invocation.region);
  const { options } = invocation;
  const aws = createAws(settings);
  tuneCollector();
  if (options.dryRun || options.enqueue) collectSooner();
  try {
    const asked = whatIsAsked(settings, options, aws);
    if (!options.retryFailed) io.stderr.write(`${printableLines(askedText(options, asked.times))}\n`);
    if (options.dryRun) return await planBackfill(settings, options, asked, aws, io);
    const say = (line: string) => void io.stderr.write(`${line}\n`);
    const job = jobOf(settings, options, asked.times);
    await using ledger = await Ledger.open(stateDirectory(options), job, modeOf(options), say);
    const result = options.enqueue
      ? await enqueue(settings, options, { asked, ledger, aws }, io)
      : await load(settings, options, { asked, ledger, aws }, io);
    return tellHowToGoOn(result, invocation, asked, say);
  } finally {
    aws.close();
  }
}

/** `region`: of the clients when nothing else names one. */
export async function withRegion(settings: Settings, region: string | undefined): Promise<Settings> {
  if (region === undefined || settings.region !== undefined || (await defaultRegion())) return settings;
  return { ...settings, region };
}

export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function modeOf({ resume, retryFailed }: BackfillOptions): LedgerMode {
  if (retryFailed) return 'retry';
  if (resume === undefined) return 'new';
  return resume ? 'resume' : 'again';
}

/** What both ways of doing it work with. */
export interface Opened {
  readonly asked: Asked;
  readonly ledger: Ledger;
  readonly aws: AwsClients;
}

async function load(
  settings: Settings,
  options: BackfillOptions,
  { asked, ledger, aws }: Opened,
  io: Io,
): Promise<BackfillEnd> {
  const { selection } = asked;
  const progress: Progress = { doneBefore: 0, end: 'early' };
  const buckets = options.places.map(({ bucket }) => bucket);
  const regions = await bucketRegions(aws, buckets, io.stops.stop);
  const result = await run(
    settings,
    {
      kind: 'listing',
      from: options.places.map(({ bucket, prefix }) => `s3://${bucket}/${prefix}`).join(', '),
      finite: true,
      aws,
      after: settings.after.kind === 'none' ? undefined : settings.after,
      metricsAt: metricsAddress(settings),
      opType: options.overwrite ? 'index' : 'create',
      start({ metrics, stop, brake }) {
        const most = options.limit ?? Number.POSITIVE_INFINITY;
        const source = workOf(
          (signal) =>
            options.retryFailed
              ? fromLedger(ledger)
              : fromListing(asked.pages(regions, signal), selection, { ledger, progress }),
          {
            ledger,
            progress,
            limit: most,
            pacer: options.rate && new Pacer(options.rate, systemClock),
            place: (ref) => inRegion(ref, regions),
            stop,
            brake,
          },
        );
        if (options.retryFailed) metrics.expected = Math.min(ledger.before.failed, most);
        else metrics.listing = () => listingCounts(asked, progress, most);
        return { source, feeding: Promise.resolve(), close: () => {} };
      },
    },
    io,
  );
  const { objects, after } = result.json as Pick<MetricsSnapshot, 'objects' | 'after'>;
  const undisturbed = !result.error && objects.aborted + (after?.aborted ?? 0) === 0;
  const end = undisturbed ? progress.end : 'early';
  if (end === 'all') ledger.add({ kind: 'end' });
  const failed = objects.failed + objects.unreadable + (after?.failed ?? 0);
  return withListing(result, {
    asked: options.retryFailed ? undefined : asked,
    progress,
    ledger: ledger.path,
    end,
    failed,
  });
}

/** Whatever ended it: what is left to do is one command away. */
function tellHowToGoOn(
  { result, end, failed }: BackfillEnd,
  { argv, options: { retryFailed } }: Invocation,
  { times, selection }: Asked,
  say: (line: string) => void,
): Result {
  const { listed, selected } = selection.counts;
  if (end === 'all' && !retryFailed && selected === 0) {
    say(
      `warning: ${listed === 0 ? 'there is nothing below the prefixes' : 'nothing of what is listed was asked for'}`,
    );
  }
  if (end === 'all' && failed === 0) return result;
  const failedAlone = end === 'all';
  const next = resumeCommand(argv, times, failedAlone ? '--retry-failed' : '--resume');
  say(`${failedAlone ? 'to try again what failed' : 'to go on'}:\n  ${printable(next)}`);
  return { ...result, json: { ...result.json, next } };
}
