import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNotification } from '../../../src/source/notification.ts';
import { record, s3Event, testEvent } from './kit.ts';

const sns = (message: string) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'm',
    TopicArn: 'arn:aws:sns:eu-central-1:1:t',
    Message: message,
  });

const bridge = (key: string, fields: { 'detail-type'?: string; object?: object } = {}) =>
  JSON.stringify({
    version: '0',
    'detail-type': fields['detail-type'] ?? 'Object Created',
    source: 'aws.s3',
    time: '2026-01-02T03:04:05Z',
    region: 'eu-central-1',
    detail: {
      version: '0',
      bucket: { name: 'logs' },
      object: { key, size: 123, etag: 'e', ...fields.object },
      reason: 'PutObject',
    },
  });

const refOf = (body: string) => {
  const parsed = parseNotification(body);
  if (parsed.kind !== 'objects') throw new Error(`${parsed.kind}: ${JSON.stringify(parsed)}`);
  return parsed.refs[0];
};
const kindOf = (body: string) => parseNotification(body).kind;

describe('envelopes', () => {
  const ref = { kind: 's3', bucket: 'logs', key: 'a/b.log.gz', size: 123, etag: 'e', region: 'eu-central-1' };

  test.each([
    ['S3 itself, and SNS with raw delivery', s3Event('a/b.log.gz'), 678],
    ['S3 inside an SNS envelope', sns(s3Event('a/b.log.gz')), 678],
    ['EventBridge', bridge('a/b.log.gz'), 0],
    ['EventBridge inside an SNS envelope', sns(bridge('a/b.log.gz')), 0],
  ])('%s', (_name, body, ms) => {
    expect(parseNotification(body)).toEqual({
      kind: 'objects',
      refs: [{ ...ref, eventTime: Date.UTC(2026, 0, 2, 3, 4, 5, ms) }],
      ignored: 0,
    });
  });

  test.each([
    ['alone', testEvent],
    ['inside SNS', sns(testEvent)],
  ])('s3:TestEvent %s', (_name, body) => {
    expect(parseNotification(body)).toEqual({ kind: 'test-event' });
  });

  test('a notification without a region, a size, an ETag or a time still names its object', () => {
    const bare = {
      eventVersion: '2.3',
      eventSource: 'aws:s3',
      eventName: 's3:ObjectCreated:CompleteMultipartUpload',
      s3: { bucket: { name: 'logs' }, object: { key: 'k' } },
    };
    expect(refOf(JSON.stringify({ Records: [bare] }))).toEqual({ kind: 's3', bucket: 'logs', key: 'k' });
  });

  test('a version id is kept, the "null" version and the quotes of an ETag are not', () => {
    const of = (object: object) => refOf(JSON.stringify({ Records: [record('k', { object })] }));
    expect(of({ versionId: 'v1', eTag: '"q"' })).toMatchObject({ versionId: 'v1', etag: 'q' });
    expect(of({ versionId: 'null' })).not.toHaveProperty('versionId');
    expect(refOf(bridge('k', { object: { 'version-id': 'v2' } }))).toMatchObject({ versionId: 'v2' });
  });

  test('a region that can be no region is left out: it would be looked up as a host name, in a client of its own', () => {
    for (const awsRegion of ['evil.example#', 'a b', '', '-x', 'x'.repeat(64)]) {
      const body = JSON.stringify({ Records: [{ ...record('k'), awsRegion }] });
      expect(refOf(body)).not.toHaveProperty('region');
    }
    for (const awsRegion of ['us-gov-west-1', 'cn-north-1', 'garage']) {
      const body = JSON.stringify({ Records: [{ ...record('k'), awsRegion }] });
      expect(refOf(body)).toMatchObject({ region: awsRegion });
    }
  });
});

describe('keys', () => {
  test.each([
    ['a+b.gz', 'a b.gz'],
    ['a%2Bb.gz', 'a+b.gz'],
    ['a%252Bb.gz', 'a%2Bb.gz'],
    ['aws-account-id%3D1/day%3D02', 'aws-account-id=1/day=02'],
    ['aws-account-id=1', 'aws-account-id=1'],
    ['a%7Cb%3Ac', 'a|b:c'],
    ['a|b:c', 'a|b:c'],
    ['%E6%97%A5%E6%9C%AC/%F0%9F%92%BE', '日本/💾'],
    ['a%2Fb', 'a/b'],
    ['__proto__', '__proto__'],
    ['a%0Ab', 'a\nb'],
  ])('in an S3 event %s is the object %s, decoded exactly once', (encoded, key) => {
    expect(refOf(s3Event(encoded))?.key).toBe(key);
    expect(refOf(sns(s3Event(encoded)))?.key).toBe(key);
  });

  test.each(['a+b%2Bc', '100%', '%E6%97%A5', 'a b'])('EventBridge does not encode: %s stays (R31)', (key) => {
    expect(refOf(bridge(key))?.key).toBe(key);
    expect(refOf(sns(bridge(key)))?.key).toBe(key);
  });

  test.each(['100%', '%ZZ', '%E6', '%FF%FE'])('%s is not URL-encoded: left alone, and told', (key) => {
    expect(parseNotification(s3Event('fine', key))).toMatchObject({
      kind: 'unrecognised',
      reason: expect.stringContaining(key),
    });
  });
});

describe('records of other kinds', () => {
  test.each([
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'ObjectRestore:Completed',
    'ObjectTagging:Put',
    'ObjectAcl:Put',
    'ReducedRedundancyLostObject',
    'Replication:OperationFailedReplication',
    'LifecycleExpiration:Delete',
    'LifecycleTransition',
    'IntelligentTiering',
    's3:ObjectRemoved:Delete',
  ])('%s names nothing that was created', (eventName) => {
    const body = JSON.stringify({ Records: [record('k', { eventName })] });
    expect(parseNotification(body)).toEqual({ kind: 'objects', refs: [], ignored: 1 });
  });

  test('beside created ones they are counted and the created ones are kept, in order', () => {
    const body = JSON.stringify({
      Records: [record('a'), record('x', { eventName: 'ObjectRemoved:Delete' }), record('b'), record('a')],
    });
    const parsed = parseNotification(body);
    expect(parsed).toMatchObject({ kind: 'objects', ignored: 1 });
    expect(parsed.kind === 'objects' && parsed.refs.map(({ key }) => key)).toEqual(['a', 'b', 'a']);
  });

  test('a "folder" of the console is nothing, an object that only ends in a slash is one, an empty object is one', () => {
    const of = (key: string, size: number) =>
      parseNotification(JSON.stringify({ Records: [record(key, { object: { size } })] }));
    expect(of('a/', 0)).toMatchObject({ refs: [], ignored: 1 });
    expect(of('a/', 5)).toMatchObject({ refs: [{ key: 'a/' }] });
    expect(of('a', 0)).toMatchObject({ refs: [{ key: 'a', size: 0 }] });
  });

  test.each([
    'Object Deleted',
    'Object Restore Completed',
    'Object Storage Class Changed',
    'Object Tags Added',
  ])('EventBridge: %s names nothing that was created', (type) => {
    expect(parseNotification(bridge('k', { 'detail-type': type }))).toMatchObject({ refs: [], ignored: 1 });
  });

  test.each([
    'ObjectCreated',
    'ObjectCreatedAgain:Put',
    'ObjectInvented:Put',
    'Sync:Completed',
    '',
    'constructor',
  ])('an event name that nobody knows (%j) is not ours to delete', (eventName) => {
    expect(kindOf(JSON.stringify({ Records: [record('k', { eventName })] }))).toBe('unrecognised');
  });

  test.each(['Bucket Emptied', 'AWS API Call via CloudTrail', 'object created', ''])(
    'nor is an EventBridge detail type that nobody knows (%j)',
    (type) => {
      expect(kindOf(bridge('k', { 'detail-type': type }))).toBe('unrecognised');
    },
  );
});

describe('what is not understood is unrecognised, and stays', () => {
  const other = (changes: object) => JSON.stringify({ Records: [{ ...record('k'), ...changes }] });

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['half of JSON', '{"Records":['],
    ['null', 'null'],
    ['a number', '42'],
    ['an array', '[]'],
    ['an empty object', '{}'],
    ['no records', '{"Records":[]}'],
    ['Records of null', '{"Records":null}'],
    ['records that are none', '{"Records":[null]}'],
    ['a record beside junk', JSON.stringify({ Records: [record('k'), {}] })],
    ['CloudTrail for SNS', '{"s3Bucket":"b","s3ObjectKey":["k"]}'],
    ['CrowdStrike FDR', '{"bucket":"b","files":[{"path":"p"}]}'],
    ['another source', other({ eventSource: 'aws:sqs' })],
    ['a major version to come', other({ eventVersion: '3.0' })],
    ['a version that only looks like 2', other({ eventVersion: '20.1' })],
    ['an empty key', other({ s3: { bucket: { name: 'b' }, object: { key: '' } } })],
    ['a key that is a number', other({ s3: { bucket: { name: 'b' }, object: { key: 1 } } })],
    ['SNS around text', sns('hello')],
    ['SNS around nothing', sns('')],
    ['SNS around SNS', sns(sns(s3Event('k')))],
    ['an SNS confirmation', '{"Type":"SubscriptionConfirmation","TopicArn":"t","Message":"m"}'],
    ['a test event of something else', '{"Service":"x","Event":"other"}'],
    ['prototype names', '{"__proto__":{"Records":[]},"constructor":{},"toString":1}'],
    ['Records below __proto__', `{"__proto__":${s3Event('k')}}`],
    [
      'a test event that names objects',
      JSON.stringify({ ...JSON.parse(testEvent), ...JSON.parse(s3Event('k')) }),
    ],
    [
      'an envelope with records beside it',
      JSON.stringify({ ...JSON.parse(sns(testEvent)), Records: [record('k')] }),
    ],
    ['a removal that only begins like one', other({ eventName: 'ObjectRemoved:Delete\n' })],
    ['a removal without a name', other({ eventName: 'ObjectRemoved:' })],
    ['a version without a minor one', other({ eventVersion: '2.' })],
    ['a bucket that would be a path', JSON.stringify({ Records: [record('k', { bucket: 'a/../b' })] })],
    ['a bucket that would be a query', JSON.stringify({ Records: [record('k', { bucket: 'a?b' })] })],
    ['a key of more than 1,024 bytes', s3Event('é'.repeat(513))],
    ['a key of more than 1,024 bytes, EventBridge', bridge('é'.repeat(513))],
    ['a key that is no UTF-8', s3Event('\ud800')],
    ['a key that is no UTF-8, EventBridge', bridge('\ud800')],
    [
      'a version id that is no UTF-8',
      JSON.stringify({ Records: [record('k', { object: { versionId: '\ud800' } })] }),
    ],
    ['EventBridge of another service', JSON.stringify({ ...JSON.parse(bridge('k')), source: 'aws.ec2' })],
  ])('%s', (_name, body) => {
    expect(kindOf(body)).toBe('unrecognised');
  });

  test('a key as long as S3 takes one is a key', () => {
    const longest = 'é'.repeat(512);
    expect(refOf(s3Event(encodeURIComponent(longest)))?.key).toBe(longest);
    expect(refOf(bridge(longest))?.key).toBe(longest);
  });

  test('the reason is one short line, whatever the message holds', () => {
    const eventName = `\u001b[2J\n${'x'.repeat(100_000)}`;
    const hostile = [
      JSON.stringify({ Records: [record('k', { eventName })] }),
      s3Event(`%\u001b[2J\n${'x'.repeat(100_000)}`),
      bridge('k', { 'detail-type': eventName }),
    ];
    for (const body of hostile) {
      const parsed = parseNotification(body);
      if (parsed.kind !== 'unrecognised') throw new Error(parsed.kind);
      expect(parsed.reason.length).toBeLessThan(400);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(parsed.reason).not.toMatch(/[\u0000-\u001f]/);
    }
  });

  test('never throws, and names an object only for a created one', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean());
    const mutated = fc
      .tuple(
        fc.constantFrom(s3Event('k'), bridge('k'), testEvent, s3Event('a', 'b')),
        fc.array(fc.tuple(fc.nat(200), fc.constantFrom('', '"', '}', '\\', '%', 'é', '\u0000', '2', '[')), {
          maxLength: 3,
        }),
        fc.boolean(),
      )
      .map(([body, edits, wrap]) => {
        let text = body;
        for (const [at, put] of edits) text = text.slice(0, at) + put + text.slice(at + 1);
        return wrap ? sns(text) : text;
      });
    const shaped = fc
      .record({ Records: fc.array(fc.oneof(leaf, fc.object(), fc.constant(record('k'))), { maxLength: 4 }) })
      .map((value) => JSON.stringify(value));
    const any = fc.oneof(fc.string(), fc.json(), fc.string().map(sns), fc.json().map(sns), mutated, shaped);
    fc.assert(
      fc.property(any, (body) => {
        const parsed = parseNotification(body);
        if (parsed.kind === 'objects') {
          expect(body).toMatch(/aws:s3|aws\.s3/);
          for (const { bucket, key } of parsed.refs) expect(bucket && key).toBeTruthy();
        } else if (parsed.kind === 'test-event') expect(body).toContain('s3:TestEvent');
        else expect(parsed.reason).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });

  test('a key of any characters comes back from the form encoding of S3', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const encoded = encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
        expect(refOf(s3Event(encoded))?.key).toBe(key);
        expect(refOf(bridge(key))?.key).toBe(key);
      }),
    );
  });
});
