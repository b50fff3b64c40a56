import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../../src/app/explain/paint.ts';
import { statusSchema } from '../../../../src/app/output/status-schema.ts';
import { statusLogLine } from '../../../../src/app/status/line.ts';
import { type Look, statusLine } from '../../../../src/app/status/look.ts';
import { withInterval } from '../../../../src/app/status/options.ts';
import { statusText } from '../../../../src/app/status/text.ts';

const at = Date.parse('2026-11-23T12:00:00Z');
const problem = { code: 'LF_X', message: 'it \u001b[31mbroke', hint: 'Mend it.' };
const full: Look = {
  at,
  queue: {
    name: 'flow-queue',
    ...{ visible: 1200, inFlight: 300, delayed: 0 },
    deadLetters: { name: 'flow-queue-dlq', maxReceiveCount: 20, visible: 4, inFlight: 1, delayed: 0 },
    problems: [],
  },
  cluster: {
    nodes: ['https://a:9200'],
    ...{ distribution: 'opensearch', version: '2.19.6', name: 'logs\u202e' },
    health: { status: 'yellow', nodes: 3, dataNodes: 2, unassignedShards: 5 },
    disk: { used: 2 ** 40, total: 2 ** 41, fullest: { node: 'data-1', percent: 61.5 } },
    pipelines: [
      {
        ...{ name: 'vpcflowlogs', pattern: 'vpcflowlogs-*', indices: 12, closed: 1, red: 2 },
        ...{ documents: 123_456_789, bytes: 45 * 2 ** 30, newest: at - 35_000, lag: 35 },
        lastMinutes: { 5: 12_300, 60: 123_480 },
      },
    ],
    problems: [problem],
  },
  documents: new Map(),
};
const changes = {
  sinceLast: { seconds: 5, backlog: 12.3, deadLetters: 0, documents: { vpcflowlogs: 41 } },
  sinceStart: { seconds: 60, backlog: -10, deadLetters: 0.5, documents: { vpcflowlogs: 40.5 } },
};

describe('a look for people', () => {
  it('is one screen of 80 columns, and nothing from outside acts on the terminal', () => {
    const text = statusText(full, changes, { paint: plainPaint, width: 80 });
    expect(text).toBe(`logflow status, 2026-11-23T12:00:00.000Z

queue       flow-queue
            1,200 visible, 300 in flight, 0 delayed
            oldest message: unknown (SQS tells its age to CloudWatch alone)
            dead letters: 4 and 1 hidden in flow-queue-dlq
            (where they go after 20 receives)
            backlog +12/s, -10/s since the start
            empty in 2 min 30 s, at the pace since the start
            dead letters +0.5/s since the start

cluster     https://a:9200
            OpenSearch 2.19.6, logs\\u{202e}
            yellow, 3 nodes (2 with data), 5 shards unassigned
            disk 1.0 TiB of 2.0 TiB used; fullest: data-1, 61.5%
            it \\u{1b}[31mbroke
            next: Mend it. (LF_X)

vpcflowlogs 12 indices of vpcflowlogs-* (1 closed, 2 red)
            123,456,789 documents, 45 GiB on disk
            newest 2026-11-23T11:59:25.000Z, 35 s behind now
            last 5 min by @timestamp: 12,300 documents (41/s)
            last 60 min by @timestamp: 123,480 documents (34/s)
            new: 41/s, 41/s since the start
`);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('as one line of a log', () => {
    expect(statusLogLine(full, changes)).toBe(
      '2026-11-23T12:00:00.000Z  queue 1,200 visible, 300 in flight, 0 delayed, 4 dead; cluster yellow; vpcflowlogs 123,456,789 documents (+41/s), newest 35 s behind now; TROUBLE it \\u{1b}[31mbroke (LF_X)\n',
    );
  });

  it('as published', () => {
    const line = statusLine(full, changes);
    expect(statusSchema.parse(line)).toEqual(line);
    expect(line.ok).toBe(false);
  });

  it('says what is not configured, not known, or not there', () => {
    const bare: Look = {
      ...full,
      queue: { name: 'q', visible: 0, inFlight: 0, delayed: 0, problems: [] },
      cluster: undefined,
    };
    const screen = { paint: plainPaint, width: 80 };
    expect(statusText(bare, {}, screen)).toContain(
      'dead letters: none, as no redrive policy moves what fails',
    );
    expect(statusText(bare, {}, screen)).toContain('cluster     not configured (--node)');
    const blind: Look = { ...full, queue: { name: 'q', problems: [problem] } };
    expect(statusText(blind, {}, screen)).not.toContain('visible');
    const ahead = {
      ...full,
      cluster: { ...full.cluster, pipelines: [{ name: 'f', pattern: 'f-*', newest: at + 2000, lag: -2 }] },
    };
    expect(statusText(ahead as Look, {}, screen)).toContain('2.0 s in the future');
  });
});

it.each([
  [['--watch'], ['--watch=5s']],
  [
    ['--watch', '--json'],
    ['--watch=5s', '--json'],
  ],
  [
    ['--watch', '10s', '--json'],
    ['--watch', '10s', '--json'],
  ],
  [['--watch=3s'], ['--watch=3s']],
  [
    ['--queue', 'q'],
    ['--queue', 'q'],
  ],
])('%j is read as %j', (argv, read) => {
  expect(withInterval(argv)).toEqual(read);
});
