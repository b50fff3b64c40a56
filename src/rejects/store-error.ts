import { LogflowError } from '../model/errors.ts';
import { commonProblem, readAwsError } from '../source/aws-error.ts';

const hints: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Create the bucket, or name another one: --rejects s3://BUCKET/PREFIX.',
  AccessDenied:
    'Allow s3:PutObject, s3:GetObject and s3:DeleteObject below the prefix, s3:ListBucket on the bucket, and kms:GenerateDataKey and kms:Decrypt on its key if it has one.',
  EntityTooLarge: 'More than 5 GB of rejects of one object: mend the mapping first; its message stays.',
  ENOSPC: 'Free disk space, or name another place with --rejects.',
  EDQUOT: 'Raise the quota, or name another place with --rejects.',
  EACCES: 'Give this user the right to read and write there.',
  EPERM: 'Give this user the right to read and write there.',
  EROFS: 'The file system is read-only: name another place with --rejects.',
  ENOENT: 'Make the directory (and mount what belongs there), or name another place with --rejects.',
};

/** What S3 or the file system said about the store. */
function storeError(error: unknown, doing: 'read' | 'write', place: string): LogflowError {
  if (error instanceof LogflowError) return error;
  const aws = readAwsError(error);
  const common = commonProblem(aws, place);
  if (common) return new LogflowError(common, { cause: error });
  const name = aws.code ?? aws.name;
  // The file system's messages begin with their code.
  const said = aws.message.startsWith(name) ? aws.message : `${name}: ${aws.message}`;
  return new LogflowError(
    {
      code: 'LF_REJECTS_STORE',
      message: `cannot ${doing === 'read' ? 'read rejected documents from' : 'keep rejected documents in'} ${place}: ${said}`,
      hint:
        hints[name] ??
        'Mend what the message says; objects with rejected documents fail until then, and their messages stay.',
    },
    { cause: error },
  );
}

/** Runs `work`, and words what goes wrong. */
export async function worded<T>(doing: 'read' | 'write', place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, doing, place);
  }
}

/** The same for what comes piece by piece. */
export async function* wordedEach<T>(place: string, items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    throw storeError(error, 'read', place);
  }
}
