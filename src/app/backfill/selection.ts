import type { S3Ref } from '../../model/object.ts';
import { keyTime, overlaps } from '../../source/key-time.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { globMatches } from '../template/glob.ts';
import type { AskedTimes } from './window.ts';

export interface Criteria {
  readonly times: AskedTimes;
  /** Patterns in which `*` is any text, over the key or `s3://bucket/key`; with none all are included. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether a pipeline takes it. */
  readonly claims: (ref: S3Ref) => boolean;
}

/** Objects of the listing by what was decided about them. */
export interface SelectionCounts {
  listed: number;
  /** Of another time than was asked for. */
  otherTime: number;
  /** By `--include` and `--exclude`. */
  excluded: number;
  /** No pipeline takes them; "folders" that the console makes are not counted here. */
  unclaimed: number;
  folders: number;
  selected: number;
  /** Of those selected, as stored. */
  bytes: number;
}

/** Keys that are shown, so that people see what was left out. */
const mostExamples = 5;

/** Decides about objects of a listing, one by one, and counts. */
export class Selection {
  readonly counts: SelectionCounts = {
    listed: 0,
    otherTime: 0,
    excluded: 0,
    unclaimed: 0,
    folders: 0,
    selected: 0,
    bytes: 0,
  };
  /** Of those no pipeline claims. */
  readonly examples: string[] = [];
  readonly #criteria: Criteria;

  constructor(criteria: Criteria) {
    this.#criteria = criteria;
  }

  takes(object: ListedObject): boolean {
    const { counts } = this;
    counts.listed += 1;
    if (!this.#isOfTime(object)) counts.otherTime += 1;
    else if (!this.#isIncluded(object)) counts.excluded += 1;
    else if (object.size === 0 && object.key.endsWith('/')) counts.folders += 1;
    else if (!this.#criteria.claims(refOf(object))) this.#unclaimed(object);
    else {
      counts.selected += 1;
      counts.bytes += object.size;
      return true;
    }
    return false;
  }

  /** What would be decided about an object of which only the name is known: its key may tell no time. Nothing is counted. */
  wouldTake(name: { readonly bucket: string; readonly key: string }): 'yes' | 'no' | 'perhaps' {
    const { times, claims } = this.#criteria;
    if (!this.#isIncluded(name) || !claims({ kind: 's3', ...name })) return 'no';
    const time = keyTime(name.key);
    if (time) return overlaps(time, times.window) ? 'yes' : 'no';
    return Number.isFinite(times.since) || Number.isFinite(times.until) ? 'perhaps' : 'yes';
  }

  /** The time in the key decides; the upload, which comes later, only where the key has none. */
  #isOfTime({ key, lastModified }: ListedObject): boolean {
    const { window } = this.#criteria.times;
    return overlaps(keyTime(key) ?? { from: lastModified, to: lastModified + 1 }, window);
  }

  #isIncluded({ bucket, key }: Pick<ListedObject, 'bucket' | 'key'>): boolean {
    const { include, exclude } = this.#criteria;
    const matches = (pattern: string) =>
      globMatches(pattern, key) || globMatches(pattern, `s3://${bucket}/${key}`);
    return (include.length === 0 || include.some(matches)) && !exclude.some(matches);
  }

  #unclaimed({ bucket, key }: ListedObject): void {
    this.counts.unclaimed += 1;
    if (this.examples.length < mostExamples) this.examples.push(`s3://${bucket}/${key}`);
  }
}

/** No version: the newest is read, and ids come from what the GET answers. */
export function refOf({ bucket, key, size, etag, lastModified }: ListedObject): S3Ref {
  return { kind: 's3', bucket, key, size, etag, ...(lastModified > 0 && { eventTime: lastModified }) };
}
