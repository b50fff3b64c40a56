import type { Rule } from '../parse/definition.ts';
import type { FieldType, FieldTypes } from './format.ts';
import { flowCounters, laterFields } from './vpc-flow-fields.ts';

function all(type: FieldType, paths: string): [string, FieldType][] {
  return paths
    .trim()
    .split(/\s+/)
    .map((path) => [path, type]);
}

const geo =
  'city_name continent_code continent_name country_iso_code country_name postal_code region_iso_code region_name timezone';
const ends = ['source', 'destination'];

/** Below it is what ECS has no name for. */
export const ecsRest = 'aws.vpcflow';

/** A field of AWS that no rule names, or that keeps its name. */
export function restPath(name: string): string {
  return `${ecsRest}.${name.replaceAll('-', '_')}`;
}

/** Of other sources than lines: of databases that somebody has, what is computed, and the names of objects. */
const fromElsewhere =
  /\.(?:as\.number|as\.organization\.name|geo\.postal_code|community_id|flow_direction|s3\..*)$/;

const common: FieldTypes = Object.fromEntries([
  ...all(
    'keyword',
    `ecs.version data_stream.type data_stream.dataset data_stream.namespace
    event.module event.dataset event.kind event.category event.type event.action event.outcome event.reason
    cloud.provider cloud.account.id cloud.region cloud.availability_zone cloud.instance.id
    network.iana_number network.transport network.type network.direction network.community_id
    orchestrator.cluster.id orchestrator.cluster.name orchestrator.resource.id orchestrator.resource.name service.name
    aws.vpcflow.version aws.vpcflow.account_id aws.vpcflow.interface_id aws.vpcflow.action aws.vpcflow.log_status
    aws.vpcflow.instance_id aws.vpcflow.vpc_id aws.vpcflow.subnet_id aws.vpcflow.tcp_flags aws.vpcflow.tcp_flags_array
    aws.vpcflow.type aws.vpcflow.pkt_src_service aws.vpcflow.pkt_dst_service aws.vpcflow.traffic_path
    aws.vpcflow.sublocation.type aws.vpcflow.sublocation.id aws.vpcflow.flow_direction
    aws.s3.bucket.name aws.s3.object.key`,
  ),
  ...all('date', 'event.start event.end'),
  ...all('long', 'network.bytes network.packets source.bytes source.packets'),
  ...all('ip', 'related.ip aws.vpcflow.pkt_srcaddr aws.vpcflow.pkt_dstaddr'),
  ...ends.flatMap((end) => [
    ...all('keyword', `${end}.address ${end}.as.organization.name`),
    ...all('ip', `${end}.ip`),
    ...all('long', `${end}.port ${end}.as.number`),
    ...all(
      'keyword',
      geo.replaceAll(/\w+/g, (name) => `${end}.geo.${name}`),
    ),
    ...all('geo_point', `${end}.geo.location`),
  ]),
]);

/** How documents are mapped. Types as in the integration "AWS VPC Flow" of Elastic and in the "ECS Field Reference". */
export function ecsFields(rules: readonly Rule[]): FieldTypes {
  const rest = unnamedBy(rules).map((name): [string, FieldType] => [restPath(name), 'keyword']);
  const counters = flowCounters.map((name): [string, FieldType] => [restPath(name), 'long']);
  const lost = counters.filter(([path]) => rules.some(({ to }) => to === path));
  return { ...common, ...Object.fromEntries([...rest, ...lost]) };
}

/** Those that few documents have: of later versions than the article's, and of databases that somebody has. */
export function optionalEcsFields(rules: readonly Rule[]): readonly string[] {
  const later = rules.filter((rule) => rule.kind === 'value' && laterFields.includes(rule.from));
  return [
    ...later.map(({ to }) => to),
    ...unnamedBy(rules).map(restPath),
    ...Object.keys(common).filter((path) => fromElsewhere.test(path)),
  ];
}

/** Documented fields that go where no rule says. */
function unnamedBy(rules: readonly Rule[]): readonly string[] {
  const named = new Set(rules.flatMap((rule) => ('from' in rule ? [rule.from].flat(2) : [])));
  return laterFields.filter((name) => !named.has(name));
}
