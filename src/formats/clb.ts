import { elbFile } from './elb-keys.ts';
import type { Format } from './format.ts';
import { endpoint, eventTime, numbers, place, requestLine, status, texts, wordsFormat } from './words.ts';

/** Source: "Access logs for your Classic Load Balancer", Elastic Load Balancing. Names of such load balancers have no dots. */
export const clbAccess: Format = wordsFormat({
  name: 'clbaccess',
  revision: 1,
  claims: elbFile('[A-Za-z0-9-]+_[0-9]{8}T[0-9]{4}Z_[^/]+'),
  begins: '[0-9-]+T[0-9:.]+Z [A-Za-z0-9-]+ [0-9a-fA-F:.]+:[0-9]+ [^ ]+ [0-9.-]+ [0-9.-]+ ',
  words: `
    time elb client:port backend:port request_processing_time backend_processing_time response_processing_time
    elb_status_code backend_status_code received_bytes sent_bytes request user_agent ssl_cipher ssl_protocol`,
  // The words behind it came later.
  least: 12,
  pieces: [
    eventTime('iso', 'time'),
    texts('elb'),
    endpoint('client:port', 'client'),
    endpoint('backend:port', 'backend'),
    numbers('request_processing_time backend_processing_time response_processing_time', 'double'),
    status('elb_status_code'),
    status('backend_status_code'),
    numbers('received_bytes sent_bytes'),
    requestLine('request'),
    texts('user_agent ssl_cipher ssl_protocol'),
    place('client:port', 'client_geoip', { port: true }),
  ],
});
