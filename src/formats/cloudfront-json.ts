import { cloudFront } from './cloudfront.ts';
import { eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Standard logs (v2) of CloudFront whose output is JSON. Their keys are those of the others: how an object begins decides.
 * Names and values are CloudFront's; its numbers come as texts.
 * Source: "Configure standard logging (v2)", Amazon CloudFront Developer Guide.
 */
export const cloudFrontJson: Format = eventsFormat({
  name: 'cloudfrontjson',
  revision: 2,
  claims: cloudFront.definition.claims,
  begins:
    '\\{[^\n]*"(?:timestamp\\(ms\\)|x-edge-[a-z-]+|distributionid|c-ip|[cs]{2}-[a-z-]+|time-taken)"\\s*:',
  time: ['date', 'time', 'timestamp(ms)', 'timestamp'],
  // What is ms is no time in s: it would be later than the year 9999.
  timeFormats: ['date-and-time', 'seconds', 'milliseconds'],
  absent: '-',
  fields: {
    keyword: `
      date time x-edge-location cs-method cs(Host) cs-uri-stem cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie)
      x-edge-result-type x-edge-request-id x-host-header cs-protocol x-forwarded-for ssl-protocol ssl-cipher
      x-edge-response-result-type cs-protocol-version fle-status x-edge-detailed-result-type sc-content-type c-country
      cache-behavior-path-pattern DistributionId distributionid distribution-tenant-id connection-id viewer-request-id`,
    ip: 'c-ip',
    long: `
      timestamp timestamp(ms) sc-bytes sc-status cs-bytes fle-encrypted-fields c-port sc-content-len sc-range-start sc-range-end
      asn`,
    double: 'time-taken time-to-first-byte origin-fbl origin-lbl',
  },
});
