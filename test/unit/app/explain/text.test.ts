import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../../src/app/explain/explanation.ts';
import { plainPaint, type Screen } from '../../../../src/app/explain/paint.ts';
import { explanationText } from '../../../../src/app/explain/text.ts';
import { full } from './full.ts';

const screen: Screen = { paint: plainPaint, width: 80 };

describe('explanationText', () => {
  it.each([
    's3://logs/AWSLogs/vpcflowlogs/x.log.gz',
    ...[
      '121 KiB (123,456 bytes)',
      'last modified 2020-03-08T15:10:00.000Z',
      'version version-1',
      'ETag etag-1',
    ],
    ...['text/type-1', 'content encoding encoding-1', 'STANDARD_IA', 'encrypted with aws:kms'],
    ...['zstd, by its first bytes', 'vpcflowlogs, by this part of its key:', 'AWSLogs/part-1'],
    ...['3 fields, by its first line', 'start field-1 field-2', 'time of the event: time-1'],
    ...['status-1 is GOOD', 'old-1 -> new-1', 'dropped-1', 'not known, kept as text: unknown-1'],
    ...['document 1', 'byte 1,234', 'index index-1', 'id id-1', '{ "name": "value-1" }'],
    ...['192.0.2.1 is in Town, Land', '192.0.2.2 is in no place that is known', 'geo-3: no address'],
    ...[
      '5,432 read',
      '4,322 documents, 1,000 filtered, 110 malformed',
      '1,000 lines whose status-1 is NODATA',
      'as at byte 71',
    ],
    ...['nodata line', '110 lines', 'at byte 72: reason-1', 'malformed line', 'index-2: 4,321 documents'],
    ...['2020-03-08T15:06:54.000Z', 'content: a 128-bit hash of the line'],
    '121 KiB read, 1.9 MiB unpacked, 8.6 MiB of bulk requests',
    ...['OpenSearch 2.19.6 at http://node-1:9200', 'theirs (composable) maps pattern-* otherwise'],
    ...['path-1: is float, must be long', 'index-3, which exists', 'path-2 is ip, and does not take "x"'],
    ...['index-4, which exists', 'path-3: is text, must be ip', 'index-5: not known'],
    ...['warning-1', 'next: hint-2 (LF_WARNING)', 'problem-1', 'next: hint-1 (LF_PROBLEM)'],
    'would NOT be delivered, with 4,322 documents',
  ])('says once: %s', (part) => {
    expect(explanationText(full, screen).split(part)).toHaveLength(2);
  });

  it('fits into the columns', () => {
    for (const width of [60, 80]) {
      const long = explanationText(full, { paint: plainPaint, width })
        .split('\n')
        .filter((line) => line.length > width);
      expect(long).toEqual([]);
    }
  });

  it('marks what is good and bad, where colours are', () => {
    const painted = explanationText(full, { paint: (tone, text) => `<${tone}>${text}</>`, width: 80 });
    expect(painted).toContain('<bad>would NOT be delivered');
    expect(painted).toContain('<key>"name"</>: <text>"value-1"</>');
  });

  it('nothing from outside acts on the terminal', () => {
    const evil = 'a\u001b[2Jb\u009b31mc\u202ed\r\ne\u0007';
    const spoilt = spoil(full, evil);
    const text = explanationText(spoilt, screen);
    expect(text).toContain('a\\u{1b}[2Jb\\u{9b}31mc\\u{202e}d');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('standard input, and a copy of an object', () => {
    const stdin = explanationText({ ...full, object: { kind: 'stdin', uri: '-' } }, screen);
    expect(stdin).toContain('object      standard input');
    const copy = explanationText(
      { ...full, object: { kind: 'file', uri: 's3://b/k', path: '/tmp/x' } },
      screen,
    );
    expect(copy).toContain('read from /tmp/x');
  });

  it('an object of which nothing was read has no lines to tell of', () => {
    const { header: _, idKind: _id, ...rest } = full;
    const nothing: Explanation = {
      ...rest,
      ...{ outcome: 'missing', complete: false, documents: [], indices: [], filtered: [], malformed: [] },
      lines: { read: 0, documents: 0, filtered: 0, malformed: 0 },
      bytes: { fetched: 0, unpacked: 0, bulk: 0 },
    };
    const text = explanationText(nothing, screen);
    expect(text).not.toMatch(/^(lines|bytes|header)/m);
    expect(text).toContain('verdict     would NOT be delivered\n');
  });
});

/** Every text of a value that comes from outside, with `evil` in it. */
function spoil(explanation: Explanation, evil: string): Explanation {
  const fixed = new Set([
    'type',
    'outcome',
    'kind',
    'by',
    'from',
    'idKind',
    'compression',
    'distribution',
    'api',
  ]);
  const visit = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return fixed.has(name) ? value : value + evil;
    if (Array.isArray(value)) return value.map((one) => visit(one, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one, key)]));
  };
  return visit(explanation, '') as Explanation;
}
