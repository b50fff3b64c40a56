import type { Facts } from '../../../src/failures/row.ts';

/** Errors as they are met, by the row that must decide them. */
export const s3Examples: Readonly<Record<string, readonly Facts[]>> = {
  'no-credentials': [{ name: 'CredentialsProviderError' }, { name: 'TokenProviderError' }],
  'clock-wrong': [
    { name: 'RequestTimeTooSkewed', status: 403 },
    {
      name: 'SignatureDoesNotMatch',
      status: 403,
      message: 'Signature not yet current: 2 is still later than 1',
    },
  ],
  'credentials-refused': [
    { name: 'ExpiredToken', status: 400 },
    { name: 'InvalidAccessKeyId', status: 403 },
    { name: 'SignatureDoesNotMatch', status: 403, message: 'Check your key and signing method.' },
    { name: 'TokenRefreshRequired', status: 400 },
  ],
  'no-region': [{ name: 'Error', message: 'Region is missing' }],
  throttled: [
    { name: 'SlowDown', status: 503 },
    { name: 'KMS.ThrottlingException', status: 400 },
    { name: 'Unknown', status: 429 },
  ],
  'aws-fault': [
    { name: 'InternalError', status: 500 },
    { name: 'Unknown', status: 502 },
    { name: 'RequestTimeout', status: 400 },
  ],
  certificate: [
    { name: 'Error', code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { name: 'Error', code: 'CERT_HAS_EXPIRED' },
  ],
  unreachable: [
    { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' },
    { name: 'Error', code: 'EAI_AGAIN' },
    { name: 'AggregateError', message: 'connect ETIMEDOUT 10.0.0.1:443' },
    {
      name: 'TimeoutError',
      message:
        'the request socket did not establish a connection with the server within the configured timeout',
    },
    { name: 'Error', code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  ],
  'connection-broken': [
    { name: 'Error', code: 'ECONNRESET' },
    { name: 'Error', code: 'HPE_INVALID_CHUNK_SIZE' },
    { name: 'IdleReadError', message: 'no byte for 60 s' },
    { name: 'ShortBodyError' },
    { name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' },
    { name: 'TimeoutError', message: 'Request timed out' },
  ],
  gone: [
    { name: 'NoSuchKey', status: 404 },
    { name: 'NoSuchVersion', status: 404, message: 'kms:x AccessDenied ECONNRESET' },
  ],
  'bucket-missing': [{ name: 'NoSuchBucket', status: 404 }],
  'no-region-has-it': [
    { name: 'PermanentRedirect', status: 301 },
    { name: 'AuthorizationHeaderMalformed', status: 400, region: 'eu-west-1' },
  ],
  archived: [{ name: 'InvalidObjectState', status: 403 }],
  kms: [
    { name: 'KMS.DisabledException', status: 400 },
    {
      name: 'AccessDenied',
      status: 403,
      message: 'is not authorized to perform: kms:Decrypt on resource: x',
    },
  ],
  changed: [
    { name: 'PreconditionFailed', status: 412 },
    { name: 'Unknown', status: 412 },
  ],
  'not-of-s3': [
    { name: 'NotFound', status: 404 },
    { name: 'Error', status: 404, message: '@aws-sdk XML parse error: unexpected content.' },
  ],
  forbidden: [
    { name: 'AccessDenied', status: 403 },
    { name: 'AllAccessDisabled', status: 403 },
  ],
  'range-ignored': [{ name: 'RangeIgnoredError' }],
  'anything-else': [
    { name: 'InvalidRange', status: 416 },
    { name: 'TypeError', message: 'x is not a function' },
    {},
  ],
};

export const queueExamples: Readonly<Record<string, readonly Facts[]>> = {
  ...Object.fromEntries(Object.entries(s3Examples).slice(0, 9)),
  'queue-missing': [
    { name: 'QueueDoesNotExist', status: 400 },
    { name: 'AWS.SimpleQueueService.NonExistentQueue', status: 400 },
  ],
  'in-flight-limit': [{ name: 'OverLimit', status: 403 }],
  'queue-kms': [
    { name: 'KmsAccessDenied', status: 400 },
    { name: 'KmsDisabled', status: 400 },
    {
      name: 'AccessDenied',
      status: 403,
      message: 'is not authorized to perform: kms:Decrypt on resource: x',
    },
  ],
  'queue-forbidden': [
    { name: 'AccessDenied', status: 403 },
    { name: 'AccessDeniedException', status: 400 },
  ],
  'queue-anything-else': [{ name: 'Novelty', status: 400 }],
};
