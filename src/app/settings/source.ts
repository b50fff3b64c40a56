import { z } from 'zod';
import { meta } from './meta.ts';
import { duration, text } from './units.ts';

/** Where work comes from. */
export const sourceSettings = {
  queue: text()
    .optional()
    .meta(
      meta({
        group: 'SOURCE',
        value: 'NAME|URL',
        description: 'SQS queue that the S3 notifications arrive in',
      }),
    ),
  'queue-owner': z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{12}$/, 'must be an account id of 12 digits'))
    .optional()
    .meta(
      meta({
        group: 'SOURCE',
        value: 'ACCOUNT',
        description: "Account that owns the queue, when --queue is the name of another account's queue",
      }),
    ),
  region: text()
    .regex(/^[a-z0-9-]{1,64}$/, 'must be like us-west-2')
    .optional()
    .meta(
      meta({
        group: 'SOURCE',
        value: 'REGION',
        description: 'AWS region of the queue; buckets are followed to theirs',
        otherwise: 'AWS_REGION, or the profile',
      }),
    ),
  'visibility-timeout': duration(2, 43_200)
    .prefault('5m')
    .meta(
      meta({
        group: 'SOURCE',
        value: 'TIME',
        description:
          'How long a message stays hidden after this process died; held by a heartbeat while it lives',
      }),
    ),
  'max-processing': duration(1, 43_200)
    .prefault('8000s')
    .meta(
      meta({
        group: 'SOURCE',
        value: 'TIME',
        description:
          'Work on one message after which other consumers may have it too; it is never deleted for that',
      }),
    ),
  'read-timeout': duration(0.1, 3600)
    .prefault('30s')
    .meta(
      meta({
        group: 'SOURCE',
        value: 'TIME',
        description: 'Silence of S3 after which a read is resumed on a new connection',
      }),
    ),
};
