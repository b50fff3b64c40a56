import { beforeAll, describe, expect, it } from 'vitest';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { flowDerived } from '../../../src/formats/vpc-flow-derived.ts';
import { flowFields } from '../../../src/formats/vpc-flow-fields.ts';
import { flowNames } from '../../../src/formats/vpc-flow-names.ts';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadNames } from '../../../src/parse/geo-names.ts';
import type { GeoLookup } from '../../../src/parse/geo-record.ts';
import { checkMmdb } from '../../../src/parse/mmdb/database.ts';
import { flowRecords, recordOf, shuffled } from '../../helpers/flow-records.ts';
import { asnMmdb, cityMmdb } from '../../helpers/mmdb-samples.ts';
import { expectSame } from '../parse/compile/expect-same.ts';
import { twins } from '../parse/compile/machines.ts';
import { sharedOf } from '../parse/mmdb/kit.ts';
import { block, documents, headerOf, now, object, options } from '../parse/support.ts';

const definition = { ...vpcFlow, names: flowNames, derived: flowDerived };
let geo: GeoLookup;
beforeAll(async () => {
  const databases = [cityMmdb(), asnMmdb()].map((file) => checkMmdb(sharedOf(file)));
  geo = geoLookup({ lite: undefined, databases, names: await loadNames() });
});

/** With everything on, by both twins, which say the same. */
function enriched(header: string, lines: readonly string[]): Record<string, unknown>[] {
  const machine = { name: header, definition, header: headerOf(header), options, object };
  const { plain, fast } = twins(machine, { geo, now: () => now });
  const text = [header, ...lines, ''].join('\n');
  const chunk = fast(block(text));
  expectSame(plain(block(text)), chunk);
  expect(chunk.malformed).toBe(0);
  return documents(chunk);
}

const without = (document: Record<string, unknown>) =>
  Object.entries({ ...document, message: '' }).sort(([a], [b]) => (a < b ? -1 : 1));

const boardman = {
  ...{
    city_name: 'Boardman',
    region_code: 'OR',
    region_name: 'Oregon',
    country_code2: 'US',
    country_code3: 'USA',
  },
  ...{ country_name: 'United States', continent_code: 'NA', dma_code: 810, postal_code: '97818' },
  ...{ timezone: 'America/Los_Angeles', latitude: 45.8491, longitude: -119.7143 },
  ...{ location: { lat: 45.8491, lon: -119.7143 }, asn: 16_509, as_org: 'AMAZON-02' },
};

describe('with every enrichment', () => {
  it("AWS's record of version 5 says all that can be known", () => {
    const { header = '', lines = [] } = flowRecords.find(({ version }) => version === 5) ?? {};
    const [ingress, egress] = enriched(header, lines);
    expect(ingress).toMatchObject({
      ...{
        'flow-direction': 'ingress',
        network_direction: 'inbound',
        src_scope: 'public',
        dst_scope: 'private',
      },
      ...{ protocol_name: 'tcp', srcport_name: 'http', tcp_flag_names: ['FIN', 'SYN', 'ACK'] },
      src_geoip: { ip: '52.95.128.179', ...boardman },
      dst_geoip: { ip: '10.0.0.71', city_name: 'Site A' },
      tags: ['vpcflowlogs'],
    });
    expect(egress).toMatchObject({ 'flow-direction': 'egress', network_direction: 'outbound' });
    // One flow, two directions. Made by hand: the bytes of the specification, SHA-1, base64.
    expect(ingress?.community_id).toBe('1:b331cOeX1JF5o9HeF19CO0WYIbw=');
    expect(egress?.community_id).toBe(ingress?.community_id);
  });

  it.each([5, 11])('version %i: the order of the columns changes nothing but the message', (version) => {
    const records = flowRecords.find((one) => one.version === version) ?? recordOf(version);
    const turned = shuffled(records);
    expect(turned.header).not.toBe(records.header);
    const natural = enriched(records.header, records.lines);
    expect(natural.length).toBe(records.lines.length);
    expect(natural.every((document) => 'community_id' in document === (version !== 11))).toBe(true);
    expect(enriched(turned.header, turned.lines).map(without)).toEqual(natural.map(without));
  });

  it('IPv6 in every field of an address', () => {
    const header = 'start srcaddr dstaddr pkt-srcaddr pkt-dstaddr protocol srcport dstport type';
    const ends = '2600:1f14:1::5 2001:db8::1 2600:1f14:1fff:ffff:ffff:ffff:ffff:ffff fd00::1';
    const [document] = enriched(header, [`1616729292 ${ends} 6 443 49152 IPv6`]);
    expect(document).toMatchObject({
      ...{ srcaddr: '2600:1f14:1::5', dstaddr: '2001:db8::1', 'pkt-dstaddr': 'fd00::1', type2: 'IPv6' },
      src_geoip: { ip: '2600:1f14:1fff:ffff:ffff:ffff:ffff:ffff', ...boardman },
      dst_geoip: {},
      tags: ['vpcflowlogs', 'dst_geoip_lookup_failure'],
      ...{ src_scope: 'public', dst_scope: 'private', network_direction: 'inbound' },
      community_id: expect.stringMatching(/^1:.{28}$/),
    });
  });

  it('no value in any field that may have none', () => {
    const names = flowFields.filter((name) => !['start', 'log-status'].includes(name));
    const header = ['start', 'log-status', ...names].join(' ');
    const [document] = enriched(header, [`1616729292 OK ${names.map(() => '-').join(' ')}`]);
    expect(Object.keys(document ?? {})).toEqual([
      ...['log-status', '@timestamp', 'start_time', 'type', 'tags', 'message'],
    ]);
    expect(document?.tags).toEqual(['vpcflowlogs', 'src_geoip_lookup_failure', 'dst_geoip_lookup_failure']);
  });

  it.each(flowFields.filter((name) => !['start', 'log-status'].includes(name)))(
    'no value in %s alone',
    (name) => {
      const { header, lines } = recordOf(11);
      const column = header.split(' ').indexOf(name);
      const values = (lines[0] ?? '').split(' ');
      const [whole] = enriched(header, lines);
      const [document] = enriched(header, [values.with(column, '-').join(' ')]);
      const target = name === 'type' ? 'type2' : name === 'end' ? 'end_time' : name;
      expect(whole).toHaveProperty([target]);
      expect(document).not.toHaveProperty([target]);
    },
  );
});
