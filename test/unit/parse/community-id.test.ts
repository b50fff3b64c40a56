import { describe, expect, it } from 'vitest';
import { communityId } from '../../../src/parse/community-id.ts';

/** The published ones of protocols that flow logs tell enough of: github.com/corelight/community-id-spec, baseline_deflt.json. */
const published: [string, string, number, number, number, string][] = [
  ['192.168.1.52', '8.8.8.8', 17, 54585, 53, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
  ['128.232.110.120', '66.35.250.204', 6, 34855, 80, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  ['192.168.170.8', '192.168.170.56', 132, 7, 7, '1:MP2EtRCAUIZvTw6MxJHLV7N7JDs='],
  ['10.1.12.1', '10.1.12.2', 46, -1, -1, '1:KHlLkgoJW7ifUTyTSgyVfkFHzKw='],
  [
    ...(['2001:470:e5bf:dead:4957:2174:e82c:4887', '2607:f8b0:400c:c03::1a'] as const),
    ...([6, 63943, 25, '1:/qFaeAR+gFe1KYjMzVDsMv+wgU4='] as const),
  ],
];

describe('communityId', () => {
  it.each(published)('%s %s %i %i %i is that of the specification, both ways', (...given) => {
    const [from, to, protocol, sourcePort, destinationPort, id] = given;
    expect(communityId(from, to, protocol, sourcePort, destinationPort)).toBe(id);
    expect(communityId(to, from, protocol, destinationPort, sourcePort)).toBe(id);
  });

  it.each(['10.0.0.1', '2001:db8::1'])('between two ports of %s is one, too', (address) => {
    const id = communityId(address, address, 6, 2, 1);
    expect(id).toMatch(/^1:[A-Za-z0-9+/]{27}=$/);
    expect(communityId(address, address, 6, 1, 2)).toBe(id);
    expect(communityId(address, address, 6, 1, 3)).not.toBe(id);
  });

  it('has no ports where the protocol has none, whatever the log says', () => {
    expect(communityId('10.1.12.1', '10.1.12.2', 46, 0, 0)).toBe('1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=');
  });

  it('leaves nothing behind for the next one', () => {
    const id = communityId('10.0.0.1', '10.0.0.2', 47, -1, -1);
    communityId('2001:db8::1', '2001:db8::2', 6, 65_535, 65_535);
    expect(communityId('10.0.0.1', '10.0.0.2', 47, -1, -1)).toBe(id);
  });

  it.each([
    ['ICMP: flow logs have no types', '10.0.0.1', '10.0.0.2', 1, 0, 0],
    ['ICMPv6', '2001:db8::1', '2001:db8::2', 58, 0, 0],
    ['no port', '10.0.0.1', '10.0.0.2', 6, -1, 443],
    ['no port of an IPv6 end', '2001:db8::1', '2001:db8::2', 17, 443, -1],
    ['a port that is none', '10.0.0.1', '10.0.0.2', 17, 53, 65_536],
    ['no protocol', '10.0.0.1', '10.0.0.2', -1, 1, 2],
    ['a protocol that is none', '10.0.0.1', '10.0.0.2', 256, 1, 2],
    ['two families', '10.0.0.1', '2001:db8::1', 6, 1, 2],
    ['no address', '10.0.0.1', '-', 6, 1, 2],
  ])('is none: %s', (_, from, to, protocol, sourcePort, destinationPort) => {
    expect(communityId(from, to, protocol, sourcePort, destinationPort)).toBeUndefined();
  });
});
