import { z } from 'zod';
import { meta } from './meta.ts';
import { flag } from './units.ts';

/** Where documents go that the cluster will not take. */
export type RejectsPlace =
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'index'; readonly index: string }
  | { readonly kind: 'dir'; readonly path: string };

const form = 'must be s3://BUCKET/PREFIX, index:NAME or dir:PATH';

const place = z.string('must be text').transform((value, context): RejectsPlace => {
  const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/+([^/].*?)\/*$/.exec(value);
  if (s3) return { kind: 's3', bucket: s3[1] as string, prefix: s3[2] as string };
  const index = /^index:([a-z0-9][a-z0-9._-]{0,200})$/.exec(value);
  if (index) return { kind: 'index', index: index[1] as string };
  const directory = /^dir:(.+)$/.exec(value);
  if (directory) return { kind: 'dir', path: directory[1] as string };
  context.addIssue({
    code: 'custom',
    message: `${form}${/^index:/.test(value) ? ', the name in lower case' : ''}`,
  });
  return z.NEVER;
});

export const rejectsSettings = {
  rejects: place.optional().meta(
    meta({
      group: 'CLUSTER',
      value: 's3://BUCKET/PREFIX|index:NAME|dir:PATH',
      description:
        'Where documents are kept that the cluster will never take as they are, so that their object counts as done; S3 is the one to choose: it needs neither this machine nor the cluster',
      otherwise: 'nowhere: their object fails, and its message stays',
    }),
  ),
  'rejects-durable': flag()
    .prefault(false)
    .meta(
      meta({
        group: 'CLUSTER',
        description:
          'With --rejects dir:PATH: declares that the directory outlives this machine or container (a network file system, a persistent volume)',
      }),
    ),
};
