import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urlEncode } from '../../../../src/embedded/url-encode.ts';
import { NoListing, readAnswer } from '../../../../src/source/listing/answer.ts';
import { decodeListed } from '../../../../src/source/listing/decode.ts';
import { readPage } from '../../../../src/source/listing/page.ts';

const item = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>2020-03-08T15:10:00.000Z</LastModified><ETag>&quot;0f-2&quot;</ETag><Size>42</Size></Contents>`;
const page = (inner: string) =>
  Buffer.from(`<?xml version="1.0"?>\n<ListBucketResult xmlns="x">${inner}</ListBucketResult>\n`);
const request = { bucket: 'b', prefix: '' };

describe('the answer to a listing', () => {
  it('objects, folders and the way on, in whatever order they stand', () => {
    const xml = page(
      `<Name>b</Name><CommonPrefixes><Prefix>a%2B/</Prefix></CommonPrefixes>${item('b+c')}<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>1&amp;=</NextContinuationToken><KeyCount>2</KeyCount>`,
    );
    expect(readPage(readAnswer(xml), request)).toEqual({
      objects: [
        { bucket: 'b', key: 'b c', size: 42, etag: '0f-2', lastModified: Date.UTC(2020, 2, 8, 15, 10) },
      ],
      folders: ['a+/'],
      next: '1&=',
    });
  });

  it('an answer of a server that does not encode is taken as it is (R31)', () => {
    const xml = page(item('a+b%2Bc &amp; &lt;d&gt; &#x41;&#66;'));
    expect(readPage(readAnswer(xml), request).objects[0]?.key).toBe('a+b%2Bc & <d> AB');
  });

  it.each([
    ['empty', ''],
    ['an error with status 200', '<Error><Code>InternalError</Code></Error>'],
    ['cut in an object', page(item('a')).toString().slice(0, 90)],
    ['cut behind an object', `<ListBucketResult>${item('a')}`],
    ['fewer than it says', page(`${item('a')}<KeyCount>2</KeyCount>`).toString()],
  ])('is no whole listing: %s', (_, xml) => {
    expect(() => readAnswer(Buffer.from(xml))).toThrow(NoListing);
  });

  it.each([
    ['more, and no token', page('<IsTruncated>true</IsTruncated>'), request],
    [
      'the token that it was given',
      page('<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>'),
      { ...request, token: 't' },
    ],
    ['keys of another prefix', page(item('a')), { ...request, prefix: 'b' }],
    ['what is not encoded', page(`${item('%zz')}<EncodingType>url</EncodingType>`), request],
  ])('cannot be gone on with: %s', (_, xml, asked) => {
    expect(() => readPage(readAnswer(xml), asked)).toThrow(/cannot list s3:\/\/b\//);
  });

  it('any key comes back, decoded once', () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('a+b', 'a%2Bb', 'a%252Bb', ' ', '/', '//x', 'a|b:c=d', 'ログ 😀', 'x\ny\t"<&>\''),
    );
    fc.assert(
      fc.property(key, (text) => {
        expect(decodeListed(urlEncode(text), 'url')).toBe(text.toWellFormed());
        expect(decodeListed(text, undefined)).toBe(text);
      }),
    );
  });
});
