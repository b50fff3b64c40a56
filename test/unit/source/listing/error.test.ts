import { expect, test } from 'vitest';
import { listingError } from '../../../../src/source/listing/error.ts';

test.each([
  [{ name: 'InvalidArgument', $metadata: { httpStatusCode: 400 } }, 'LF_LISTING'],
  [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'LF_LISTING_FORBIDDEN'],
  [{ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } }, 'LF_BUCKET_MISSING'],
])('%j: %s, with a next step that every command that lists has', (error, code) => {
  const told = listingError(Object.assign(new Error('no'), error), 'logs', 'AWSLogs/');
  expect(told).toMatchObject({ code, hint: expect.not.stringMatching(/--(?!prefix\b)/) });
});
