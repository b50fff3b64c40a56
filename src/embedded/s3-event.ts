import { urlEncode } from './url-encode.ts';

/** Something that happened to an object, as the event tells it. */
export interface ObjectEvent {
  /** Without `s3:`: `ObjectCreated:Put`. */
  readonly name: string;
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Of an object that was created; a removal has neither. */
  readonly created?: { readonly size: number; readonly etag: string };
  readonly configurationId: string;
  readonly region: string;
  readonly time: Date;
  /** Unique and rising in this process. */
  readonly sequence: bigint;
  readonly requestId: string;
}

/** The message that S3 sends (S3 user guide, "Event message structure", version 2.1). */
export function objectEvent(event: ObjectEvent): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: event.region,
    eventTime: event.time.toISOString(),
    eventName: event.name,
    userIdentity: { principalId: 'AWS:EMBEDDED' },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': event.requestId, 'x-amz-id-2': event.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: event.configurationId,
      bucket: {
        name: event.bucket,
        ownerIdentity: { principalId: 'EMBEDDED' },
        arn: `arn:aws:s3:::${event.bucket}`,
      },
      object: {
        key: urlEncode(event.key),
        ...(event.created && { size: event.created.size, eTag: event.created.etag.replaceAll('"', '') }),
        sequencer: event.sequence.toString(16).toUpperCase().padStart(18, '0'),
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** What S3 sends to every destination of a configuration that was put (same page, "Test message"). */
export function testEvent(bucket: string, time: Date, requestId: string): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: time.toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: requestId,
  });
}
