import { describe, expect, it } from 'vitest';
import { directionOf, scopeOf } from '../../../src/parse/address-scope.ts';

/** The first and the last address of each block, and their neighbours outside. */
const scopes: Record<string, string> = {
  reserved: `0.0.0.0 0.255.255.255 192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 198.18.0.0 198.19.255.255 198.51.100.7
    203.0.113.12 240.0.0.0 255.255.255.255 :: ::2 2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff 3fff:: 3fff:fff::1
    100::1 fec0::1 4000::1 64:ff9b::203.0.113.1`,
  private: `10.0.0.0 10.255.255.255 172.16.0.0 172.31.255.255 192.168.0.0 192.168.255.255 100.64.0.0 100.127.255.255
    fc00:: fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 64:ff9b:1::1 64:ff9b::10.0.0.1 ::ffff:10.1.2.3`,
  loopback: '127.0.0.0 127.255.255.255 ::1',
  'link-local': '169.254.0.0 169.254.169.254 169.254.255.255 fe80:: febf::1',
  multicast: '224.0.0.0 239.255.255.255 ff00:: ff02::1',
  public: `1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
    172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
    203.0.114.0 223.255.255.255 8.8.8.8 2000:: 2001:db7:ffff::1 2001:db9:: 2600:1f14::1 3fff:1000::1
    64:ff9b::8.8.8.8 ::ffff:8.8.8.8`,
};

describe('scopeOf', () => {
  it.each(Object.entries(scopes))('%s', (scope, addresses) => {
    const each = addresses.trim().split(/\s+/);
    expect(each.map((address) => [address, scopeOf(address)])).toEqual(
      each.map((address) => [address, scope]),
    );
  });

  it.each(['-', '', '10.0.0', 'fe80::1%eth0', 'x'])('knows nothing of %j', (text) => {
    expect(scopeOf(text)).toBeUndefined();
  });
});

it('a direction is told by which of the ends is public', () => {
  expect(directionOf('private', 'multicast')).toBe('internal');
  expect(directionOf('public', 'private')).toBe('inbound');
  expect(directionOf('link-local', 'public')).toBe('outbound');
  expect(directionOf('public', 'public')).toBe('external');
});
