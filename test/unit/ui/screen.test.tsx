import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import type { MetricsSnapshot } from '../../../src/model/metrics.ts';
import { cells } from '../../../src/ui/cells.ts';
import type { Page } from '../../../src/ui/page.ts';
import { Screen } from '../../../src/ui/screen.tsx';
import type { Size } from '../../../src/ui/size.ts';
import { paint, themeOf } from '../../../src/ui/theme.ts';
import { drawn, snapshot, startedAt, typed, viewOf } from './kit.ts';

const normal: Size = { columns: 80, rows: 24 };
const base = snapshot();

/** The screen as text; ink's own stream for tests is 100 columns wide, and wider lines would be cut. */
function frame(now: MetricsSnapshot, page: Page = 'main', size = normal, theme = drawn): string {
  const { lastFrame, unmount } = render(
    <Screen view={viewOf(now)} size={size} theme={theme} page={page} first={0} />,
  );
  const text = lastFrame() ?? '';
  unmount();
  return text;
}

const problem = { code: 'LF_X', message: 'it broke', hint: 'mend it', count: 3, lastSeen: startedAt };
const underWay = [
  { uri: 's3://b/one.log.gz', startedAt, size: 2048, fetched: 1024, read: false },
  { uri: 's3://b/two.log.gz', startedAt, fetched: 500, read: true },
];
const busy = snapshot(90, {
  queue: { visible: 12_400, inFlight: 88, delayed: 100, deadLetters: 2, oldestSent: startedAt - 250_000 },
  inFlight: { ...base.inFlight, objects: 2, readers: 1, bulks: 2 },
  books: { read: 10, indexed: 5, duplicate: 1, filtered: { NODATA: 2 }, rejected: 1, malformed: 1 },
  messages: { ...base.messages, leasesExtended: 7, leasesLost: 1 },
  cluster: { ...base.cluster, busy: 4, tooLarge: 1, retriedItems: 30, latency: 120.4 },
  newestEvent: startedAt,
  objects: { ...base.objects, delivered: 4, failed: 1 },
  underWay,
  problems: [problem],
});

describe('the screen', () => {
  it('says nothing that nobody knows yet, and shouts about nothing', () => {
    const text = frame(snapshot(1, { queue: { visible: 0, inFlight: 0, delayed: 0 } }));
    expect(text).toMatch(/leases +0 extended, none lost/);
    expect(text).toMatch(/requests +0 of 2 {2}answer in \? /);
    expect(text).toMatch(/lag +\? {2}newest event/);
  });

  it('events of the future are no negative lag', () => {
    expect(frame(snapshot(0, { newestEvent: startedAt + 7_500_000 }))).toMatch(
      /lag +2 h 5 min {2}AHEAD of now/,
    );
  });

  it('paints nothing in a colour that is some palette’s background', () => {
    const theme = themeOf({ FORCE_COLOR: '1' });
    const tones = ['title', 'dim', 'good', 'warn', 'bad'] as const;
    const codes = tones.map((tone) => paint('', tone, theme).split('m')[0]?.slice(2));
    expect(codes).toEqual(['1', '2', '36', '1;33', '1;35']);
  });

  it('shows everything on 80x24', () => {
    const text = frame(busy);
    expect(text.split('\n')).toHaveLength(23);
    expect(text).toMatch(/waiting +12,500/);
    expect(text).toMatch(/in flight +88/);
    expect(text).toMatch(/dead letters +2 {2}see dlq list/);
    expect(text).toMatch(/oldest +5 min 40 s {2}of/);
    expect(text).toMatch(/leases +7 extended, 1 LOST/);
    expect(text).toMatch(/objects +4 {2}1 FAILED/);
    expect(text).toMatch(/lag +1 min 30 s/);
    expect(text).toMatch(/██████░░░░░░ {2}50% +2\.0 KiB +1 min 30 s reading {2}s3:\/\/b\/one\.log\.gz/);
    expect(text).toMatch(/ {12} +500 B +1 min 30 s sending {2}s3:\/\/b\/two\.log\.gz/);
    expect(text).toMatch(/requests +2 of 2 {2}answer in 120 ms/);
    expect(text).toMatch(/said no +4 x 429, 1 x 413/);
    expect(text).toMatch(/again 30 items/);
    expect(text).toMatch(/indexed +5 {2}duplicate 1/);
    expect(text).toMatch(/filtered +2 {2}2 NODATA/);
    expect(text).toMatch(/rejected +1 {2}malformed 1/);
    expect(text).toMatch(/3 x LF_X it broke/);
  });

  it.each([
    ['empty', snapshot(), /asking how much is waiting[\s\S]*none[\s\S]*none so far/],
    ['paused', snapshot(1, { phase: 'paused' }), /PAUSED {2}00:00:01[\s\S]*p go on/],
    [
      'braked',
      snapshot(1, { cluster: { ...base.cluster, brake: problem } }),
      /BRAKED[\s\S]*it broke[\s\S]*ENGAGED/,
    ],
    ['finishing', snapshot(1, { phase: 'finishing' }), /FINISHING[\s\S]*q leave at once/],
    [
      'files',
      snapshot(1, { expected: 4, objects: { ...base.objects, delivered: 1 } }),
      /1 of 4 done[\s\S]*█░.* 25%/,
    ],
    [
      'a listing that goes on',
      snapshot(1, { listing: { listed: 2000, wanted: 1200, complete: false } }),
      /objects +0 done[\s\S]*listed +2,000, and still listing[\s\S]*to read +1,200 found so far/,
    ],
    [
      'a listing of which some is known',
      snapshot(1, {
        listing: { listed: 2000, wanted: 1200, estimated: 9000, complete: false },
        objects: { ...base.objects, delivered: 900 },
      }),
      /objects +900 of about 9,000 done[\s\S]*█░.* 10%/,
    ],
    [
      'a listing that has ended',
      snapshot(1, {
        expected: 1200,
        listing: { listed: 2000, wanted: 1200, complete: true },
        objects: { ...base.objects, delivered: 300 },
      }),
      /objects +300 of 1,200 done[\s\S]*listed +2,000 [\s\S]*to read +1,200 [\s\S]* 25%/,
    ],
    ['no receives', snapshot(1, { notReceiving: problem }), /NOT RECEIVING[\s\S]*it broke/],
  ] as const)('%s', (_, now, wanted) => {
    expect(frame(now)).toMatch(wanted);
  });

  it('has pages of problems and of help', () => {
    expect(frame(busy, 'problems')).toMatch(
      /3 x LF_X {2}last 1 min 30 s ago\n {3}it broke\n {3}next: mend it/,
    );
    expect(frame(busy, 'help')).toMatch(/q +finish what is open and leave/);
    expect(frame(busy, 'help')).toContain('? back');
    const many = Array.from({ length: 40 }, (_, n) => ({
      ...problem,
      code: `LF_${n}`,
      lastSeen: startedAt + n,
    }));
    expect(frame(snapshot(1, { problems: many }), 'problems').split('\n')).toHaveLength(23);
    expect(frame(snapshot(1, { problems: many }))).toContain('Problems (38 more: press e)');
  });

  it.each([normal, { columns: 100, rows: 50 }, { columns: 60, rows: 15 }, { columns: 20, rows: 4 }])(
    'fits %j, whatever the texts say',
    (size) => {
      const bad = '\u001b[2J\r\n\u202e日志日志'.repeat(50);
      const now = snapshot(1e7, {
        ...busy,
        at: startedAt + 1e10,
        underWay: Array.from({ length: 64 }, () => ({
          uri: bad,
          startedAt,
          fetched: 1e15,
          size: 1,
          read: true,
        })),
        problems: [{ code: bad, message: bad, hint: bad, count: 1e12, lastSeen: 0 }],
        books: { ...busy.books, read: 1e15, filtered: { [bad]: 1e15 } },
        queue: { visible: 1e12, inFlight: 1e12, delayed: 0, deadLetters: 1e12, oldestSent: 0 },
      });
      for (const page of ['main', 'problems', 'help'] as const) {
        for (const theme of [drawn, typed]) {
          const text = frame(now, page, size, theme);
          const lines = text.split('\n');
          expect(lines.length).toBeLessThan(size.rows);
          expect(Math.max(...lines.map(cells))).toBeLessThanOrEqual(size.columns);
          expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
          if (theme === typed) expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        }
      }
    },
  );
});
