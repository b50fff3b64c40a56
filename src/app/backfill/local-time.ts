/** A time on a clock on the wall; months from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Of the day, ms; 0 is midnight. */
  readonly ms: number;
}

const day = 86_400_000;

/**
 * When a clock in the time zone (IANA name) shows this, ms since the epoch. Where it shows it twice, `earlier` or `later`
 * says which; where it never does, because clocks were put forward, as if they had not been: a day without a midnight
 * begins when its first hour does.
 */
export function instantOf(wall: WallTime, timezone: string, twice: 'earlier' | 'later'): number {
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.ms;
  const before = offsetAt(shown - day, timezone);
  const after = offsetAt(shown + day, timezone);
  const both = [shown - before, shown - after].filter((at) => at + offsetAt(at, timezone) === shown);
  if (both.length === 0) return shown - before;
  return twice === 'earlier' ? Math.min(...both) : Math.max(...both);
}

/** What a clock in the time zone shows; `ms` is whole seconds. */
export function wallTime(at: number, timezone: string): WallTime {
  const shown = new Date(Math.floor(at / 1000) * 1000 + offsetAt(at, timezone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    ms: shown.getTime() - Date.UTC(shown.getUTCFullYear(), shown.getUTCMonth(), shown.getUTCDate()),
  };
}

/** ms that clocks in the time zone are ahead of UTC. */
function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  const asUtc = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return asUtc - Math.floor(at / 1000) * 1000;
}
