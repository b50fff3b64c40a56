import { elbFile } from './elb-keys.ts';
import type { Format } from './format.ts';
import { eventTime, numbers, place, texts, wordsFormat } from './words.ts';

/** Source: "Connection logs for your Application Load Balancer", Elastic Load Balancing. */
export const albConnections: Format = wordsFormat({
  name: 'albconnect',
  revision: 1,
  claims: elbFile('app\\.[^/]+', 'conn_log[._]'),
  begins: '[0-9-]+T[0-9:.]+Z [0-9a-fA-F:.]+ [0-9]+ [0-9]+ ',
  words: `
    timestamp client_ip client_port listener_port tls_protocol tls_cipher tls_handshake_latency leaf_client_cert_subject
    leaf_client_cert_validity leaf_client_cert_serial_number tls_verify_status conn_trace_id tls_keyexchange`,
  least: 11,
  pieces: [
    eventTime('iso', 'timestamp'),
    texts('client_ip', 'ip'),
    numbers('client_port listener_port'),
    texts('tls_protocol tls_cipher'),
    numbers('tls_handshake_latency', 'double'),
    texts(`
      leaf_client_cert_subject leaf_client_cert_validity leaf_client_cert_serial_number tls_verify_status conn_trace_id
      tls_keyexchange`),
    place('client_ip', 'client_geoip'),
  ],
});
