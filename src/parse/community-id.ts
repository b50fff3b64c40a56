import { hash } from 'node:crypto';
import { type Address, readAddress } from './ip-address.ts';

/*
 * Community ID, version 1, with seed 0: names a flow, whatever its direction, by the same text as Zeek and Suricata do.
 * "1:" and the SHA-1, in base64, of: seed (2 bytes), lesser and greater end's addresses (4 or 16 bytes), protocol, a zero, and
 * where the protocol has them the ends' ports (2 bytes), all big-endian.
 * Source: github.com/corelight/community-id-spec.
 */

/** TCP, UDP and SCTP have. */
export function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17 || protocol === 132;
}

/** Types and codes stand for its ports, and flow logs have neither: what another tool says cannot be made from a flow log. */
function isIcmp(protocol: number): boolean {
  return protocol === 1 || protocol === 58;
}

/** Whether flows of the protocol have an ID. Ports below 0, and a protocol below 0: there is none. */
export function hasCommunityId(protocol: number, sourcePort: number, destinationPort: number): boolean {
  if (protocol < 0 || protocol > 255 || isIcmp(protocol)) return false;
  return !hasPorts(protocol) || (isPort(sourcePort) && isPort(destinationPort));
}

function isPort(port: number): boolean {
  return port >= 0 && port <= 65_535;
}

/** Of addresses as text. Undefined when one of them is none, when they are of two families, and where flows have no ID. */
export function communityId(
  source: string,
  destination: string,
  protocol: number,
  sourcePort: number,
  destinationPort: number,
): string | undefined {
  const [from, to] = [readAddress(source), readAddress(destination)];
  if (from === undefined || from.kind !== to?.kind) return undefined;
  if (!hasCommunityId(protocol, sourcePort, destinationPort)) return undefined;
  const ports = hasPorts(protocol) ? [sourcePort, destinationPort] : [];
  const ends = [from, to].map(
    (address, i) => [bytesOf(address), bigEndian(ports.slice(i, i + 1), 2)] as const,
  );
  const [lesser = [], greater = []] = ends.sort((one, other) =>
    Buffer.compare(Buffer.concat(one), Buffer.concat(other)),
  );
  const [addresses, numbers] = [0, 1].map((part) => [lesser, greater].flatMap((end) => end[part] ?? []));
  const input = [bigEndian([0], 2), ...(addresses ?? []), Buffer.from([protocol, 0]), ...(numbers ?? [])];
  return `1:${hash('sha1', Buffer.concat(input), 'base64')}`;
}

function bytesOf(address: Address): Buffer {
  return bigEndian(address.kind === 'v4' ? [address.value] : address.words, 4);
}

function bigEndian(numbers: readonly number[], bytes: number): Buffer {
  const all = Buffer.alloc(numbers.length * bytes);
  for (const [i, number] of numbers.entries()) all.writeUIntBE(number, i * bytes, bytes);
  return all;
}
