import type { Row } from './row.ts';

/** A row whose error AWS's SDK throws, and how to tell of it; `{what}` is the object's URI, or `queue` and its name. */
export interface AwsRow extends Row {
  readonly says: string;
}

/** What is the same for every AWS service: it says nothing about an object, nor about a queue. */
export const awsRows = {
  noCredentials: {
    name: 'no-credentials',
    what: 'No AWS credentials are found, or what provides them does not answer',
    when: [{ name: /CredentialsProviderError|TokenProviderError|CredentialsError/ }],
    code: 'LF_AWS_CREDENTIALS',
    says: 'no AWS credentials for {what}: {message}',
    hint: 'Set AWS_PROFILE (and run `aws sso login` if it uses SSO), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with a role attached.',
    why: 'B35: credentials that ran out lost data in silence',
  },
  clock: {
    name: 'clock-wrong',
    what: 'The clock of this machine is more than 15 minutes wrong (RequestTimeTooSkewed)',
    when: [
      { name: /RequestTimeTooSkewed/ },
      { name: /SignatureDoesNotMatch|InvalidSignature/, message: /Signature (expired|not yet current)/ },
    ],
    code: 'LF_AWS_CLOCK',
    says: 'AWS refuses the time of this machine for {what}: {message}',
    hint: 'Set the clock of this machine (NTP). The keys are not the trouble.',
    why: 'Amazon S3, list of error codes; the SDK corrects what it can first',
  },
  badCredentials: {
    name: 'credentials-refused',
    what: 'AWS refuses the credentials: expired, revoked, or mistyped',
    when: [
      {
        name: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|InvalidAccessKeyId|InvalidSecurity|InvalidToken|ExpiredToken|TokenRefreshRequired|RequestExpired/,
      },
    ],
    code: 'LF_AWS_CREDENTIALS',
    says: 'AWS refuses the credentials for {what}: {name}: {message}',
    hint: 'The keys are wrong or have expired: renew them. A role is renewed by itself.',
    why: 'B35; never counted against an object',
  },
  role: {
    name: 'role',
    what: "The role of a bucket's entry in `buckets` cannot be assumed",
    when: [],
    code: 'LF_AWS_ROLE',
    says: '{message}',
    hint: "Allow sts:AssumeRole on it, and let its trust policy name who assumes it, with the `external-id` of the bucket's entry if it asks for one.",
    why: 'B42: buckets of other accounts; the object is not at fault',
  },
  noRegion: {
    name: 'no-region',
    what: 'Nobody named a region',
    when: [{ message: /Region is missing/ }],
    code: 'LF_AWS_REGION',
    says: 'no AWS region for {what}',
    hint: 'Pass --region, or set AWS_REGION.',
    why: 'the SDK asks nobody without one',
  },
  busy: {
    name: 'throttled',
    what: 'AWS asks to slow down (503 SlowDown, 429, throttling; of KMS, too)',
    when: [
      { name: /Throttl|SlowDown|RequestLimitExceeded|TooManyRequests|BandwidthLimit/ },
      { status: [429, 429] },
    ],
    code: 'LF_AWS_BUSY',
    says: '{what}: AWS asks to slow down: {name}: {message}',
    hint: 'logflow waits and tries again; if it lasts, lower --concurrency, or raise the quota.',
    why: 'B37, B38: without a wait a consumer makes a storm of it',
  },
  fault: {
    name: 'aws-fault',
    what: 'AWS has trouble of its own (5xx, RequestTimeout)',
    when: [{ status: [500, 599] }, { name: /InternalError|ServiceUnavailable|RequestTimeout/ }],
    code: 'LF_AWS_FAULT',
    says: '{what}: AWS could not: {name}: {message}',
    hint: 'logflow waits and tries again; if it lasts, look at the AWS Health dashboard.',
    why: 'B37, B48',
  },
  certificate: {
    name: 'certificate',
    what: 'The certificate of the endpoint is not trusted',
    // Whoever answers can be reached: keys and policies that an answer quotes may hold any word.
    when: [
      { status: 'none', code: /CERT/ },
      { status: 'none', message: /certificate|\bCERT_/i },
    ],
    code: 'LF_AWS_UNREACHABLE',
    says: 'cannot reach AWS for {what}: {message}',
    hint: 'Name the authority of your proxy or endpoint in NODE_EXTRA_CA_CERTS, and check AWS_ENDPOINT_URL.',
    why: 'another try meets the same certificate',
  },
  unreachable: {
    name: 'unreachable',
    what: 'The endpoint cannot be reached',
    when: [
      {
        status: 'none',
        code: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPROTO|^ERR_SSL_/,
      },
      {
        status: 'none',
        message:
          /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|\bSSL\b|did not establish a connection/,
      },
    ],
    code: 'LF_AWS_UNREACHABLE',
    says: 'cannot reach AWS for {what}: {message}',
    hint: 'Check the region, the network (a VPC endpoint for sqs and s3?) and AWS_ENDPOINT_URL.',
    why: 'B40: a consumer in a VPC without an endpoint for SQS hung in silence',
  },
  broken: {
    name: 'connection-broken',
    what: 'The connection broke, or went silent',
    // Node's names: of the system, its streams and the HTTP parser.
    when: [
      { status: 'none', code: /^(E[A-Z]+|ERR_STREAM_PREMATURE_CLOSE|HPE_.*)$/ },
      // The SDK calls a reset TimeoutError, too.
      { status: 'none', name: /^(TimeoutError|IdleReadError|ShortBodyError)$/ },
    ],
    code: 'LF_AWS_CONNECTION',
    says: '{what}: the connection broke: {message}',
    hint: 'logflow goes on where it broke; if it lasts, look at the network, a proxy or a VPC endpoint in between.',
    why: 'B48: a body that stalled held a worker for ever; R7, R13',
  },
} as const satisfies Record<string, AwsRow>;
