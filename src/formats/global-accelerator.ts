import type { Format } from './format.ts';
import { eventTime, numbers, place, texts, time, wordsFormat } from './words.ts';

/**
 * `<prefix>/AWSLogs/ACCOUNT/globalaccelerator/REGION/YYYY/MM/DD/ACCOUNT_globalaccelerator_ACCELERATOR_TIME_HASH.log.gz`
 * Source: "Configuring and using flow logs in AWS Global Accelerator", AWS Global Accelerator Developer Guide.
 */
const claims =
  '(?:^|/)(?:AWSLogs/(?:[^/]+/)*globalaccelerator/(?:[^/]+/)*[^/]+|[0-9]{12}_globalaccelerator_[^/]+)\\.log(?:\\.gz)?$';
const heading = 'version aws_account_id accelerator_id ';

/** Flow logs of accelerators: one window of one flow a line. The same page; `vpc_id` came with version 2.0, `reject_reason` later. */
export const globalAccelerator: Format = wordsFormat({
  name: 'globalaccelerator',
  revision: 1,
  claims,
  begins: `(?:${heading}|[0-9]+\\.[0-9] [0-9]{12} [0-9a-f]{8}-[0-9a-f-]{27} )`,
  format: { quoted: false, heading },
  words: `
    version aws_account_id accelerator_id client_ip client_port accelerator_ip accelerator_port endpoint_ip
    endpoint_port protocol ip_address_type packets bytes start_time end_time action log_status
    globalaccelerator_source_ip globalaccelerator_source_port endpoint_region globalaccelerator_region direction
    vpc_id reject_reason`,
  least: 22,
  pieces: [
    eventTime('seconds', 'start_time'),
    texts('version aws_account_id accelerator_id'),
    texts('client_ip accelerator_ip endpoint_ip globalaccelerator_source_ip', 'ip'),
    numbers('client_port accelerator_port endpoint_port globalaccelerator_source_port'),
    texts('protocol ip_address_type'),
    numbers('packets bytes'),
    time('seconds', 'start_time'),
    time('seconds', 'end_time'),
    texts('action log_status endpoint_region globalaccelerator_region direction vpc_id reject_reason'),
    place('client_ip', 'client_geoip'),
  ],
});
