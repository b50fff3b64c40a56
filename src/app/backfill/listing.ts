import { systemClock } from '../../core/clock.ts';
import type { ListingCounts } from '../../model/metrics.ts';
import { FolderSize } from '../../source/listing/folder-size.ts';
import { listObjects } from '../../source/listing/listing.ts';
import { type ListedObject, pageFetcher } from '../../source/listing/page.ts';
import type { AwsClients } from '../aws.ts';
import { claimsOf } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import type { BackfillOptions } from './options.ts';
import { Selection } from './selection.ts';
import { type AskedTimes, askedTimes, timesText } from './window.ts';
import type { Progress } from './work.ts';

/** A listing that was asked for, and what is decided about its objects. */
export interface Asked {
  readonly times: AskedTimes;
  readonly selection: Selection;
  readonly pages: (
    regions: ReadonlyMap<string, string>,
    stop: AbortSignal,
  ) => AsyncGenerator<readonly ListedObject[]>;
  /** How many objects will be selected in all, as far as can be told; undefined before a folder has come to its end. */
  readonly expected: () => number | undefined;
}

/** Throws for times that hold nothing; nothing is listed before `pages` is asked. */
export function whatIsAsked(settings: Settings, options: BackfillOptions, aws: AwsClients): Asked {
  const { places, include, exclude } = options;
  const times = askedTimes(options, settings.timezone, systemClock.now());
  const selection = new Selection({ times, include, exclude, claims: claimsOf(settings) });
  const size = new FolderSize();
  return {
    times,
    selection,
    expected: () => size.expected,
    pages: (regions, stop) => {
      const fetchPage = pageFetcher({
        s3: (bucket) => aws.s3(bucket, regions.get(bucket)),
        clock: systemClock,
        idleTimeout: settings['read-timeout'] * 1000,
      });
      const watch = { size, wanted: () => selection.counts.selected };
      return listObjects(fetchPage, places, times.window, stop, watch);
    },
  };
}

/** How far a listing got. `most`: no more are read, however many there are. */
export function listingCounts(
  { selection: { counts }, expected }: Pick<Asked, 'selection' | 'expected'>,
  { doneBefore, end }: Progress,
  most: number,
): ListingCounts {
  const wanted = Math.min(counts.selected - doneBefore, most);
  const complete = end !== 'early';
  const all = complete ? undefined : expected();
  return {
    listed: counts.listed,
    wanted,
    // What was done before is known of those that are listed alone: the rest counts as if none of it were.
    ...(all !== undefined && {
      estimated: Math.min(Math.max(Math.round(all) - doneBefore, wanted), most),
    }),
    complete,
  };
}

/** What is listed, for people: so that a prefix or a day that was not meant is seen before it costs anything. */
export function askedText({ places }: BackfillOptions, times: AskedTimes): string {
  const shown = places.slice(0, 10).map(({ bucket, prefix }) => `  s3://${bucket}/${prefix}`);
  const more = places.length > shown.length ? [`  and ${places.length - shown.length} more`] : [];
  const when = timesText(times);
  return [`listing${when === '' ? '' : ` ${when}`}:`, ...shown, ...more].join('\n');
}
