import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { S3Ref } from '../../../src/model/object.ts';
import { parseNotification } from '../../../src/source/notification.ts';
import { s3EventMessage } from '../../../src/source/s3-event.ts';

const key = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom('a+b', 'a%2Bb', 'a b', '/lead', "it's (1)*!~", 'ログ|:=😀', 'x\ny"'),
  )
  .map((text) => text.toWellFormed())
  .filter((text) => !text.endsWith('/'));

it('what a consumer makes of the message are the same references', () => {
  const ref = fc.record(
    {
      kind: fc.constant('s3' as const),
      bucket: fc.constantFrom('logs', 'b.c-d'),
      key,
      size: fc.nat(),
      etag: fc.stringMatching(/^[0-9a-f]{8}$/),
      region: fc.constantFrom('us-west-2', 'eu-central-1'),
      eventTime: fc.integer({ min: 0, max: 4e12 }),
    },
    { requiredKeys: ['kind', 'bucket', 'key'] },
  );
  fc.assert(
    fc.property(fc.array(ref, { minLength: 1, maxLength: 5 }), (refs) => {
      const said = parseNotification(s3EventMessage(refs as S3Ref[]));
      expect(said).toEqual({ kind: 'objects', refs, ignored: 0 });
    }),
  );
});

it('keys are encoded as AWS does it', () => {
  const { Records } = JSON.parse(s3EventMessage([{ kind: 's3', bucket: 'b', key: "a b/c+d=e'é" }]));
  expect(Records[0].s3.object.key).toBe('a+b/c%2Bd%3De%27%C3%A9');
});
