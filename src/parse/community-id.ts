import { hash } from 'node:crypto';
import { type Address, type AddressWords, readAddress } from './ip-address.ts';

/*
 * Community ID, version 1, with seed 0: names a flow, whatever its direction, by the same text as Zeek and Suricata do.
 * "1:" and the SHA-1, in base64, of: seed (2 bytes), lesser and greater end's addresses (4 or 16 bytes), protocol, a zero, and
 * where the protocol has them the ends' ports (2 bytes), all big-endian.
 * Source: github.com/corelight/community-id-spec.
 */

/** 2 + 16 + 16 + 2 + 4. Used and done with inside one call; the seed in front stays 0. */
const input = Buffer.alloc(40);
/** TCP, UDP, SCTP. */
const withPorts: readonly number[] = [6, 17, 132];
/** Their types and codes stand for ports, and flow logs have neither: what another tool says cannot be made from a flow log. */
const icmp: readonly number[] = [1, 58];

export const communityIdBytes = '1:'.length + 28;

/** Ports below 0, and a protocol below 0: there is none. Undefined when no ID can be told. */
export function communityIdOfV4(
  source: number,
  destination: number,
  protocol: number,
  sourcePort: number,
  destinationPort: number,
): string | undefined {
  const hasPorts = withPorts.includes(protocol);
  if (!isKnown(protocol, hasPorts, sourcePort, destinationPort)) return undefined;
  const swap = source > destination || (source === destination && hasPorts && sourcePort > destinationPort);
  input.writeUInt32BE(swap ? destination : source, 2);
  input.writeUInt32BE(swap ? source : destination, 6);
  return finish(
    10,
    protocol,
    hasPorts,
    swap ? destinationPort : sourcePort,
    swap ? sourcePort : destinationPort,
  );
}

function communityIdOfV6(
  source: AddressWords,
  destination: AddressWords,
  protocol: number,
  sourcePort: number,
  destinationPort: number,
): string | undefined {
  const hasPorts = withPorts.includes(protocol);
  if (!isKnown(protocol, hasPorts, sourcePort, destinationPort)) return undefined;
  const differing = source.findIndex((word, i) => word !== destination[i]);
  const order = differing === -1 ? 0 : (source[differing] as number) - (destination[differing] as number);
  const swap = order > 0 || (order === 0 && hasPorts && sourcePort > destinationPort);
  for (let i = 0; i < 4; i += 1) {
    input.writeUInt32BE((swap ? destination : source)[i] as number, 2 + i * 4);
    input.writeUInt32BE((swap ? source : destination)[i] as number, 18 + i * 4);
  }
  return finish(
    34,
    protocol,
    hasPorts,
    swap ? destinationPort : sourcePort,
    swap ? sourcePort : destinationPort,
  );
}

function isKnown(protocol: number, hasPorts: boolean, source: number, destination: number): boolean {
  if (protocol < 0 || protocol > 255 || icmp.includes(protocol)) return false;
  return !hasPorts || (isPort(source) && isPort(destination));
}

function isPort(port: number): boolean {
  return port >= 0 && port <= 65_535;
}

function finish(at: number, protocol: number, hasPorts: boolean, first: number, second: number): string {
  input[at] = protocol;
  input[at + 1] = 0;
  if (hasPorts) {
    input.writeUInt16BE(first, at + 2);
    input.writeUInt16BE(second, at + 4);
  }
  return `1:${hash('sha1', input.subarray(0, at + (hasPorts ? 6 : 2)), 'base64')}`;
}

/** Of addresses as text. Undefined when one of them is none, or when they are of two families. */
export function communityId(
  source: string,
  destination: string,
  protocol: number,
  sourcePort: number,
  destinationPort: number,
): string | undefined {
  const [from, to]: (Address | undefined)[] = [readAddress(source), readAddress(destination)];
  if (from?.kind === 'v4' && to?.kind === 'v4') {
    return communityIdOfV4(from.value, to.value, protocol, sourcePort, destinationPort);
  }
  if (from?.kind === 'v6' && to?.kind === 'v6') {
    return communityIdOfV6(from.words, to.words, protocol, sourcePort, destinationPort);
  }
  return undefined;
}
