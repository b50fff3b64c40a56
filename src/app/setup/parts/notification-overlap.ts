import type { Problem } from '../../../model/errors.ts';
import type { Entry } from './bucket-notification.ts';

/** Whether an entry of somebody else's announces all that ours would, to where ours would. */
export function does(other: Entry, wanted: Entry): boolean {
  return (
    other.arn === wanted.arn &&
    wanted.events.every((event) => other.events.some((covering) => covers(covering, event))) &&
    wanted.prefix.startsWith(other.prefix) &&
    wanted.suffix.endsWith(other.suffix)
  );
}

/**
 * Whether S3 would refuse the two beside each other: a key may fit both, for the same event.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function overlaps(a: Entry, b: Entry): boolean {
  return (
    a.events.some((one) => b.events.some((other) => covers(one, other) || covers(other, one))) &&
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}

/** `s3:ObjectCreated:*` covers `s3:ObjectCreated:Put`. */
function covers(pattern: string, event: string): boolean {
  return pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event;
}

/** Told before S3 says "Configuration is ambiguously defined". */
export function overlapProblem(bucket: string, others: readonly Entry[], wanted: Entry): Problem {
  const theirs = others.map((entry) => `${entry.id || 'without an id'} (${entryText(entry)})`).join(' and ');
  const topic =
    others.length === 1 && others[0]?.kind === 'topic' ? others[0].arn.split(':').at(-1) : undefined;
  const fanOut =
    topic === undefined
      ? ''
      : `, or let the queue hear it from that topic: set setup.topic to ${topic} and leave the entry as it is`;
  return {
    code: 'LF_SETUP_OVERLAP',
    message: `the bucket ${bucket} announces these objects already, by its notification ${theirs}; S3 allows one destination for an event and a key, and ours would be ${entryText(wanted)}`,
    hint: `Set setup.announce to eventbridge, which may stand beside it${fanOut}; or choose setup.prefix and setup.suffix so that no key fits both.`,
  };
}

/** `s3:ObjectCreated:* of AWSLogs/*.log.gz to arn:aws:sns:…` */
export function entryText({ events, prefix, suffix, arn }: Entry): string {
  return `${events.join(', ')} of ${prefix}*${suffix} to ${arn}`;
}
