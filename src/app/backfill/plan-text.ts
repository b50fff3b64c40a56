import { bytes, number, plural, seconds } from '../../model/format.ts';
import { listingJson, listingText } from './result.ts';
import type { Selection } from './selection.ts';

export interface PlannedDay {
  /** `2020-03-08`, in the time zone of the run. */
  readonly day: string;
  readonly objects: number;
  /** As stored. */
  readonly bytes: number;
}

/** What a backfill would do. */
export interface Plan {
  readonly selection: Selection;
  readonly days: readonly PlannedDay[];
  readonly prefixes: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly estimate: {
    /** Objects that were read for it; 0: the usual size of a line was taken. */
    readonly sampled: number;
    readonly bytesPerLine: number;
    readonly documentsPerSecond: number;
    /** Only where `--rate` says so. */
    readonly objectsPerSecond?: number;
  };
}

function totals({ selection: { counts }, estimate }: Plan) {
  const documents = Math.round(counts.bytes / estimate.bytesPerLine);
  const paced = estimate.objectsPerSecond ? counts.selected / estimate.objectsPerSecond : 0;
  const time = Math.max(documents / estimate.documentsPerSecond, paced);
  return { objects: counts.selected, bytes: counts.bytes, documents, seconds: Math.ceil(time) };
}

/** Fields are only ever added. */
export function planJson(plan: Plan): object {
  const { selection, days, prefixes, since, until, estimate } = plan;
  const { objects, bytes: stored, documents, seconds: time } = totals(plan);
  return {
    type: 'plan',
    ok: true,
    objects,
    bytes: stored,
    estimate: { documents, seconds: time, minutes: Math.ceil(time / 60), ...estimate },
    days: days.map((day) => ({ ...day, documents: Math.round(day.bytes / estimate.bytesPerLine) })),
    listing: listingJson(selection, 0),
    prefixes,
    ...(since && { since }),
    ...(until && { until }),
  };
}

export function planText(plan: Plan): string {
  const { estimate, days, selection } = plan;
  const total = totals(plan);
  if (total.objects === 0) return `nothing to load\n${listingText(selection, 0)}`;
  const row = (...cells: string[]) =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(12) : cell.padStart(14))).join('')}`;
  const documents = (stored: number) => number(stored / estimate.bytesPerLine);
  return `${[
    row('day', 'objects', 'bytes', '~documents'),
    ...days.map((d) => row(d.day, number(d.objects), bytes(d.bytes), documents(d.bytes))),
    row('all', number(total.objects), bytes(total.bytes), number(total.documents)),
  ].join('\n')}
${listingText(selection, 0)}  estimate    ${how(plan)}; about ${seconds(total.seconds)} at ${pace(plan)}
nothing was written
`;
}

function how({ estimate: { sampled, bytesPerLine } }: Plan): string {
  const size = `${bytesPerLine.toFixed(1)} bytes a line`;
  return sampled > 0 ? `${size}, as in ${plural(sampled, 'object')} that were read` : `${size}, as usual`;
}

function pace({ estimate: { documentsPerSecond, objectsPerSecond } }: Plan): string {
  const most = `${number(documentsPerSecond)} documents/s`;
  return objectsPerSecond ? `${number(objectsPerSecond)} objects/s and ${most} at most` : most;
}
