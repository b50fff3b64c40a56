import { isDeepStrictEqual } from 'node:util';
import type { Names } from '../names.ts';

/**
 * What the rule takes: objects that are created in the bucket, with a key that begins and ends as wanted.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function eventPattern({ bucket, prefix, suffix, account }: Names): object {
  // Two filters of one field are alternatives: a beginning and an end have to be one filter.
  const key = `${escaped(prefix)}*${escaped(suffix)}`;
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    account: [account],
    detail: { bucket: { name: [bucket] }, object: { key: [{ wildcard: key }] } },
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\*]/g, String.raw`\$&`);
}

/** Whether two patterns are the same, however they are written. */
export function samePattern(now: string | undefined, wanted: object): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(now ?? ''), wanted);
  } catch {
    return false;
  }
}
