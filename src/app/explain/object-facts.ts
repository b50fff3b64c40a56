import type { Stats } from 'node:fs';
import { type FileRef, type S3Ref, uriOf } from '../../model/object.ts';
import type { Headers } from '../../source/object-properties.ts';
import type { ObjectFacts } from './explanation.ts';

/** What S3 said with the object; without an answer, what the caller knows. */
export function s3Facts(ref: S3Ref, headers: Headers = {}): ObjectFacts {
  const said = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const version = said('x-amz-version-id');
  return {
    kind: 's3',
    uri: uriOf(ref),
    ...present({
      // `null` is S3's name for the version of an object written before versioning was on.
      versionId: version === 'null' ? ref.versionId : (version ?? ref.versionId),
      etag: said('etag')?.replaceAll('"', ''),
      size: sizeOf(said('content-length')),
      lastModified: isoOf(Date.parse(said('last-modified') ?? '')),
      contentType: said('content-type'),
      contentEncoding: said('content-encoding'),
      storageClass: said('x-amz-storage-class'),
      encryption: said('x-amz-server-side-encryption'),
    }),
  };
}

/** What the file system says; `stats` is undefined for standard input and for what is not there. */
export function fileFacts(ref: FileRef, stats: Stats | undefined): ObjectFacts {
  const regular = stats?.isFile() ? stats : undefined;
  return {
    kind: ref.kind,
    uri: uriOf(ref),
    ...present({
      path: ref.as && ref.path,
      versionId: ref.as?.versionId,
      size: regular?.size,
      lastModified: regular && isoOf(regular.mtimeMs),
    }),
  };
}

function sizeOf(length: string | undefined): number | undefined {
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

function isoOf(time: number): string | undefined {
  // Null when it is no date.
  return (new Date(time).toJSON() as string | null) ?? undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>;
}
