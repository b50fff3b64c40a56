import { z } from 'zod';
import type { S3Ref } from '../model/object.ts';

/**
 * What a queue message says. The envelope is recognised per message, never configured:
 * S3 itself, SNS (envelope or raw delivery), EventBridge, EventBridge inside SNS.
 */
export type Notification =
  /** Objects that were created; `ignored` counts records of other kinds (removed, tagged, restored, …). */
  | { readonly kind: 'objects'; readonly refs: readonly S3Ref[]; readonly ignored: number }
  /** S3 sends one on every change of a bucket's notification configuration. */
  | { readonly kind: 'test-event' }
  /** Not ours to judge: it stays in the queue for the redrive policy. */
  | { readonly kind: 'unrecognised'; readonly reason: string };

// Only what is read is described: a new field of AWS's must not make a message unrecognised.
const snsEnvelope = z.object({ Type: z.literal('Notification'), TopicArn: z.string(), Message: z.string() });

const testEvent = z.object({ Service: z.string(), Event: z.literal('s3:TestEvent') });

/** Ways to say something. What speaks in two of them was not written by AWS, and half of it would be deleted unread. */
const ways = ['Records', 'detail', 'Message', 'Event'];
const twoInOne = 'two messages in one';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and the older names of us-east-1. */
const bucketName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/);

/** In bytes; https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html. Also bounds what a pattern has to match. */
const maxName = 1024;
const versionId = z.string().refine(isName);
const plainKey = z.string().min(1).refine(isName);

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html:
// consumers compare the major version for equality, and take any minor one.
const s3Record = z.object({
  eventVersion: z.string().regex(/^2\.[0-9]+$/),
  eventSource: z.literal('aws:s3'),
  awsRegion: z.string().optional(),
  eventTime: z.string().optional(),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: bucketName }),
    object: z.object({
      key: z.string(),
      size: z.number().optional(),
      eTag: z.string().optional(),
      versionId: versionId.optional(),
    }),
  }),
});

const s3Event = z.object({ Records: z.array(s3Record).min(1) });

const eventBridge = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  region: z.string().optional(),
  time: z.string().optional(),
  detail: z.object({
    bucket: z.object({ name: bucketName }),
    object: z.object({
      key: plainKey,
      size: z.number().optional(),
      etag: z.string().optional(),
      'version-id': versionId.optional(),
    }),
  }),
});

/**
 * Families of S3 events that create nothing; their messages are deleted, so a name that is not known is not among them.
 * Some S3-compatible servers write `s3:` in front.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
 */
const otherEvents =
  /^(s3:)?((Object(Removed|Restore|Tagging|Acl)|Replication|LifecycleExpiration):[A-Za-z]+|ReducedRedundancyLostObject|LifecycleTransition|IntelligentTiering)$/;
const created = /^(s3:)?ObjectCreated:[A-Za-z]+$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
const otherDetails =
  /^Object (Deleted|Restore (Initiated|Completed|Expired)|Tags (Added|Deleted)|ACL Updated|Storage Class Changed|Access Tier Changed)$/;

export function parseNotification(body: string): Notification {
  const outer = parseJson(body);
  if (outer === undefined) return unrecognised('not JSON');
  const envelope = snsEnvelope.safeParse(outer);
  if (!envelope.success) return readEvent(outer);
  if (saysMore(outer)) return unrecognised(twoInOne);
  const inner = parseJson(envelope.data.Message);
  if (inner === undefined) return unrecognised('an SNS notification whose Message is not JSON');
  return readEvent(inner);
}

function readEvent(event: unknown): Notification {
  if (saysMore(event)) return unrecognised(twoInOne);
  if (testEvent.safeParse(event).success) return { kind: 'test-event' };
  const s3 = s3Event.safeParse(event);
  if (s3.success) return readRecords(s3.data.Records);
  const bridge = eventBridge.safeParse(event);
  if (bridge.success) return readEventBridge(bridge.data);
  return unrecognised('neither an S3 event, nor an SNS notification of one, nor an EventBridge event of S3');
}

function readRecords(records: readonly z.infer<typeof s3Record>[]): Notification {
  const refs: S3Ref[] = [];
  for (const record of records) {
    if (!created.test(record.eventName)) {
      if (otherEvents.test(record.eventName)) continue;
      return unrecognised(`event name ${quoted(record.eventName)}`);
    }
    const { object, bucket } = record.s3;
    const key = decodeKey(object.key);
    if (key === undefined) return unrecognised(`key ${quoted(object.key)} is not URL-encoded`);
    if (!plainKey.safeParse(key).success) return unrecognised(`no object has the key ${quoted(key)}`);
    if (isDirectoryMarker(key, object.size)) continue;
    refs.push(
      toRef({
        bucket: bucket.name,
        key,
        size: object.size,
        etag: object.eTag,
        versionId: object.versionId,
        region: record.awsRegion,
        time: record.eventTime,
      }),
    );
  }
  return { kind: 'objects', refs, ignored: records.length - refs.length };
}

function readEventBridge(event: z.infer<typeof eventBridge>): Notification {
  const { object, bucket } = event.detail;
  const type = event['detail-type'];
  if (type !== 'Object Created' && !otherDetails.test(type)) {
    return unrecognised(`detail type ${quoted(type)}`);
  }
  if (type !== 'Object Created' || isDirectoryMarker(object.key, object.size)) {
    return { kind: 'objects', refs: [], ignored: 1 };
  }
  // EventBridge does not encode the key (R31): decoding it again would read another object.
  const ref = toRef({
    bucket: bucket.name,
    key: object.key,
    size: object.size,
    etag: object.etag,
    versionId: object['version-id'],
    region: event.region,
    time: event.time,
  });
  return { kind: 'objects', refs: [ref], ignored: 0 };
}

function saysMore(event: unknown): boolean {
  if (typeof event !== 'object' || event === null) return false;
  return ways.filter((way) => Object.hasOwn(event, way)).length > 1;
}

/** Whether S3 can know it: anything else would not be found, and its message be deleted for that. */
function isName(text: string): boolean {
  return text.isWellFormed() && Buffer.byteLength(text) <= maxName;
}

/** S3 encodes keys in events as a form does: `+` is a space, then percent signs, exactly once. */
function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** "Folders" that the S3 console makes: empty objects whose key ends in a slash. */
function isDirectoryMarker(key: string, size: number | undefined): boolean {
  return key.endsWith('/') && size === 0;
}

/** What may stand in a host name; anything else is no region, and would be looked up all the same. */
const region = /^[a-z0-9][a-z0-9-]{0,31}$/;

interface RawRef {
  bucket: string;
  key: string;
  size: number | undefined;
  etag: string | undefined;
  versionId: string | undefined;
  region: string | undefined;
  time: string | undefined;
}

function toRef(raw: RawRef): S3Ref {
  const eventTime = raw.time === undefined ? Number.NaN : Date.parse(raw.time);
  return {
    kind: 's3',
    bucket: raw.bucket,
    key: raw.key,
    ...(raw.size !== undefined && { size: raw.size }),
    ...(raw.etag && { etag: raw.etag.replaceAll('"', '') }),
    // "null" is S3's name for the version of an object written before versioning was on.
    ...(raw.versionId && raw.versionId !== 'null' && { versionId: raw.versionId }),
    ...(raw.region && region.test(raw.region) && { region: raw.region }),
    ...(Number.isFinite(eventTime) && { eventTime }),
  };
}

function unrecognised(reason: string): Notification {
  return { kind: 'unrecognised', reason };
}

/** Anybody's text, made fit for one line of a message. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
