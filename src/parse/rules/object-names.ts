import type { ObjectContext } from '../context.ts';

/** What rules of the kind `object` write. Undefined: lines of a file, which is in no bucket. */
export function objectNames({ uri }: Pick<ObjectContext, 'uri'>): object | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket: { name: bucket }, object: { key } };
}
