import { usageError } from '../object-uri.ts';
import type { Mistake } from '../settings/config-file.ts';
import type { RawSettings, Rule } from '../settings/load.ts';

/** What `doctor` is told beside its settings. */
export interface DoctorOptions {
  /** Where the logs are; the prefix may be empty. */
  readonly prefix: { readonly bucket: string; readonly prefix: string } | undefined;
}

/** Throws `LF_USAGE` (exit 2). */
export function doctorOptions({ prefix }: { readonly prefix?: string | undefined }): DoctorOptions {
  if (prefix === undefined) return { prefix: undefined };
  const [, bucket, rest = ''] = /^s3:\/\/([a-zA-Z0-9._-]{3,255})(?:\/(.*))?$/s.exec(prefix) ?? [];
  if (bucket === undefined) {
    throw usageError(
      `--prefix: ${prefix} is not s3://BUCKET/PREFIX`,
      'Write it like s3://my-bucket/AWSLogs/.',
    );
  }
  return { prefix: { bucket, prefix: rest } };
}

/** There is nothing to look at without one of them. */
export function needsSubject({ prefix }: DoctorOptions): Rule {
  const mistake: Mistake = {
    where: '--queue, --node',
    what: 'are what is looked at: give one of them or both (or --prefix s3://BUCKET/PREFIX)',
  };
  return (given: RawSettings) =>
    [given.queue, given.node, given.setup, prefix].every((one) => one === undefined) ? [mistake] : [];
}
