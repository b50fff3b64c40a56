import { expect, it } from 'vitest';
import {
  objectPropertyNames,
  propertiesOfAnswer,
  propertiesOfFile,
} from '../../../src/source/object-properties.ts';
import { head, startFaultyS3 } from './s3-kit.ts';

const headers = {
  date: 'Tue, 24 Nov 2026 00:00:00 GMT',
  'last-modified': 'Mon, 23 Nov 2026 01:02:03 GMT',
  'content-type': 'application/x-gzip',
  'x-amz-meta-team': 'network',
  'x-amz-meta-': 'nameless',
  'x-amz-meta-__proto__': 'own',
  'x-amz-metadata': 'other',
};
const last_modified = '2026-11-23T01:02:03.000Z';
const content_type = 'application/x-gzip';
const metadata = Object.fromEntries([
  ['team', 'network'],
  ['__proto__', 'own'],
]);
const of = (more: object) => propertiesOfAnswer({ ...headers, ...more }, objectPropertyNames);

it('says what was asked for and is there, and nothing else', () => {
  const all = propertiesOfAnswer(headers, ['metadata', 'content-type', 'last-modified']);
  expect(JSON.stringify(all)).toBe(JSON.stringify({ last_modified, content_type, metadata }));
  expect(propertiesOfAnswer(headers, ['metadata'])).toEqual({ metadata });
  expect(propertiesOfAnswer(headers, [])).toBeUndefined();
  expect(propertiesOfAnswer({ date: headers.date }, objectPropertyNames)).toBeUndefined();
});

it.each([
  'yesterday',
  '1',
  '2026-11-23',
  'Mon, 31 Feb 2026 01:02:03 GMT',
  'Tue, 23 Nov 2026 01:02:03 GMT',
  'Fri, 01 Jan 12345 00:00:00 GMT',
  'Mon, 23 Nov 2026 01:02:03 GMT (really)',
  '',
])('leaves out a date that is none: %j', (date) => {
  expect(of({ 'last-modified': date })).toEqual({ content_type, metadata });
});

it('leaves out a content type that is empty, or larger than S3 takes', () => {
  for (const type of ['', 'é'.repeat(1025)])
    expect(of({ 'content-type': type })).toEqual({ last_modified, metadata });
  expect(of({ 'content-type': 'é'.repeat(1024) })?.content_type).toHaveLength(1024);
});

it('takes of the metadata what S3 does, 2 KiB of names and values', () => {
  const large = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`x-amz-meta-${n}`, 'é'.repeat(150)]));
  const taken = propertiesOfAnswer({ ...large, 'x-amz-meta-last': 'fits' }, ['metadata'])?.metadata;
  expect(Object.keys(taken ?? {})).toEqual(['0', '1', '2', '3', '4', '5', 'last']);
  expect(propertiesOfAnswer({ 'x-amz-meta-a': 'x'.repeat(2047) }, ['metadata'])).toBeDefined();
  expect(propertiesOfAnswer({ 'x-amz-meta-a': 'x'.repeat(2048) }, ['metadata'])).toBeUndefined();
});

it('a file has its time of change, if that is one', () => {
  expect(propertiesOfFile(Date.parse(last_modified), objectPropertyNames)).toEqual({ last_modified });
  for (const time of [Number.NaN, 1e18, Date.UTC(12345, 0)])
    expect(propertiesOfFile(time, objectPropertyNames)).toBeUndefined();
});

it('an object brings them along, whether the SDK asked or we did, and only on request', async () => {
  await using s3 = await startFaultyS3(({ res }) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    head(res, Buffer.from('log\n'));
    res.end('log\n');
  });
  const open = async (objectProperties: typeof objectPropertyNames | []) => {
    const opened = await s3.open({ objectProperties });
    if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened));
    for await (const _ of opened.object.bytes);
    return opened.object;
  };
  for (let n = 0; n < 2; n++)
    expect((await open(objectPropertyNames)).properties).toEqual({ last_modified, content_type, metadata });
  expect(await open([])).not.toHaveProperty('properties');
});
