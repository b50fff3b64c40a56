import { describe, expect, it } from 'vitest';
import { definitions } from '../../../src/app/pipelines.ts';
import { flowDerived } from '../../../src/formats/vpc-flow-derived.ts';
import template from '../../../src/templates/vpcflowlogs.json' with { type: 'json' };
import { documents, run } from '../parse/support.ts';

const targets = flowDerived.flatMap((one) => one.targets);
const derivedOf = (header: string, line: string, derived = flowDerived) => {
  const [document = {}] = documents(
    run(`start ${header}`, [`1616729292 ${line}`], { definition: { derived } }),
  );
  return Object.fromEntries(Object.entries(document).filter(([name]) => targets.includes(name)));
};

const ends = 'srcaddr dstaddr';
const packets = 'pkt-srcaddr pkt-dstaddr';
const numbers = 'protocol srcport dstport';
const dns = '192.168.1.52 8.8.8.8';
const dnsId = '1:d/FP5EW3wiY1vCndhwleRRKHowQ=';
const outbound = { src_scope: 'private', dst_scope: 'public', network_direction: 'outbound' };

describe('what is made of several fields', () => {
  it.each([
    ['the ends', `${ends} ${numbers}`, `${dns} 17 54585 53`, { ...outbound, community_id: dnsId }],
    [
      "the packet's ends before the interface's",
      `${ends} ${packets} ${numbers}`,
      `10.0.0.9 10.0.0.8 ${dns} 17 54585 53`,
      { ...outbound, community_id: dnsId },
    ],
    [
      "the interface's ends where the packet's are half there",
      `${ends} pkt-srcaddr ${numbers}`,
      `${dns} 1.1.1.1 17 54585 53`,
      { ...outbound, community_id: dnsId },
    ],
    ['no ports', `${ends} protocol`, `${dns} 17`, outbound],
    ['ICMP, of which flow logs have no types', `${ends} ${numbers}`, `${dns} 1 0 0`, outbound],
    ['one end', `${ends} ${numbers}`, '- fe80::1 6 1 2', { dst_scope: 'link-local' }],
    ['no values', `${ends} ${numbers}`, '- - - - -', {}],
    ['numbers that are none', `${ends} ${numbers}`, `${dns} 017 54585 53`, outbound],
    ['none of the columns', 'x', '1', {}],
  ])('%s', (_, header, line, expected) => {
    expect(derivedOf(header, line)).toEqual(expected);
  });

  it('stays beside what AWS says of the direction', () => {
    const [document] = documents(
      run(`start flow-direction ${ends}`, [`1616729292 ingress ${dns}`], {
        definition: { derived: flowDerived },
      }),
    );
    expect(document).toMatchObject({ 'flow-direction': 'ingress', network_direction: 'outbound' });
  });

  it('is what was asked for, and has types in the template', () => {
    const plain = { index: undefined, id: undefined, 'data-stream': false };
    const asked = (enrich?: ('direction' | 'community-id')[]) =>
      definitions({ ...plain, ...(enrich && { enrich }) }).flatMap((one) =>
        one.kind === 'columns' ? one.derived.map((derived) => derived.asked) : [],
      );
    expect(asked()).toEqual([]);
    expect(asked(['community-id'])).toEqual(['community-id']);
    const properties = template.mappings.properties as Record<string, unknown>;
    for (const target of targets) expect([target, properties[target]]).toEqual([target, { type: 'keyword' }]);
  });
});
