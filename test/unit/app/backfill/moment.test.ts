import { describe, expect, it } from 'vitest';
import { parseMoment, resolveMoment } from '../../../../src/app/backfill/moment.ts';
import { askedTimes, iso } from '../../../../src/app/backfill/window.ts';

const now = Date.parse('2020-03-08T15:30:00Z');

function resolved(text: string, edge: 'since' | 'until', timezone = 'UTC', at = now): string {
  const moment = parseMoment(text);
  if (!moment) throw new Error(`not understood: ${text}`);
  return iso(resolveMoment(moment, edge, { timezone, now: at }));
}

describe('--since and --until', () => {
  it.each([
    ['2020-03-08', 'UTC', '2020-03-08T00:00:00Z', '2020-03-09T00:00:00Z'],
    ['2020-03-08', 'Asia/Tokyo', '2020-03-07T15:00:00Z', '2020-03-08T15:00:00Z'],
    ['2020-12-31', 'Asia/Kolkata', '2020-12-30T18:30:00Z', '2020-12-31T18:30:00Z'],
    // Days of 23 and of 25 hours.
    ['2020-03-29', 'Europe/Berlin', '2020-03-28T23:00:00Z', '2020-03-29T22:00:00Z'],
    ['2020-10-25', 'Europe/Berlin', '2020-10-24T22:00:00Z', '2020-10-25T23:00:00Z'],
    ['2020-03-08', 'America/New_York', '2020-03-08T05:00:00Z', '2020-03-09T04:00:00Z'],
    // Clocks went from 24:00 to 01:00: the day begins at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    // Clocks went from 24:00 back to 23:00: the day before ends at the second midnight, and this one begins there.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00Z', '2018-02-19T03:00:00Z'],
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00Z', '2018-02-18T03:00:00Z'],
    // Half an hour of daylight saving.
    ['2020-04-05', 'Australia/Lord_Howe', '2020-04-04T13:00:00Z', '2020-04-05T13:30:00Z'],
  ])('the day %s in %s', (day, timezone, from, to) => {
    expect([resolved(day, 'since', timezone), resolved(day, 'until', timezone)]).toEqual([from, to]);
  });

  it('days follow one another without a gap, all through a year of changing clocks (in Apia without 30 December)', () => {
    for (const timezone of ['America/Sao_Paulo', 'Pacific/Apia', 'Asia/Beirut']) {
      let end: string | undefined;
      for (let n = 0; n < 400; n++) {
        const day = new Date(Date.UTC(2010, 11, 1 + n)).toISOString().slice(0, 10);
        const since = resolved(day, 'since', timezone);
        if (end !== undefined) expect(since, `${day} ${timezone}`).toBe(end);
        end = resolved(day, 'until', timezone);
        expect(end >= since).toBe(true);
      }
    }
  });

  it('a clock time is one of the time zone, unless it says another', () => {
    expect(resolved('2020-03-08T12:00', 'since', 'Asia/Tokyo')).toBe('2020-03-08T03:00:00Z');
    expect(resolved('2020-03-08 12:00:30', 'until', 'Asia/Tokyo')).toBe('2020-03-08T03:00:30Z');
    expect(resolved('2020-03-08T12:00Z', 'since', 'Asia/Tokyo')).toBe('2020-03-08T12:00:00Z');
    expect(resolved('2020-03-08T12:00+0530', 'since', 'Asia/Tokyo')).toBe('2020-03-08T06:30:00Z');
    expect(resolved('2020-03-08T12:00:00.250-03:00', 'until')).toBe('2020-03-08T15:00:00.250Z');
  });

  it('an hour that comes twice is meant both times; one that never comes is the one after it', () => {
    expect(resolved('2020-10-25T02:30', 'since', 'Europe/Berlin')).toBe('2020-10-25T00:30:00Z');
    expect(resolved('2020-10-25T02:30', 'until', 'Europe/Berlin')).toBe('2020-10-25T01:30:00Z');
    expect(resolved('2020-03-29T02:30', 'since', 'Europe/Berlin')).toBe('2020-03-29T01:30:00Z');
  });

  it('times before now, and the days around it', () => {
    expect(resolved('2h', 'since')).toBe('2020-03-08T13:30:00Z');
    expect(resolved('3d', 'since')).toBe('2020-03-05T15:30:00Z');
    expect(resolved('today', 'since', 'Asia/Tokyo')).toBe('2020-03-08T15:00:00Z');
    expect(resolved('yesterday', 'since', 'Asia/Tokyo')).toBe('2020-03-07T15:00:00Z');
    expect(resolved('yesterday', 'until', 'Asia/Tokyo')).toBe('2020-03-08T15:00:00Z');
    const first = Date.parse('2020-03-01T00:10:00Z');
    expect(resolved('yesterday', 'since', 'UTC', first)).toBe('2020-02-29T00:00:00Z');
  });

  it.each([
    '',
    '2020-02-30',
    '2020-13-01',
    '2020-3-8',
    '2020-03-08T24:00',
    '2020-03-08T12',
    '2',
    '2x',
    'tomorrow',
    '1969-12-31',
    '99999999d',
  ])('not understood: %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('the window is ten minutes wider on both sides (R34); nothing between is a mistake', () => {
    const day = parseMoment('2020-03-08');
    const { window } = askedTimes({ since: day, until: day }, 'UTC', now);
    expect([iso(window.from), iso(window.to)]).toEqual(['2020-03-07T23:50:00Z', '2020-03-09T00:10:00Z']);
    expect(askedTimes({ since: undefined, until: undefined }, 'UTC', now).window.to).toBe(
      Number.POSITIVE_INFINITY,
    );
    const before = parseMoment('2020-03-07');
    expect(() => askedTimes({ since: day, until: before }, 'UTC', now)).toThrow('nothing between');
  });
});
