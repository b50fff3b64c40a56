import type { S3Ref } from '../model/object.ts';

/**
 * A message as S3 would have sent it when the objects were created, for any consumer that reads S3's (R29); what
 * `parseNotification` makes of it are the same references again.
 * Source: "Event message structure", Amazon S3 User Guide, version 2.1.
 */
export function s3EventMessage(refs: readonly S3Ref[]): string {
  return JSON.stringify({ Records: refs.map(recordOf) });
}

function recordOf({ bucket, key, size, etag, versionId, region, eventTime }: S3Ref): object {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    ...(region && { awsRegion: region }),
    ...(eventTime !== undefined && { eventTime: new Date(eventTime).toISOString() }),
    eventName: 'ObjectCreated:Put',
    // Who reads the queue shall see that it was not S3.
    userIdentity: { principalId: 'logflow' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'logflow-backfill',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeKey(key),
        ...(size !== undefined && { size }),
        ...(etag && { eTag: etag }),
        ...(versionId && { versionId }),
      },
    },
  };
}

/** As S3 does: as in a form, a space is `+` and a plus `%2B`, but for slashes, which stay. */
function encodeKey(key: string): string {
  const strict = encodeURIComponent(key).replace(
    /[!'()~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return strict.replaceAll('%20', '+').replaceAll('%2F', '/');
}
