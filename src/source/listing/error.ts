import { LogflowError, type Problem } from '../../model/errors.ts';
import { commonProblem, readAwsError } from '../aws-error.ts';

/** What an S3 error means for a listing: it is cut short, so the run has failed. */
export function listingError(error: unknown, bucket: string, prefix: string): LogflowError {
  if (error instanceof LogflowError) return error;
  return new LogflowError(problemOf(error, bucket, prefix), { cause: error });
}

function problemOf(error: unknown, bucket: string, prefix: string): Problem {
  const place = `s3://${bucket}/${prefix}`;
  const aws = readAwsError(error);
  const common = commonProblem(aws, place);
  if (common) return common;
  if (aws.name === 'NoSuchBucket') {
    return {
      code: 'LF_BUCKET_MISSING',
      message: `there is no bucket ${bucket}`,
      hint: 'Check --prefix, the endpoint and the account.',
    };
  }
  if (aws.name === 'AccessDenied' || aws.status === 403) {
    return {
      code: 'LF_LISTING_FORBIDDEN',
      message: `may not list ${place}: ${aws.message}`,
      hint: 'Allow s3:ListBucket on the bucket; where the policy limits it to prefixes, pass one of these as --prefix.',
    };
  }
  return {
    code: 'LF_LISTING',
    message: `cannot list ${place}: ${aws.name}: ${aws.message}`,
    hint: 'S3 said the above. Run it again: what is done is not done twice.',
  };
}

/** The server's answer is no listing that could be gone on with: what follows would be left out in silence. */
export function brokenListing(bucket: string, prefix: string, what: string): LogflowError {
  return new LogflowError({
    code: 'LF_LISTING',
    message: `cannot list s3://${bucket}/${prefix}: ${what}`,
    hint: 'The S3 endpoint does not speak ListObjectsV2 as Amazon does.',
  });
}
