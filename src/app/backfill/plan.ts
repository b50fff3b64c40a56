import { systemClock } from '../../core/clock.ts';
import { number } from '../../model/format.ts';
import { localDates } from '../../parse/local-date.ts';
import { keyTime } from '../../source/key-time.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import type { AwsClients } from '../aws.ts';
import type { Io } from '../io.ts';
import { every } from '../rejects/progress.ts';
import type { Result } from '../result.ts';
import type { Settings } from '../settings/settings.ts';
import { lineDensity, Sample, usualDocumentsPerSecond } from './estimate.ts';
import type { Asked } from './listing.ts';
import type { BackfillOptions } from './options.ts';
import { type Plan, type PlannedDay, planJson, planText } from './plan-text.ts';
import { bucketRegions } from './regions.ts';
import { iso } from './window.ts';

/** `--dry-run`: lists, counts, and reads a few objects to estimate. Nothing is written anywhere. */
export async function planBackfill(
  settings: Settings,
  options: BackfillOptions,
  { selection, pages, times }: Asked,
  aws: AwsClients,
  io: Io,
): Promise<Result> {
  const { stop } = io.stops;
  const buckets = options.places.map(({ bucket }) => bucket);
  const regions = await bucketRegions(aws, buckets, stop);
  const most = options.limit ?? Number.POSITIVE_INFINITY;
  const days = new Days(settings.timezone);
  const sample = new Sample();
  const tell = every(systemClock.now, () => {
    const { listed, selected } = selection.counts;
    io.stderr.write(`${number(listed)} objects listed, ${number(selected)} selected\n`);
  });
  let taken = 0;
  for await (const page of pages(regions, stop)) {
    for (const object of page) {
      if (taken >= most) break;
      if (!selection.takes(object)) continue;
      taken += 1;
      days.add(object);
      sample.add(object, Math.random);
    }
    if (taken >= most) break;
    tell();
  }
  if (stop.aborted) return stopped;
  const density = await lineDensity(settings, sample, aws, regions, stop);
  const plan: Plan = {
    selection,
    days: days.sorted(),
    since: Number.isFinite(times.since) ? iso(times.since) : undefined,
    until: Number.isFinite(times.until) ? iso(times.until) : undefined,
    prefixes: options.places.map(({ bucket, prefix }) => `s3://${bucket}/${prefix}`),
    estimate: { ...density, ...paceOf(options) },
  };
  return { ok: true, json: planJson(plan), text: planText(plan) };
}

const error = { code: 'LF_STOPPED', message: 'stopped before all was listed', hint: 'Run it again.' };
const stopped: Result = { ok: false, json: { type: 'plan', ok: false, error }, text: '', error };

function paceOf({ rate }: BackfillOptions): { documentsPerSecond: number; objectsPerSecond?: number } {
  if (rate?.of === 'objects') {
    return { documentsPerSecond: usualDocumentsPerSecond, objectsPerSecond: rate.perSecond };
  }
  return {
    documentsPerSecond: Math.min(rate?.perSecond ?? usualDocumentsPerSecond, usualDocumentsPerSecond),
  };
}

/** Objects and bytes by the local day of the key's time, or of the upload. */
class Days {
  readonly #dateOf: (seconds: number) => string;
  readonly #days = new Map<string, { objects: number; bytes: number }>();

  constructor(timezone: string) {
    this.#dateOf = localDates(timezone);
  }

  add({ key, size, lastModified }: ListedObject): void {
    const at = Math.floor((keyTime(key)?.from ?? lastModified) / 1000);
    const name = this.#dateOf(at);
    const day = this.#days.get(name);
    if (day) {
      day.objects += 1;
      day.bytes += size;
    } else this.#days.set(name, { objects: 1, bytes: size });
  }

  sorted(): PlannedDay[] {
    return [...this.#days]
      .map(([day, counts]) => ({ day, ...counts }))
      .sort((a, b) => (a.day < b.day ? -1 : 1));
  }
}
