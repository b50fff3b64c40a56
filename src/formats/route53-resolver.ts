import { below, eventsFormat } from './events.ts';
import type { Format } from './format.ts';

/**
 * Queries that VPC Resolver answered, at `<prefix>/AWSLogs/ACCOUNT/vpcdnsquerylogs/VPC/YYYY/MM/DD/VPC_vpcdnsquerylogs_….log.gz`.
 * `Rdata` of an answer may be an address or a name.
 * Source: "Values that appear in VPC Resolver query logs", Amazon Route 53 Developer Guide.
 */
export const route53Resolver: Format = eventsFormat({
  name: 'route53resolver',
  revision: 1,
  claims:
    '(?:^|/)(?:AWSLogs/(?:[^/]+/)*vpcdnsquerylogs/(?:[^/]+/)*[^/]+|[^/]*_vpcdnsquerylogs_[^/]+)\\.log(?:\\.gz)?$',
  begins: '\\{\\s*"version"\\s*:\\s*"[0-9.]+"\\s*,\\s*"account_id"',
  time: ['query_timestamp'],
  fields: {
    keyword: `
      version account_id region vpc_id query_name query_type query_class rcode transport
      ${below('answers', 'Rdata Type Class')}
      ${below('srcids', 'instance resolver_endpoint resolver_network_interface')}
      firewall_rule_group_id firewall_rule_action firewall_domain_list_id firewall_protection`,
    date: 'query_timestamp',
    ip: 'srcaddr',
    long: 'srcport',
  },
});
