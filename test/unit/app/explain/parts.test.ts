import { describe, expect, it } from 'vitest';
import { choosePipeline } from '../../../../src/app/explain/choose.ts';
import { parseExactly } from '../../../../src/app/explain/exact-json.ts';
import { IndexCounts } from '../../../../src/app/explain/index-counts.ts';
import { jsonLines } from '../../../../src/app/explain/json-text.ts';
import { s3Facts } from '../../../../src/app/explain/object-facts.ts';
import { plainPaint } from '../../../../src/app/explain/paint.ts';
import { readingLine } from '../../../../src/app/explain/progress.ts';
import { Samples } from '../../../../src/app/explain/samples.ts';
import { createRoute } from '../../../../src/core/route.ts';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import type { ObjectRef } from '../../../../src/model/object.ts';
import { noPlaces } from '../../../../src/parse/geo-record.ts';
import { interpret } from '../../../../src/parse/interpret.ts';
import { lineReader } from '../../../../src/parse/line-reader.ts';
import { indexNames } from '../../../../src/parse/local-date.ts';
import { inlineTransforms } from '../../../../src/parse/transforms.ts';
import { goldenLine, lineOf } from '../../../helpers/flow-lines.ts';
import { articleHeader, block, headerOf, now, object, options, run } from '../../parse/support.ts';

describe('jsonLines', () => {
  const document = { a: 'x', list: [1, 2], deep: { one: 'a'.repeat(30), two: { three: true } }, none: {} };

  it('is JSON, with what fits on one line', () => {
    const lines = jsonLines(document, 40, plainPaint);
    expect(lines.join('\n')).toBe(`{
  "a": "x",
  "list": [1, 2],
  "deep": {
    "one": "${'a'.repeat(30)}",
    "two": { "three": true }
  },
  "none": {}
}`);
    expect(JSON.parse(jsonLines(document, 200, plainPaint).join(''))).toEqual(document);
  });

  it('numbers above 2^53 survive', () => {
    const text = '{"big":9007199254740993,"small":5,"part":0.5}';
    expect(JSON.stringify(parseExactly(text))).toBe(text);
    expect(jsonLines(parseExactly(text), 80, plainPaint)).toEqual([
      '{ "big": 9007199254740993, "small": 5, "part": 0.5 }',
    ]);
  });
});

describe('choosePipeline', () => {
  const transforms = inlineTransforms(options, { geo: noPlaces, now: () => now });
  const choose = (ref: ObjectRef) => choosePipeline(createRoute([vpcFlow], transforms), [vpcFlow], ref);
  const key = 'p/AWSLogs/1/vpcflowlogs/us-west-2/2020/03/08/x.log.gz';

  it.each<[ObjectRef, object]>([
    [
      { kind: 's3', bucket: 'b', key },
      { kind: 'claimed', by: 'key', part: key.slice(1) },
    ],
    [
      { kind: 's3', bucket: 'b', key: 'x.log' },
      { kind: 'unclaimed', reason: 'no-match', key: 'x.log' },
    ],
    [
      { kind: 'file', path: `/tmp/${key}` },
      { kind: 'claimed', by: 'path' },
    ],
    [
      { kind: 'file', path: '/tmp/x' },
      { kind: 'named', pipeline: 'vpcflowlogs' },
    ],
    [
      { kind: 'stdin', path: '-' },
      { kind: 'named', pipeline: 'vpcflowlogs' },
    ],
    [
      { kind: 'stdin', path: '-', as: { bucket: 'b', key } },
      { kind: 'claimed', by: 'key' },
    ],
    [
      { kind: 'file', path: `/${key}`, as: { bucket: 'b', key: 'x' } },
      { kind: 'unclaimed', key: 'x' },
    ],
  ])('%j', (ref, choice) => {
    const chosen = choose(ref);
    expect(chosen.choice).toMatchObject(choice);
    expect(chosen.pipeline === undefined).toBe(chosen.choice.kind === 'unclaimed');
  });
});

describe('Samples', () => {
  const header = headerOf(articleHeader);
  const indexOf = indexNames(vpcFlow.index, 'UTC');
  const reader = () => lineReader({ definition: vpcFlow, header, object, options, geo: noPlaces, indexOf });
  const bad = (n: number) => `1 2 ${'x '.repeat(n)}`.trim();
  const status = (word: string) => goldenLine.replace(' OK ', ` ${word} `);

  /** As `explain` does it, block by block. */
  function sample(most: number, ...blocks: readonly (readonly string[])[]) {
    const samples = new Samples(most);
    const transform = interpret(vpcFlow, header, object, options, { geo: noPlaces, now: () => now });
    const begun = { definition: vpcFlow, header, reader: reader(), hasRows: false };
    let offset = 0;
    for (const texts of blocks) {
      const one = block(`${texts.join('\n')}\n`, offset);
      offset += one.bytes.length;
      samples.add(one, transform(one), begun, now);
    }
    return samples;
  }

  it('keeps the first documents, over blocks, with their offsets', () => {
    const { documents } = sample(
      2,
      [status('NODATA')],
      [lineOf(1), status('NODATA'), lineOf(2)],
      [lineOf(3)],
    );
    const first = status('NODATA').length + 1;
    expect(documents.map(({ offset }) => offset)).toEqual([
      first,
      first + lineOf(1).length + 1 + status('NODATA').length + 1,
    ]);
    expect(documents.map(({ item }) => JSON.parse(item.split('\n')[1] ?? '').bytes)).toEqual([1, 2]);
  });

  it('keeps one example of each kind that is left out, also of one that comes late', () => {
    const { filtered } = sample(
      1,
      [lineOf(1), status('NODATA')],
      [status('NODATA')],
      [status('?'), status('SKIPDATA')],
    );
    expect([...filtered.keys()]).toEqual(['NODATA', 'other', 'SKIPDATA']);
    expect(filtered.get('other')?.text).toBe(status('?').slice(0, 200));
  });

  it('keeps the first malformed lines, and later ones whose reason is new, and no more than eight', () => {
    const many = Array.from({ length: 20 }, (_, n) => [bad(n + 2)]);
    const { malformed } = sample(1, [bad(1), bad(1)], [bad(1)], [bad(1), bad(2)], ...many);
    expect(malformed.map(({ reason }) => reason.split(' ')[0])).toEqual('3 3 3 4 5 6 7 8'.split(' '));
  });
});

describe('IndexCounts', () => {
  it('counts documents by the index in their action lines', () => {
    const nextDay = goldenLine.replace('1583680014', '1583766414');
    const counts = new IndexCounts();
    counts.add(run(articleHeader, [goldenLine, goldenLine, nextDay, goldenLine]));
    counts.add(run(articleHeader, [nextDay], { definition: { id: 'none' } }));
    counts.add(run(articleHeader, ['nothing']));
    expect(counts.all).toEqual([
      { index: 'vpcflowlogs-2020-03-08', documents: 3 },
      { index: 'vpcflowlogs-2020-03-09', documents: 2 },
    ]);
  });
});

describe('s3Facts', () => {
  it('says what S3 said, and nothing of what it did not', () => {
    const ref = { kind: 's3', bucket: 'b', key: 'k' } as const;
    expect(s3Facts(ref)).toEqual({ kind: 's3', uri: 's3://b/k' });
    const headers = {
      ...{ etag: '"e"', 'content-length': '12', 'x-amz-version-id': 'null', 'content-type': '' },
      'last-modified': 'Sun, 08 Mar 2020 15:10:00 GMT',
    };
    expect(s3Facts(ref, headers)).toEqual({
      ...{ kind: 's3', uri: 's3://b/k', etag: 'e', size: 12, lastModified: '2020-03-08T15:10:00.000Z' },
    });
    expect(s3Facts(ref, { 'content-length': 'x', 'last-modified': 'never' })).toEqual({
      ...{ kind: 's3', uri: 's3://b/k' },
    });
  });
});

it('readingLine tells the share where the size is known', () => {
  const state = { fetched: 2 ** 30, size: 4 * 2 ** 30, unpacked: 2 ** 31, lines: 1000 };
  expect(readingLine(state, 12)).toMatch(
    /^12 s {2}1\.0 GiB of 4\.0 GiB read \(25%\), 2\.0 GiB unpacked, 1,000 lines; /,
  );
  expect(readingLine({ ...state, size: undefined }, 1)).toContain('1.0 GiB read, ');
  expect(readingLine({ ...state, size: 0 }, 1)).toContain('1.0 GiB read, ');
});
