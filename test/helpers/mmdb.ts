/** What a record may hold: whole numbers are written as uint32, others as doubles. */
export type MmdbData =
  | string
  | number
  | boolean
  | bigint
  | readonly MmdbData[]
  | { readonly [name: string]: MmdbData };

/** A network by its first bits: as text of 0 and 1 (`bitsOf`). */
export type MmdbNetwork = readonly [bits: string, record: MmdbData];

export interface MmdbOptions {
  readonly type?: string;
  readonly recordSize?: 24 | 28 | 32;
  readonly ipVersion?: 4 | 6;
  /** Written over the metadata. */
  readonly metadata?: Readonly<Record<string, MmdbData>>;
}

/** `0` and `1` for the first `length` bits of an IPv4 or IPv6 address, which is at ::/96 in a tree for IPv6. */
export function bitsOf(address: string, length: number, ipVersion: 4 | 6 = 6): string {
  const isV4 = address.includes('.');
  const text = isV4 ? v4Bits(address) : v6Bits(address);
  return (isV4 && ipVersion === 6 ? '0'.repeat(96) : '') + text.slice(0, length);
}

/**
 * A database as the format's specification has it: tree, separator, data, metadata. Small ones: networks may not lie in each
 * other. Equal records are written once, and strings of more than a few bytes are pointed to when they come again.
 */
export function writeMmdb(networks: readonly MmdbNetwork[], options: MmdbOptions = {}): Buffer {
  const { type = 'GeoLite2-City', recordSize = 28, ipVersion = 6 } = options;
  const data = new DataSection();
  const nodes: [Branch, Branch][] = [[undefined, undefined]];
  for (const [bits, record] of networks) {
    let at = 0;
    [...bits].forEach((bit, i) => {
      const node = nodes[at] as [Branch, Branch];
      const side = bit === '1' ? 1 : 0;
      if (i === bits.length - 1) {
        node[side] = { record: data.add(record) };
        return;
      }
      const next = node[side] ?? { node: nodes.push([undefined, undefined]) - 1 };
      if (!('node' in next)) throw new Error(`${bits} lies in another network`);
      node[side] = next;
      at = next.node;
    });
  }
  const childOf = (branch: Branch) => {
    if (branch === undefined) return nodes.length;
    return 'node' in branch ? branch.node : nodes.length + 16 + branch.record;
  };
  const tree = Buffer.concat(
    nodes.map(([left, right]) => nodeBytes(childOf(left), childOf(right), recordSize)),
  );
  const metadata = {
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1_795_132_800n },
    ...{ database_type: type, description: { en: 'made by a test' }, languages: ['en'] },
    ...{ ip_version: ipVersion, node_count: nodes.length, record_size: recordSize, ...options.metadata },
  };
  const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
  return Buffer.concat([tree, Buffer.alloc(16), data.bytes, marker, encode(metadata)]);
}

type Branch = { readonly node: number } | { readonly record: number } | undefined;

class DataSection {
  bytes = Buffer.alloc(0);
  readonly #known = new Map<string, number>();

  /** The offset of the record. */
  add(record: MmdbData): number {
    const key = JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const texts = textsOf(record).filter((text) => !this.#known.has(`text ${text}`));
    for (const text of texts) this.#append(`text ${text}`, encode(text));
    return this.#append(
      key,
      encode(record, (text) => this.#known.get(`text ${text}`)),
    );
  }

  #append(key: string, bytes: Buffer): number {
    const at = this.bytes.length;
    this.#known.set(key, at);
    this.bytes = Buffer.concat([this.bytes, bytes]);
    return at;
  }
}

/** Texts that are worth a pointer. */
function textsOf(data: MmdbData): string[] {
  if (typeof data === 'string') return data.length > 3 ? [data] : [];
  if (typeof data !== 'object') return [];
  return [...new Set(Object.values(data).flatMap(textsOf))];
}

function encode(data: MmdbData, placeOf: (text: string) => number | undefined = () => undefined): Buffer {
  if (typeof data === 'string') {
    const place = placeOf(data);
    if (place !== undefined) return pointer(place);
    const bytes = Buffer.from(data);
    return Buffer.concat([control(2, bytes.length), bytes]);
  }
  if (typeof data === 'boolean') return control(14, Number(data));
  if (typeof data === 'bigint') return integer(9, data);
  if (typeof data === 'number') {
    if (Number.isInteger(data) && data >= 0 && data < 2 ** 32) return integer(6, BigInt(data));
    const double = Buffer.alloc(8);
    double.writeDoubleBE(data);
    return Buffer.concat([control(3, 8), double]);
  }
  if (Array.isArray(data)) {
    return Buffer.concat([control(11, data.length), ...data.map((one) => encode(one, placeOf))]);
  }
  const entries = Object.entries(data);
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([name, value]) => [encode(name, placeOf), encode(value, placeOf)]),
  ]);
}

function integer(type: number, value: bigint): Buffer {
  const hex = value === 0n ? '' : value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([control(type, bytes.length), bytes]);
}

function control(type: number, size: number): Buffer {
  const [short, more] =
    size < 29 ? [size, []] : size < 285 ? [29, [size - 29]] : [30, [(size - 285) >> 8, (size - 285) & 255]];
  return Buffer.from(type > 7 ? [short, type - 7, ...more] : [(type << 5) | short, ...more]);
}

/** Of one byte to three. */
function pointer(to: number): Buffer {
  if (to < 2048) return Buffer.from([0x20 | (to >> 8), to & 255]);
  const two = to - 2048;
  if (two < 2 ** 19) return Buffer.from([0x28 | (two >> 16), (two >> 8) & 255, two & 255]);
  const three = to - 526_336;
  return Buffer.from([0x30 | (three >> 24), (three >> 16) & 255, (three >> 8) & 255, three & 255]);
}

function nodeBytes(left: number, right: number, recordSize: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 28) {
    bytes.writeUIntBE(left & 0xff_ffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xff_ffff, 4, 3);
  } else {
    bytes.writeUIntBE(left, 0, recordSize / 8);
    bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  }
  return bytes;
}

function v4Bits(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
}

function v6Bits(address: string): string {
  const [front = '', back = ''] = address.split('::');
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const missing = 8 - groups(front).length - groups(back).length;
  return [...groups(front), ...Array<string>(address.includes('::') ? missing : 0).fill('0'), ...groups(back)]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}
