/**
 * Fields of the integration "AWS VPC Flow" of Elastic that a flow log can have, with their types: facts of its fields/*.yml, and
 * of "ECS Field Reference" for those that it takes from there. Dashboards made for it ask for these names.
 */
export const integrationFields: Readonly<Record<string, string>> = {
  '@timestamp': 'date',
  'aws.s3.bucket.name': 'keyword',
  'aws.s3.object.key': 'keyword',
  'aws.vpcflow.account_id': 'keyword',
  'aws.vpcflow.action': 'keyword',
  'aws.vpcflow.instance_id': 'keyword',
  'aws.vpcflow.interface_id': 'keyword',
  'aws.vpcflow.log_status': 'keyword',
  'aws.vpcflow.pkt_dst_service': 'keyword',
  'aws.vpcflow.pkt_dstaddr': 'ip',
  'aws.vpcflow.pkt_src_service': 'keyword',
  'aws.vpcflow.pkt_srcaddr': 'ip',
  'aws.vpcflow.sublocation.id': 'keyword',
  'aws.vpcflow.sublocation.type': 'keyword',
  'aws.vpcflow.subnet_id': 'keyword',
  'aws.vpcflow.tcp_flags': 'keyword',
  'aws.vpcflow.tcp_flags_array': 'keyword',
  'aws.vpcflow.traffic_path': 'keyword',
  'aws.vpcflow.type': 'keyword',
  'aws.vpcflow.version': 'keyword',
  'aws.vpcflow.vpc_id': 'keyword',
  'cloud.account.id': 'keyword',
  'cloud.availability_zone': 'keyword',
  'cloud.instance.id': 'keyword',
  'cloud.provider': 'keyword',
  'cloud.region': 'keyword',
  'data_stream.dataset': 'keyword',
  'data_stream.namespace': 'keyword',
  'data_stream.type': 'keyword',
  'destination.address': 'keyword',
  'destination.as.number': 'long',
  'destination.as.organization.name': 'keyword',
  'destination.geo.city_name': 'keyword',
  'destination.geo.continent_name': 'keyword',
  'destination.geo.country_iso_code': 'keyword',
  'destination.geo.country_name': 'keyword',
  'destination.geo.location': 'geo_point',
  'destination.geo.region_iso_code': 'keyword',
  'destination.geo.region_name': 'keyword',
  'destination.ip': 'ip',
  'destination.port': 'long',
  'ecs.version': 'keyword',
  'event.action': 'keyword',
  'event.category': 'keyword',
  'event.dataset': 'keyword',
  'event.end': 'date',
  'event.kind': 'keyword',
  'event.module': 'keyword',
  'event.outcome': 'keyword',
  'event.reason': 'keyword',
  'event.start': 'date',
  'event.type': 'keyword',
  'log.file.path': 'keyword',
  'log.offset': 'long',
  'network.bytes': 'long',
  'network.community_id': 'keyword',
  'network.direction': 'keyword',
  'network.iana_number': 'keyword',
  'network.packets': 'long',
  'network.transport': 'keyword',
  'network.type': 'keyword',
  'orchestrator.cluster.id': 'keyword',
  'orchestrator.cluster.name': 'keyword',
  'orchestrator.resource.id': 'keyword',
  'orchestrator.resource.name': 'keyword',
  'related.ip': 'ip',
  'service.name': 'keyword',
  'source.address': 'keyword',
  'source.as.number': 'long',
  'source.as.organization.name': 'keyword',
  'source.bytes': 'long',
  'source.geo.city_name': 'keyword',
  'source.geo.continent_name': 'keyword',
  'source.geo.country_iso_code': 'keyword',
  'source.geo.country_name': 'keyword',
  'source.geo.location': 'geo_point',
  'source.geo.region_iso_code': 'keyword',
  'source.geo.region_name': 'keyword',
  'source.ip': 'ip',
  'source.packets': 'long',
  'source.port': 'long',
  tags: 'keyword',
};

/** Types by path, of a mapping's `properties`. */
export function typesOf(properties: object, above = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(properties as Record<string, { type?: string; properties?: object }>).map(
      ([name, { type, properties: below }]) =>
        below ? typesOf(below, `${above}${name}.`) : { [`${above}${name}`]: type ?? 'object' },
    ),
  );
}

/** The paths of a document that have a value; a list is one, and so is what `leaf` says. */
export function pathsOf(document: object, leaf: readonly string[] = [], above = ''): string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    const path = `${above}${name}`;
    const isBranch = typeof value === 'object' && !Array.isArray(value) && !leaf.includes(name);
    return isBranch ? pathsOf(value, leaf, `${path}.`) : [path];
  });
}
