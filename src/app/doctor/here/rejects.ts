import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { never, type Problem } from '../../../model/errors.ts';
import { askHome } from '../../../source/bucket-region.ts';
import type { RejectsPlace } from '../../settings/rejects.ts';
import { asRecord } from '../../template/mapping.ts';
import { wordedS3 } from '../aws/bucket.ts';
import type { AwsDeps } from '../aws/deps.ts';
import { type Check, check, failure, ok, warning } from '../check.ts';
import { askCluster } from '../cluster/ask.ts';
import { indexBlocks } from '../cluster/blocks.ts';

const about = { id: 'rejects', title: 'rejects store' } as const;

/** Whether rejected documents have somewhere to go, as far as can be seen without writing. */
export function rejectsCheck(where: RejectsPlace, deps: Pick<AwsDeps, 's3' | 'ask'>): Check {
  switch (where.kind) {
    case 's3':
      return check({ ...about, needs: ['accepted'], run: (_, signal) => inBucket(where, deps, signal) });
    case 'index':
      return check({
        ...about,
        needs: ['cluster'],
        async run({ cluster: { client } }, signal) {
          const path = `/${encodeURIComponent(where.index)}/_settings?flat_settings=true`;
          const asked = await askCluster({ client, path, right: 'indices:monitor/settings/get' }, signal);
          if (asked.kind === 'denied') return warning(asked.problem);
          if (asked.kind === 'unknown') return ok(`index ${where.index}, made with the first reject`);
          const [blocked] = indexBlocks(asRecord(asked.body));
          return blocked ? failure(blocked) : ok(`index ${where.index}`);
        },
      });
    case 'dir':
      return check({ ...about, run: () => inDirectory(where.path) });
    default:
      return never(where);
  }
}

async function inBucket(
  { bucket, prefix }: Extract<RejectsPlace, { kind: 's3' }>,
  { s3, ask }: Pick<AwsDeps, 's3' | 'ask'>,
  signal: AbortSignal,
) {
  const place = `s3://${bucket}/${prefix}`;
  const question = { service: 's3', action: 's3:ListBucket', of: place };
  const asked = await ask(question, signal, () =>
    askHome(s3, { bucket }, (client) =>
      client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/`, MaxKeys: 1 }), {
        abortSignal: signal,
      }),
    ),
  );
  // To write is what it must be able to do, and that is seen by writing alone.
  if (asked.kind !== 'refused') return ok(`${place}; not written to`);
  return failure(wordedS3(asked.error, place, bucket));
}

/** A directory that is not there yet is made, its parents are not. */
async function inDirectory(path: string) {
  const at = resolve(path);
  const there = await stat(at).catch(() => undefined);
  if (there && !there.isDirectory()) return failure(unusable(path, 'it is a file'));
  const why = await access(there ? at : dirname(at), constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return why === undefined ? ok(`dir:${path}`) : failure(unusable(path, why));
}

function unusable(path: string, why: string): Problem {
  return {
    code: 'LF_REJECTS_WRITE',
    message: `rejected documents cannot be kept in ${path}: ${why}`,
    hint: 'Mount or make the directory, and let this user write to it; or choose another place with --rejects.',
  };
}
