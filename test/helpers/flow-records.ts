import { flowFieldsOf } from '../../src/formats/vpc-flow-fields.ts';

/** Records as a flow log of one version writes them. */
export interface FlowRecords {
  readonly version: number;
  readonly header: string;
  readonly lines: readonly string[];
}

/** "Flow log record examples", Amazon VPC User Guide. */
export const defaultLines = [
  '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
  '2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK',
  '2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA',
  '2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA',
  '2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 ACCEPT OK',
  '2 123456789010 eni-1235b8ca123456789 2001:db8:1234:a100:8d6e:3477:df66:f105 2001:db8:1234:a102:3304:8879:34cf:4071 34892 22 6 54 8855 1477913708 1477913820 ACCEPT OK',
];

/** Of the same page, version 3 and 5, as they stand there. */
const published: readonly FlowRecords[] = [
  { version: 2, header: namesOf(2).join(' '), lines: defaultLines },
  {
    version: 3,
    header:
      'version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status',
    lines: [
      '3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 52.213.180.42 10.0.0.62 43416 5001 52.213.180.42 10.0.0.62 6 568 8 1566848875 1566848933 ACCEPT 2 OK',
      '3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 123456789010 IPv4 10.0.0.62 52.213.180.42 5001 43416 10.0.0.62 52.213.180.42 6 376 7 1566848875 1566848933 ACCEPT 18 OK',
    ],
  },
  {
    version: 5,
    header:
      'version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id vpc-id subnet-id instance-id interface-id region az-id sublocation-type sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path flow-direction log-status',
    lines: [
      '5 52.95.128.179 10.0.0.71 80 34210 6 1616729292 1616729349 IPv4 14 15044 123456789012 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 19 52.95.128.179 10.0.0.71 S3 - - ingress OK',
      '5 10.0.0.71 52.95.128.179 34210 80 6 1616729292 1616729349 IPv4 7 471 123456789012 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 3 10.0.0.71 52.95.128.179 - S3 8 egress OK',
    ],
  },
];

/** What a field holds where AWS's page has no example; where nothing is said, a text. */
const values: Readonly<Record<string, string>> = {
  'account-id': '001234567890',
  ...{ 'interface-id': 'eni-1', srcaddr: '52.95.128.179', dstaddr: '2600:1f14::5' },
  ...{ srcport: '443', dstport: '0', protocol: '6', packets: '14', bytes: '9007199254740993' },
  ...{ start: '1616729292', end: '1616729349', action: 'ACCEPT', 'log-status': 'OK' },
  ...{ type: 'IPv6', 'pkt-srcaddr': '2001:db8::1', 'pkt-dstaddr': '52.95.128.179', 'traffic-path': '8' },
  ...{ 'resource-type': 'TransitGateway', 'packets-lost-no-route': '3', 'packets-lost-blackhole': '0' },
  ...{ 'packets-lost-mtu-exceeded': '1', 'packets-lost-ttl-expired': '2', 'encryption-status': '1' },
  'tcp-flags': '19',
  'instance-tag': 'team%20net%C3%A9',
};

function namesOf(version: number): string[] {
  return Object.entries(flowFieldsOf).flatMap(([of, names]) => (Number(of) <= version ? names : []));
}

/** A record that has every field of the version, by the names of its own. */
export function recordOf(version: number, names = namesOf(version)): FlowRecords {
  const line = names.map((name) => (name === 'version' ? `${version}` : (values[name] ?? `${name}.x`)));
  return { version, header: names.join(' '), lines: [line.join(' ')] };
}

/** The published ones, and one with all fields of each version for which nothing is published. */
export const flowRecords: readonly FlowRecords[] = [
  ...published,
  ...[4, 6, 7, 8, 9, 10, 11].map((version) => recordOf(version)),
];

/** The same records with their columns in another order. */
export function shuffled({ version, header, lines }: FlowRecords): FlowRecords {
  const order = header.split(' ').map((_, i, all) => (i * 7 + 3) % all.length);
  if (new Set(order).size < order.length) throw new Error('choose another step');
  const pick = (line: string) => order.map((place) => line.split(' ')[place]).join(' ');
  return { version, header: pick(header), lines: lines.map(pick) };
}
