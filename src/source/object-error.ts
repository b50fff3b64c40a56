import { type OpenResult, type S3Ref, uriOf } from '../model/object.ts';
import { commonProblem, readAwsError } from './aws-error.ts';

/** What an S3 error means for the object that it happened to. */
export function objectProblem(error: unknown, ref: S3Ref): Exclude<OpenResult, { kind: 'opened' }> {
  const uri = uriOf(ref);
  const aws = readAwsError(error);
  const common = commonProblem(aws, uri);
  if (common) return { kind: 'unreadable', problem: common };
  const said = `${aws.name}: ${aws.message}`;
  if (/^(NoSuchKey|NoSuchVersion|NotFound)$/.test(aws.name)) {
    return {
      kind: 'missing',
      problem: {
        code: 'LF_OBJECT_GONE',
        message: `${uri} is no longer there (${aws.name})`,
        hint: 'Nothing to do here: somebody or a lifecycle rule deleted it before it was read.',
      },
    };
  }
  if (aws.name === 'NoSuchBucket') {
    return unreadable(
      'LF_BUCKET_MISSING',
      `there is no bucket ${ref.bucket}`,
      'Check the endpoint and the account.',
    );
  }
  if (aws.name === 'InvalidObjectState') {
    return unreadable(
      'LF_OBJECT_ARCHIVED',
      `${uri} is archived (${said})`,
      'Restore it (`aws s3api restore-object`), then let the message come again.',
    );
  }
  // S3 passes on what KMS said under KMS's names; what the caller may not do is called `kms:Decrypt`.
  if (/^KMS\.|\bkms:/.test(said)) {
    return unreadable('LF_OBJECT_KMS', `${uri}: ${said}`, 'Allow kms:Decrypt on the key of the bucket.');
  }
  if (aws.name === 'AccessDenied' || aws.status === 403) {
    return unreadable(
      'LF_OBJECT_FORBIDDEN',
      `no access to ${uri}: ${aws.message}`,
      'Allow s3:GetObject on it; without s3:ListBucket on the bucket this is also what S3 answers for an object that is gone.',
    );
  }
  if (aws.name === 'PermanentRedirect' || aws.status === 301) {
    return unreadable(
      'LF_BUCKET_REGION',
      `${uri} is in another region: ${said}`,
      'Set the region of the bucket.',
    );
  }
  return unreadable(
    'LF_OBJECT_READ',
    `cannot read ${uri}: ${said}`,
    'The message stays in the queue and comes again; AWS said the above.',
  );
}

function unreadable(code: string, message: string, hint: string): Exclude<OpenResult, { kind: 'opened' }> {
  return { kind: 'unreadable', problem: { code, message, hint } };
}
