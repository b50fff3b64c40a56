import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Alert, flow and TLS logs. Alerts and flows are events of Suricata, whose rules bring names of their own: `alert.metadata`
 * and what protocols say are the text of their JSON.
 * Sources: "Contents of a firewall log", "Amazon S3 as a logging destination", AWS Network Firewall Developer Guide.
 */
export const networkFirewall: Format = eventsFormat({
  name: 'networkfirewall',
  revision: 1,
  claims:
    '(?:^|/)(?:AWSLogs/(?:[^/]+/)*network-firewall/(?:[^/]+/)*[^/]+|[0-9]{12}_network-firewall_[^/]+)\\.log(?:\\.gz)?$',
  begins: '\\{\\s*"firewall_name"',
  // That of the packet; `event_timestamp` is when the entry was made, in whole seconds.
  time: ['event.timestamp', 'event_timestamp'],
  timeFormats: ['iso', 'seconds'],
  fields: {
    keyword: `
      firewall_name availability_zone
      ${below('event', 'event_type proto app_proto direction sni aws_category verdict.action')}
      ${below('event.alert', 'action signature category')}
      ${below('event.netflow', 'tcp_flags')} ${below('event.tcp', 'tcp_flags')}
      ${below('event.http', 'hostname url http_user_agent http_method protocol http_content_type')}
      ${below('event.tls', 'subject issuerdn sni version serial fingerprint')}
      ${below('event.tls_error', 'error_message')}
      ${below('event.revocation_check', 'leaf_cert_fpr status action')}`,
    ip: 'event.src_ip event.dest_ip',
    date: `
      event.timestamp event.netflow.start event.netflow.end event.flow.start event.tls.notbefore event.tls.notafter`,
    long: `
      event_timestamp
      ${below('event', 'flow_id src_port dest_port tx_id icmp_type icmp_code')}
      ${below('event.alert', 'signature_id severity gid rev')}
      ${below('event.netflow', 'pkts bytes age min_ttl max_ttl tx_cnt')}
      ${below('event.flow', 'pkts_toserver pkts_toclient bytes_toserver bytes_toclient')}
      ${below('event.http', 'status length')}`,
    boolean: `event.tls_inspected ${below('event.tcp', 'syn ack fin rst psh urg')}`,
    text: 'event.alert.metadata event.dns event.files event.metadata event.smtp event.ssh',
  },
});
