import type { App } from './fauxqs.ts';
import { type S3Request, s3Request, sendRefusal } from './s3-http.ts';

/** Subresources of S3 that fauxqs 2.4.1 does not know (API reference of S3, its list of actions). */
const UNKNOWN = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'logging',
  'metrics',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'versioning',
  'versions',
  'website',
]);

/** Known for writing, but a GET of them would answer with the object or a listing. */
const WRITE_ONLY = new Set(['uploads', 'uploadId']);

/** Tags would be lost, and a conditional write would not be conditional. */
const IGNORED_ON_WRITE = ['x-amz-tagging', 'if-match', 'if-none-match'];

/**
 * Wrong in fauxqs 2.4.1: a subresource that it does not know is ignored, so `PUT key?tagging` overwrites the object
 * with XML, `DELETE key?tagging` deletes it, and a bucket policy is answered 200 and forgotten.
 * Right: NotImplemented, 501 ("a header you provided implies functionality that is not implemented", S3 error codes):
 * a test that needs these belongs on another stand-in.
 */
export function installNotImplemented(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const s3 = s3Request(request);
    const what = s3 && unknownPart(s3);
    if (what !== undefined) {
      return sendRefusal(reply, {
        status: 501,
        code: 'NotImplemented',
        message: `The embedded S3 does not implement ${what}`,
      });
    }
  });
}

/** The part of the request that would be ignored, or undefined. */
function unknownPart(s3: S3Request): string | undefined {
  const reading = s3.method === 'GET' || s3.method === 'HEAD';
  const query = Object.entries(s3.query).find(
    ([name, value]) =>
      UNKNOWN.has(name) || (reading && WRITE_ONLY.has(name)) || (name === 'versionId' && value !== 'null'),
  );
  if (query !== undefined) {
    return `?${query[0]}`;
  }
  return (reading ? [] : IGNORED_ON_WRITE).find((header) => s3.headers[header] !== undefined);
}
