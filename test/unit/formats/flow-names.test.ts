import { describe, expect, it } from 'vitest';
import { definitions } from '../../../src/app/pipelines.ts';
import { flowNames } from '../../../src/formats/vpc-flow-names.ts';
import template from '../../../src/templates/vpcflowlogs.json' with { type: 'json' };
import { documents, run } from '../parse/support.ts';

const header = 'start protocol srcport dstport tcp-flags';
const named = (line: string, names = flowNames) => {
  const [document = {}] = documents(run(header, [`1616729292 ${line}`], { definition: { names } }));
  return Object.fromEntries(Object.entries(document).filter(([name]) => /_names?$/.test(name)));
};

function targetsOf(settings: Parameters<typeof definitions>[0]): string[] {
  const [definition] = definitions(settings);
  return definition?.kind === 'columns' ? definition.names.map(({ target }) => target) : [];
}

describe('names for numbers', () => {
  it.each([
    [
      '6 443 49152 19',
      { protocol_name: 'tcp', srcport_name: 'https', tcp_flag_names: ['FIN', 'SYN', 'ACK'] },
    ],
    ['17 53 123 0', { protocol_name: 'udp', srcport_name: 'domain', dstport_name: 'ntp' }],
    [
      '58 0 0 255',
      { protocol_name: 'ipv6-icmp', tcp_flag_names: 'FIN SYN RST PSH ACK URG ECE CWR'.split(' ') },
    ],
    ['253 9 9 256', {}],
    ['- - - -', {}],
    ['06 0443 -1 x', {}],
    ['toString __proto__ 1e2 2.0', {}],
    ['99999999999999999999 65536 123456789012 4294967298', {}],
  ])('%s', (line, expected) => {
    expect(named(line)).toEqual(expected);
  });

  it('are those that were asked for', () => {
    const plain = { index: undefined, id: undefined, 'data-stream': false };
    expect(targetsOf({ ...plain, enrich: ['ports'] })).toEqual(['srcport_name', 'dstport_name']);
    expect(targetsOf(plain)).toEqual([]);
  });

  it('have canonical numbers, and types in the template', () => {
    for (const { names, target } of flowNames) {
      for (const number of Object.keys(names)) expect(`${Number.parseInt(number, 10)}`).toBe(number);
      expect((template.mappings.properties as Record<string, unknown>)[target]).toEqual({ type: 'keyword' });
    }
  });
});
