import type { Problem } from '../../../model/errors.ts';
import type { Names } from '../names.ts';
import { type FlowLogSettings, isTransit, keysBegin } from './flow-log.ts';

/** https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html */
const ofTransit = new Set(
  `version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id
  tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id
  tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type
  packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region
  flow-direction pkt-src-aws-service pkt-dst-aws-service`.split(/\s+/),
);
const ofTransitAlone = /^(resource-type|tgw-.*|packets-lost-.*)$/;

/** What AWS would refuse, or would do without anybody hearing of it. Names of a VPC's fields are AWS's to judge: it adds some. */
export function flowLogMistakes(names: Names, settings: FlowLogSettings): readonly Problem[] {
  return [...fieldMistakes(settings), ...transitMistakes(settings), ...keyMistakes(names, settings)];
}

function mistake(message: string, instead: string): Problem {
  return { code: 'LF_CONFIG', message, hint: `In logflow.yaml, ${instead}.` };
}

function fieldMistakes({ of, fields }: FlowLogSettings): readonly Problem[] {
  const transit = of.filter(isTransit);
  const unknown = fields.filter((field) => !ofTransit.has(field));
  const transitAlone = fields.filter((field) => ofTransitAlone.test(field));
  const apart = 'name fields that it has in setup.flow-logs.fields, in a logflow.yaml of its own if need be';
  return [
    ...(transit.length > 0 && unknown.length > 0
      ? [mistake(`flow logs of ${transit[0]} have no field ${unknown.join(', ')}`, apart)]
      : []),
    ...(transit.length < of.length && transitAlone.length > 0
      ? [mistake(`only flow logs of transit gateways have ${transitAlone.join(', ')}`, apart)]
      : []),
  ];
}

function transitMistakes({ of, traffic, aggregation }: FlowLogSettings): readonly Problem[] {
  const transit = of.find(isTransit);
  if (transit === undefined) return [];
  const all = mistake(`flow logs of ${transit} are of all traffic`, 'leave setup.flow-logs.traffic out');
  const minute = mistake(`flow logs of ${transit} cover 60 seconds`, 'set setup.flow-logs.aggregation: 60');
  return [...(traffic === 'ALL' ? [] : [all]), ...(aggregation === 60 ? [] : [minute])];
}

/** Objects that the notification does not tell of would lie in the bucket, and nobody would read them. */
function keyMistakes(names: Names, settings: FlowLogSettings): readonly Problem[] {
  const { prefix, suffix } = names;
  const begin = keysBegin(names, settings);
  const end = settings.format === 'parquet' ? '.log.parquet' : '.log.gz';
  const first = mistake(
    `keys of flow logs would begin with ${begin}, and setup.prefix is ${prefix}`,
    `set setup.prefix: ${begin}`,
  );
  const last = mistake(
    `keys of flow logs would end in ${end}, and setup.suffix is ${suffix}`,
    `set setup.suffix: ${end}`,
  );
  return [
    ...(begin.startsWith(prefix) || prefix.startsWith(begin) ? [] : [first]),
    ...(end.endsWith(suffix) ? [] : [last]),
  ];
}
