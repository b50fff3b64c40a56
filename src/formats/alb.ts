import { elbFile } from './elb-keys.ts';
import type { Format } from './format.ts';
import {
  endpoint,
  eventTime,
  isoTime,
  numbers,
  place,
  renamed,
  requestLine,
  status,
  texts,
  wordsFormat,
} from './words.ts';

/** Source: "Access logs for your Application Load Balancer", Elastic Load Balancing, with the fields that were added at its end. */
export const albAccess: Format = wordsFormat({
  name: 'albaccess',
  revision: 1,
  claims: elbFile('app\\.[^/]+'),
  begins: '(?:https?|h2|grpcs?|wss?) [0-9TZ:.-]+ app/',
  words: `
    type time elb client:port target:port request_processing_time target_processing_time response_processing_time
    elb_status_code target_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol
    target_group_arn trace_id domain_name chosen_cert_arn matched_rule_priority request_creation_time actions_executed
    redirect_url error_reason target:port_list target_status_code_list classification classification_reason
    conn_trace_id transformed_host transformed_uri request_transform_status`,
  least: 18,
  pieces: [
    eventTime('iso', 'time'),
    // `type` holds the pipeline's name.
    renamed('type', 'type2'),
    texts('elb'),
    endpoint('client:port', 'client'),
    endpoint('target:port', 'target'),
    numbers('request_processing_time target_processing_time response_processing_time', 'double'),
    status('elb_status_code'),
    status('target_status_code'),
    numbers('received_bytes sent_bytes'),
    requestLine('request'),
    texts('user_agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn'),
    numbers('matched_rule_priority'),
    isoTime('request_creation_time'),
    texts(`
      actions_executed redirect_url error_reason target:port_list target_status_code_list classification
      classification_reason conn_trace_id transformed_host transformed_uri request_transform_status`),
    place('client:port', 'client_geoip', { port: true }),
  ],
});
