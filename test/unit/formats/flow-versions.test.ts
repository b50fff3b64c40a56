import { describe, expect, it } from 'vitest';
import { flowCounters, flowFields } from '../../../src/formats/vpc-flow-fields.ts';
import template from '../../../src/templates/vpcflowlogs.json' with { type: 'json' };
import { flowRecords, recordOf, shuffled } from '../../helpers/flow-records.ts';
import { documents, run } from '../parse/support.ts';

const without = (document: Record<string, unknown>) => ({ ...document, message: '' });
const byName = (document: object) =>
  Object.fromEntries(Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1)));

describe('every version of flow logs', () => {
  it.each(flowRecords.map((records) => [records.version, records] as const))(
    'version %i: all lines with data become documents, and say what the line says',
    (_, { header, lines }) => {
      const withData = lines.filter(
        (line) => line.split(' ')[header.split(' ').indexOf('log-status')] === 'OK',
      );
      const chunk = run(header, lines);
      expect(chunk).toMatchObject({ docs: withData.length, malformed: 0, read: lines.length });
      for (const [i, document] of documents(chunk).entries()) {
        const values = withData[i]?.split(' ') ?? [];
        for (const [column, name] of header.split(' ').entries()) {
          if (name === 'start' || name === 'end') continue;
          const value = document[name === 'type' ? 'type2' : name];
          expect([name, value === undefined ? '-' : `${value}`]).toEqual([
            name,
            values[column] === '9007199254740993' ? '9007199254740992' : values[column],
          ]);
        }
      }
    },
  );

  it.each([5, 11])('version %i: the order of the columns changes nothing but the message', (version) => {
    const records = flowRecords.find((one) => one.version === version) ?? recordOf(version);
    const turned = shuffled(records);
    expect(turned.header).not.toBe(records.header);
    const [natural, other] = [records, turned].map(({ header, lines }) =>
      documents(run(header, lines)).map((document) => byName(without(document))),
    );
    expect(other).toEqual(natural);
  });

  it('an absent value in every field leaves it out', () => {
    const names = flowFields.filter((name) => !['start', 'log-status'].includes(name));
    const header = ['start', 'log-status', ...names].join(' ');
    const [document] = documents(run(header, [`1616729292 OK ${names.map(() => '-').join(' ')}`]));
    expect(Object.keys(document ?? {})).toEqual([
      ...['log-status', '@timestamp', 'start_time', 'type', 'tags', 'message'],
    ]);
  });
});

describe('the template', () => {
  it('types every documented field', () => {
    const fields = template.mappings.properties as Record<string, { type?: string }>;
    const typeOf = (name: string) => fields[name === 'type' ? 'type2' : name]?.type;
    const written = flowFields.filter((name) => name !== 'start' && name !== 'end');
    const addresses = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'];
    const expected = written.map((name) =>
      addresses.includes(name) ? 'ip' : flowCounters.includes(name) ? 'long' : 'keyword',
    );
    expect(written.map(typeOf)).toEqual(expected);
  });
});
