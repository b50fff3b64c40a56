import { describe, expect, it } from 'vitest';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadGeo } from '../../../src/parse/geo-data.ts';
import { articleHeader, block, documents, golden, items, now, object, run, transformOf } from './support.ts';

const start = 1583680014;
const header = 'start end bytes log-status pkt-srcaddr';
const line = (values: Partial<Record<string, string>> = {}) =>
  header
    .split(' ')
    .map(
      (name) =>
        values[name] ??
        { start: `${start}`, end: '1583680026', bytes: '1', 'log-status': 'OK' }[name] ??
        '10.0.0.1',
    )
    .join(' ');

describe('interpret: the golden document', () => {
  it.each([
    ['header says type2', articleHeader.replace(' type ', ' type2 ')],
    ['header says type, as AWS does', articleHeader],
  ])('comes out field for field, %s', async (_, head) => {
    const chunk = run(head, [golden._source.message], {
      geo: geoLookup(await loadGeo()),
      options: { timezone: 'Asia/Tokyo' },
    });
    expect(items(chunk)).toEqual([
      { action: { create: { _index: golden._index, _id: golden._id } }, document: golden._source },
    ]);
    expect(chunk).toMatchObject({ docs: 1, read: 1, filtered: {}, malformed: 0, samples: [], newest: start });
  });

  it('comes out of an object without a header line', () => {
    const transform = transformOf(golden._source.message, { options: { timezone: 'Asia/Tokyo' } });
    const [item] = items(transform(block(`${golden._source.message}\n`)));
    expect(item?.action).toEqual({ create: { _index: golden._index, _id: golden._id } });
    expect(item?.document).toMatchObject({ 'vpc-id': 'vpc-46131d22', type2: 'IPv4' });
  });

  it('has its file and its byte when origin is asked for', () => {
    const chunk = run(articleHeader, [golden._source.message], { options: { origin: true } });
    expect(documents(chunk)[0]?.log).toEqual({
      file: { path: object.uri },
      offset: articleHeader.length + 1,
    });
  });
});

describe('interpret: lines', () => {
  it('does not read blank lines and header lines (R5)', () => {
    const text = `\n${header}\r\n${line()}\r\n\r\n\n${header}\n${line()}\n${header}`;
    expect(transformOf(header)(block(text))).toMatchObject({ read: 2, docs: 2, malformed: 0 });
  });

  it('reads a line that only begins like the header', () => {
    expect(run(header, [`${header} More`])).toMatchObject({ read: 1, malformed: 1 });
  });

  it.each([
    ['too few fields', '1 2', '2 fields, and the header has 5'],
    ['too many fields', `${line()} x`, '6 fields, and the header has 5'],
    ['a leading zero', line({ bytes: '007' }), 'bytes is not a whole number up to 2^63-1'],
    ['a sign', line({ bytes: '-1' }), 'bytes is not a whole number up to 2^63-1'],
    ['a fraction', line({ bytes: '1.0' }), 'bytes is not a whole number up to 2^63-1'],
    ['an exponent', line({ bytes: '1e3' }), 'bytes is not a whole number up to 2^63-1'],
    ['2^63', line({ bytes: '9223372036854775808' }), 'bytes is not a whole number up to 2^63-1'],
    ['twenty digits', line({ bytes: '10000000000000000000' }), 'bytes is not a whole number up to 2^63-1'],
    ['other digits', line({ bytes: '١' }), 'bytes is not a whole number up to 2^63-1'],
    ['no event time', line({ start: '-' }), 'start has no value, and it is the time of the event'],
    ['an empty event time', line({ start: '' }), 'start has no value, and it is the time of the event'],
    [
      'a time in words',
      line({ start: 'now' }),
      'start is not a time in UNIX seconds within the accepted window',
    ],
    [
      'a time in ms',
      line({ start: `${start}000` }),
      'start is not a time in UNIX seconds within the accepted window',
    ],
    [
      'a bad second time',
      line({ end: '01' }),
      'end is not a time in UNIX seconds within the accepted window',
    ],
  ])('counts a line with %s as malformed, and says why', (_, bad, reason) => {
    expect(run(header, [bad, line()])).toMatchObject({
      read: 2,
      docs: 1,
      malformed: 1,
      samples: [{ offset: header.length + 1, reason, text: bad }],
    });
  });

  it.each([
    ['631151999', 0],
    ['631152000', 1],
    [`${now + 86_400}`, 1],
    [`${now + 86_401}`, 0],
    ['9'.repeat(400), 0],
  ])('event time %.20s: %i document (R4)', (time, docs) => {
    expect(run(header, [line({ start: time })]).docs).toBe(docs);
  });

  it('keeps years at four digits even where nobody bounds the future', () => {
    const settings = { options: { maxFuture: Number.MAX_SAFE_INTEGER } };
    expect(run(header, [line({ start: '253402300799' })], settings).docs).toBe(1);
    expect(run(header, [line({ start: '253402300800' })], settings).docs).toBe(0);
  });

  it('counts a line that is too long, whatever is in it (R6)', () => {
    const settings = { options: { maxLineBytes: line().length } };
    expect(run(header, [line(), `${line()}\r`, `${line()}1`], settings)).toMatchObject({
      docs: 2,
      samples: [{ reason: `longer than ${line().length} bytes` }],
    });
  });

  it('keeps three samples of 200 characters at most', () => {
    const chunk = run(header, ['😀'.repeat(300), 'a', 'b', 'c']);
    expect(chunk.malformed).toBe(4);
    expect(chunk.samples.map(({ text }) => text)).toEqual(['😀'.repeat(100), 'a', 'b']);
  });

  it('writes integers above 2^53 digit for digit (R3)', () => {
    const values = ['0', '9007199254740991', '9007199254740993', '9223372036854775807'];
    const body = Buffer.from(
      run(
        header,
        values.map((bytes) => line({ bytes })),
      ).body,
    ).toString();
    for (const value of values) expect(body).toContain(`"bytes":${value},`);
  });

  it('replaces bytes that are no UTF-8, and keeps a byte order mark in the middle', () => {
    const bytes = Buffer.concat([
      Buffer.from(`start interface-id\n${start} \uFEFFa`),
      Buffer.from([0xff, 0xe2, 0x82]),
      Buffer.from(`\n${start} "\\\u0001\n`),
    ]);
    expect(documents(transformOf('start interface-id')(block(bytes)))).toMatchObject([
      { 'interface-id': '\uFEFFa\uFFFD\uFFFD', message: `${start} \uFEFFa\uFFFD\uFFFD` },
      { 'interface-id': '"\\\u0001' },
    ]);
  });
});

describe('interpret: fields', () => {
  it('leaves out what has no value', () => {
    const [document] = documents(run(header, [line({ bytes: '-', end: '', 'pkt-srcaddr': '-' })]));
    expect(document).toEqual({
      'log-status': 'OK',
      '@timestamp': '2020-03-08T15:06:54.000Z',
      start_time: '2020-03-08T15:06:54.000Z',
      type: 'vpcflowlogs',
      tags: ['vpcflowlogs', 'src_geoip_lookup_failure'],
      message: line({ bytes: '-', end: '', 'pkt-srcaddr': '-' }),
    });
  });

  it('takes end for the time of the event when the header has no start (R4)', () => {
    const [document] = documents(run('end', ['1583680026']));
    expect(document).toEqual({
      '@timestamp': '2020-03-08T15:07:06.000Z',
      end_time: '2020-03-08T15:07:06.000Z',
      type: 'vpcflowlogs',
      tags: ['vpcflowlogs'],
      message: '1583680026',
    });
  });

  it('says where both ends are: found, not found, without a value', () => {
    const chunk = run('start pkt-srcaddr pkt-dstaddr', [
      `${start} 54.187.220.203 10.0.0.1`,
      `${start} - 54.187.220.203`,
    ]);
    const place = { ip: '54.187.220.203', country_code2: 'US' };
    expect(documents(chunk)).toMatchObject([
      { src_geoip: place, dst_geoip: {}, tags: ['vpcflowlogs', 'dst_geoip_lookup_failure'] },
      { dst_geoip: place, tags: ['vpcflowlogs', 'src_geoip_lookup_failure'] },
    ]);
    expect(documents(chunk)[1]).not.toHaveProperty('src_geoip');
    expect(Object.keys(documents(chunk)[0]?.src_geoip as object)[0]).toBe('ip');
  });
});

describe('interpret: the filter', () => {
  it('counts by kind, before anything else is looked at', () => {
    const lines = [
      line({ 'log-status': 'NODATA', start: 'x', bytes: 'y' }),
      line({ 'log-status': 'NODATA' }),
      line({ 'log-status': 'SKIPDATA' }),
      line({ 'log-status': '-' }),
      line({ 'log-status': 'ok' }),
      line({ 'log-status': 'A'.repeat(33) }),
      line(),
    ];
    expect(run(header, lines)).toMatchObject({
      read: 7,
      docs: 1,
      malformed: 0,
      filtered: { NODATA: 2, SKIPDATA: 1, other: 3 },
    });
  });

  it('does not filter where the header has no log-status (R4)', () => {
    expect(run('start action', [`${start} NODATA`])).toMatchObject({ docs: 1, filtered: {} });
  });

  it('names so many kinds of an object, and no more', () => {
    const transform = transformOf(header);
    const kinds = new Set<string>();
    for (let i = 0; i < 676; i += 1) {
      const kind = String.fromCharCode(65 + (i % 26), 65 + Math.floor(i / 26));
      const { filtered } = transform(block(line({ 'log-status': kind })));
      for (const name of Object.keys(filtered)) kinds.add(name);
    }
    expect(kinds.size).toBe(17);
    expect(kinds).toContain('other');
  });
});

describe('interpret: indices, actions and ids', () => {
  it('writes an object to so many indices, over all its blocks (R4)', () => {
    const transform = transformOf(header, { options: { maxIndices: 2 } });
    const day = (n: number) => block(line({ start: `${start + n * 86_400}` }));
    expect([0, 1, 2, 0, 1].map((n) => transform(day(n)).docs)).toEqual([1, 1, 0, 1, 1]);
    expect(transform(day(3)).samples).toMatchObject([
      { reason: 'its object would write to more than 2 indices' },
    ]);
  });

  it('answers with the latest event of a chunk', () => {
    const times = [start + 5, start + 9, start];
    expect(
      run(
        header,
        times.map((time) => line({ start: `${time}` })),
      ).newest,
    ).toBe(start + 9);
    expect(run(header, ['x']).newest).toBe(0);
  });

  it('writes the op type it is told', () => {
    const [item] = items(run(header, [line()], { options: { opType: 'index' } }));
    expect(item?.action.index?._index).toBe('vpcflowlogs-2020-03-08');
  });

  it('writes no id when the cluster chooses', () => {
    const chunk = run(header, [line()], { definition: { id: 'none' } });
    expect(Buffer.from(chunk.body).toString()).toMatch(
      /^\{"create":\{"_index":"vpcflowlogs-2020-03-08"\}\}\n/,
    );
  });

  it('counts positions over blocks', () => {
    const transform = transformOf(header, { definition: { id: 'position' }, options: { origin: true } });
    const [item] = items(transform(block(`${line()}\n`, 5_000_000_000)));
    expect(item?.action.create?._id).toMatch(/^[\w-]{22}-5000000000$/);
    expect(item?.document.log).toMatchObject({ offset: 5_000_000_000 });
  });
});
