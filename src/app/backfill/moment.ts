import { never } from '../../model/errors.ts';
import { instantOf, type WallTime, wallTime } from './local-time.ts';

/** What `--since` and `--until` say; what it means depends on the time zone and on now. */
export type Moment =
  /** A day of the calendar. */
  | { readonly kind: 'day'; readonly wall: WallTime }
  | { readonly kind: 'time'; readonly wall: WallTime }
  /** ms since the epoch */
  | { readonly kind: 'instant'; readonly at: number }
  /** So many ms before now. */
  | { readonly kind: 'ago'; readonly ms: number }
  /** The day that is so many days before today. */
  | { readonly kind: 'days-ago'; readonly days: number };

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const words: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };
const calendar =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.(\d{3}))?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `2020-03-08`, `2020-03-08T12:00`, `2020-03-08T12:00Z`, `2h`, `3d`, `today`, `yesterday`; undefined for anything else. */
export function parseMoment(text: string): Moment | undefined {
  const days = words[text];
  if (days !== undefined) return { kind: 'days-ago', days };
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (unit) return { kind: 'ago', ms: Number(amount) * (units[unit] as number) };
  const found = calendar.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0, milli = 0] = found
    .slice(1, 8)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1970 || date.getUTCMonth() !== month - 1 || (hour ?? 0) > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  if (hour === undefined) return { kind: 'day', wall: { year, month, day, ms: 0 } };
  const ms = ((hour * 60 + minute) * 60 + second) * 1000 + milli;
  const zone = found[8];
  if (zone === undefined) return { kind: 'time', wall: { year, month, day, ms } };
  return { kind: 'instant', at: date.getTime() + ms - offsetOf(zone) };
}

/** `Z`, `+09:00` -> ms */
function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}

/**
 * ms since the epoch. A day begins at its first moment in the time zone and ends at the first of the next (R34): as `until`
 * it is meant with all its hours. An hour that comes twice is meant both times.
 */
export function resolveMoment(
  moment: Moment,
  edge: 'since' | 'until',
  { timezone, now }: { readonly timezone: string; readonly now: number },
): number {
  const twice = edge === 'since' ? 'earlier' : 'later';
  switch (moment.kind) {
    case 'instant':
      return moment.at;
    case 'ago':
      return now - moment.ms;
    case 'time':
      return instantOf(moment.wall, timezone, twice);
    case 'day':
      return edgeOfDay(moment.wall, edge, timezone);
    case 'days-ago': {
      const today = wallTime(now, timezone);
      return edgeOfDay({ ...today, day: today.day - moment.days }, edge, timezone);
    }
    default:
      return never(moment);
  }
}

/** A day past the end of its month is one of the next: `Date.UTC` sees to that. */
function edgeOfDay({ year, month, day }: WallTime, edge: 'since' | 'until', timezone: string): number {
  return instantOf({ year, month, day: edge === 'since' ? day : day + 1, ms: 0 }, timezone, 'earlier');
}
