/*
 * What a queue message says, by AWS's documents alone. It shares nothing with src/source/notification.ts, not even a library:
 * an error would have to be made twice to be missed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */

export interface NamedObject {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

export type Meaning =
  /** `others`: records that name nothing to be read. */
  | { readonly kind: 'objects'; readonly objects: readonly NamedObject[]; readonly others: number }
  | { readonly kind: 'test-event' }
  /** To be left alone. */
  | { readonly kind: 'unknown' };

type Json = { readonly [name: string]: unknown };

const unknown: Meaning = { kind: 'unknown' };

export function meaningOf(body: string): Meaning {
  const outer = parsed(body);
  if (!isObject(outer)) return unknown;
  if (outer.Type !== 'Notification' || !text(outer.TopicArn) || !text(outer.Message)) return eventOf(outer);
  if (says(outer) > 1) return unknown;
  const inner = parsed(outer.Message as string);
  return isObject(inner) ? eventOf(inner) : unknown;
}

/** In how many ways a message speaks. One that speaks in two has been put together by somebody else than AWS. */
function says(event: Json): number {
  return ['Records', 'detail', 'Message', 'Event'].filter((name) => Object.hasOwn(event, name)).length;
}

function eventOf(event: Json): Meaning {
  if (says(event) !== 1) return unknown;
  if (event.Event === 's3:TestEvent') return text(event.Service) ? { kind: 'test-event' } : unknown;
  if (Array.isArray(event.Records)) return recordsOf(event.Records);
  if (isObject(event.detail)) return bridgeOf(event, event.detail);
  return unknown;
}

function recordsOf(records: readonly unknown[]): Meaning {
  const objects: NamedObject[] = [];
  let others = 0;
  for (const record of records) {
    const named = recordOf(record);
    if (named === undefined) return unknown;
    if (named === 'nothing') others += 1;
    else objects.push(named);
  }
  return records.length === 0 ? unknown : { kind: 'objects', objects, others };
}

function recordOf(record: unknown): NamedObject | 'nothing' | undefined {
  if (!isObject(record) || record.eventSource !== 'aws:s3' || !isObject(record.s3)) return undefined;
  const [major, minor = '', ...more] = text(record.eventVersion)
    ? String(record.eventVersion).split('.')
    : [];
  if (major !== '2' || minor === '' || /[^0-9]/.test(minor) || more.length > 0) return undefined;
  if (!optional(record.awsRegion, text) || !optional(record.eventTime, text)) return undefined;
  const { bucket, object } = record.s3;
  if (!isObject(bucket) || !isObject(object) || !isBucket(bucket.name) || !text(object.key)) return undefined;
  if (!optional(object.size, number) || !optional(object.eTag, text)) return undefined;
  if (!optional(object.versionId, isVersion)) return undefined;
  const said = saidBy(record.eventName);
  if (said !== 'created') return said;
  const key = percentDecoded(object.key as string);
  if (key === undefined || !isKey(key)) return undefined;
  return named(bucket.name as string, key, object.size, object.versionId);
}

function bridgeOf(event: Json, detail: Json): Meaning {
  const { bucket, object } = detail;
  if (event.source !== 'aws.s3' || !isObject(bucket) || !isObject(object)) return unknown;
  if (!optional(event.region, text) || !optional(event.time, text)) return unknown;
  if (!isBucket(bucket.name) || !isKey(object.key) || !optional(object.size, number)) return unknown;
  if (!optional(object.etag, text) || !optional(object['version-id'], isVersion)) return unknown;
  const nothing: Meaning = { kind: 'objects', objects: [], others: 1 };
  if (otherDetails.includes(event['detail-type'] as string)) return nothing;
  if (event['detail-type'] !== 'Object Created') return unknown;
  const one = named(bucket.name as string, object.key as string, object.size, object['version-id']);
  return one === 'nothing' ? nothing : { kind: 'objects', objects: [one], others: 0 };
}

function named(bucket: string, key: string, size: unknown, version: unknown): NamedObject | 'nothing' {
  // What the console calls a folder.
  if (key.at(-1) === '/' && size === 0) return 'nothing';
  return { bucket, key, versionId: version === '' || version === 'null' ? undefined : (version as string) };
}

/** Event types may be subscribed to as a family, `s3:ObjectRemoved:*`: AWS adds members. */
const otherFamilies = [
  'ObjectRemoved',
  'ObjectRestore',
  'ObjectTagging',
  'ObjectAcl',
  'Replication',
  'LifecycleExpiration',
];
const otherEvents = ['ReducedRedundancyLostObject', 'LifecycleTransition', 'IntelligentTiering'];
const otherDetails = [
  'Object Deleted',
  'Object Restore Initiated',
  'Object Restore Completed',
  'Object Restore Expired',
  'Object Tags Added',
  'Object Tags Deleted',
  'Object ACL Updated',
  'Object Storage Class Changed',
  'Object Access Tier Changed',
];

function saidBy(eventName: unknown): 'created' | 'nothing' | undefined {
  if (!text(eventName)) return undefined;
  const name = (eventName as string).startsWith('s3:')
    ? (eventName as string).slice(3)
    : (eventName as string);
  if (otherEvents.includes(name)) return 'nothing';
  const [family = '', member = '', ...more] = name.split(':');
  if (member === '' || more.length > 0 || ![...member].every((letter) => letters.includes(letter)))
    return undefined;
  if (family === 'ObjectCreated') return 'created';
  return otherFamilies.includes(family) ? 'nothing' : undefined;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** As a form encodes, once; bytes that are no UTF-8 were not encoded by S3. */
function percentDecoded(encoded: string): string | undefined {
  if (!encoded.isWellFormed()) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < encoded.length; at++) {
    const character = String.fromCodePoint(encoded.codePointAt(at) as number);
    if (character === '%') {
      const hex = encoded.slice(at + 1, at + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return undefined;
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else {
      bytes.push(...Buffer.from(character === '+' ? ' ' : character));
      at += character.length - 1;
    }
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: UTF-8, at most 1,024 bytes. */
function isKey(value: unknown): boolean {
  return text(value) && value !== '' && isUtf8(value as string) && Buffer.byteLength(value as string) <= 1024;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, with the old names of us-east-1. */
function isBucket(value: unknown): boolean {
  return (
    text(value) && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value as string) && (value as string).length <= 255
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html: at most 1,024 bytes. */
function isVersion(value: unknown): boolean {
  return text(value) && isUtf8(value as string) && Buffer.byteLength(value as string) <= 1024;
}

function isUtf8(value: string): boolean {
  return Buffer.from(value).toString() === value;
}

function optional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function text(value: unknown): boolean {
  return typeof value === 'string';
}

function number(value: unknown): boolean {
  return Number.isFinite(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
