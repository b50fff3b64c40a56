import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexNames, localDates } from '../../../src/parse/local-date.ts';

const zones = [
  'UTC',
  'Asia/Tokyo',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Pacific/Apia',
];

const at = (iso: string) => Date.parse(iso) / 1000;

/** Sweden's dates are ISO dates. */
function oracle(timeZone: string): (seconds: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
  return (seconds) => format.format(seconds * 1000);
}

describe('localDates', () => {
  it.each([
    ['Asia/Tokyo', '2020-03-08T14:59:59Z', '2020-03-08'],
    ['Asia/Tokyo', '2020-03-08T15:00:00Z', '2020-03-09'],
    // Summer time: midnight at 22:00 UTC, in winter at 23:00.
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    // 00:01 in summer time became 23:01 of the day before: the day begins twice.
    ['America/St_Johns', '2010-11-07T02:29:59Z', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T02:30:00Z', '2010-11-07'],
    ['America/St_Johns', '2010-11-07T02:30:59Z', '2010-11-07'],
    ['America/St_Johns', '2010-11-07T02:31:00Z', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T03:29:59Z', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T03:30:00Z', '2010-11-07'],
    // Half an hour of daylight saving.
    ['Australia/Lord_Howe', '2026-01-10T12:59:59Z', '2026-01-10'],
    ['Australia/Lord_Howe', '2026-01-10T13:00:00Z', '2026-01-11'],
    ['Australia/Lord_Howe', '2026-07-10T13:29:59Z', '2026-07-10'],
    ['Australia/Lord_Howe', '2026-07-10T13:30:00Z', '2026-07-11'],
    // 00:00 became 01:00: this day has no midnight.
    ['America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-03'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04'],
    // Samoa left out 30 December 2011.
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    // An offset of 44 minutes and 30 seconds.
    ['Africa/Monrovia', '1971-06-01T00:44:29Z', '1971-05-31'],
    ['Africa/Monrovia', '1971-06-01T00:44:30Z', '1971-06-01'],
  ])('%s at %s is %s', (zone, iso, date) => {
    expect(localDates(zone)(at(iso))).toBe(date);
  });

  it.each([
    ['America/St_Johns', '2010-03-14T00:00:00Z', '2010-03-15T00:00:00Z'],
    ['America/St_Johns', '2010-11-06T12:00:00Z', '2010-11-07T12:00:00Z'],
    ['Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T06:00:00Z', '2026-04-05T06:00:00Z'],
    ['Asia/Tokyo', '2020-03-08T12:00:00Z', '2020-03-09T00:00:00Z'],
  ])('%s agrees with Intl every 10 s from %s to %s, asked twice', (zone, from, to) => {
    const dateOf = localDates(zone);
    const expected = oracle(zone);
    const wrong: number[] = [];
    for (let pass = 0; pass < 2; pass += 1) {
      for (let t = at(from) - 1; t < at(to); t += 10) if (dateOf(t) !== expected(t)) wrong.push(t);
    }
    expect(wrong).toEqual([]);
  });

  it('agrees with Intl at any time since 1970', () => {
    const pairs = new Map(zones.map((zone) => [zone, { dateOf: localDates(zone), expected: oracle(zone) }]));
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs.values()),
        fc.integer({ min: 0, max: 4_102_444_800 }),
        ({ dateOf, expected }, seconds) => dateOf(seconds) === expected(seconds),
      ),
      { numRuns: 5000 },
    );
  });

  it('names what to do about an unknown zone', () => {
    expect(() => localDates('Mars/Olympus')).toThrow(
      expect.objectContaining({ code: 'LF_TIMEZONE', exit: 2, hint: expect.stringContaining('IANA') }),
    );
  });
});

describe('indexNames', () => {
  it('fills in the local date', () => {
    const indexOf = indexNames('flow-{yyyy}.{MM}-{dd}-{dd}', 'Asia/Tokyo');
    expect(indexOf(1583680014)).toBe('flow-2020.03-09-09');
  });

  it('needs no date', () => {
    expect(indexNames('flow', 'UTC')(1583680014)).toBe('flow');
  });
});
