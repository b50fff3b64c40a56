import { describe, expect, it } from 'vitest';
import { explainDocument } from '../../../../src/app/explain/documents.ts';
import { headerFacts } from '../../../../src/app/explain/header-facts.ts';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { vpcFlowEcs } from '../../../../src/formats/vpc-flow-ecs.ts';
import type { ColumnsDefinition } from '../../../../src/parse/definition.ts';
import { lineReader } from '../../../../src/parse/line-reader.ts';
import { indexNames } from '../../../../src/parse/local-date.ts';
import { geoOf } from '../../../helpers/geo.ts';
import { headerOf, object, options, run } from '../../parse/support.ts';

const line = 'start end srcaddr dstaddr log-status new-name tcp-flags-array tcp-flags';
const values = '1616729292 1616729349 192.0.2.1 10.0.0.1 OK x y 2';
const geo = geoOf((address) =>
  address === '192.0.2.1' ? { city_name: 'Boardman', country_name: 'United States' } : undefined,
);

function factsOf(definition: ColumnsDefinition) {
  const header = headerOf(line, definition);
  const indexOf = indexNames(definition.index, 'UTC');
  const reader = lineReader({ definition, header, object, options, geo, indexOf });
  const item = Buffer.from(run(line, [values], { definition, geo }).body).toString();
  const begun = { definition, header, reader, hasRows: false };
  return { header: headerFacts(definition, header), geo: explainDocument({ offset: 0, item }, begun).geo };
}

describe('explain of flow logs in ECS', () => {
  it('says where each column went, and which did not', () => {
    const { header, geo: places } = factsOf(vpcFlowEcs.definition as ColumnsDefinition);
    expect(header).toEqual({
      from: 'line',
      fields: line.split(' '),
      renamed: {
        ...{
          start: 'event.start',
          end: 'event.end',
          srcaddr: 'source.address',
          dstaddr: 'destination.address',
        },
        ...{ 'log-status': 'aws.vpcflow.log_status', 'new-name': 'aws.vpcflow.new_name' },
        'tcp-flags': 'aws.vpcflow.tcp_flags',
      },
      dropped: ['tcp-flags-array'],
      unknown: ['new-name'],
      time: 'end',
      keep: { field: 'log-status', equals: 'OK' },
    });
    expect(places).toEqual([
      { target: 'source.geo', address: '192.0.2.1', place: 'Boardman, United States' },
      { target: 'destination.geo', address: '10.0.0.1' },
    ]);
  });

  it('and of the article as before', () => {
    const { header, geo: places } = factsOf(vpcFlow);
    expect(header).toMatchObject({ renamed: {}, dropped: ['start', 'end'], time: 'start' });
    expect(header?.unknown).toEqual(['new-name', 'tcp-flags-array']);
    expect(places).toEqual([]);
  });
});
