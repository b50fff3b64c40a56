import type { S3Request } from './s3-http.ts';
import { elements, unescapeXml } from './xml.ts';

/** What a request will do to an object when it succeeds. */
export interface Change {
  readonly kind: 'created' | 'removed';
  /** Without `s3:` (S3 user guide, "Supported event types"). */
  readonly event: string;
  readonly key: string;
}

/** The objects that this request creates or removes. Parts, aborted uploads and everything on the bucket itself: none. */
export function plannedChanges(s3: S3Request): Change[] {
  const { method, key, query } = s3;
  if (key === '') {
    return method === 'POST' && 'delete' in query
      ? elements(s3.body(), 'Key').map((found) => removed(unescapeXml(found)))
      : [];
  }
  const uploading = 'uploadId' in query;
  if (method === 'PUT' && !uploading && !('renameObject' in query)) {
    const event = s3.headers['x-amz-copy-source'] === undefined ? 'ObjectCreated:Put' : 'ObjectCreated:Copy';
    return [{ kind: 'created', event, key }];
  }
  if (method === 'POST' && uploading) {
    return [{ kind: 'created', event: 'ObjectCreated:CompleteMultipartUpload', key }];
  }
  return method === 'DELETE' && !uploading ? [removed(key)] : [];
}

function removed(key: string): Change {
  return { kind: 'removed', event: 'ObjectRemoved:Delete', key };
}
