import type { Writable } from 'node:stream';
import type { AfterCounts } from '../model/after.ts';
import { booksBalance, filteredTotal } from '../model/books.ts';
import { bytes, number, plural, seconds } from '../model/format.ts';
import type { CountedProblem, MetricsSnapshot, RunInfo, SnapshotStore } from '../model/metrics.ts';
import { printable } from '../model/printable.ts';
import { tellSteadily } from './steady.ts';
import type { Summary } from './summary.ts';

/** One screen has room for so many, each with its next step. */
const shownProblems = 4;
const shownSlowest = 2;
/** ms from which an object is worth a line. */
const slow = 1_000;

/** Prints a progress line every few seconds. Returns how to end it. */
export function showProgress(store: SnapshotStore, info: RunInfo, stream: Writable): () => void {
  return tellSteadily(store, info, (now, last, left) => {
    stream.write(`${progressLine(now, last, info.finite ? left : undefined)}\n`);
  });
}

/** `00:12  1,204 objects done, 8 under way  600,120 documents  51,000/s  12 MiB/s  2 min 5 s left  queue 30 + 8 in flight` */
export function progressLine(now: MetricsSnapshot, last: MetricsSnapshot, left?: number): string {
  const elapsed = Math.max(0.001, (now.at - last.at) / 1000);
  const done = (s: MetricsSnapshot) => s.books.indexed + s.books.duplicate;
  const parts = [
    clockTime((now.at - now.startedAt) / 1000),
    `${plural(now.objects.delivered, 'object')} done${ofAll(now)}, ${number(now.inFlight.objects)} under way`,
    plural(done(now), 'document'),
    `${number((done(now) - done(last)) / elapsed)}/s`,
    `${bytes((now.bytes.read - last.bytes.read) / elapsed)}/s`,
  ];
  if (left !== undefined) parts.push(`${seconds(left)} left`);
  if (now.queue) parts.push(`queue ${number(now.queue.visible)} + ${number(now.queue.inFlight)} in flight`);
  const failed = (s: MetricsSnapshot) => s.objects.failed + s.objects.unreadable;
  if (failed(now) > 0) {
    const news = failed(now) > failed(last) ? now.failure : undefined;
    parts.push(`${plural(failed(now), 'object')} FAILED${news ? `: ${printable(news.message)}` : ''}`);
  }
  if (now.after && now.after.failed > 0) {
    parts.push(`${plural(now.after.failed, 'object')} NOT ${doneWords[now.after.action].toUpperCase()}`);
  }
  const { quarantined } = now.messages;
  if (quarantined > last.messages.quarantined) {
    parts.push(`${number(quarantined)} QUARANTINED (logflow dlq list)`);
  }
  if (now.notReceiving) parts.push(`NOT RECEIVING: ${printable(now.notReceiving.message)}`);
  const { brake, trouble } = now.cluster;
  if (brake) parts.push(`WAITING: ${printable(brake.message)}`);
  else if (trouble) parts.push(`RETRYING: ${printable(trouble.message)}`);
  else if (done(now) === done(last)) parts.push(...silence(now, last));
  const news = awsTrouble(now, last);
  if (news && !parts.some((part) => part.includes(news))) parts.push(`TROUBLE: ${news}`);
  return parts.join('  ');
}

/** What AWS, or the way to it, has refused since the last line: a poller that gets nothing is never silent. */
function awsTrouble({ problems }: MetricsSnapshot, last: MetricsSnapshot): string | undefined {
  const fresh = problems.find(({ code, lastSeen }) => /^LF_(AWS|QUEUE)_/.test(code) && lastSeen > last.at);
  return fresh && printable(fresh.message);
}

/** ` of 5,000`; while the listing goes on ` of 1,200 found so far, about 40,000 in all`, if that can be told. */
function ofAll({ expected, listing }: MetricsSnapshot): string {
  if (expected !== undefined) return ` of ${number(expected)}`;
  if (!listing) return '';
  const { wanted, listed, estimated } = listing;
  const all = estimated === undefined ? `${number(listed)} listed` : `about ${number(estimated)} in all`;
  return ` of ${number(wanted)} found so far (${all})`;
}

/** Whom everything waits for when nobody has complained: a server that says nothing, or one that is asked again by the SDK. */
function silence({ inFlight, bytes: moved, cluster }: MetricsSnapshot, last: MetricsSnapshot): string[] {
  if (inFlight.bulks > 0) {
    if (cluster.requests > last.cluster.requests) return [];
    return [`WAITING: no answer to ${plural(inFlight.bulks, 'bulk request')}`];
  }
  if (inFlight.readers === 0 || moved.fetched > last.bytes.fetched || moved.read > last.bytes.read) return [];
  return [`WAITING: no byte of ${plural(inFlight.readers, 'object')} being read`];
}

function clockTime(total: number): string {
  const part = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${part(total / 60)}:${part(total % 60)}`;
}

/** One screen for a person: what was done, whether it adds up, what to look at. `next`: commands that go on from here. */
export function summaryText(summary: Summary, next: readonly string[] = []): string {
  const { documents: books, objects } = summary;
  const filtered = Object.entries(books.filtered).map(([kind, count]) => `${number(count)} ${kind}`);
  const unfinished = [
    [objects.missing, 'gone from S3'],
    [objects.unreadable, 'unreadable'],
    [objects.failed, 'failed'],
    [objects.aborted, 'left for another run'],
  ] as const;
  const rows: [string, string][] = [
    [
      'objects',
      [
        `${number(objects.delivered)} delivered`,
        ...unfinished.filter(([n]) => n > 0).map(([n, what]) => `${number(n)} ${what}`),
      ].join(', '),
    ],
    ['lines read', number(books.read)],
    ['  indexed', number(books.indexed)],
    ['  duplicate', number(books.duplicate)],
    [
      '  filtered',
      `${number(filteredTotal(books))}${filtered.length > 0 ? ` (${filtered.join(', ')})` : ''}`,
    ],
    ['  rejected', number(books.rejected)],
    ['  malformed', number(books.malformed)],
    ...(summary.abandoned > 0
      ? [
          ['abandoned', `${number(summary.abandoned)} lines of attempts that were given up`] as [
            string,
            string,
          ],
        ]
      : []),
    ['books', booksBalance(books) ? 'balance' : 'DO NOT BALANCE'],
    [
      'bytes',
      [
        `${bytes(summary.bytes.fetched)} fetched`,
        `${bytes(summary.bytes.read)} unpacked`,
        // Nothing is sent when documents go to files.
        ...(summary.bytes.sent > 0 ? [`${bytes(summary.bytes.sent)} sent`] : []),
      ].join(', '),
    ],
    ['time', timeText(summary)],
  ];
  if (summary.after) rows.push([doneWords[summary.after.action], afterLine(summary.after)]);
  if (summary.messages) rows.push(['messages', messageText(summary)]);
  rows.push(...labelled('slowest', slowestLines(summary)), ...labelled('next', next));
  const table = rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`).join('\n');
  const head = summary.error ? 'FAILED' : summary.ok ? 'done' : 'done, with failures';
  return `${head}\n${table}\n${problemText(summary.problems)}`;
}

const doneWords = { tag: 'tagged', move: 'moved', delete: 'deleted' } as const;

function afterLine({ done, gone, changed, kept, failed, aborted }: AfterCounts): string {
  const others: [number, string][] = [
    [gone, 'gone'],
    [changed, 'overwritten since'],
    [kept, 'kept (malformed lines)'],
    [failed, 'FAILED'],
    [aborted, 'left for another run'],
  ];
  const some = others.filter(([n]) => n > 0).map(([n, what]) => `${number(n)} ${what}`);
  return [plural(done, 'object'), ...some].join(', ');
}

/** `23 s, 38,420 lines/s, 7.5 MiB/s`: bytes as unpacked. */
function timeText({ seconds: time, documents, bytes: moved }: Summary): string {
  const perSecond = (value: number) => value / Math.max(0.001, time);
  return `${seconds(time)}, ${number(perSecond(documents.read))} lines/s, ${bytes(perSecond(moved.read))}/s`;
}

/** The name stands before the first of them alone. */
function labelled(name: string, lines: readonly string[]): [string, string][] {
  return lines.map((line, place) => [place === 0 ? name : '', line]);
}

function slowestLines({ slowest }: Summary): string[] {
  return slowest
    .filter(({ ms }) => ms >= slow)
    .slice(0, shownSlowest)
    .map(({ uri, ms, fetched }) => `${seconds(ms / 1000)}, ${bytes(fetched)}: ${printable(uri)}`);
}

function messageText({ messages, queue }: Summary): string {
  if (!messages) return '';
  const counts: [number, string][] = [
    [messages.testEvents, messages.testEvents === 1 ? 'test event' : 'test events'],
    [messages.ignored, 'of nothing created'],
    [messages.released, 'put back'],
    [messages.quarantined, 'of them quarantined (next: logflow dlq list)'],
    [messages.unrecognised, 'NOT RECOGNISED, left in the queue'],
    [messages.unclaimed, 'of objects no pipeline claims, left in the queue'],
    [queue?.inFlight ?? 0, 'in flight elsewhere or held back'],
  ];
  const some = counts.filter(([n]) => n > 0).map(([n, what]) => `${number(n)} ${what}`);
  return [`${number(messages.received)} received`, `${number(messages.deleted)} deleted`, ...some].join(', ');
}

/** Each problem once, with its count and the next step. */
function problemText(problems: readonly CountedProblem[]): string {
  if (problems.length === 0) return '';
  const lines = problems
    .slice(0, shownProblems)
    .map(
      ({ code, message, hint, count }) => `  ${count} x ${code}: ${printable(message)}\n      next: ${hint}`,
    );
  const more = problems.length - shownProblems;
  if (more > 0) lines.push(`  and ${plural(more, 'other problem')} (--json has them all)`);
  return `problems\n${lines.join('\n')}\n`;
}
