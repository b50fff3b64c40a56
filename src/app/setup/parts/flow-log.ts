import type { CreateFlowLogsRequest, FlowLog, FlowLogsResourceType } from '@aws-sdk/client-ec2';
import type { SetupSection } from '../../settings/setup.ts';
import { fieldChange } from '../field.ts';
import { type Names, ownTag } from '../names.ts';
import type { FieldChange } from '../part.ts';

export type FlowLogSettings = NonNullable<SetupSection['flow-logs']>;

const resourceTypes: Readonly<Record<string, FlowLogsResourceType>> = {
  vpc: 'VPC',
  subnet: 'Subnet',
  eni: 'NetworkInterface',
  tgw: 'TransitGateway',
  'tgw-attach': 'TransitGatewayAttachment',
};

/** `subnet-0123456789abcdef0` -> `Subnet` */
export function resourceTypeOf(id: string): FlowLogsResourceType {
  return resourceTypes[id.slice(0, id.lastIndexOf('-'))] ?? 'VPC';
}

/** Those of transit gateways have fields of their own, no choice of traffic, and always 60 seconds. */
export function isTransit(id: string): boolean {
  return id.startsWith('tgw-');
}

/** What stands in front of `AWSLogs/` in the keys; AWS puts the rest: `logs/AWSLogs/…` -> `logs/`. */
export function folderOf(prefix: string): string {
  const own = /^(?:(.*?\/))?AWSLogs\//s.exec(prefix);
  return own ? (own[1] ?? '') : prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

/** How every key of them begins. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html */
export function keysBegin({ prefix, account, region }: Names, { hive }: FlowLogSettings): string {
  const service = hive
    ? `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/`
    : `${account}/vpcflowlogs/${region}/`;
  return `${folderOf(prefix)}AWSLogs/${service}`;
}

/** `${account-id} ${action} …` */
export function logFormat(fields: readonly string[]): string {
  return fields.map((field) => `\${${field}}`).join(' ');
}

/** What can differ between two flow logs of one resource, as people read it. */
type Traits = Readonly<Record<string, string>>;

function traits(id: string, flowLog: FlowLog | CreateFlowLogsRequest): Traits {
  const { LogDestination, LogFormat = '', TrafficType, MaxAggregationInterval, DestinationOptions } = flowLog;
  return {
    destination: (LogDestination ?? '').replace(/\/$/, ''),
    fields: LogFormat.replace(/\$\{([^}]*)\}/g, '$1'),
    ...(!isTransit(id) && { traffic: String(TrafficType) }),
    aggregation: `${MaxAggregationInterval} s`,
    format: DestinationOptions?.FileFormat ?? 'plain-text',
    hourly: DestinationOptions?.PerHourPartition ? 'yes' : 'no',
    hive: DestinationOptions?.HiveCompatiblePartitions ? 'yes' : 'no',
  };
}

/** The request for one resource. */
export function flowLogRequest(
  names: Names,
  project: string,
  { traffic, format, fields, aggregation, hourly, hive }: FlowLogSettings,
  id: string,
): CreateFlowLogsRequest {
  return {
    ResourceIds: [id],
    ResourceType: resourceTypeOf(id),
    ...(!isTransit(id) && { TrafficType: traffic }),
    LogDestinationType: 's3',
    LogDestination: `${names.bucketArn}${folderOf(names.prefix) && `/${folderOf(names.prefix)}`}`,
    LogFormat: logFormat(fields),
    MaxAggregationInterval: aggregation,
    DestinationOptions: {
      FileFormat: format,
      PerHourPartition: hourly,
      HiveCompatiblePartitions: hive,
    },
    TagSpecifications: [{ ResourceType: 'vpc-flow-log', Tags: [{ Key: ownTag, Value: project }] }],
  };
}

/** What a flow log lacks to be what is asked for; everything when there is none. */
export function flowLogChanges(
  id: string,
  now: FlowLog | undefined,
  wanted: CreateFlowLogsRequest,
): readonly FieldChange[] {
  const old = now && traits(id, now);
  return Object.entries(traits(id, wanted)).flatMap(([name, value]) =>
    old?.[name] === value ? [] : [fieldChange(name, old?.[name], value)],
  );
}

/** Whether it carries our tag. */
export function isOf(project: string, { Tags = [] }: FlowLog): boolean {
  return Tags.some(({ Key, Value }) => Key === ownTag && Value === project);
}

/** Whether it writes somewhere into the bucket. */
export function writesTo({ bucketArn }: Names, { LogDestination = '' }: FlowLog): boolean {
  return LogDestination === bucketArn || LogDestination.startsWith(`${bucketArn}/`);
}
