import { describe, expect, it } from 'vitest';
import {
  flowLogChanges,
  flowLogRequest,
  folderOf,
  logFormat,
  resourceTypeOf,
} from '../../../../../src/app/setup/parts/flow-log.ts';
import { flowLogMistakes } from '../../../../../src/app/setup/parts/flow-log-mistakes.ts';
import { namesFor, sectionOf } from '../../../../helpers/setup-kit.ts';

type Given = NonNullable<Parameters<typeof sectionOf>[0]>;
const vpc = 'vpc-0123456789abcdef0';
const tgw = 'tgw-0123456789abcdef0';
const transitFields = ['tgw-id', 'srcaddr', 'dstaddr', 'start', 'end'];

function kit(given: Given['flow-logs'], more: Given = {}) {
  const section = sectionOf({ bucket: 'flows', ...more, 'flow-logs': given });
  const settings = section['flow-logs'];
  if (!settings) throw new Error('no flow logs');
  const names = namesFor(section);
  return { names, settings, request: (id: string) => flowLogRequest(names, section.project, settings, id) };
}

describe('flowLogRequest', () => {
  it("asks for the article's flow log", () => {
    expect(kit({ of: [vpc] }).request(vpc)).toEqual({
      ResourceIds: [vpc],
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: 'arn:aws:s3:::flows',
      LogFormat:
        // biome-ignore lint/suspicious/noTemplateCurlyInString: AWS writes fields so
        '${account-id} ${action} ${bytes} ${dstaddr} ${dstport} ${end} ${instance-id} ${interface-id} ${log-status} ${packets} ${pkt-dstaddr} ${pkt-srcaddr} ${protocol} ${srcaddr} ${srcport} ${start} ${subnet-id} ${tcp-flags} ${type} ${version} ${vpc-id}',
      MaxAggregationInterval: 60,
      DestinationOptions: {
        FileFormat: 'plain-text',
        PerHourPartition: false,
        HiveCompatiblePartitions: false,
      },
      TagSpecifications: [
        { ResourceType: 'vpc-flow-log', Tags: [{ Key: 'logflow:project', Value: 'logflow' }] },
      ],
    });
  });

  it('names no traffic for a transit gateway, and the folder in front of AWSLogs/', () => {
    const { request } = kit({ of: [tgw], fields: transitFields }, { prefix: 'net/AWSLogs/' });
    const { TrafficType, ...rest } = request(tgw);
    expect(TrafficType).toBeUndefined();
    expect(rest).toMatchObject({
      ResourceType: 'TransitGateway',
      LogDestination: 'arn:aws:s3:::flows/net/',
      MaxAggregationInterval: 60,
    });
  });
});

it.each([
  ['vpc-0123456789abcdef0', 'VPC'],
  ['subnet-01234567', 'Subnet'],
  ['eni-0123456789abcdef0', 'NetworkInterface'],
  ['tgw-0123456789abcdef0', 'TransitGateway'],
  ['tgw-attach-0123456789abcdef0', 'TransitGatewayAttachment'],
])('%s is a %s', (id, type) => {
  expect(resourceTypeOf(id)).toBe(type);
});

it.each([
  ['AWSLogs/123456789012/vpcflowlogs/', ''],
  ['a/b/AWSLogs/123456789012/', 'a/b/'],
  ['a/b/', 'a/b/'],
  ['a/b', 'a/'],
  ['myAWSLogs/x', 'myAWSLogs/'],
])('the folder of the prefix %j is %j', (prefix, folder) => {
  expect(folderOf(prefix)).toBe(folder);
});

describe('flowLogChanges', () => {
  const { request } = kit({ of: [vpc] });
  const there = { ...request(vpc), DestinationOptions: undefined, LogDestination: 'arn:aws:s3:::flows/' };

  it('finds no change where AWS says the same in other words', () => {
    expect(flowLogChanges(vpc, there, request(vpc))).toEqual([]);
  });

  it('names each field that differs', () => {
    const wanted = kit({
      of: [vpc],
      format: 'parquet',
      hive: true,
      hourly: true,
      aggregation: 600,
      traffic: 'REJECT',
    });
    const changes = flowLogChanges(vpc, there, wanted.request(vpc));
    expect(changes.map(({ field, now, then }) => `${field}: ${now} -> ${then}`)).toEqual([
      'traffic: ALL -> REJECT',
      'aggregation: 60 s -> 600 s',
      'format: plain-text -> parquet',
      'hourly: no -> yes',
      'hive: no -> yes',
    ]);
  });

  it('shows fields as they are written in logflow.yaml, in order', () => {
    const wanted = kit({ of: [vpc], fields: ['end', 'start'] }).request(vpc);
    const now = { ...wanted, LogFormat: logFormat(['start', 'end']) };
    const [change, ...rest] = flowLogChanges(vpc, now, wanted);
    expect([change?.field, change?.now, change?.then]).toEqual(['fields', 'start end', 'end start']);
    expect(rest).toEqual([]);
  });
});

describe('flowLogMistakes', () => {
  const mistakes = (given: Given['flow-logs'], more: Given = {}) => {
    const { names, settings } = kit(given, more);
    return flowLogMistakes(names, settings).map(({ message, hint }) => `${message}; ${hint}`);
  };

  it.each<[Given['flow-logs'], Given]>([
    [{ of: [vpc] }, {}],
    [{ of: [vpc], format: 'parquet' }, {}],
    [{ of: [vpc], hive: true }, {}],
    [{ of: [tgw], fields: transitFields }, { prefix: 'net/' }],
    [{ of: [vpc] }, { prefix: 'AWSLogs/123456789012/vpcflowlogs/us-west-2/2026/', suffix: '.gz' }],
    [{ of: [vpc] }, { prefix: 'AWSLogs', suffix: 'z' }],
  ])('takes %j with %j', (given, more) => {
    expect(mistakes(given, more)).toEqual([]);
  });

  it.each<[Given['flow-logs'], Given, RegExp]>([
    [
      { of: [vpc], hive: true },
      { prefix: 'AWSLogs/123456789012/' },
      /begin with AWSLogs\/aws-account-id=123456789012.*set setup.prefix/,
    ],
    [
      { of: [vpc] },
      { prefix: 'AWSLogs/123456789012/elasticloadbalancing/' },
      /AWSLogs\/123456789012\/vpcflowlogs\/us-west-2\//,
    ],
    [
      { of: [vpc], format: 'parquet' },
      { suffix: '.log.gz' },
      /end in .log.parquet.*set setup.suffix: .log.parquet/,
    ],
    [{ of: [tgw], fields: transitFields, traffic: 'REJECT' }, {}, /are of all traffic/],
    [{ of: [tgw], fields: transitFields, aggregation: 600 }, {}, /cover 60 seconds/],
    [
      { of: [tgw] },
      {},
      /^flow logs of tgw-0123456789abcdef0 have no field action, instance-id, interface-id, pkt-dstaddr, pkt-srcaddr, subnet-id, vpc-id; /,
    ],
    [{ of: [vpc], fields: transitFields }, {}, /only flow logs of transit gateways have tgw-id/],
  ])('refuses %j with %j', (given, more, message) => {
    const found = mistakes(given, more);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});
