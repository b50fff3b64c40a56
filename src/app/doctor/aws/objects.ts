import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Problem } from '../../../model/errors.ts';
import { plural } from '../../../model/format.ts';
import type { S3Ref } from '../../../model/object.ts';
import { uriOf } from '../../../model/object.ts';
import { askHome } from '../../../source/bucket-region.ts';
import { decodeListed } from '../../../source/listing/decode.ts';
import { claimsOf } from '../../pipelines.ts';
import { type Check, check, skipped, worst } from '../check.ts';
import type { BucketFacts, Facts } from '../facts.ts';
import { wordedS3 } from './bucket.ts';
import type { AwsDeps } from './deps.ts';

/** Objects that are read a byte of, in each bucket. */
const samplesEach = 3;
/** Folders that are gone down to find new objects: region, year, month, day, hour, and what stands in front. */
const deepest = 14;

/** A real key or two: whether a pipeline claims them, and whether they can be read. */
export function objectChecks(deps: AwsDeps): readonly Check[] {
  const claims = claimsOf(deps.settings);
  return [
    check({
      id: 'objects',
      title: 'newest objects',
      needs: ['buckets'],
      after: ['announcements'],
      gives: ['samples'],
      async run({ buckets, announcements = [] }, signal) {
        const listable = buckets.filter((bucket) => bucket.listable);
        if (listable.length === 0) return skipped('no key is known where nothing may be listed');
        const found = await Promise.all(
          listable.map(async (bucket) => ({
            bucket,
            keys: await newestKeys(deps, bucket.name, prefixOf(bucket, announcements), signal),
          })),
        );
        const claimed = found.map(({ keys }) => keys.filter(claims).slice(0, samplesEach));
        const warnings = found.flatMap(({ bucket, keys }) =>
          keys.length > 0 && !keys.some(claims) ? unclaimed(bucket, keys) : [],
        );
        const samples = claimed.flat();
        const [newest] = samples;
        return worst({ warnings }, newest ? uriOf(newest) : 'none yet', { samples });
      },
    }),
    check({
      id: 'read',
      title: 'reading them',
      needs: ['samples'],
      async run({ samples }, signal) {
        if (samples.length === 0) return skipped('no object is there yet that could be read');
        const refused = (await Promise.all(samples.map((sample) => readByte(deps, sample, signal)))).flat();
        const archived = refused.filter(({ code }) => code === 'LF_OBJECT_ARCHIVED');
        const failures = refused.filter((problem) => !archived.includes(problem));
        return worst(
          { failures: failures.slice(0, 1), warnings: archived.slice(0, 1) },
          plural(samples.length, 'object'),
        );
      },
    }),
  ];
}

function prefixOf({ name, prefix }: BucketFacts, announcements: Facts['announcements']): string {
  if (prefix !== undefined) return prefix;
  const [only, ...more] = announcements.filter(({ bucket }) => bucket === name);
  return more.length === 0 ? (only?.prefix ?? '') : '';
}

/** One page of the last folder: keys of AWS begin with the date, so that is where new objects are. */
async function newestKeys(
  { s3, ask }: AwsDeps,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): Promise<S3Ref[]> {
  const question = { service: 's3', action: 's3:ListBucket', of: `bucket ${bucket}` };
  let place = prefix;
  for (let depth = 0; ; depth += 1) {
    const asked = await ask(question, signal, () =>
      askHome(s3, { bucket }, (client) =>
        client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: place, Delimiter: '/', EncodingType: 'url' }),
          {
            abortSignal: signal,
          },
        ),
      ),
    );
    // That it may be listed was seen a moment ago, with the same prefix.
    if (asked.kind !== 'answer') return [];
    const { Contents = [], CommonPrefixes = [], EncodingType } = asked.value;
    const folder = decodeListed(CommonPrefixes.at(-1)?.Prefix ?? '', EncodingType);
    if (!folder || depth >= deepest) {
      return Contents.filter(({ Size }) => Size !== 0)
        .toSorted((a, b) => Number(b.LastModified ?? 0) - Number(a.LastModified ?? 0))
        .map(({ Key = '' }) => ({ kind: 's3', bucket, key: decodeListed(Key, EncodingType) ?? Key }));
    }
    place = folder;
  }
}

/** One byte is enough: S3 asks KMS before the first. */
async function readByte({ s3, ask }: AwsDeps, sample: S3Ref, signal: AbortSignal): Promise<Problem[]> {
  const { bucket, key } = sample;
  const question = { service: 's3', action: 's3:GetObject', of: uriOf(sample) };
  const asked = await ask(question, signal, () =>
    askHome(s3, sample, async (client) => {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
      const { Body } = await client.send(command, { abortSignal: signal });
      await Body?.transformToByteArray();
    }),
  );
  if (asked.kind === 'answer') return [];
  const problem = wordedS3(asked.error, uriOf(sample), bucket);
  // Deleted since it was listed.
  return problem.code === 'LF_OBJECT_GONE' ? [] : [problem];
}

function unclaimed({ name }: BucketFacts, [newest]: readonly S3Ref[]): Problem {
  return {
    code: 'LF_OBJECTS_UNCLAIMED',
    message: `no pipeline claims the newest objects of bucket ${name}, such as ${newest?.key}: their messages go to the dead-letter queue`,
    hint: 'Look at one with `logflow explain s3://BUCKET/KEY`; let the notification announce those logs alone that a pipeline claims (prefix, suffix; docs/formats.md), or pass --prefix where they are.',
  };
}
