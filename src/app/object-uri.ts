import { LogflowError } from '../model/errors.ts';

/** An object in S3 as the command line names it. */
interface ObjectName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/**
 * Reads `s3://BUCKET/KEY`. Keys are opaque: everything after the bucket's slash is the key, but for a version id
 * (`?versionId=ID`) at the very end. `what` is the flag or argument that holds it. Throws `LF_USAGE` (exit 2).
 */
export function parseObjectUri(uri: string, what: string): ObjectName {
  const match = /^s3:\/\/([^/]+)\/(.+?)(?:\?versionId=([^?&]+))?$/s.exec(uri);
  if (!match) {
    const hint = 'Write it like s3://my-bucket/AWSLogs/…/file.log.gz.';
    throw usageError(`${what}: ${uri} is not s3://BUCKET/KEY`, hint);
  }
  const [, bucket = '', key = '', versionId] = match;
  return { bucket, key, ...(versionId && { versionId }) };
}

export function usageError(message: string, hint: string): LogflowError {
  return new LogflowError({ code: 'LF_USAGE', message, hint }, { exit: 2 });
}
