import type { Layout } from '../parse/definition.ts';

const names = (text: string): string[] => text.trim().split(/\s+/);

/*
 * The names of AWS in the order of their versions. Sources: "Flow log records", Amazon VPC User Guide; "Transit Gateway Flow
 * Log records", Amazon VPC Transit Gateways.
 */
const version2 = names(
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
);
const version3 = names('vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr');
const version4 = names('region az-id sublocation-type sublocation-id');
const version5 = names('pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path');
/** All but those of a transit gateway's log that have the names of a VPC's. */
const version6 = names(`
  resource-type tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id
  tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id
  packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired`);
const version7 = names(`
  ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id
  ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id`);
const version8 = ['reject-reason'];
const version9 = ['resource-id'];
const version10 = ['encryption-status'];
const version11 = names(`
  instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 interface-type next-hop-interface-id
  next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type`);

/** Every field of a version: what its log can have, older fields included. */
export const flowFieldsOf: Readonly<Record<number, readonly string[]>> = {
  2: version2,
  3: version3,
  4: version4,
  5: version5,
  6: version6,
  7: version7,
  8: version8,
  9: version9,
  10: version10,
  11: version11,
};

/** All documented fields. */
export const flowFields: readonly string[] = Object.values(flowFieldsOf).flat();

/** Those that the article's template did not have. */
export const laterFields: readonly string[] = flowFields.filter(
  (name) => !version2.includes(name) && !version3.includes(name),
);

/** What is counted; other numbers (ports, protocols, flags, account ids) are names, and stay texts. */
export const flowCounters: readonly string[] = [
  'bytes',
  'packets',
  ...version6.filter((name) => name.startsWith('packets-lost-')),
];

const statuses = ['OK', 'NODATA', 'SKIPDATA'];
const vpcValues = {
  'log-status': statuses,
  action: ['ACCEPT', 'REJECT', '-'],
  'interface-id': ['eni-*', '-'],
};

/** The article's custom format. */
const article: Layout = {
  fields: names(`
    account-id action bytes dstaddr dstport end instance-id interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol
    srcaddr srcport start subnet-id tcp-flags type version vpc-id`),
  among: { ...vpcValues, type: ['IPv4', 'IPv6', 'EFA', '-'], version: ['3'], 'vpc-id': ['vpc-*', '-'] },
};

/** AWS's default format for a VPC. */
const vpcDefault: Layout = { fields: version2, among: { ...vpcValues, version: ['2'] } };

/** AWS's default format for a transit gateway: has no action. */
const transitGatewayDefault: Layout = {
  fields: names(`
    version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id
    tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id
    tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type
    packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region
    flow-direction pkt-src-aws-service pkt-dst-aws-service`),
  among: {
    version: ['6'],
    'resource-type': ['TransitGateway'],
    'log-status': statuses,
    type: ['IPv4', 'IPv6', 'EFA', '-'],
  },
};

export const flowLayouts: readonly Layout[] = [article, vpcDefault, transitGatewayDefault];
