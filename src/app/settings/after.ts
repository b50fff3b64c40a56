import { z } from 'zod';
import type { AfterAction } from '../../model/after.ts';
import { meta } from './meta.ts';

/** `none`, or an action. */
export type After = { readonly kind: 'none' } | AfterAction;

/** Letters of any language, digits, spaces and these: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const tagText = /^[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u;

export const afterSetting = z.string('must be text').transform((value, context): After => {
  const after = parse(value.trim());
  if (typeof after === 'object') return after;
  context.addIssue({ code: 'custom', message: after });
  return z.NEVER;
});

/** What it says, or what is wrong with it. */
function parse(value: string): After | string {
  if (value === 'none' || value === 'delete') return { kind: value };
  const [, word, rest = ''] = /^(tag|move):(.*)$/su.exec(value) ?? [];
  if (word === 'tag') return parseTag(rest);
  if (word === 'move') return parseMove(rest);
  return 'must be none, tag:KEY=VALUE, move:s3://BUCKET/PREFIX or delete';
}

function parseTag(text: string): After | string {
  const at = text.indexOf('=');
  if (at < 1) return 'must be like tag:KEY=VALUE';
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  if (key.length > 128 || value.length > 256) {
    return 'must have a key of at most 128 and a value of at most 256 characters: S3 takes no longer ones';
  }
  if (!tagText.test(text)) return 'must have a key and a value of letters, digits, spaces and _.:/=+@-';
  if (/^aws:/i.test(key)) return 'must have a key that does not begin with aws:, which is for AWS alone';
  return { kind: 'tag', key, value };
}

function parseMove(text: string): After | string {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/+([^/\p{Cc}][^\p{Cc}]*?)\/*$/u.exec(text);
  const [, bucket, prefix] = match ?? [];
  if (bucket === undefined || prefix === undefined) {
    return 'must be like move:s3://BUCKET/PREFIX; a prefix is needed, so that what was moved is told from what is new';
  }
  return { kind: 'move', bucket, prefix };
}

export const afterSettings = {
  after: afterSetting.prefault('none').meta(
    meta({
      group: 'SOURCE',
      value: 'none|tag:KEY=VALUE|move:s3://BUCKET/PREFIX|delete',
      description:
        'What is done with an object in S3 once all of its documents are in the cluster: see docs/after.md',
    }),
  ),
};
