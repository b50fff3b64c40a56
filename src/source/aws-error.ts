import { LogflowError, type Problem } from '../model/errors.ts';

/** The parts of an SDK error that are read; anything may be thrown, so nothing is taken for granted. */
interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
}

export function readAwsError(error: unknown): AwsError {
  const value = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    Code?: unknown;
    $metadata?: { httpStatusCode?: number };
    errors?: { message?: string }[];
  };
  const message = String(value.message || value.errors?.[0]?.message || error);
  return {
    name: String(value.name ?? value.Code ?? 'Error'),
    // Some answers carry a request id and newlines; a problem is one line.
    message: message.replace(/\s+/g, ' ').trim(),
    status: value.$metadata?.httpStatusCode,
    code: typeof value.code === 'string' ? value.code : undefined,
  };
}

const missingCredentials = /CredentialsProviderError|TokenProviderError|CredentialsError/;
const badCredentials =
  /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|InvalidSecurity|ExpiredToken|RequestExpired|RequestTimeTooSkewed/;
const unreachable = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CERT|SSL/;

/** What is the same for every AWS service: credentials and the way to the endpoint. */
export function commonProblem(error: AwsError, what: string): Problem | undefined {
  if (missingCredentials.test(error.name)) {
    return {
      code: 'LF_AWS_CREDENTIALS',
      message: `no AWS credentials for ${what}: ${error.message}`,
      hint: 'Set AWS_PROFILE (and run `aws sso login` if it uses SSO), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role attached.',
    };
  }
  if (badCredentials.test(error.name)) {
    return {
      code: 'LF_AWS_CREDENTIALS',
      message: `AWS refuses the credentials for ${what}: ${error.name}: ${error.message}`,
      hint: 'The keys are wrong or have expired: renew them; when the clock of this machine is wrong, set it.',
    };
  }
  if (/Region is missing/.test(error.message)) {
    return {
      code: 'LF_AWS_REGION',
      message: `no AWS region for ${what}`,
      hint: 'Pass --region, or set AWS_REGION.',
    };
  }
  // Whoever answers can be reached: keys and policies that an answer quotes may hold any word.
  if (error.status === undefined && unreachable.test(`${error.code} ${error.name} ${error.message}`)) {
    return {
      code: 'LF_AWS_UNREACHABLE',
      message: `cannot reach AWS for ${what}: ${error.message}`,
      hint: 'Check the region, the network (a VPC endpoint for sqs and s3?) and AWS_ENDPOINT_URL.',
    };
  }
  return undefined;
}

/** Whether the same call may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  const { name, status, code } = readAwsError(error);
  if (status !== undefined && (status >= 500 || status === 429)) return true;
  if (
    /Throttl|SlowDown|RequestLimitExceeded|TimeoutError|RequestTimeout|InternalError|ServiceUnavailable/.test(
      name,
    )
  )
    return true;
  // Node's names for a connection that did not come about or broke: of the system, its streams, TLS and the HTTP parser.
  return /^(E[A-Z]+|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE|ERR_SSL_.*|HPE_.*)$/.test(code ?? '');
}

export function translateQueueError(error: unknown, queue: string): LogflowError {
  const aws = readAwsError(error);
  const common = commonProblem(aws, `queue ${queue}`);
  // A region that nobody named is configuration; the rest may mend itself.
  const exit = common?.code === 'LF_AWS_REGION' ? 2 : 1;
  if (common) return new LogflowError(common, { cause: error, exit });
  // The query protocol's and the JSON protocol's names for the same thing.
  if (/NonExistentQueue|QueueDoesNotExist/.test(aws.name)) {
    return new LogflowError(
      {
        code: 'LF_QUEUE_MISSING',
        message: `there is no queue ${queue}`,
        hint: 'Check --queue, --region and the account (AWS_PROFILE); a queue of another account needs its URL or --queue-owner.',
      },
      { cause: error },
    );
  }
  if (/AccessDenied|KMS\.AccessDenied|KmsAccessDenied/i.test(aws.name) || aws.status === 403) {
    return new LogflowError(
      {
        code: 'LF_QUEUE_FORBIDDEN',
        message: `no access to queue ${queue}: ${aws.message}`,
        hint: 'Allow sqs:ReceiveMessage, DeleteMessage, ChangeMessageVisibility, GetQueueAttributes and GetQueueUrl, and kms:Decrypt on its key if it has one.',
      },
      { cause: error },
    );
  }
  return new LogflowError(
    {
      code: 'LF_QUEUE_ERROR',
      message: `queue ${queue}: ${aws.name}: ${aws.message}`,
      hint: 'Look at the message above; AWS said it.',
    },
    { cause: error },
  );
}
