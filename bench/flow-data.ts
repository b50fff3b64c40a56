import { gzipSync } from 'node:zlib';
import { articleHeader, folder } from '../test/helpers/flow-lines.ts';

/** What the lines are like; goes into the results beside the figures. */
export const dataDescription =
  'flow logs of the 21 fields, 99% OK and 1% NODATA; both addresses public, half of them of 256 busy hosts, half of 65,536 others; gzip level 6';

const busyHosts = 256;
const otherHosts = 65_536;
/** 2026-11-20T00:00:00Z, s */
const firstStart = 1_795_132_800;
const linesPerMinute = 20_000;

/** Lines of one object, each another event; the same seed gives the same lines. */
export class FlowData {
  readonly #random: () => number;
  readonly #busy: string[];
  readonly #others: string[];
  #count = 0;

  constructor(seed = 1) {
    this.#random = mulberry32(seed);
    const hosts = mulberry32(7);
    this.#busy = Array.from({ length: busyHosts }, () => address(hosts));
    this.#others = Array.from({ length: otherHosts }, () => address(hosts));
  }

  /** An object as the flow log service writes it, not yet compressed. */
  text(lines: number): string {
    return `${articleHeader}\n${Array.from({ length: lines }, () => this.#line()).join('\n')}\n`;
  }

  object(lines: number): Buffer {
    return gzipSync(this.text(lines));
  }

  #line(): string {
    const start = firstStart + Math.floor(this.#count++ / linesPerMinute) * 60 + this.#below(60);
    const host = this.#below(64);
    const place = `i-0b9ea91a926b337${hex(host)} eni-07d6dcb15ec1cb2${hex(host)}`;
    if (this.#below(100) === 0) {
      return `123456789010 - - - - ${start + 60} - eni-07d6dcb15ec1cb2${hex(host)} NODATA - - - - - - ${start} - - - 3 -`;
    }
    const [from, to] = [this.#host(), this.#host()];
    const packets = 1 + this.#below(2_000);
    const action = this.#below(10) === 0 ? 'REJECT' : 'ACCEPT';
    return `123456789010 ${action} ${packets * (40 + this.#below(1400))} ${to} ${1 + this.#below(1024)} ${start + 60} ${place} OK ${packets} ${to} ${from} 6 ${from} ${1024 + this.#below(64_000)} ${start} subnet-8e89b8e${host % 10} ${this.#below(32)} IPv4 3 vpc-46131d22`;
  }

  #host(): string {
    const hosts = this.#random() < 0.5 ? this.#busy : this.#others;
    return hosts[this.#below(hosts.length)] ?? '';
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }
}

export function keyOf(n: number): string {
  return `${folder}/123456789010_vpcflowlogs_us-west-2_fl-1_${n}.log.gz`;
}

function address(random: () => number): string {
  const octet = () => Math.floor(random() * 256);
  return `${11 + Math.floor(random() * 110)}.${octet()}.${octet()}.${1 + Math.floor(random() * 254)}`;
}

function hex(n: number): string {
  return n.toString(16).padStart(2, '0');
}

/** Small and the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
