import type { ByteOrderStore } from './byte-order-store.ts';
import type { App } from './fauxqs.ts';
import type { Page } from './list-page.ts';
import { type S3Refusal, type S3Request, s3Request, sendRefusal, sendXml } from './s3-http.ts';
import { urlEncode } from './url-encode.ts';
import { fieldsXml, s3Document } from './xml.ts';

/** S3 never gives more in one page. */
const MAX_KEYS = 1000;

const BAD_MAX_KEYS: S3Refusal = {
  status: 400,
  code: 'InvalidArgument',
  message: 'Argument maxKeys must be an integer between 0 and 2147483647',
};

/**
 * Wrong in fauxqs 2.4.1: the continuation token is the last key of the page even when a common prefix comes after it,
 * so the prefix is on two pages; and `encoding-type=url` is ignored, so keys with control characters break the XML.
 * Right: API reference of ListObjectsV2.
 */
export function installListObjects(app: App, store: ByteOrderStore): void {
  app.addHook('onRequest', async (request, reply) => {
    const s3 = s3Request(request);
    // A bucket that is not there is left to fauxqs, which answers NoSuchBucket.
    if (
      s3?.method !== 'GET' ||
      s3.key !== '' ||
      s3.query['list-type'] !== '2' ||
      !store.hasBucket(s3.bucket)
    ) {
      return;
    }
    const asked = Number(s3.query['max-keys'] ?? MAX_KEYS);
    if (!Number.isInteger(asked) || asked < 0) {
      return sendRefusal(reply, BAD_MAX_KEYS);
    }
    const maxKeys = Math.min(asked, MAX_KEYS);
    const token = s3.query['continuation-token'];
    const page = store.page(s3.bucket, {
      prefix: s3.query.prefix ?? '',
      delimiter: s3.query.delimiter ?? '',
      maxKeys,
      after:
        token === undefined ? (s3.query['start-after'] ?? '') : Buffer.from(token, 'base64url').toString(),
    });
    return sendXml(reply, render(s3, page, maxKeys, store));
  });
}

function render(s3: S3Request, page: Page, maxKeys: number, store: ByteOrderStore): string {
  const encoding = s3.query['encoding-type'];
  const shown = encoding === 'url' ? urlEncode : (text: string) => text;
  const { prefix = '', delimiter, 'start-after': startAfter, 'continuation-token': token } = s3.query;
  const head = fieldsXml({
    Name: s3.bucket,
    Prefix: shown(prefix),
    KeyCount: page.keys.length + page.commonPrefixes.length,
    MaxKeys: maxKeys,
    IsTruncated: page.next !== undefined,
    ...(delimiter && { Delimiter: shown(delimiter) }),
    ...(encoding && { EncodingType: encoding }),
    ...(startAfter && { StartAfter: shown(startAfter) }),
    ...(token && { ContinuationToken: token }),
    ...(page.next && { NextContinuationToken: Buffer.from(page.next).toString('base64url') }),
  });
  const contents = page.keys.map((key) => {
    const object = store.headObject(s3.bucket, key);
    const fields = fieldsXml({
      Key: shown(key),
      LastModified: object.lastModified.toISOString(),
      ETag: object.etag,
      Size: object.contentLength,
      StorageClass: 'STANDARD',
    });
    return `<Contents>${fields}</Contents>`;
  });
  const prefixes = page.commonPrefixes.map(
    (common) => `<CommonPrefixes>${fieldsXml({ Prefix: shown(common) })}</CommonPrefixes>`,
  );
  return s3Document('ListBucketResult', [head, ...contents, ...prefixes].join(''));
}
