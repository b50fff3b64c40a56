import type { Format } from './format.ts';
import { eventTime, numbers, place, requestLine, status, texts, wordsFormat } from './words.ts';

/**
 * `[prefix]YYYY-mm-DD-HH-MM-SS-UniqueString`, the prefix with or without a slash at its end; the date-partitioned form has
 * folders in front (`account/region/bucket/YYYY/MM/DD/`). Source: "Logging requests with server access logging", Amazon S3.
 */
const claims = '[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9A-F]{16}$';

/** Source: "Amazon S3 server access log format", Amazon S3 User Guide. Key and user agent stay as they were encoded. */
export const s3Access: Format = wordsFormat({
  name: 's3access',
  revision: 1,
  claims,
  begins: '[0-9a-f]{64} [^ ]+ \\[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:',
  words: `
    bucket_owner bucket time remote_ip requester request_id operation key request_uri http_status error_code bytes_sent
    object_size total_time turn_around_time referer user_agent version_id host_id signature_version cipher_suite
    authentication_type host_header tls_version access_point_arn acl_required source_region`,
  // The words behind it came later.
  least: 17,
  pieces: [
    eventTime('clf', 'time'),
    texts('bucket_owner bucket'),
    texts('remote_ip', 'ip'),
    texts('requester request_id operation key'),
    requestLine('request_uri'),
    status('http_status'),
    texts('error_code'),
    numbers('bytes_sent object_size total_time turn_around_time'),
    texts(`
      referer user_agent version_id host_id signature_version cipher_suite authentication_type host_header tls_version
      access_point_arn acl_required source_region`),
    place('remote_ip', 'remote_geoip'),
  ],
});
