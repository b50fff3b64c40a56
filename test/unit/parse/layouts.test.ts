import { describe, expect, it } from 'vitest';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import { defaultLines, recordOf } from '../../helpers/flow-records.ts';
import { block, documents, golden, headerOf, transformOf } from './support.ts';

const [ssh = '', , nodata = ''] = defaultLines;
const article = golden._source.message;
const gatewayOrder = vpcFlow.format.headerless[2]?.fields ?? [];
const gateway = recordOf(6, [...gatewayOrder]).lines[0] ?? '';
const stamp = '2014-12-14T04:06:50.000Z';

/** An object of these lines, and none in front that names their columns. */
const read = (...lines: string[]) => transformOf(lines[0] ?? '')(block(`${lines.join('\n')}\n`));
const reasonOf = (...lines: string[]) => read(...lines).samples.map(({ reason }) => reason);

describe('lines without a header line', () => {
  it.each([
    ["AWS's default for a VPC", ssh, { srcport: '20641', bytes: 4249, action: 'ACCEPT', version: '2' }],
    [
      'the article’s',
      article,
      { srcport: '51236', bytes: 385388, action: 'ACCEPT', 'vpc-id': 'vpc-46131d22' },
    ],
    [
      "AWS's default for a transit gateway",
      gateway,
      { 'resource-type': 'TransitGateway', 'packets-lost-no-route': 3 },
    ],
    ['one that CloudWatch Logs exported', `${stamp} ${ssh}`, { srcport: '20641', version: '2' }],
    ['a stamped one of a transit gateway', `${stamp} ${gateway}`, { 'tgw-id': 'tgw-id.x' }],
  ])('are read in the order that fits: %s', (_, line, expected) => {
    const chunk = read(line);
    expect(chunk).toMatchObject({ read: 1, docs: 1, malformed: 0 });
    expect(documents(chunk)[0]).toMatchObject({ ...expected, message: line });
    expect(documents(chunk)[0]).not.toHaveProperty('@exported');
  });

  it('are read each in its own order, whichever the first one has', () => {
    const lines = [ssh, gateway, article, `${stamp} ${ssh}`, nodata];
    const chunk = read(...lines);
    expect(chunk).toMatchObject({ read: 5, docs: 4, filtered: { NODATA: 1 }, malformed: 0 });
    expect(documents(chunk).map(({ message }) => message)).toEqual(lines.slice(0, 4));
    expect(documents(chunk).map(({ version }) => version)).toEqual(['2', '6', '3', '2']);
  });

  it('say by their kind what they are when they have no data', () => {
    expect(read(...defaultLines)).toMatchObject({
      docs: 4,
      filtered: { NODATA: 1, SKIPDATA: 1 },
      malformed: 0,
    });
  });

  it.each([
    [
      'as many fields in another order',
      ssh.split(' ').reverse().join(' '),
      /its 14 fields are in no known order: version is none of 2$/,
    ],
    [
      'the status where the action is',
      ssh.replace('ACCEPT OK', 'OK ACCEPT'),
      /action is none of ACCEPT, REJECT, -$/,
    ],
    ['a later version in the order of version 2', ssh.replace(/^2/, '5'), /version is none of 2$/],
    [
      'a field less',
      ssh.replace(' 6 ', ' '),
      /no header line says what its 13 fields are; without one 21, 14, 36 are known/,
    ],
    ['no record', 'Permission check Successful', /no header line says what its 3 fields are/],
  ])('are malformed and never guessed: %s', (_, line, reason) => {
    expect(read(line)).toMatchObject({ read: 1, docs: 0, filtered: {}, malformed: 1 });
    expect(reasonOf(line)).toEqual([expect.stringMatching(reason)]);
    expect(read(ssh, line)).toMatchObject({ docs: 1, malformed: 1 });
  });

  it('are chosen by the first line, which then is the fast way', () => {
    expect(headerOf(ssh).fields).toHaveLength(14);
    expect(headerOf(`${stamp} ${article}`).fields).toHaveLength(22);
    expect(headerOf('ACCEPT OK').fields).toHaveLength(21);
  });
});

describe('another header line in the middle', () => {
  it('names the columns of what follows, as where files were put one behind the other', () => {
    const first = recordOf(2);
    const second = recordOf(6, [...gatewayOrder]);
    const text = [first, second, first].flatMap(({ header, lines }) => [header, ...lines]);
    const chunk = transformOf(first.header)(block(text.join('\n')));
    expect(chunk).toMatchObject({ read: 3, docs: 3, malformed: 0 });
    expect(documents(chunk).map(({ message }) => message)).toEqual([text[1], text[3], text[5]]);
    expect(documents(chunk).map(({ version }) => version)).toEqual(['2', '6', '2']);
  });

  it('comes behind lines without one, too', () => {
    const { header, lines } = recordOf(4);
    expect(read(ssh, header, ...lines)).toMatchObject({ read: 2, docs: 2, malformed: 0 });
  });

  it('is no header line when it names no time: then it is malformed', () => {
    expect(read(ssh, 'version account-id')).toMatchObject({ docs: 1, malformed: 1 });
  });
});
