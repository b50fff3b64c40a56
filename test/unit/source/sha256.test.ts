import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sha256 } from '../../../src/source/sha256.ts';

const data = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }));

test('is SHA-256, of any data in any parts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(data, { maxLength: 4 }), async (parts) => {
      const [ours, theirs] = [new Sha256(), createHash('sha256')];
      for (const part of parts) {
        ours.update(part);
        theirs.update(part);
      }
      expect(Buffer.from(await ours.digest())).toEqual(theirs.digest());
    }),
  );
});

test('with a secret it is HMAC, whatever the length of the secret; more secrets than are kept', async () => {
  await fc.assert(
    fc.asyncProperty(data, data, async (secret, text) => {
      const ours = new Sha256(secret);
      ours.update(text);
      const theirs = createHmac('sha256', secret).update(text).digest();
      expect(Buffer.from(await ours.digest())).toEqual(theirs);
    }),
  );
});

test('a view is its own part of a buffer, and an ArrayBuffer is all of it', async () => {
  const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
  const [part, whole, again] = [new Sha256(), new Sha256(), new Sha256()];
  part.update(new Uint8Array(buffer, 1, 2));
  whole.update(buffer);
  again.update('forgotten');
  again.reset();
  again.update(new DataView(buffer));
  expect(Buffer.from(await part.digest())).toEqual(
    createHash('sha256')
      .update(Buffer.from([2, 3]))
      .digest(),
  );
  expect(await whole.digest()).toEqual(await again.digest());
});
