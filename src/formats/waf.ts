import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * `<prefix>/AWSLogs/ACCOUNT/WAFLogs/…/ACCOUNT_waflogs_REGION_ACL_TIME_HASH.log.gz`, and what a delivery stream of Firehose
 * writes, whose name must begin with `aws-waf-logs-`.
 * Source: "AWS WAF logging destinations", AWS WAF Developer Guide.
 */
const delivered =
  '(?:^|/)(?:AWSLogs/(?:[^/]+/)*WAFLogs/(?:[^/]+/)*[^/]+|[0-9]+_waflogs_[^/]+)\\.log(?:\\.gz)?$';
const firehose = '(?:^|/)aws-waf-logs-[^/]+-[0-9]{4}(?:-[0-9]{2}){5}-[0-9a-f-]{36}(?:\\.gz|\\.json)?$';

/**
 * Requests that AWS WAF looked at. Headers and what rules matched are lists of names that others choose: text of their JSON.
 * Source: "Log fields for web ACL traffic", AWS WAF Developer Guide.
 */
export const waf: Format = eventsFormat({
  name: 'waflogs',
  revision: 2,
  claims: `${delivered}|${firehose}`,
  begins: '\\{\\s*"timestamp"\\s*:\\s*[0-9]{13}\\s*,\\s*"formatVersion"',
  time: ['timestamp'],
  timeFormats: ['milliseconds'],
  // The number of ms says nothing that `@timestamp` does not.
  steps: [{ kind: 'drop', fields: ['timestamp'] }],
  fields: {
    keyword: `
      webaclId terminatingRuleId terminatingRuleType action httpSourceName httpSourceId ja3Fingerprint ja4Fingerprint
      labels.name oversizeFields
      ${below('httpRequest', 'country uri httpVersion httpMethod requestId scheme host fragment')}
      ${below('captchaResponse', 'failureReason')} ${below('challengeResponse', 'failureReason')}`,
    ip: 'httpRequest.clientIp',
    long: `
      formatVersion responseCodeSent requestBodySize requestBodySizeInspectedByWAF httpRequest.clientAsn
      ${below('captchaResponse', 'responseCode solveTimestamp')}
      ${below('challengeResponse', 'responseCode solveTimestamp')}`,
    text: `
      terminatingRuleMatchDetails ruleGroupList rateBasedRuleList nonTerminatingMatchingRules requestHeadersInserted
      excludedRules httpRequest.headers httpRequest.args`,
  },
});
