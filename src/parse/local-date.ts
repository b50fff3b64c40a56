import { LogflowError } from '../model/errors.ts';
import { BoundedCache } from './bounded-cache.ts';

/** Liberia was the last to leave an offset with seconds, on 7 January 1972 (tz database, Africa/Monrovia). */
const wholeMinutesSince = 63_593_070;
const cachedMinutes = 4096;

/**
 * The local date in a time zone (IANA name) of a time in s since the epoch, as `yyyy-MM-dd`; daylight saving right.
 * Cached by minute: a longer step would be wrong where clocks change at 00:01 (Newfoundland until 2011).
 * Throws `LF_TIMEZONE` when the zone is not known.
 */
export function localDates(timezone: string): (seconds: number) => string {
  const format = dateFormat(timezone);
  const byMinute = new BoundedCache<number, string>(cachedMinutes);
  return (seconds) => {
    if (seconds < wholeMinutesSince) return formatDate(format, seconds);
    const minute = Math.floor(seconds / 60);
    return byMinute.get(minute) ?? byMinute.set(minute, formatDate(format, seconds));
  };
}

/** `{yyyy}`, `{MM}` and `{dd}` of an index pattern, filled with the local date. */
export function indexNames(pattern: string, timezone: string): (seconds: number) => string {
  const dateOf = localDates(timezone);
  return (seconds) => {
    const [year = '', month = '', day = ''] = dateOf(seconds).split('-');
    return pattern.replaceAll('{yyyy}', year).replaceAll('{MM}', month).replaceAll('{dd}', day);
  };
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch (cause) {
    throw new LogflowError(
      {
        code: 'LF_TIMEZONE',
        message: `unknown time zone ${JSON.stringify(timeZone)}`,
        hint: 'Give an IANA name such as UTC, Europe/Berlin or Asia/Tokyo.',
      },
      { cause, exit: 2 },
    );
  }
}

function formatDate(format: Intl.DateTimeFormat, seconds: number): string {
  const parts = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
