import type { ColumnsDefinition, Rule, ValueKind } from '../parse/definition.ts';
import { type Format, rulesFor } from './format.ts';
import { vpcFlow } from './vpc-flow.ts';
import { flowEnds, flowTuples } from './vpc-flow-derived.ts';
import { ecsFields, ecsRest, optionalEcsFields, restPath } from './vpc-flow-ecs-fields.ts';
import { flowCounters } from './vpc-flow-fields.ts';
import { flagNames, protocols, tcpFlags } from './vpc-flow-names.ts';

/*
 * Flow logs in the Elastic Common Schema, named as the integration "AWS VPC Flow" of Elastic names them, so that dashboards
 * made for it find them. Sources: that integration (elastic/integrations, packages/aws/data_stream/vpcflow), its fields and
 * the results of its tests up to version 8 of flow logs; "ECS Field Reference".
 */

function constant(to: string, value: string | readonly string[]): Rule {
  return { kind: 'constant', to, value };
}

function value(from: string, to: string, as: ValueKind = 'text'): Rule {
  return { kind: 'value', to, from, as };
}

function seconds(to: string, ...from: string[]): Rule {
  return { kind: 'time', to, from, format: 'seconds' };
}

/** By AWS's own name. */
function own(from: string, to = restPath(from)): Rule {
  return value(from, to, flowCounters.includes(from) ? 'integer' : 'text');
}

/** One end of a flow: `source` or `destination`. */
function end(to: string, address: string, port: string): Rule[] {
  return [
    value(address, `${to}.address`),
    value(address, `${to}.ip`),
    value(port, `${to}.port`, 'integer'),
    { kind: 'place', to, from: [address], names: 'ecs' },
  ];
}

const rules: readonly Rule[] = [
  // The integration's: the end of the flow. Dashboards of both kinds of documents agree on it.
  seconds('@timestamp', 'end', 'start'),
  constant('ecs.version', '8.11.0'),
  // Its dashboards ask for the data set by this name, also where there is no data stream.
  constant('data_stream.type', 'logs'),
  constant('data_stream.dataset', 'aws.vpcflow'),
  constant('data_stream.namespace', 'logflow'),
  constant('event.module', 'aws'),
  constant('event.dataset', 'aws.vpcflow'),
  constant('event.kind', 'event'),
  constant('event.category', ['network']),
  {
    kind: 'lookup',
    to: 'event.type',
    from: 'action',
    table: { ACCEPT: ['connection', 'allowed'], REJECT: ['connection', 'denied'] },
  },
  // Where no action is: those of a transit gateway have none.
  constant('event.type', ['connection']),
  value('action', 'event.action'),
  { kind: 'lookup', to: 'event.outcome', from: 'action', table: { ACCEPT: 'success', REJECT: 'failure' } },
  value('reject-reason', 'event.reason'),
  seconds('event.start', 'start'),
  seconds('event.end', 'end'),
  constant('cloud.provider', 'aws'),
  value('account-id', 'cloud.account.id'),
  value('region', 'cloud.region'),
  value('az-id', 'cloud.availability_zone'),
  value('instance-id', 'cloud.instance.id'),
  ...end('source', 'srcaddr', 'srcport'),
  // A record is one direction of a flow: all of it is the source's.
  value('bytes', 'source.bytes', 'integer'),
  value('packets', 'source.packets', 'integer'),
  ...end('destination', 'dstaddr', 'dstport'),
  value('bytes', 'network.bytes', 'integer'),
  value('packets', 'network.packets', 'integer'),
  value('protocol', 'network.iana_number'),
  { kind: 'lookup', to: 'network.transport', from: 'protocol', table: protocols },
  { kind: 'lookup', to: 'network.type', from: 'type', table: { IPv4: 'ipv4', IPv6: 'ipv6' } },
  // The integration's, which does not look at the type: AWS's default format has none.
  { kind: 'derived', to: 'network.type', what: 'ip-version', from: [['srcaddr']] },
  { kind: 'derived', to: 'network.direction', what: 'direction', from: flowEnds, asked: 'direction' },
  value('flow-direction', 'network.direction'),
  {
    kind: 'derived',
    to: 'network.community_id',
    what: 'community-id',
    from: flowTuples,
    asked: 'community-id',
  },
  { kind: 'list', to: 'related.ip', from: ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'] },
  value('ecs-cluster-arn', 'orchestrator.cluster.id'),
  value('ecs-cluster-name', 'orchestrator.cluster.name'),
  value('ecs-container-instance-id', 'orchestrator.resource.id'),
  value('ecs-container-instance-arn', 'orchestrator.resource.name'),
  value('ecs-service-name', 'service.name'),
  ...['version', 'account-id', 'interface-id', 'action', 'log-status', 'instance-id'].map((name) =>
    own(name),
  ),
  ...['vpc-id', 'subnet-id', 'pkt-srcaddr', 'pkt-dstaddr', 'type', 'traffic-path'].map((name) => own(name)),
  own('pkt-src-aws-service', restPath('pkt-src-service')),
  own('pkt-dst-aws-service', restPath('pkt-dst-service')),
  own('sublocation-type', `${ecsRest}.sublocation.type`),
  own('sublocation-id', `${ecsRest}.sublocation.id`),
  // Where its place has been taken.
  { kind: 'value', to: restPath('flow-direction'), from: 'flow-direction', as: 'text', asked: 'direction' },
  own('tcp-flags'),
  {
    kind: 'lookup',
    to: `${ecsRest}.tcp_flags_array`,
    from: 'tcp-flags',
    table: flagNames(tcpFlags.map((name) => name.toLowerCase())),
  },
  ...flowCounters.filter((name) => name.startsWith('packets-lost-')).map((name) => own(name)),
  { kind: 'rest', to: ecsRest },
  { kind: 'object', to: 'aws.s3' },
];

const definition: ColumnsDefinition = {
  ...vpcFlow,
  // Where its dashboards look (`logs-*`, `logs-aws.vpcflow-*`), and where none of its own data streams can be: their names have
  // two hyphens.
  index: 'logs-aws.vpcflow-logflow-{yyyy}.{MM}.{dd}',
  times: [
    { field: 'end', target: 'event.end' },
    { field: 'start', target: 'event.start' },
  ],
  drop: [vpcFlow.format.stamp],
  numbers: [],
  geo: [],
  rules: rulesFor(rules, []),
};

/** Flow logs with `--schema ecs`. */
export const vpcFlowEcs: Format = {
  definition,
  revision: 2,
  rules,
  fields: ecsFields(rules),
  optional: optionalEcsFields(rules),
};
