import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import type { Problem } from '../../../model/errors.ts';
import { askHome } from '../../../source/bucket-region.ts';
import { type Check, check, worst } from '../check.ts';
import type { Announcement, BucketFacts, Facts } from '../facts.ts';
import { announcementsOf, coverage, firstTwice, unannouncedEvents } from './announcements.ts';
import { wordedS3 } from './bucket.ts';
import type { AwsDeps } from './deps.ts';
import { shortName } from './feeds.ts';

type Known = Pick<Facts, 'feeds' | 'queue' | 'rules'>;

/** Whether the buckets announce their objects to the queue: all of them, and once. */
export function notificationCheck(deps: AwsDeps): Check {
  return check({
    id: 'notification',
    title: 'bucket notification',
    needs: ['queue', 'feeds', 'rules', 'buckets'],
    gives: ['announcements'],
    async run({ buckets, ...known }, signal) {
      const looked = await Promise.all(buckets.map((bucket) => look(deps, bucket, known, signal)));
      const seen = looked.filter(({ denied, failure }) => !denied && !failure);
      const announcements = seen.flatMap(({ announced }) => announced);
      const problems = seen.map(({ bucket, announced }) =>
        judge(bucket, announced, announcements.length > 0, known),
      );
      const failures = [
        ...looked.flatMap(({ failure }) => failure ?? []),
        ...problems.flatMap((one) => one.failures),
      ];
      const warnings = [
        ...looked.flatMap(({ denied }) => denied ?? []),
        ...problems.flatMap((one) => one.warnings),
      ];
      return worst({ failures, warnings }, announcements.map(described).join('; '), {
        ...(seen.length > 0 && { announcements }),
      });
    },
  });
}

interface Looked {
  readonly bucket: BucketFacts;
  readonly announced: readonly Announcement[];
  readonly denied?: Problem;
  readonly failure?: Problem;
}

async function look(
  { s3, ask }: AwsDeps,
  bucket: BucketFacts,
  known: Known,
  signal: AbortSignal,
): Promise<Looked> {
  const { name } = bucket;
  const question = { service: 's3', action: 's3:GetBucketNotification', of: `bucket ${name}` };
  const asked = await ask(question, signal, () =>
    askHome(s3, { bucket: name }, (client) =>
      client.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }), { abortSignal: signal }),
    ),
  );
  if (asked.kind === 'denied') return { bucket, announced: [], denied: asked.problem };
  if (asked.kind === 'refused')
    return { bucket, announced: [], failure: wordedS3(asked.error, `s3://${name}`, name) };
  return { bucket, announced: announcementsOf(name, asked.value, known) };
}

/** `others`: another bucket announces its objects, so that this one may be of former times. */
function judge(bucket: BucketFacts, announced: readonly Announcement[], others: boolean, { queue }: Known) {
  const failures: Problem[] = [];
  const warnings: Problem[] = [];
  if (announced.length === 0) {
    if (bucket.meant || !others) failures.push(silent(bucket, queue.name));
    return { failures, warnings };
  }
  const covered = coverage(announced, bucket);
  if (covered === 'nothing') failures.push(wrongFilter(bucket, announced));
  if (covered === 'part') warnings.push(narrow(bucket, announced));
  const missed = unannouncedEvents(announced);
  if (missed.length > 0) warnings.push(fewEvents(bucket, missed));
  const twice = firstTwice(announced);
  if (twice) warnings.push(toldTwice(bucket, twice));
  return { failures, warnings };
}

/** `AWSLogs/…*.log.gz to topic flow-logs` */
function described({ prefix, suffix, to }: Announcement): string {
  return `${prefix}*${suffix} to ${shortName(to)}`;
}

const wanted = ({ prefix = '', suffix = '' }: BucketFacts) => `${prefix}*${suffix}`;
const filters = (announced: readonly Announcement[]) => announced.map(described).join(', ');

function silent(bucket: BucketFacts, queue: string): Problem {
  return {
    code: 'LF_NOTIFICATION_MISSING',
    message: `bucket ${bucket.name} announces no object to queue ${queue}, by no topic, no rule and not straight`,
    hint: 'Run `logflow setup --only notification`, or add a notification for s3:ObjectCreated:* to what the bucket has; objects that are there already are loaded by `logflow backfill`.',
  };
}

function wrongFilter(bucket: BucketFacts, announced: readonly Announcement[]): Problem {
  return {
    code: 'LF_NOTIFICATION_FILTER',
    message: `bucket ${bucket.name} announces ${filters(announced)}, and none of ${wanted(bucket)}`,
    hint: 'Mend prefix and suffix of the notification (`logflow setup` shows the difference), or --prefix if that is what is wrong.',
  };
}

function narrow(bucket: BucketFacts, announced: readonly Announcement[]): Problem {
  return {
    code: 'LF_NOTIFICATION_FILTER',
    message: `bucket ${bucket.name} announces ${filters(announced)}, which is only a part of ${wanted(bucket)}`,
    hint: 'Widen prefix and suffix of the notification if the rest is meant, too.',
  };
}

function fewEvents({ name }: BucketFacts, missed: readonly string[]): Problem {
  return {
    code: 'LF_NOTIFICATION_EVENTS',
    message: `bucket ${name} does not announce ${missed.join(' and ')}: objects made so are never told of`,
    hint: 'Choose s3:ObjectCreated:* as the event of the notification.',
  };
}

function toldTwice({ name }: BucketFacts, [one, other]: readonly [Announcement, Announcement]): Problem {
  return {
    code: 'LF_NOTIFICATION_TWICE',
    message: `bucket ${name} tells the queue of the same objects twice: ${described(one)}, and ${described(other)}`,
    hint: 'Take one of them away: every object is read twice, and its documents count as duplicates.',
  };
}
