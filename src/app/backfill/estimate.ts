import { systemClock } from '../../core/clock.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { openS3 } from '../../source/s3-object.ts';
import type { AwsClients } from '../aws.ts';
import type { Settings } from '../settings/settings.ts';
import { inRegion } from './regions.ts';
import { refOf } from './selection.ts';

/** Objects that are looked into, and the bytes of each at most (as stored). */
const sampled = 5;
const mostBytes = 4 << 20;
/** Bytes of a gzipped flow log for each line, where no object could be read: 50,000 lines of 21 fields (bench/flow-data.ts). */
const usualBytesPerLine = 39;
/** Into OpenSearch 2.19 on one core (bench/results); a cluster of several takes several times that. */
export const usualDocumentsPerSecond = 8_700;

/** A fair sample of what goes by, whose length nobody knows beforehand (reservoir sampling). */
export class Sample {
  readonly objects: ListedObject[] = [];
  #seen = 0;

  add(object: ListedObject, random: () => number): void {
    this.#seen += 1;
    const at = Math.floor(random() * this.#seen);
    if (this.objects.length < sampled) this.objects.push(object);
    else if (at < sampled) this.objects[at] = object;
  }
}

export interface LineDensity {
  /** Objects that were read. */
  readonly sampled: number;
  /** Bytes as stored for each line. */
  readonly bytesPerLine: number;
}

/** How many lines a byte stands for: by reading a few objects, or their beginnings. One that cannot be read is left out. */
export async function lineDensity(
  settings: Settings,
  { objects }: Sample,
  aws: AwsClients,
  regions: ReadonlyMap<string, string>,
  stop: AbortSignal,
): Promise<LineDensity> {
  let [lines, bytes, read] = [0, 0, 0];
  for (const object of objects) {
    let fetched = 0;
    const opened = await openS3(
      inRegion(refOf(object), regions),
      {
        s3: aws.s3,
        clock: systemClock,
        idleTimeout: settings['read-timeout'] * 1000,
        objectProperties: [],
        fetched: (more) => {
          fetched += more;
        },
      },
      stop,
    );
    if (opened.kind !== 'opened') continue;
    try {
      let own = 0;
      for await (const piece of opened.object.bytes) {
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) own += 1;
        if (fetched >= mostBytes) break;
      }
      // One of them is the header.
      lines += Math.max(0, own - 1);
      bytes += fetched;
      read += 1;
    } catch {
      stop.throwIfAborted();
    }
  }
  return { sampled: read, bytesPerLine: lines > 0 ? bytes / lines : usualBytesPerLine };
}
