import { type Random, seededRandom } from './random.ts';

/** An object as VPC Flow Logs would deliver it: text before compression. */
export interface FlowLogObject {
  readonly key: string;
  readonly text: string;
  readonly lines: number;
}

/** The article's 21 fields, as the header line names them. */
const header =
  'account-id action bytes dstaddr dstport end instance-id interface-id log-status packets pkt-dstaddr pkt-srcaddr protocol srcaddr srcport start subnet-id tcp-flags type version vpc-id';

const region = 'us-west-2';
const accounts = ['123456789010', '210987654321', '345678901234'];
const ports = [443, 443, 443, 80, 22, 53, 123, 3306, 5432, 6379, 8080, 3389];
/** First two groups of address blocks in use on every continent. */
const ipv6Blocks = [
  '2600:1f18',
  '2a00:1450',
  '2404:6800',
  '2800:3f0',
  '2c0f:fb50',
  '2a02:26f0',
  '2001:4860',
  '2403:300',
];

interface Interface {
  readonly account: string;
  readonly eni: string;
  readonly instance: string;
  readonly subnet: string;
  readonly vpc: string;
  readonly address: string;
  readonly address6: string;
}

/**
 * Made-up traffic of a few accounts: web servers, scanners, NTP, some IPv6, intervals without data and skipped ones.
 * The same seed and time give the same objects. `until` is in seconds since the epoch; each object covers five minutes.
 */
export function* flowLogs(
  objects: number,
  lines: number,
  until: number,
  seed: number,
): Generator<FlowLogObject> {
  const random = seededRandom(seed);
  const interfaces = Array.from({ length: 24 }, () => makeInterface(random));
  const flowLogIds = new Map(accounts.map((account) => [account, `fl-${random.hex(17)}`]));
  const intervals = Math.ceil(objects / accounts.length);
  for (let i = 0; i < objects; i++) {
    const account = accounts[i % accounts.length] as string;
    const start = until - 300 * (intervals - Math.floor(i / accounts.length));
    const own = interfaces.filter((one) => one.account === account);
    const body = Array.from({ length: lines }, () =>
      line(random, random.pick(own.length > 0 ? own : interfaces), start),
    );
    yield {
      key: keyOf(account, flowLogIds.get(account) ?? '', start, random.hex(8)),
      text: `${header}\n${body.join('\n')}\n`,
      lines,
    };
  }
}

/** AWS's default layout ("Publish flow logs to Amazon S3", Amazon VPC User Guide). */
function keyOf(account: string, flowLogId: string, start: number, hash: string): string {
  const iso = new Date(start * 1000).toISOString();
  const stamp = `${iso.slice(0, 10).replaceAll('-', '')}T${iso.slice(11, 16).replace(':', '')}Z`;
  const folder = `AWSLogs/${account}/vpcflowlogs/${region}/${iso.slice(0, 10).replaceAll('-', '/')}`;
  return `${folder}/${account}_vpcflowlogs_${region}_${flowLogId}_${stamp}_${hash}.log.gz`;
}

function makeInterface(random: Random): Interface {
  return {
    account: random.pick(accounts),
    eni: `eni-${random.hex(17)}`,
    instance: `i-${random.hex(17)}`,
    subnet: `subnet-${random.hex(8)}`,
    vpc: `vpc-${random.hex(8)}`,
    address: `172.31.${random.below(64)}.${1 + random.below(254)}`,
    address6: `2600:1f14:${random.hex(3)}:${random.hex(4)}::${random.hex(4)}`,
  };
}

function line(random: Random, one: Interface, from: number): string {
  const start = from + random.below(290);
  const end = start + 1 + random.below(59);
  const dice = random.below(1000);
  if (dice < 12) return noData(one, start, end, dice < 9 ? 'NODATA' : 'SKIPDATA');
  const six = random.chance(0.08);
  const here = six ? one.address6 : one.address;
  const there = six ? publicV6(random) : random.chance(0.15) ? privateV4(random) : publicV4(random);
  const outbound = random.chance(0.5);
  const service = random.pick(ports);
  const ephemeral = 1024 + random.below(64_000);
  const protocol = service === 53 || service === 123 ? 17 : random.chance(0.02) ? 1 : 6;
  const packets = 1 + random.below(random.chance(0.1) ? 5000 : 40);
  const [source, destination] = outbound ? [here, there] : [there, here];
  const [sourcePort, destinationPort] = outbound ? [ephemeral, service] : [service, ephemeral];
  return [
    one.account,
    !outbound && random.chance(0.3) ? 'REJECT' : 'ACCEPT',
    packets * (40 + random.below(1400)),
    destination,
    destinationPort,
    end,
    one.instance,
    one.eni,
    'OK',
    packets,
    destination,
    source,
    protocol,
    source,
    sourcePort,
    start,
    one.subnet,
    protocol === 6 ? random.pick([2, 3, 18, 19]) : 0,
    six ? 'IPv6' : 'IPv4',
    3,
    one.vpc,
  ].join(' ');
}

function noData(one: Interface, start: number, end: number, status: string): string {
  const gap = '-';
  return `${one.account} ${gap} ${gap} ${gap} ${gap} ${end} ${one.instance} ${one.eni} ${status} ${gap} ${gap} ${gap} ${gap} ${gap} ${gap} ${start} ${one.subnet} ${gap} ${gap} 3 ${one.vpc}`;
}

function publicV4(random: Random): string {
  for (;;) {
    const first = 1 + random.below(222);
    const second = random.below(256);
    const reserved =
      first === 10 ||
      first === 127 ||
      (first === 100 && second >= 64 && second < 128) ||
      (first === 169 && second === 254) ||
      (first === 172 && second >= 16 && second < 32) ||
      (first === 192 && (second === 168 || second === 0)) ||
      (first === 198 && (second === 18 || second === 19 || second === 51)) ||
      (first === 203 && second === 0);
    if (!reserved) return `${first}.${second}.${random.below(256)}.${1 + random.below(254)}`;
  }
}

function publicV6(random: Random): string {
  return `${random.pick(ipv6Blocks)}:${random.hex(3)}:${random.hex(3)}::${random.hex(4)}`;
}

function privateV4(random: Random): string {
  return `172.31.${random.below(64)}.${1 + random.below(254)}`;
}
