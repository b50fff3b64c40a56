import type { Format } from './format.ts';
import { numbers, type Piece, place, status, texts, wordsFormat } from './words.ts';

/**
 * `<prefix>/DISTRIBUTION.YYYY-MM-DD-HH.unique-ID.gz`, both of standard logging (legacy) and (v2).
 * Sources: "Configure standard logging (legacy)", "Configure standard logging (v2)", Amazon CloudFront Developer Guide.
 */
const claims = '(?:^|/)[A-Z0-9]{10,20}\\.[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{2}\\.[0-9A-Za-z-]+(?:\\.gz)?$';

/** Standard logging (v2) may leave out date and time, and has `timestamp(ms)` or `timestamp`, in seconds, then. */
const time: Piece = {
  rules: [
    { kind: 'time', to: '@timestamp', from: ['date', 'time'], format: 'date-and-time' },
    { kind: 'time', to: '@timestamp', from: ['timestamp(ms)'], format: 'milliseconds' },
    { kind: 'time', to: '@timestamp', from: ['timestamp'], format: 'seconds' },
  ],
  fields: {},
};

/**
 * Standard logs of CloudFront in W3C's form; `#Fields` names the words. Values stay URL-encoded, as CloudFront writes them.
 * Source: "Standard logging reference", Amazon CloudFront Developer Guide.
 */
export const cloudFront: Format = wordsFormat({
  name: 'cloudfront',
  revision: 2,
  claims,
  begins: '#Version: ?1\\.0',
  format: { separator: '\t', quoted: false, directives: true },
  words: `
    date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)
    cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken
    x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status
    fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len
    sc-range-start sc-range-end`,
  least: 12,
  pieces: [
    time,
    texts('x-edge-location'),
    numbers('sc-bytes'),
    texts('c-ip', 'ip'),
    texts('cs-method cs(Host) cs-uri-stem'),
    status('sc-status'),
    texts(`
      cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol`),
    numbers('cs-bytes'),
    numbers('time-taken', 'double'),
    texts(`
      x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status`),
    numbers('fle-encrypted-fields c-port'),
    numbers('time-to-first-byte', 'double'),
    texts('x-edge-detailed-result-type sc-content-type'),
    numbers('sc-content-len sc-range-start sc-range-end'),
    numbers('origin-fbl origin-lbl', 'double'),
    numbers('asn'),
    texts('c-country cache-behavior-path-pattern distributionid distribution-tenant-id connection-id'),
    place('c-ip', 'c_geoip'),
    // Standard logging (v2) offers more fields as time goes by.
    { rules: [{ kind: 'rest', to: 'other' }], fields: {} },
  ],
});
