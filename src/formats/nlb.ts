import { elbFile } from './elb-keys.ts';
import type { Format } from './format.ts';
import { endpoint, eventTime, isoTime, numbers, place, renamed, texts, wordsFormat } from './words.ts';

/** TLS connections. Source: "Access logs for your Network Load Balancer", Elastic Load Balancing. */
export const nlbAccess: Format = wordsFormat({
  name: 'nlbaccess',
  revision: 1,
  claims: elbFile('net\\.[^/]+'),
  begins: 'tls [0-9.]+ [0-9T:.-]+Z? net/',
  // No word has spaces in it: `"h2","http/1.1"` is one.
  format: { quoted: false },
  words: `
    type version time elb listener client:port destination:port connection_time tls_handshake_time received_bytes
    sent_bytes incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group
    domain_name alpn_fe_protocol alpn_be_protocol alpn_client_preference_list tls_connection_creation_time`,
  least: 18,
  pieces: [
    eventTime('iso', 'time'),
    // `type` holds the pipeline's name.
    renamed('type', 'type2'),
    texts('version elb listener'),
    endpoint('client:port', 'client'),
    endpoint('destination:port', 'destination'),
    numbers('connection_time tls_handshake_time received_bytes sent_bytes'),
    texts(`
      incoming_tls_alert chosen_cert_arn chosen_cert_serial tls_cipher tls_protocol_version tls_named_group domain_name
      alpn_fe_protocol alpn_be_protocol alpn_client_preference_list`),
    isoTime('tls_connection_creation_time'),
    place('client:port', 'client_geoip', { port: true }),
  ],
});
